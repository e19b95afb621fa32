//! The command line: the flags that all subcommands share, and the list of subcommands.

use crate::cmd;
use crate::exit::Outcome;
use crate::global::GlobalFlags;
use crate::{help, version};

/// Finds the news articles that are the same text.
#[derive(Debug, clap::Parser)]
#[command(
    name = "wirecopy",
    version,
    long_version = version::long(),
    about,
    max_term_width = 100,
    propagate_version = true,
    after_help = help::EXIT_CODES
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: GlobalFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands, one file each.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Find the articles that are the same text; print the clusters as CSV
    #[command(after_help = help::SCAN)]
    Scan(cmd::scan::ScanArgs),
    /// Show the passages that two articles share, and the figures of the pair
    #[command(after_help = help::EXPLAIN)]
    Explain(cmd::explain::ExplainArgs),
    /// Look texts up in an archive: where they stand, since when, how much of them
    #[command(after_help = help::FIND)]
    Find(cmd::find::FindArgs),
    /// Keep articles in an index, to look texts up and to scan again without reading the files
    #[command(after_help = help::INDEX)]
    Index(cmd::index::IndexArgs),
    /// Answer requests over HTTP: look texts up in an index, add articles
    #[cfg(feature = "serve")]
    #[command(after_help = help::SERVE)]
    Serve(cmd::serve::ServeArgs),
    /// Show what the input holds: formats, fields, dates, outlets, rejected input
    #[command(after_help = help::INSPECT)]
    Inspect(cmd::inspect::InspectArgs),
    /// List the passages that are removed from an outlet's pages as boilerplate
    #[command(after_help = help::BOILERPLATE)]
    Boilerplate(cmd::boilerplate::BoilerplateArgs),
    /// Score the clusters of a corpus against labels
    #[command(after_help = help::EVALUATE)]
    Evaluate(cmd::evaluate::EvaluateArgs),
    /// Measure the time and memory of each stage of a scan
    #[command(after_help = help::BENCH)]
    Bench(cmd::bench::BenchArgs),
    /// Write a synthetic corpus, with the clusters that it should give
    #[command(after_help = help::SYNTH)]
    Synth(cmd::synth::SynthArgs),
    /// Write a template for --config, with every flag of scan
    #[command(after_help = help::CONFIG)]
    Config(cmd::config::ConfigArgs),
    /// Write the completions for a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(cmd::completions::CompletionsArgs),
    /// Write a manual page, or those of all subcommands into a folder
    #[command(after_help = help::MAN)]
    Man(cmd::man::ManArgs),
}

impl Args {
    /// Runs the subcommand.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        let global = &self.global;
        match self.command {
            Command::Scan(scan) => scan.run(global),
            Command::Explain(explain) => explain.run(global),
            Command::Find(find) => find.run(global),
            Command::Index(index) => index.run(global),
            #[cfg(feature = "serve")]
            Command::Serve(serve) => serve.run(global),
            Command::Inspect(inspect) => inspect.run(global),
            Command::Boilerplate(boilerplate) => boilerplate.run(global),
            Command::Evaluate(evaluate) => evaluate.run(global),
            Command::Bench(bench) => bench.run(global),
            Command::Synth(synth) => synth.run(global),
            Command::Config(config) => config.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        }
    }
}
