//! `wirecopy synth`: a corpus with its truth.

use crate::exit::Outcome;
use crate::global::Global;
use crate::interrupt;
use crate::progress::Bar;
use std::path::PathBuf;
use wirecopy::synth::{Layout, SynthCorpus, SynthSettings, write_corpus};

/// Flags of `synth`.
#[derive(Debug, clap::Args)]
pub(crate) struct SynthArgs {
    /// The folder to write into; it is made, or must be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How many articles
    #[arg(short = 'n', long, value_name = "N", default_value_t = SynthSettings::default().articles)]
    articles: u64,
    /// How many outlets print them
    #[arg(short = 'm', long, value_name = "M", default_value_t = SynthSettings::default().outlets)]
    outlets: u32,
    /// What the corpus is drawn from; the same seed gives the same corpus
    #[arg(short, long, value_name = "S", default_value_t = SynthSettings::default().seed)]
    seed: u64,
    /// The share of the mean page that is the outlet's furniture, 0 to 0.9
    #[arg(long, value_name = "SHARE", default_value_t = SynthSettings::default().boilerplate)]
    furniture: f64,
    /// The share of characters that are misread, as from scans of newspapers, 0 to 0.5
    #[arg(long, value_name = "RATE", default_value_t = SynthSettings::default().ocr)]
    ocr: f64,
    /// How the corpus lies on disk
    #[arg(short, long, value_name = "FORMAT", default_value = "dir")]
    format: CorpusFormat,
}

/// How a corpus lies on disk.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum CorpusFormat {
    /// A folder for each outlet, a text file for each article
    Dir,
    /// One JSON Lines file
    Jsonl,
    /// One JSON Lines file, compressed
    JsonlZst,
}

impl SynthArgs {
    /// Writes the corpus.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        let settings = SynthSettings {
            articles: self.articles,
            outlets: self.outlets,
            seed: self.seed,
            boilerplate: self.furniture,
            ocr: self.ocr,
        };
        let corpus = SynthCorpus::new(settings)?;
        global.start_threads()?;
        interrupt::listen()?;
        let layout = match self.format {
            CorpusFormat::Dir => Layout::Folder,
            CorpusFormat::Jsonl => Layout::JsonLines,
            CorpusFormat::JsonlZst => Layout::JsonLinesZstd,
        };
        let bar = Bar::new(global.quiet);
        let written = write_corpus(&corpus, layout, &self.folder, &bar);
        bar.finish();
        written?;
        Ok(Outcome::Done)
    }
}
