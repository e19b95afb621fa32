//! What the command line looks like: the shared flags, and the list of subcommands.

use crate::cmd;
use crate::exit::Outcome;
use crate::global::Global;

/// Finds the news articles that are the same text.
#[derive(Debug, clap::Parser)]
#[command(
    name = "wirecopy",
    version,
    about,
    max_term_width = 100,
    propagate_version = true,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The subcommands, one file each.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Find the articles that are the same text; clusters as CSV on stdout
    Scan(cmd::scan::ScanArgs),
    /// Show what two articles share, and the figures
    Explain(cmd::explain::ExplainArgs),
    /// Show what is in the input: formats, fields, dates, outlets, what is rejected
    Inspect(cmd::inspect::InspectArgs),
    /// Show what was learned to be an outlet's furniture
    Boilerplate(cmd::boilerplate::BoilerplateArgs),
    /// Score the clusters of a corpus against labels
    Evaluate(cmd::evaluate::EvaluateArgs),
    /// Measure what a scan costs, stage by stage
    Bench(cmd::bench::BenchArgs),
    /// Write a corpus with its truth: seeded, of any size
    Synth(cmd::synth::SynthArgs),
    /// Write what a shell needs to complete the command line
    Completions(cmd::completions::CompletionsArgs),
    /// Write the manual page, or those of all subcommands into a folder
    Man(cmd::man::ManArgs),
}

impl Args {
    /// Runs the subcommand that the user named.
    pub(crate) fn run(self) -> anyhow::Result<Outcome> {
        let global = &self.global;
        match self.command {
            Command::Scan(scan) => scan.run(global),
            Command::Explain(explain) => explain.run(global),
            Command::Inspect(inspect) => inspect.run(global),
            Command::Boilerplate(boilerplate) => boilerplate.run(global),
            Command::Evaluate(evaluate) => evaluate.run(global),
            Command::Bench(bench) => bench.run(global),
            Command::Synth(synth) => synth.run(global),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        }
    }
}
