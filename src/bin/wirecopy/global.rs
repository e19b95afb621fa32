//! The flags that every subcommand shares.

use std::path::PathBuf;

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
    /// When to colour; NO_COLOR is heeded
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Take flags from this file too, by their long names (threshold = 0.4); those on the command line win
    #[arg(long, global = true, value_name = "FILE.toml")]
    pub(crate) config: Option<PathBuf>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Also in a pipe
    Always,
    /// Not at all
    Never,
}

impl Color {
    /// Makes it the choice for both streams.
    pub(crate) fn write_global(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

impl Global {
    /// Sets the pool that all stages run on.
    pub(crate) fn start_threads(&self) -> anyhow::Result<()> {
        let threads = self.threads.unwrap_or(0);
        if self.threads == Some(0) {
            anyhow::bail!("--threads: 0 threads cannot work; leave it out to use all cores");
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
        Ok(())
    }
}
