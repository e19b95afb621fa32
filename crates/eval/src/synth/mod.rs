//! Synthetic corpora of any size with known copies. Article `i` depends on the seed and `i` alone, so a corpus can be
//! streamed and written in parallel, and equal settings give equal bytes.

mod article;
mod boilerplate;
mod html;
mod ocr;
mod plan;
mod prose;
mod rng;
mod settings;
mod story;
mod vocabulary;
mod write;

pub use article::{ArticleKind, SynthArticle, Truth};
pub use plan::SynthCorpus;
pub use settings::SynthSettings;
pub use write::{Layout, write_corpus};
