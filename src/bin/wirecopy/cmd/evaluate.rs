//! `wirecopy evaluate`: scores the clusters of a corpus against labels.

use crate::exit::{Outcome, Stdout};
use crate::global::GlobalFlags;
use crate::progress::Bar;
use crate::score_view::{Scores, write_scores, write_sweep};
use crate::settings::{InputFlags, SearchFlags};
use crate::{credits, interrupt, pair_view, reread};
use anyhow::{Context, bail};
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use wirecopy::atomic_file::write_file;
use wirecopy::evaluate::{
    self, ClusterLabels, Disagreement, FoundArticle, PairLabels, PairScore, ScoredArticle, SweepRow, UnlistedPairs,
    plot_sweep, threshold_steps,
};
use wirecopy::findings::Findings;
use wirecopy::pipeline::{self, Settings};
use wirecopy::verify::ShingleTable;

/// Flags of `evaluate`.
#[derive(Debug, clap::Args)]
pub(crate) struct EvaluateArgs {
    /// Files and folders to read
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Known clusters: a CSV file with article_id (or doc_id, id, path), cluster_id and, if known, kind, or wire and
    /// credited
    #[arg(long, value_name = "FILE", required_unless_present = "pairs")]
    labels: Option<PathBuf>,
    /// Known pairs: a CSV file with id_a, id_b and label (1, 0, or empty to leave the pair out)
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// Count pairs of labelled articles that are not listed as no copies
    #[arg(long, requires = "pairs")]
    pairs_complete: bool,
    /// Show the N worst false pairs and the N worst missed pairs, with their passages
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Score all thresholds of a range, FROM-TO or FROM-TO:STEP
    #[arg(
        long,
        value_name = "RANGE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0.2-0.6:0.05",
        conflicts_with = "errors"
    )]
    sweep: Option<Thresholds>,
    /// Draw the scores of the sweep as a line plot
    #[arg(long, value_name = "FILE.svg", requires = "sweep")]
    plot: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

/// The thresholds of a sweep.
#[derive(Debug, Clone)]
struct Thresholds(Vec<f64>);

impl std::str::FromStr for Thresholds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (range, step) = text.split_once(':').unwrap_or((text, "0.05"));
        let number = |part: &str| part.trim().parse::<f64>().ok();
        let thresholds = range
            .split_once('-')
            .and_then(|(from, to)| Some(threshold_steps(number(from)?, number(to)?, number(step)?)))
            .unwrap_or_default();
        if thresholds.is_empty() {
            Err("not a range: FROM-TO or FROM-TO:STEP, such as 0.2-0.6:0.05".to_owned())
        } else {
            Ok(Thresholds(thresholds))
        }
    }
}

impl EvaluateArgs {
    /// Scans, scores the clusters, and prints the scores.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let settings = self.search.settings(&self.input)?;
        let labels = self
            .labels
            .as_deref()
            .map(|file| or_other_flag(ClusterLabels::read(file), || PairLabels::read(file).is_ok(), "--pairs"));
        let pairs = self
            .pairs
            .as_deref()
            .map(|file| or_other_flag(PairLabels::read(file), || ClusterLabels::read(file).is_ok(), "--labels"));
        let (labels, pairs) = (labels.transpose()?, pairs.transpose()?);
        global.start_threads()?;
        interrupt::handle()?;
        if let Some(Thresholds(thresholds)) = &self.sweep {
            return self.sweep(global, thresholds, settings, labels.as_ref(), pairs.as_ref());
        }
        let findings = self.scan(global, &settings)?;
        let found = found_clusters(&findings);
        let mut scores = Scores::default();
        let (mut errors, mut wrong_credits) = (Vec::new(), Vec::new());
        if let Some(labels) = &labels {
            errors = score_clusters(labels, &found, &mut scores)?;
            wrong_credits = credits::score(labels, &findings, &mut scores);
        }
        if let Some(pairs) = &pairs {
            let score = self.score_pairs(pairs, labels.as_ref(), &found);
            errors.clone_from(&score.errors);
            scores.pairs = Some(score);
        }
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &scores)?;
            writeln!(out).context(Stdout)?;
        } else {
            write_scores(&mut out, &scores).context(Stdout)?;
        }
        if self.errors > 0 {
            credits::write_wrong(&mut out, &wrong_credits, self.errors).context("stdout")?;
            self.write_errors(&mut out, &findings, &errors, &settings)?;
        }
        Ok(Outcome::Done)
    }

    fn scan(&self, global: &GlobalFlags, settings: &Settings) -> anyhow::Result<Findings> {
        Ok(pipeline::scan(&self.paths, settings, &Bar::new(global.quiet))?)
    }

    fn score_pairs(
        &self,
        pairs: &PairLabels,
        labels: Option<&ClusterLabels>,
        found: &HashMap<&str, FoundArticle<'_>>,
    ) -> PairScore {
        let unlisted = if self.pairs_complete { UnlistedPairs::NotCopies } else { UnlistedPairs::NotScored };
        let labelled: Vec<&str> =
            labels.iter().flat_map(|l| &l.rows).filter(|l| l.cluster.is_some()).map(|l| l.id.as_str()).collect();
        evaluate::score_pairs(pairs, found, unlisted, &labelled)
    }

    /// Scans once for each threshold, so that each row has the scores of a scan with that threshold. Scores the
    /// clusters if they are labelled, else the pairs.
    fn sweep(
        &self,
        global: &GlobalFlags,
        thresholds: &[f64],
        mut settings: Settings,
        labels: Option<&ClusterLabels>,
        pairs: Option<&PairLabels>,
    ) -> anyhow::Result<Outcome> {
        let mut rows = Vec::with_capacity(thresholds.len());
        for &threshold in thresholds {
            settings.core.matching.threshold = threshold;
            let findings = self.scan(global, &settings)?;
            let found = found_clusters(&findings);
            let mut scores = Scores::default();
            if let Some(labels) = labels {
                score_clusters(labels, &found, &mut scores)?;
            }
            match (scores.clusters, pairs) {
                (Some(clusters), _) => rows.push(SweepRow::of_clusters(threshold, &clusters)),
                (None, Some(pairs)) => {
                    rows.push(SweepRow::of_pairs(threshold, &self.score_pairs(pairs, labels, &found)));
                }
                (None, None) => {}
            }
        }
        if let Some(path) = &self.plot {
            let plot = plot_sweep(&rows, "Scores by threshold");
            write_file(path, |out| out.write_all(plot.as_bytes()))
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &rows)?;
            writeln!(out).context(Stdout)?;
        } else {
            write_sweep(&mut out, &rows).context(Stdout)?;
        }
        Ok(Outcome::Done)
    }

    /// Writes the worst errors with their passages.
    fn write_errors(
        &self,
        out: &mut dyn Write,
        findings: &Findings,
        errors: &[Disagreement],
        settings: &Settings,
    ) -> anyhow::Result<()> {
        let (articles, tokens) = (&findings.articles, &findings.documents.tokens);
        let numbers: HashMap<&str, u32> =
            (0..articles.len()).map(|article| (articles.get(article).id, article)).collect();
        let mut table = ShingleTable::new(settings.core.shingle);
        let score = |a: &str, b: &str| {
            let (a, b) = (*numbers.get(a)?, *numbers.get(b)?);
            table.build(&tokens.get(a));
            Some(table.compare(&tokens.get(b), None).overlap.score())
        };
        for (error, _) in evaluate::worst_errors(errors, self.errors, score) {
            let kind = if error.missed { "MISSED" } else { "FALSE" };
            writeln!(out, "\n──── {kind} {} {}\n", error.a, error.b).context(Stdout)?;
            match reread::by_id(&self.paths, &[&error.a, &error.b], &settings.input) {
                Ok(articles) => {
                    pair_view::write_pair(out, &articles[0], &articles[1], settings, false).context(Stdout)?;
                }
                Err(problem) => writeln!(out, "{problem}").context(Stdout)?,
            }
        }
        Ok(())
    }
}

/// What was read of a file of labels, else an error that names the other flag, where the file is of that kind.
fn or_other_flag<T>(read: wirecopy::error::Result<T>, is_other: impl Fn() -> bool, flag: &str) -> anyhow::Result<T> {
    read.map_err(|error| match is_other() {
        true => anyhow::anyhow!("{error}; it has what {flag} takes: {flag} FILE"),
        false => error.into(),
    })
}

/// Each article of the corpus with its cluster and its outlet.
fn found_clusters(findings: &Findings) -> HashMap<&str, FoundArticle<'_>> {
    (0..findings.articles.len())
        .map(|article| {
            let cluster = findings.memberships[article as usize].map(|place| place.cluster);
            (findings.articles.get(article).id, FoundArticle { cluster, outlet: findings.articles.outlet(article) })
        })
        .collect()
}

/// Scores the clusters; returns the pairs on which labels and clusters disagree.
fn score_clusters(
    labels: &ClusterLabels,
    found: &HashMap<&str, FoundArticle<'_>>,
    scores: &mut Scores,
) -> anyhow::Result<Vec<Disagreement>> {
    let mut names: HashMap<&str, u32> = HashMap::new();
    let mut articles = Vec::new();
    let (mut kinds, mut ids) = (Vec::new(), Vec::new());
    for label in &labels.rows {
        let Some(&FoundArticle { cluster, .. }) = found.get(label.id.as_str()) else {
            scores.labelled_not_in_corpus += 1;
            continue;
        };
        if let Some(truth) = &label.cluster {
            let next = names.len() as u32;
            articles.push(ScoredArticle { found: cluster, labelled: *names.entry(truth).or_insert(next) });
            kinds.push(label.kind.clone());
            ids.push(label.id.as_str());
        }
    }
    if articles.is_empty() {
        let labelled = labels.rows.len();
        bail!("none of the {labelled} labelled articles is in the corpus; are the ids those of articles.csv?");
    }
    scores.not_labelled = (found.len() as u64 + scores.labelled_not_in_corpus).saturating_sub(labels.rows.len() as u64);
    scores.clusters = Some(evaluate::score_clusters(&articles));
    scores.kinds = evaluate::score_kinds(&articles, &kinds);
    Ok(evaluate::disagreements(&articles, &ids))
}
