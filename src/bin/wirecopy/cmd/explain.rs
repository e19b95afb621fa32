//! `wirecopy explain`: shows what two articles share, so that a person can judge the match.

use crate::exit::{Outcome, Stdout};
use crate::global::GlobalFlags;
use crate::settings::{InputFlags, SearchFlags};
use crate::{pair_view, reread};
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// One article: a file, or an id if CORPUS is given
    #[arg(value_name = "A")]
    a: String,
    /// The other article
    #[arg(value_name = "B")]
    b: String,
    /// Files and folders, or an index, in which A and B are ids
    #[arg(value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Show passages of one article only in full, not just their ends
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

impl ExplainArgs {
    /// Shows the figures and the passages.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        global.start_threads()?;
        let settings = self.search.settings(&self.input)?;
        let articles = if self.corpus.is_empty() {
            vec![reread::from_file(&self.a, &settings.input)?, reread::from_file(&self.b, &settings.input)?]
        } else {
            reread::by_id(&self.corpus, &[&self.a, &self.b], &settings.input)?
        };
        let mut out = anstream::stdout().lock();
        pair_view::write_pair(&mut out, &articles[0], &articles[1], &settings, self.full)
            .and_then(|()| out.flush())
            .context(Stdout)?;
        Ok(Outcome::Done)
    }
}
