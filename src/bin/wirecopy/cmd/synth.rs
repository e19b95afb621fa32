//! `wirecopy synth`: a corpus with its truth.

use crate::args::Global;
use crate::exit::Outcome;

/// Flags of `synth`.
#[derive(Debug, clap::Args)]
pub(crate) struct SynthArgs {}

impl SynthArgs {
    /// Writes the corpus.
    pub(crate) fn run(self, _global: &Global) -> anyhow::Result<Outcome> {
        Ok(Outcome::Done)
    }
}
