//! The flags that every subcommand shares.

use std::path::PathBuf;

/// The most threads, on a machine with no more cores: beyond that they spend their time on waiting for each other.
const MOST_THREADS: usize = 256;

/// Flags of every subcommand.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Every command")]
pub(crate) struct GlobalFlags {
    /// Number of threads [default: one for each core]
    #[arg(short = 'j', long, global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Print nothing on stderr but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Print more on stderr
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// When to use colours; the variable NO_COLOR turns them off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Take flags from this file, by their long names (threshold = 0.4); those on the command line win
    #[arg(long, global = true, value_name = "FILE.toml")]
    pub(crate) config: Option<PathBuf>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always, also in a pipe
    Always,
    /// Never
    Never,
}

impl Color {
    /// Applies the choice to stdout and stderr.
    pub(crate) fn write_global(self) {
        match self {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

impl GlobalFlags {
    /// Sets up the thread pool of all stages.
    pub(crate) fn start_threads(&self) -> anyhow::Result<()> {
        let threads = self.threads.unwrap_or(0);
        let most = std::thread::available_parallelism().map_or(1, usize::from).max(MOST_THREADS);
        if self.threads.is_some_and(|threads| threads == 0 || threads > most) {
            anyhow::bail!("--threads: must be from 1 to {most}; without the flag, all cores are used");
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
        Ok(())
    }
}
