//! Reads news articles from files: from paths to articles, streamed and in parallel.
//!
//! Reading a file has three steps. `walk` lists the files, in reading order. The file's format splits its decompressed
//! bytes into chunks that can be parsed on their own (a run of whole lines, one page); this is cheap and sequential.
//! Then the format parses the chunks into articles; this is expensive and runs on all threads. So a single compressed
//! file keeps every core busy, and a file is in memory as a whole only if it is one article.
//!
//! Imports run downwards: `queue`, `open`, `walk`, then `formats` (a file each, listed in its registry), then `format`
//! (the interface of a format), then what formats share: `record`, `plain_text`, `html`, `json_object`, `dates`.

mod archive;
pub mod article;
mod batch;
mod best_value;
mod buffer_pool;
mod charset;
mod context;
mod dates;
mod decompress;
mod disk_file;
mod drop_behind;
pub mod earlier_result;
pub mod fence;
mod fields;
mod file_kind;
mod format;
mod formats;
mod front_matter;
mod gzip;
mod host;
mod html;
mod json_object;
pub mod language;
mod one_line;
mod open;
mod origin;
mod outlets;
mod plain_text;
mod queue;
mod read_buffer;
mod reader;
mod record;
mod rejected_list;
mod settings;
mod sink;
mod sniff;
pub mod stored;
mod survey;
mod tally;
mod walk;
mod wanted;
mod xml_parts;

pub use article::DateOrder;
pub use batch::{Batch, Counts, Position};
pub use charset::text_of as text_of_bytes;
pub use decompress::Compression;
pub use fields::Columns;
#[cfg(feature = "parquet")]
pub use formats::RecordTable;
pub use host::page_address;
pub use outlets::Outlets;
pub use rejected_list::RejectedList;
pub use settings::{Extractor, Settings};
pub use survey::Survey;
pub use wanted::WantedArticles;

use std::path::PathBuf;

use wirecopy_core::error::{Error, Result};
use wirecopy_core::progress::Progress;
use wirecopy_core::stage::Stage;

/// Where articles are read from.
#[derive(Debug, Clone, Copy)]
pub enum ArticleSource<'s> {
    /// Files and folders; `-` is standard input.
    Paths(&'s [PathBuf]),
    /// A table in memory.
    #[cfg(feature = "parquet")]
    Table(RecordTable<'s>),
}

impl ArticleSource<'_> {
    /// The source in a message.
    #[must_use]
    pub fn places(&self) -> String {
        match self {
            ArticleSource::Paths(paths) => {
                paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
            }
            #[cfg(feature = "parquet")]
            ArticleSource::Table(table) => table.name.to_owned(),
        }
    }
}

/// Reads everything under `sources` (`-` is standard input), in parallel on the current rayon pool. `sink` is called
/// from many threads, in any order; at most one batch at a time per thread.
///
/// # Errors
/// A source does not exist, a glob is not valid, this build lacks the extractor, or the run was interrupted. Errors
/// inside the input are in [`Batch::rejected`] instead.
pub fn read<F>(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress, sink: F) -> Result<Counts>
where
    F: Fn(Batch) + Sync,
{
    read_source(&ArticleSource::Paths(sources), settings, progress, sink)
}

/// As [`read()`], from any source.
///
/// # Errors
/// As [`read()`]; or a table in memory fails to give its rows.
pub fn read_source<F>(
    source: &ArticleSource<'_>,
    settings: &Settings,
    progress: &dyn Progress,
    sink: F,
) -> Result<Counts>
where
    F: Fn(Batch) + Sync,
{
    read_some(source, None, settings, progress, &sink)
}

/// As [`read_source`], of files only what is `wanted`. Lines and rows that are not wanted are passed over without being
/// parsed, and so are the pages of an archive; formats that cannot do so give other articles of the same files too.
///
/// # Errors
/// As [`read()`].
pub fn read_wanted<F>(
    source: &ArticleSource<'_>,
    wanted: &WantedArticles<'_>,
    settings: &Settings,
    progress: &dyn Progress,
    sink: F,
) -> Result<Counts>
where
    F: Fn(Batch) + Sync,
{
    read_some(source, Some(wanted), settings, progress, &sink)
}

fn read_some(
    source: &ArticleSource<'_>,
    wanted: Option<&WantedArticles<'_>>,
    settings: &Settings,
    progress: &dyn Progress,
    sink: &(dyn Fn(Batch) + Sync),
) -> Result<Counts> {
    check(settings)?;
    match source {
        ArticleSource::Paths(paths) => {
            let plan = walk::plan(paths, settings)?;
            progress.begin(Stage::Read, if progress.wants_total() { plan.total_bytes() } else { None });
            reader::run(&plan, settings, wanted, progress, sink)
        }
        #[cfg(feature = "parquet")]
        ArticleSource::Table(table) => {
            progress.begin(Stage::Read, None);
            table.read(settings, progress, sink)
        }
    }
}

/// Checks the settings that this build may not be able to follow.
fn check(settings: &Settings) -> Result<()> {
    if settings.extractor == Extractor::Precise && !cfg!(feature = "precise") {
        let problem = "this build has no precise extractor; build it with `--features precise`";
        return Err(Error::Setting { field: "input.extractor", problem: problem.to_owned() });
    }
    if let Some(name) = settings.input_format.as_deref().filter(|name| formats::by_name(name).is_none()) {
        let known: Vec<&str> = formats::names().collect();
        let problem = format!("no format is called {name:?}; there are {}", known.join(", "));
        return Err(Error::Setting { field: "input.input_format", problem });
    }
    if let Some(name) = settings.timezone.as_deref().filter(|name| jiff::tz::TimeZone::get(name).is_err()) {
        return Err(Error::Setting { field: "input.timezone", problem: outlets::no_zone(name) });
    }
    Ok(())
}

/// Reads a date as people and programs write it; one without a zone is in UTC.
#[must_use]
pub fn read_date(text: &str) -> Option<article::Published> {
    match dates::read(text, &dates::OutletZone::default()) {
        dates::Reading::Known(published) | dates::Reading::ShowsOrder(published, _) => {
            Some(match published.precision {
                article::Precision::LocalMinute => article::Published::minute(published.minutes),
                _ => published,
            })
        }
        dates::Reading::Ambiguous(_) | dates::Reading::Unknown => None,
    }
}

#[cfg(test)]
mod read_tests;
