//! `wirecopy synth`: writes a synthetic corpus, with the clusters that it should give.

use crate::exit::Outcome;
use crate::global::GlobalFlags;
use crate::interrupt;
use crate::progress::Bar;
use std::path::PathBuf;
use wirecopy::synth::{Layout, SynthCorpus, SynthSettings, write_corpus};

/// Flags of `synth`.
#[derive(Debug, clap::Args)]
pub(crate) struct SynthArgs {
    /// Folder of the corpus, which must be empty or new
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Number of articles
    #[arg(short = 'n', long, value_name = "N", default_value_t = SynthSettings::default().articles)]
    articles: u64,
    /// Number of outlets
    #[arg(short = 'm', long, value_name = "M", default_value_t = SynthSettings::default().outlets)]
    outlets: u32,
    /// Seed of the random numbers; the same seed gives the same corpus
    #[arg(short, long, value_name = "S", default_value_t = SynthSettings::default().seed)]
    seed: u64,
    /// Mean share of boilerplate on a page, 0 to 0.9
    #[arg(long, alias = "furniture", value_name = "SHARE", default_value_t = SynthSettings::default().boilerplate)]
    boilerplate: f64,
    /// Share of misread characters, as in scans of newspapers, 0 to 0.5
    #[arg(long, value_name = "RATE", default_value_t = SynthSettings::default().ocr)]
    ocr: f64,
    /// Form of the corpus on disk
    #[arg(short, long, value_name = "FORMAT", default_value = "dir")]
    format: CorpusFormat,
}

/// Form of a corpus on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CorpusFormat {
    /// A folder for each outlet with a text file for each article
    Dir,
    /// A folder for each outlet with a page in HTML for each article
    Html,
    /// One JSON Lines file
    Jsonl,
    /// One JSON Lines file, compressed
    JsonlZst,
}

impl CorpusFormat {
    /// How it is laid out on disk.
    pub(crate) fn layout(self) -> Layout {
        match self {
            CorpusFormat::Dir => Layout::Folder,
            CorpusFormat::Html => Layout::Html,
            CorpusFormat::Jsonl => Layout::JsonLines,
            CorpusFormat::JsonlZst => Layout::JsonLinesZstd,
        }
    }
}

impl SynthArgs {
    /// Writes the corpus.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let settings = SynthSettings {
            articles: self.articles,
            outlets: self.outlets,
            seed: self.seed,
            boilerplate: self.boilerplate,
            ocr: self.ocr,
        };
        let corpus = SynthCorpus::new(settings)?;
        global.start_threads()?;
        interrupt::handle()?;
        write_corpus(&corpus, self.format.layout(), &self.folder, &Bar::new(global.quiet))?;
        Ok(Outcome::Done)
    }
}
