//! Input: from paths to articles, streamed and in parallel.
//!
//! A file passes three stations. `walk` lists what the user named, in reading order. A format's *cutter* reads the
//! file's bytes, decompressed, and cuts them into pieces that stand alone (a run of whole lines, one page); this is cheap and goes
//! in the file's order. A format's *parser* makes articles of one piece; this is dear and runs on all threads. So a
//! single compressed file keeps every core busy, and no file is ever in memory whole unless it is one article.

mod archive;
pub mod article;
mod charset;
mod csv;
mod cut;
mod dates;
mod decode;
mod feed;
mod fields;
mod format;
mod html;
mod json;
mod jsonl;
mod newsml;
mod one_line;
mod origin;
mod outlets;
mod parquet;
mod passing;
mod piece;
mod schedule;
mod survey;
mod text;
mod walk;
#[cfg(feature = "warc")]
mod warc;
#[cfg(not(feature = "warc"))]
#[path = "warc_absent.rs"]
mod warc;
mod xml;

pub use dates::DateOrder;
pub use fields::Columns;
pub use outlets::Outlets;
pub use survey::Survey;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::article::{Article, Rejected};
use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;
use wirecopy_core::stage::Stage;

/// What to read and within which bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// When not empty, only files in folders whose name or path under the root matches one of these globs are read.
    pub include: Vec<String>,
    /// Files and folders whose name or path under the root matches one of these globs are left out.
    pub exclude: Vec<String>,
    /// The longest article, in bytes of its source (a file, a line, a record) after decompression.
    pub max_article_bytes: u64,
    /// How many times larger than its compressed form a file may be before it counts as a bomb.
    pub max_expansion: u64,
    /// How the text is taken out of HTML pages.
    pub extract: Extractor,
    /// Which columns of records and tables hold what, where the usual names are not used.
    pub columns: Columns,
    /// Names and owners of outlets.
    pub outlets: Outlets,
}

/// How the text is taken out of HTML pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Extractor {
    /// The body, by a fast readability extractor.
    #[default]
    Fast,
    /// The body, by an extractor that finds a little more and takes several times as long (cargo feature `precise`).
    Precise,
    /// All visible text, furniture and all.
    None,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            columns: Columns::default(),
            outlets: Outlets::default(),
            include: Vec::new(),
            exclude: Vec::new(),
            max_article_bytes: 16 << 20,
            max_expansion: 500,
            extract: Extractor::Fast,
        }
    }
}

/// Where a batch stands in the input. Sorting batches by it gives the reading order: sources as they were named, each
/// walked by name, each file from its start; the same for any number of threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The file's place in the reading order.
    pub file: u32,
    /// The batch's place in its file.
    pub part: u32,
}

/// Some articles that stand together in the input, and what was rejected among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Where it stands. No two batches of a run have the same position.
    pub position: Position,
    /// The articles, in reading order.
    pub articles: Vec<Article>,
    /// What could not be read, in reading order.
    pub rejected: Vec<Rejected>,
    /// Bytes of the sources of these articles, decompressed.
    pub bytes: u64,
}

/// What a run read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files opened.
    pub files: u64,
    /// Files met in folders that are of no kind read here, or that the globs leave out.
    pub skipped: u64,
    /// Records and members of archives that are no articles and need not be: pictures, redirects, metadata.
    pub skipped_records: u64,
    /// Articles by the format they were read from.
    pub formats: BTreeMap<&'static str, u64>,
    /// Articles given to the sink.
    pub articles: u64,
    /// Rejected files and rows.
    pub rejected: u64,
    /// Bytes of the articles' sources, decompressed.
    pub bytes: u64,
    /// Bytes read from disk or standard input.
    pub bytes_read: u64,
    /// Articles that carried a date which could not be read.
    pub dates_unread: u64,
    /// In which order an outlet writes day and month, by those of its dates that show it. Outlets whose dates contradict
    /// each other are not in here. This is what [`Article::ambiguous_date`] waits for.
    pub date_orders: BTreeMap<String, DateOrder>,
}

/// Reads everything under `sources` (`-` is standard input), in parallel on the current rayon pool. `sink` is called
/// from many threads, in any order; at most one batch at a time per thread.
///
/// # Errors
/// A source that does not exist, a glob that cannot be read, or an interrupted run. Whatever is wrong inside the
/// input is in [`Batch::rejected`] instead.
pub fn read<F>(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress, sink: F) -> Result<Counts>
where
    F: Fn(Batch) + Sync,
{
    if settings.extract == Extractor::Precise && !cfg!(feature = "precise") {
        let problem = "this build has no precise extractor; build it with `--features precise`";
        return Err(Error::Setting { field: "input.extract", problem: problem.to_owned() });
    }
    let plan = walk::plan(sources, settings)?;
    progress.begin(Stage::Read, if progress.wants_total() { plan.total_bytes() } else { None });
    schedule::run(&plan, settings, progress, &sink)
}
