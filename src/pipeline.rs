//! A scan: reads articles, finds copies among their texts, and says whose text they are.

use crate::articles::{Articles, CountBy};
use crate::attribution::agencies::Agencies;
use crate::config::Config;
use crate::document::Documents;
use crate::error::Result;
use crate::find_copies::{Found, find_copies};
use crate::findings::{self, ClusterOrigins, Findings, KeepSettings};
use crate::input;
use crate::progress::Progress;
use crate::stage::{Stage, Timings};
use crate::verify::DocumentShingles;
use std::path::PathBuf;
use std::sync::Arc;

mod reading;

pub use reading::credit_of;
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
    settings.core.check()?;
    settings.keep.check()?;
    let mut timings = Timings::default();
    let Read { articles, mut documents, rejected, notes, unread, mut counts } =
        timings.time(Stage::Read, || read(sources, settings, progress))?;
    if articles.is_empty() {
        return Err(no_articles(sources, &counts, &rejected));
    }
    let found = find_copies(&mut documents, &settings.core, &mut timings, progress)?;
    let Found { distinct, boilerplate_words, no_article, clusters, pairs, versions, stories, series, .. } = found;
    let (candidates, matches) = (found.candidates, found.matches);
    let shingles = DocumentShingles::new(&documents.tokens, settings.core.shingle, distinct);
    let words: Vec<u32> = (0..documents.len()).map(|document| documents.tokens.words(document)).collect();
    let clusters =
        timings.time(Stage::Cluster, || findings::order_clusters(&articles, &shingles, &clusters, &no_article));
    let series = timings.time(Stage::Cluster, || findings::Series::new(series, &articles, &shingles, &no_article));
    counts.boilerplate_tokens = boilerplate_words.iter().map(|&words| u64::from(words)).sum();
    counts.candidates = candidates;
    counts.matches = matches;
    counts.clusters = clusters.len() as u64;
    counts.copies = clusters.iter().map(|cluster| cluster.copies.len() as u64).sum();
    progress.begin(Stage::Attribute, None);
    let named = || {
        let story_names = findings::story_names(&stories, &articles);
        (story_names, findings::memberships(documents.len(), &clusters))
    };
    // what runs on one thread runs beside what runs on all
    let (origins, (story_names, memberships)) = timings.time(Stage::Attribute, || {
        let agencies = Arc::clone(&settings.agencies);
        rayon::join(|| ClusterOrigins::new(&articles, &clusters, &shingles, settings.find_parents, agencies), named)
    });
    documents.tokens.check_io()?;
    Ok(Findings {
        articles,
        documents,
        clusters,
        memberships,
        pairs,
        versions,
        stories,
        story_names,
        series,
        words,
        keep: settings.keep.clone(),
        boilerplate_words,
        passages: Default::default(),
        no_article,
        origins,
        rejected,
        notes,
        unread,
        counts,
        timings,
    })
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
    let Read { articles, documents, rejected, counts, .. } = read(sources, settings, progress)?;
    if articles.is_empty() { Err(no_articles(sources, &counts, &rejected)) } else { Ok((articles, documents)) }
}
