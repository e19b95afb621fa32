//! A scan: reads articles, finds copies among their texts, and says whose text they are.

use crate::articles::{Articles, CountBy};
use crate::attribution::agencies::Agencies;
use crate::config::Config;
use crate::document::Documents;
use crate::error::Result;
use crate::find_copies::find_copies;
use crate::findings::{Findings, KeepSettings};
use crate::input;
use crate::progress::Progress;
use crate::stage::{Stage, Timings};
use std::path::PathBuf;
use std::sync::Arc;

mod assemble;
mod reading;

pub use assemble::assemble;
pub use reading::tokenise_articles;
use reading::{Read, no_articles, read};

/// The settings of a scan.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What is read, and how.
    pub input: input::Settings,
    /// How copies are found.
    pub core: Config,
    /// Whether to find, in clusters without a sure wire, the earlier copy from which each copy was taken. Only
    /// [`Findings::flows`] depends on it.
    pub find_parents: bool,
    /// Whether texts are kept in [`Findings::texts`] while they take little of the memory budget.
    pub keep_texts: bool,
    /// What articles count for where outlets are counted.
    pub count_by: CountBy,
    /// Which copies a corpus without duplicates drops.
    pub keep: KeepSettings,
    /// The agencies whose credits are read.
    pub agencies: Arc<Agencies>,
}

/// Reads everything under `sources` and finds the articles that are the same text. Runs on the current rayon pool;
/// gives the same findings for any number of threads and any order of sources.
///
/// # Errors
/// A path that does not exist, a setting out of its range, no article at all, or an interruption. What is wrong with
/// single files or rows is in [`Findings::rejected`].
pub fn scan(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<Findings> {
    scan_source(&input::ArticleSource::Paths(sources), settings, progress)
}

/// As [`scan`], from any source.
///
/// # Errors
/// As [`scan`].
pub fn scan_source(
    source: &input::ArticleSource<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Findings> {
    settings.core.check()?;
    settings.keep.check()?;
    let mut timings = Timings::default();
    let Read { articles, mut documents, rejected, notes, unread, counts, texts } =
        timings.time(Stage::Read, || read(source, settings, progress))?;
    if articles.is_empty() {
        return Err(no_articles(source, &counts, &rejected));
    }
    let found = find_copies(&mut documents, &settings.core, &mut timings, progress)?;
    let findings = assemble(articles, documents, found, settings, counts, timings, progress);
    findings.documents.tokens.check_io()?;
    Ok(Findings { rejected, notes, unread, texts, ..findings })
}

/// Reads everything under `sources` and stops there: the articles, and the documents with all their tokens.
///
/// # Errors
/// As [`scan`].
pub fn read_articles(
    sources: &[PathBuf],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Articles, Documents)> {
    let source = input::ArticleSource::Paths(sources);
    let Read { articles, documents, rejected, counts, .. } = read(&source, settings, progress)?;
    if articles.is_empty() { Err(no_articles(&source, &counts, &rejected)) } else { Ok((articles, documents)) }
}
