//! The flags that every subcommand shares, and the list of subcommands.

use crate::cmd;

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

/// Flags of every subcommand.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Threads to use [default: all cores]
    #[arg(short = 'j', long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more on stderr
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: clap::ColorChoice,
}

/// The subcommands, one file each.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Write a corpus with its truth: seeded, of any size
    Synth(cmd::synth::SynthArgs),
}
