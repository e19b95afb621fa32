//! `wirecopy evaluate`: the clusters of a corpus against labels.

use crate::exit::Outcome;
use crate::global::Global;
use crate::progress::Bar;
use crate::settings::{FindFlags, InputFlags};
use crate::{interrupt, pair_view, reread};
use anyhow::{Context, bail};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use wirecopy::evaluate::{
    self, ClusterLabels, ClusterScore, Disagreement, FoundArticle, KindScore, PairCounts, PairLabels, PairScore,
    ScoredArticle, SweepRow, UnlistedPairs, plot_sweep, threshold_steps,
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
    /// Known clusters: a CSV file with article_id (or doc_id, id, path), cluster_id and perhaps kind
    #[arg(long, value_name = "FILE", required_unless_present = "pairs")]
    labels: Option<PathBuf>,
    /// Known pairs: a CSV file with id_a, id_b and label (1, 0, or empty for not scored)
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// Take pairs of labelled articles that are not listed as no copies
    #[arg(long, requires = "pairs")]
    pairs_complete: bool,
    /// Show so many of the worst false and of the worst missed pairs, with their passages
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Score every threshold of a range, FROM-TO or FROM-TO:STEP, instead of one
    #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "0.2-0.6:0.05", conflicts_with = "errors")]
    sweep: Option<Range>,
    /// Draw the sweep as a line plot
    #[arg(long, value_name = "FILE.svg", requires = "sweep")]
    plot: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

/// Thresholds to try.
#[derive(Debug, Clone)]
struct Range(Vec<f64>);

impl std::str::FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (range, step) = text.split_once(':').unwrap_or((text, "0.05"));
        let number = |part: &str| part.trim().parse::<f64>().ok();
        let thresholds = range
            .split_once('-')
            .and_then(|(from, to)| Some(threshold_steps(number(from)?, number(to)?, number(step)?)))
            .unwrap_or_default();
        if thresholds.is_empty() {
            Err("write the range as FROM-TO or FROM-TO:STEP, such as 0.2-0.6:0.05".to_owned())
        } else {
            Ok(Range(thresholds))
        }
    }
}

/// Everything that is printed.
#[derive(Debug, Default, serde::Serialize)]
struct Figures {
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<ClusterScore>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<KindScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<PairScore>,
    /// Labelled articles that the corpus does not have.
    labelled_not_in_corpus: u64,
    /// Articles of the corpus without a label.
    not_labelled: u64,
}

impl EvaluateArgs {
    /// Scans, scores, and prints.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        let settings = self.find.settings(&self.input)?;
        let labels = self.labels.as_deref().map(ClusterLabels::read).transpose()?;
        let pairs = self.pairs.as_deref().map(PairLabels::read).transpose()?;
        global.start_threads()?;
        interrupt::listen()?;
        if let Some(Range(thresholds)) = &self.sweep {
            return self.sweep(global, thresholds, settings, labels.as_ref(), pairs.as_ref());
        }
        let findings = self.scan(global, &settings)?;
        let found = found_clusters(&findings);
        let mut figures = Figures::default();
        let mut wrong = Vec::new();
        if let Some(labels) = &labels {
            wrong = score_clusters(labels, &found, &mut figures)?;
        }
        if let Some(pairs) = &pairs {
            let score = self.score_pairs(pairs, labels.as_ref(), &found);
            wrong.clone_from(&score.errors);
            figures.pairs = Some(score);
        }
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &figures)?;
            writeln!(out).context("stdout")?;
        } else {
            write_figures(&mut out, &figures).context("stdout")?;
        }
        if self.errors > 0 {
            self.show_errors(&mut out, &findings, &wrong, &settings)?;
        }
        Ok(Outcome::Done)
    }

    fn scan(&self, global: &Global, settings: &Settings) -> anyhow::Result<Findings> {
        let bar = Bar::new(global.quiet);
        let findings = pipeline::scan(&self.paths, settings, &bar);
        bar.finish();
        Ok(findings?)
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

    /// Scans once for each threshold, so that a row says what a scan with that threshold would find. Labelled clusters are
    /// scored where there are any, else labelled pairs.
    fn sweep(
        &self,
        global: &Global,
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
            let mut figures = Figures::default();
            if let Some(labels) = labels {
                score_clusters(labels, &found, &mut figures)?;
            }
            match (figures.clusters, pairs) {
                (Some(scores), _) => rows.push(SweepRow::of_clusters(threshold, &scores)),
                (None, Some(pairs)) => {
                    rows.push(SweepRow::of_pairs(threshold, &self.score_pairs(pairs, labels, &found)));
                }
                (None, None) => {}
            }
        }
        if let Some(path) = &self.plot {
            let drawn = plot_sweep(&rows, "Scores by threshold");
            std::fs::write(path, drawn).with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        let mut out = anstream::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &rows)?;
            writeln!(out).context("stdout")?;
        } else {
            write_sweep(&mut out, &rows).context("stdout")?;
        }
        Ok(Outcome::Done)
    }

    fn show_errors(
        &self,
        out: &mut dyn Write,
        findings: &Findings,
        wrong: &[Disagreement],
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
        for (error, _) in evaluate::worst_errors(wrong, self.errors, score) {
            let what = if error.missed { "MISSED" } else { "FALSE" };
            writeln!(out, "\n──── {what} {} {}\n", error.a, error.b).context("stdout")?;
            match reread::by_id(&self.paths, &[&error.a, &error.b], &settings.input) {
                Ok(articles) => {
                    pair_view::write_pair(out, &articles[0], &articles[1], settings, false).context("stdout")?
                }
                Err(problem) => writeln!(out, "{problem}").context("stdout")?,
            }
        }
        Ok(())
    }
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

/// Scores the clusters; returns the disagreeing pairs.
fn score_clusters(
    labels: &ClusterLabels,
    found: &HashMap<&str, FoundArticle<'_>>,
    figures: &mut Figures,
) -> anyhow::Result<Vec<Disagreement>> {
    let mut names: HashMap<&str, u32> = HashMap::new();
    let mut articles = Vec::new();
    let (mut kinds, mut ids) = (Vec::new(), Vec::new());
    for label in &labels.rows {
        let Some(&FoundArticle { cluster, .. }) = found.get(label.id.as_str()) else {
            figures.labelled_not_in_corpus += 1;
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
        bail!(
            "none of the {} labelled articles is in the corpus; are the ids those of articles.csv?",
            labels.rows.len()
        );
    }
    figures.not_labelled =
        (found.len() as u64 + figures.labelled_not_in_corpus).saturating_sub(labels.rows.len() as u64);
    figures.clusters = Some(evaluate::score_clusters(&articles));
    figures.kinds = evaluate::score_kinds(&articles, &kinds);
    Ok(evaluate::disagreements(&articles, &ids))
}

fn write_sweep(out: &mut dyn Write, rows: &[SweepRow]) -> io::Result<()> {
    writeln!(
        out,
        "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "threshold", "precision", "recall", "F1", "ARI", "B-cubed", "false pairs", "missed pairs"
    )?;
    let shown = |score: Option<f64>| score.map_or("–".to_owned(), |score| format!("{score:.4}"));
    for row in rows {
        writeln!(
            out,
            "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>12} {:>12}",
            row.threshold,
            shown(row.precision),
            shown(row.recall),
            shown(row.f1),
            shown(row.ari),
            shown(row.bcubed_f1),
            row.false_pairs,
            row.missed_pairs
        )?;
    }
    Ok(())
}

fn write_figures(out: &mut dyn Write, figures: &Figures) -> io::Result<()> {
    let shown = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{share:.4}"));
    if let Some(clusters) = &figures.clusters {
        writeln!(out, "clusters, {} articles scored", clusters.articles)?;
        writeln!(
            out,
            "  pairs      precision {}  recall {}  F1 {}   ({} right, {} false, {} missed)",
            shown(clusters.precision),
            shown(clusters.recall),
            shown(clusters.f1),
            clusters.true_pairs,
            clusters.false_pairs,
            clusters.missed_pairs
        )?;
        writeln!(
            out,
            "  B-cubed    precision {:.4}  recall {:.4}  F1 {:.4}",
            clusters.bcubed_precision, clusters.bcubed_recall, clusters.bcubed_f1
        )?;
        writeln!(out, "  ARI {}   clusters that mix two: {}", shown(clusters.ari), clusters.mixed_clusters)?;
    }
    if !figures.kinds.is_empty() {
        writeln!(out, "\n  {:16} {:>9} {:>10} {:>8} {:>12}", "kind", "articles", "pairs", "recall", "false pairs")?;
        for kind in &figures.kinds {
            let recall = shown(kind.recall);
            writeln!(
                out,
                "  {:16} {:>9} {:>10} {recall:>8} {:>12}",
                kind.kind, kind.articles, kind.pairs, kind.false_pairs
            )?;
        }
    }
    if let Some(pairs) = &figures.pairs {
        let line = |of: &PairCounts| {
            let [precision, recall, f1] = [of.precision, of.recall, of.f1].map(shown);
            let [right, wrong, missed] = [of.true_pairs, of.false_pairs, of.missed_pairs];
            format!("precision {precision}  recall {recall}  F1 {f1}   ({right} right, {wrong} false, {missed} missed")
        };
        writeln!(out, "labelled pairs\n  {}; {} not in the corpus)", line(&pairs.all), pairs.not_in_corpus)?;
        if let Some(cross) = &pairs.cross_outlet {
            writeln!(out, "  cross-outlet  {})", line(cross))?;
        }
        for (kind, (joined, all)) in &pairs.joined_by_kind {
            writeln!(out, "  {kind:24} {joined} of {all} joined")?;
        }
    }
    if figures.labelled_not_in_corpus + figures.not_labelled > 0 {
        writeln!(
            out,
            "not scored: {} labelled articles that the corpus does not have, {} articles without a label",
            figures.labelled_not_in_corpus, figures.not_labelled
        )?;
    }
    Ok(())
}
