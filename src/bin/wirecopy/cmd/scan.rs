//! `wirecopy scan`: the clusters of a corpus.

use crate::exit::Outcome;
use crate::flag_names::with_flags;
use crate::global::Global;
use crate::progress::Bar;
use crate::settings::{FindFlags, InputFlags};
use crate::{dedup_output, graph, interrupt, summary};
use anyhow::Context;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use wirecopy::articles::CountBy;
use wirecopy::findings::Findings;
use wirecopy::pipeline::{self, Settings};
use wirecopy::progress::NoProgress;
use wirecopy::report::{self, ArticleTexts, Summary, TABLES, TableFormat, TextBudget};
use wirecopy::reread;

/// Flags of `scan`.
#[derive(Debug, clap::Args)]
pub(crate) struct ScanArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", required_unless_present = "explain_settings")]
    paths: Vec<PathBuf>,
    /// Write every table and summary.json into this folder, instead of the clusters on stdout
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Leave the table of pairs out of the folder: articles that are one text already are then not compared each with each,
    /// which takes a third of the time
    #[arg(long, requires = "out")]
    no_pairs: bool,
    /// Leave report.html out of the folder
    #[arg(long, requires = "out")]
    no_page: bool,
    /// How much text of articles report.html may hold, in megabytes: that of the largest clusters comes first
    #[arg(long, value_name = "MB", default_value_t = 8)]
    page_text: u64,
    /// How tables are written
    #[arg(short, long, value_name = "FORMAT", default_value = "csv")]
    format: FormatFlag,
    /// Write the flows between wires and outlets as a graph: a FILE.graphml or FILE.gexf, or one of graphml and gexf for a
    /// file in --out
    #[arg(long, value_name = "FORMAT|FILE")]
    graph: Option<String>,
    /// Write the duplicate-free corpus, of each cluster the lead: to a FILE.jsonl, .jsonl.gz or .jsonl.zst, else into a folder
    #[arg(long, value_name = "DIR|FILE")]
    dedup_to: Option<PathBuf>,
    /// Who articles count for where outlets are counted: in clusters, outlets and flows
    #[arg(long, value_name = "WHO", default_value = "outlet")]
    count_by: CountByFlag,
    /// Exit with 2 when anything was rejected
    #[arg(long)]
    strict: bool,
    /// Print what the chosen bands and rows find, and stop
    #[arg(long)]
    explain_settings: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

/// Who articles count for.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum CountByFlag {
    /// Their outlets
    Outlet,
    /// The owners of their outlets, where --outlets says who that is
    Owner,
}

/// The formats of tables.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum FormatFlag {
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Parquet with typed columns
    Parquet,
}

impl From<FormatFlag> for TableFormat {
    fn from(format: FormatFlag) -> Self {
        match format {
            FormatFlag::Csv => TableFormat::Csv,
            FormatFlag::Jsonl => TableFormat::JsonLines,
            FormatFlag::Parquet => TableFormat::Parquet,
        }
    }
}

impl ScanArgs {
    /// Scans, and writes what was found.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        let mut settings = self.find.settings(&self.input)?;
        settings.count_by = match self.count_by {
            CountByFlag::Outlet => CountBy::Outlet,
            CountByFlag::Owner => CountBy::Owner,
        };
        settings.core.every_pair = self.out.is_some() && !self.no_pairs;
        settings.find_parents = self.out.is_some() || self.graph.is_some();
        if self.explain_settings {
            explain_settings(&settings)?;
            return Ok(Outcome::Done);
        }
        let graph = self.graph.as_deref().map(|value| graph::target(value, self.out.as_deref())).transpose()?;
        if self.dedup_to.is_some() {
            dedup_output::check(&self.paths)?;
        }
        global.start_threads()?;
        interrupt::listen()?;
        let bar = Bar::new(global.quiet);
        let findings = pipeline::scan(&self.paths, &settings, &bar);
        bar.finish();
        let mut findings = findings?;
        for rejected in &mut findings.rejected {
            rejected.reason = with_flags(&rejected.reason).into_owned();
        }
        // tables tell of articles what was found, and texts of the page are read from their files
        findings.documents.tokens.drop_repartitioned();
        let summary = Summary::new(&findings, &settings);
        match &self.out {
            Some(folder) => {
                report::write_tables_to_folder(&findings, &summary, self.format.into(), folder)?;
                if !self.no_page {
                    let texts = self.page_texts(&findings, &settings)?;
                    report::write_page_to_folder(&findings, &summary, &texts, folder)?;
                }
            }
            None => {
                let mut out = BufWriter::new(io::stdout());
                report::write_table(&TABLES[0], &findings, self.format.into(), &mut out)
                    .and_then(|()| out.flush())
                    .context("stdout")?;
            }
        }
        if let Some(graph) = graph {
            graph.write(&findings)?;
        }
        let kept = self.dedup_to.as_deref().map(|to| dedup_output::write(&findings, &self.paths, &settings.input, to));
        if !global.quiet {
            summary::write(&mut anstream::stderr().lock(), &findings, &summary, global.verbose > 0)
                .context("stderr")?;
        }
        if let (Some(kept), Some(to)) = (kept.transpose()?, &self.dedup_to)
            && !global.quiet
        {
            writeln!(anstream::stderr(), "{} articles kept in {}", summary::grouped(kept), to.display())?;
        }
        let outcome = if self.strict && !findings.rejected.is_empty() { Outcome::Strict } else { Outcome::Done };
        // the process ends, and the system takes all of its memory and its files without a name faster than they are given back
        std::mem::forget(findings);
        Ok(outcome)
    }

    /// The texts that the page shows, read again from their files.
    fn page_texts(&self, findings: &Findings, settings: &Settings) -> anyhow::Result<ArticleTexts> {
        let budget = TextBudget { bytes: self.page_text.saturating_mul(1_000_000), ..TextBudget::default() };
        let wanted = budget.wanted(findings);
        let mut texts = ArticleTexts::new();
        for (article, text) in reread::texts(&findings.articles, &wanted, &self.paths, &settings.input, &NoProgress)? {
            texts.insert(article, text, &budget);
        }
        Ok(texts)
    }
}

/// Prints the S-curve of the chosen banding, and what the other settings mean.
fn explain_settings(settings: &Settings) -> anyhow::Result<()> {
    let banding = settings.core.banding;
    let mut out = io::stdout().lock();
    writeln!(out, "{} bands of {} rows: a signature of {} values", banding.bands, banding.rows, banding.values())?;
    writeln!(
        out,
        "Steepest near Jaccard {:.2}. A pair of Jaccard J shares a bucket with probability P:",
        banding.threshold()
    )?;
    writeln!(out, "    J      P")?;
    for step in 1..=20 {
        let jaccard = f64::from(step) / 20.0;
        let probability = banding.probability(jaccard);
        let bar = "#".repeat((probability * 40.0).round() as usize);
        writeln!(out, "  {jaccard:.2}  {probability:.4}  {bar}")?;
    }
    writeln!(
        out,
        "A cut copy has a low Jaccard index and is found by its anchors: one shingle of {} words in {} is one, at least {}\n\
         an article, and two shared make a candidate.",
        settings.core.shingle.size, settings.core.anchors.one_in, settings.core.anchors.min_per_article
    )?;
    writeln!(
        out,
        "A candidate is a match when its exact overlap score H = √(Jaccard × containment in the smaller) is at least {}\n\
         and it shares at least {} shingles, or {} where these are all that both articles have.",
        settings.core.matching.threshold,
        settings.core.matching.min_shared,
        settings.core.matching.least_shared(true)
    )?;
    Ok(())
}
