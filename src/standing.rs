//! The standing index: articles that are kept between runs. A folder with an index is a source like any other: a scan
//! of it finds what a scan of the same articles finds.

mod add;
mod fields;
mod remove;
mod source;

pub use add::{AddReport, AddSettings, add, add_articles};
pub use fields::{KeptFields, decode_fields, encode_fields};
pub use remove::{Removal, remove};
pub use source::{KeptArticles, read_all, split_sources};

use crate::error::Error;
use crate::segments::IndexError;

/// The error of a run whose index failed.
pub(crate) fn failed(error: IndexError) -> Error {
    Error::Storage(Box::new(error))
}
