//! `wirecopy bench`: what a scan costs on this machine, on one's own corpus or on a synthetic one.

use crate::bench_view;
use crate::exit::Outcome;
use crate::global::Global;
use crate::interrupt;
use crate::progress::Bar;
use crate::settings::{FindFlags, InputFlags};
use anyhow::{Context, bail, ensure};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wirecopy::bench::{BenchReport, ScanCost, measure};
use wirecopy::synth;

/// Flags of `bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// Files and folders to scan; without any, a synthetic corpus is
    #[arg(value_name = "PATH", conflicts_with_all = ["articles", "sizes"])]
    paths: Vec<PathBuf>,
    /// Articles of the synthetic corpus
    #[arg(short = 'n', long, value_name = "N", value_parser = amount, default_value = "10k")]
    articles: u64,
    /// Several sizes of it, to see how cost grows: 10k,100k,1m
    #[arg(long, value_name = "N,N", value_delimiter = ',', value_parser = amount, conflicts_with = "articles")]
    sizes: Vec<u64>,
    /// Outlets of the synthetic corpus
    #[arg(short = 'm', long, value_name = "M", default_value_t = 500)]
    synth_outlets: u32,
    /// Run on 1 thread, 2, … up to so many, and show the speed-up
    #[arg(long, value_name = "N")]
    threads_upto: Option<usize>,
    /// Runs of each case; the one with the median of processor time is shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    repeat: usize,
    /// Write the figures as JSON
    #[arg(long)]
    json: bool,
    /// Show the ratio to an earlier run's figures, which --json wrote
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// One run of one corpus, in this process
    #[arg(long, hide = true, value_name = "PATH")]
    case_path: Vec<PathBuf>,
    /// The threads of that run
    #[arg(long, hide = true, value_name = "N")]
    case_threads: Option<usize>,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

impl BenchArgs {
    /// Runs every case in a process of its own, so that its peak of memory is its own.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        if !self.case_path.is_empty() {
            return self.run_case(global);
        }
        ensure!(self.repeat > 0, "--repeat: 0 runs show nothing; 1 is the least");
        let baseline = self.against.as_deref().map(read_report).transpose()?;
        interrupt::listen()?;
        let mut runs = Vec::new();
        if self.paths.is_empty() {
            let sizes = if self.sizes.is_empty() { vec![self.articles] } else { self.sizes.clone() };
            for articles in sizes {
                let corpus = Scratch::with_corpus(articles, self.synth_outlets, global)?;
                self.measure(&[corpus.file()], global, &mut runs)?;
            }
        } else {
            self.measure(&self.paths, global, &mut runs)?;
        }
        let report = BenchReport::new(runs);
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &report).context("stdout")?;
            writeln!(out).context("stdout")?;
        } else {
            bench_view::write_table(&mut out, &report, baseline.as_ref()).context("stdout")?;
        }
        Ok(Outcome::Done)
    }

    /// Every number of threads on one corpus.
    fn measure(&self, corpus: &[PathBuf], global: &Global, runs: &mut Vec<ScanCost>) -> anyhow::Result<()> {
        let threads: Vec<Option<usize>> = match self.threads_upto {
            Some(most) => (1..=most.max(1)).map(Some).collect(),
            None => vec![global.threads],
        };
        for threads in threads {
            let of_case = (0..self.repeat).map(|_| run_child(corpus, threads)).collect::<anyhow::Result<Vec<_>>>()?;
            runs.extend(ScanCost::median(of_case));
        }
        Ok(())
    }

    fn run_case(&self, global: &Global) -> anyhow::Result<Outcome> {
        let settings = self.find.settings(&self.input)?;
        Global { threads: self.case_threads, ..global.clone() }.start_threads()?;
        interrupt::listen()?;
        let run = measure(&self.case_path, &settings, &Bar::new(true))?;
        serde_json::to_writer(io::stdout().lock(), &run).context("stdout")?;
        Ok(Outcome::Done)
    }
}

/// Runs this command once more with the flags that it was given, for one case.
fn run_child(corpus: &[PathBuf], threads: Option<usize>) -> anyhow::Result<ScanCost> {
    let program = std::env::current_exe().context("the path of this program")?;
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).stdin(Stdio::null()).stderr(Stdio::inherit());
    for path in corpus {
        command.arg("--case-path").arg(path);
    }
    if let Some(threads) = threads {
        command.arg("--case-threads").arg(threads.to_string());
    }
    let output = command.output().context("running this program for one case")?;
    ensure!(output.status.success(), "a run failed ({})", output.status);
    serde_json::from_slice(&output.stdout).context("what a run reported")
}

fn read_report(path: &Path) -> anyhow::Result<BenchReport> {
    let text = std::fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| format!("{}: not what bench --json writes", path.display()))
}

/// `10000`, `10k` or `1m`.
fn amount(text: &str) -> anyhow::Result<u64> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1000),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    match digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)) {
        Some(number) if number > 0 => Ok(number),
        _ => bail!("not a number of articles: 5000, 10k or 1m would be"),
    }
}

/// A folder for a synthetic corpus, which goes when it is no longer needed.
struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    fn with_corpus(articles: u64, outlets: u32, global: &Global) -> anyhow::Result<Scratch> {
        let folder = std::env::temp_dir().join(format!("wirecopy-bench-{}-{articles}", std::process::id()));
        let settings = synth::SynthSettings { articles, outlets, ..synth::SynthSettings::default() };
        let corpus = synth::SynthCorpus::new(settings)?;
        let scratch = Scratch { folder };
        let bar = Bar::new(global.quiet);
        let written = synth::write_corpus(&corpus, synth::Layout::JsonLines, &scratch.folder, &bar);
        bar.finish();
        written?;
        Ok(scratch)
    }

    fn file(&self) -> PathBuf {
        self.folder.join("articles.jsonl")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // what cannot be removed from the folder of temporary files is nobody's loss
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        let amounts = ["5000", "10k", "1m"].map(|text| amount(text).unwrap());
        assert_eq!(amounts, [5000, 10_000, 1_000_000]);
        assert!(["", "k", "0", "ten", "-5", "99999999999999m"].iter().all(|text| amount(text).is_err()));
    }
}
