//! The standing index: articles that are kept between runs. A folder with an index is a source like any other: a scan
//! of it finds what a scan of the same articles finds.

mod add;
mod doubles;
mod fields;
mod rejections;
mod remove;
mod shown;
mod source;
mod watcher;

pub use add::{AddReport, AddSettings, add, add_and_tell, add_articles, add_articles_and_tell, places};
pub use fields::{KeptFields, decode_fields, encode_fields};
pub use remove::{Removal, Removed, remove};
pub use shown::{KeptArticle, ShownIndex, read_texts_again};
pub use source::{KeptArticles, read_all, split_sources};
pub use watcher::{NewArticle, NoWatcher, Watcher};

use crate::error::Error;
use crate::segments::IndexError;

/// The error of a run whose index failed.
pub(crate) fn failed(error: IndexError) -> Error {
    Error::Storage(Box::new(error))
}
