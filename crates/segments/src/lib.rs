//! A standing index of articles: what never changes is in sealed files, what changes is in one SQLite file.
//!
//! | file | holds | written |
//! |---|---|---|
//! | `NAME.seg` | some articles: words, fields, postings of shingles, texts if wanted ([`Segment`]) | once |
//! | `index.db` | the segments, the removed articles, the settings, watches ([`StandingIndex`]) | in transactions |
//! | `writer.lock` | nothing: a writer holds a lock on it, which ends with its process | – |
//!
//! A batch of articles becomes a segment: its file is written whole and forced to disk, and then it joins the list in a
//! transaction. So after a crash the index has every batch that was committed and nothing else; a file that is on no
//! list is deleted by the next writer.
//!
//! The crate knows words, postings and bytes. What the fields of an article are is its caller's business.

mod blocks;
mod catalog;
mod checked_file;
mod error;
mod lookup;
mod postings;
mod prepared;
mod segment;
mod segment_builder;
mod segment_fields;
mod segment_outlets;
mod snapshot;
mod standing_index;
mod varint;
mod watches;
mod winnow;
mod word_table;
mod writer;

pub use catalog::{RejectedInput, WatchEvent};
pub use error::IndexError;
pub use lookup::{EntryRef, LookedUp, ScoredEntry};
pub use prepared::{ArticleData, PreparedArticle};
pub use segment::{Segment, StoredArticle};
pub use snapshot::{SegmentStats, Snapshot};
pub use standing_index::{IndexSettings, StandingIndex};
pub use winnow::winnow;
pub use writer::WriteGuard;
