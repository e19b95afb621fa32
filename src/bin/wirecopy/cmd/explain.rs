//! `wirecopy explain`: what two articles share.

use crate::args::Global;
use crate::exit::Outcome;

/// Flags of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {}

impl ExplainArgs {
    /// Shows the figures and the passages.
    pub(crate) fn run(self, _global: &Global) -> anyhow::Result<Outcome> {
        Ok(Outcome::Done)
    }
}
