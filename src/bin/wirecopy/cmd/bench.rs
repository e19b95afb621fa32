//! `wirecopy bench`: measures the time and memory of a scan on this machine, of a given or a synthetic corpus.

use crate::bench_view;
use crate::cmd::synth::CorpusFormat;
use crate::exit::{Outcome, Stdout};
use crate::global::GlobalFlags;
use crate::interrupt;
use crate::progress::Bar;
use crate::settings::{InputFlags, SearchFlags};
use anyhow::{Context, bail, ensure};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use wirecopy::bench::{BenchReport, ScanCost, measure};
use wirecopy::synth::{SynthCorpus, SynthSettings, write_corpus};

/// Flags of `bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// Files and folders to scan [default: a synthetic corpus]
    #[arg(value_name = "PATH", conflicts_with_all = ["articles", "sizes"])]
    paths: Vec<PathBuf>,
    /// Number of articles in the synthetic corpus
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_amount, default_value = "10k")]
    articles: u64,
    /// Several sizes of the synthetic corpus, such as 10k,100k,1m, to compare the cost for each article
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = parse_amount, conflicts_with = "articles")]
    sizes: Vec<u64>,
    /// Number of outlets in the synthetic corpus
    #[arg(short = 'm', long, value_name = "M", default_value_t = 500)]
    synth_outlets: u32,
    /// Form of the synthetic corpus on disk
    #[arg(short = 'f', long, value_name = "FORMAT", default_value = "jsonl", conflicts_with = "paths")]
    synth_format: CorpusFormat,
    /// Scan on 1, 2, … N threads, and show the speed-up
    #[arg(long, value_name = "N")]
    threads_upto: Option<usize>,
    /// Scans of each case; the one with the median CPU time is shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    repeat: usize,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Show the ratio to figures that --json printed earlier
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Scan this corpus once, in this process
    #[arg(long, hide = true, value_name = "PATH")]
    case_path: Vec<PathBuf>,
    /// Number of threads of that scan
    #[arg(long, hide = true, value_name = "N")]
    case_threads: Option<usize>,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

impl BenchArgs {
    /// Measures each scan in a process of its own, since the system reports one peak of memory for each process.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        if !self.case_path.is_empty() {
            return self.run_case(global);
        }
        ensure!(self.repeat > 0, "--repeat: must be at least 1");
        let baseline = self.against.as_deref().map(read_report).transpose()?;
        interrupt::handle()?;
        let mut runs = Vec::new();
        if self.paths.is_empty() {
            let sizes = if self.sizes.is_empty() { vec![self.articles] } else { self.sizes.clone() };
            for articles in sizes {
                let folder = write_temporary_corpus(articles, self.synth_outlets, self.synth_format, global)?;
                let source = match self.synth_format {
                    CorpusFormat::Dir | CorpusFormat::Html => folder.path().to_owned(),
                    CorpusFormat::Jsonl => folder.path().join("articles.jsonl"),
                    CorpusFormat::JsonlZst => folder.path().join("articles.jsonl.zst"),
                };
                self.measure(&[source], global, &mut runs)?;
            }
        } else {
            self.measure(&self.paths, global, &mut runs)?;
        }
        let report = BenchReport::new(runs);
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &report).context(Stdout)?;
            writeln!(out).context(Stdout)?;
        } else {
            bench_view::write_report(&mut out, &report, baseline.as_ref()).context(Stdout)?;
        }
        Ok(Outcome::Done)
    }

    /// Measures the scans of one corpus, for each number of threads.
    fn measure(&self, corpus: &[PathBuf], global: &GlobalFlags, runs: &mut Vec<ScanCost>) -> anyhow::Result<()> {
        let threads: Vec<Option<usize>> = match self.threads_upto {
            Some(most) => (1..=most.max(1)).map(Some).collect(),
            None => vec![global.threads],
        };
        for threads in threads {
            let repeats =
                (0..self.repeat).map(|_| run_in_child(corpus, threads)).collect::<anyhow::Result<Vec<_>>>()?;
            runs.extend(ScanCost::median(repeats));
        }
        Ok(())
    }

    fn run_case(&self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let settings = self.search.settings(&self.input)?;
        GlobalFlags { threads: self.case_threads, ..global.clone() }.start_threads()?;
        interrupt::handle()?;
        let run = measure(&self.case_path, &settings, &Bar::new(true))?;
        serde_json::to_writer(io::stdout().lock(), &run).context(Stdout)?;
        Ok(Outcome::Done)
    }
}

/// Runs this program with the same flags, for one scan in a process of its own.
fn run_in_child(corpus: &[PathBuf], threads: Option<usize>) -> anyhow::Result<ScanCost> {
    let program = std::env::current_exe().context("the path of this program")?;
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).stdin(Stdio::null()).stderr(Stdio::inherit());
    for path in corpus {
        command.arg("--case-path").arg(path);
    }
    if let Some(threads) = threads {
        command.arg("--case-threads").arg(threads.to_string());
    }
    let output = command.output().context("running this program")?;
    ensure!(output.status.success(), "a scan failed ({})", output.status);
    serde_json::from_slice(&output.stdout).context("the report of a scan")
}

fn read_report(path: &Path) -> anyhow::Result<BenchReport> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| format!("{}: not written by bench --json", path.display()))
}

/// Parses a number of articles, such as `10000`, `10k` or `1m`.
fn parse_amount(text: &str) -> anyhow::Result<u64> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1000),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    match digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)) {
        Some(number) if number > 0 => Ok(number),
        _ => bail!("not a number of articles, such as 5000, 10k or 1m"),
    }
}

/// Writes a synthetic corpus into a temporary folder, which is removed when the result is dropped.
fn write_temporary_corpus(
    articles: u64,
    outlets: u32,
    format: CorpusFormat,
    global: &GlobalFlags,
) -> anyhow::Result<TempDir> {
    let corpus = SynthCorpus::new(SynthSettings { articles, outlets, ..SynthSettings::default() })?;
    let folder = tempfile::Builder::new().prefix("wirecopy-bench-").tempdir().context("a temporary folder")?;
    write_corpus(&corpus, format.layout(), folder.path(), &Bar::new(global.quiet))?;
    // the labels are no article of the folder
    std::fs::remove_file(folder.path().join("labels.csv")).context("the labels of the corpus")?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_amounts_with_units() {
        let amounts = ["5000", "10k", "1m"].map(|text| parse_amount(text).unwrap());
        assert_eq!(amounts, [5000, 10_000, 1_000_000]);
        assert!(["", "k", "0", "ten", "-5", "99999999999999m"].iter().all(|text| parse_amount(text).is_err()));
    }
}
