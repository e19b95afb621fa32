//! `wirecopy explain`: what two articles share, so that a person believes the match or not.

use crate::exit::Outcome;
use crate::global::Global;
use crate::settings::{FindFlags, InputFlags};
use crate::{pair_view, reread};
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// One article: a file, or an id when a corpus is given
    #[arg(value_name = "A")]
    a: String,
    /// The other
    #[arg(value_name = "B")]
    b: String,
    /// The corpus in which A and B are ids
    #[arg(value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Show all of what only one of them has, not just its ends
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

impl ExplainArgs {
    /// Shows the figures and the passages.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        global.start_threads()?;
        let settings = self.find.settings(&self.input)?;
        let articles = if self.corpus.is_empty() {
            vec![reread::from_file(&self.a, &settings.input)?, reread::from_file(&self.b, &settings.input)?]
        } else {
            reread::by_id(&self.corpus, &[&self.a, &self.b], &settings.input)?
        };
        let mut out = anstream::stdout().lock();
        pair_view::write_pair(&mut out, &articles[0], &articles[1], &settings, self.full)
            .and_then(|()| out.flush())
            .context("stdout")?;
        Ok(Outcome::Done)
    }
}
