//! "Have we seen this text?": looks texts up in an archive, and proves each finding by aligning the words.
//!
//! An article is a candidate when it shares a few shingles with a text. What its outlet repeats on unrelated pages is
//! cut from it, the rest is aligned with the text, and it is a hit when the two match, or share a passage that is
//! longer than chance and common phrases would explain (`find/judge.rs`).

mod answer;
mod archive_words;
mod candidate;
mod char_spans;
mod files;
mod furniture;
mod judge;
mod kept;
mod query;
mod touched;
mod watching;
mod wires;

pub use answer::{Answer, Coverage, FirstSeen, FoundPassage, Hit};
pub use archive_words::ArchiveWords;
pub use candidate::Candidate;
pub use furniture::{Furniture, FurnitureCache, PageSample};
pub use query::{Query, QuerySet};
pub use touched::{TouchedCluster, TouchedClusters, touched_clusters};
pub use watching::{WatchSpec, Watches};

use crate::error::{Error, Result};
use crate::pipeline::Settings;
use crate::progress::Progress;
use crate::segments::StandingIndex;
use crate::standing;
use rayon::prelude::*;
use std::path::PathBuf;

/// What a search was made in, beside the candidates: what tells a passage from a phrase, and furniture from text.
#[derive(Debug)]
pub struct Archive<'a> {
    /// Number of articles.
    pub articles: u64,
    /// How often the words of the queries occur.
    pub words: &'a ArchiveWords,
    /// What outlets repeat.
    pub furniture: &'a Furniture,
}

/// Looks `queries` up in all articles under `sources`: folders with an index, and files, which are read once and of
/// which nothing is kept. One answer for each query, in their order.
///
/// # Errors
/// As [`input::read`](crate::input::read); no article at all; an index that fails.
pub fn find(
    queries: Vec<Query>,
    sources: &[PathBuf],
    settings: &Settings,
    limit: usize,
    progress: &dyn Progress,
) -> Result<Vec<Answer>> {
    settings.core.check()?;
    let (indexes, files) = standing::split_sources(sources);
    if let ([folder], []) = (&indexes[..], &files[..]) {
        let index = StandingIndex::open(folder).map_err(standing::failed)?;
        return find_in_index(queries, &index, &FurnitureCache::default(), settings, limit);
    }
    let set = QuerySet::new(queries, settings.core.shingle);
    let mut read =
        if files.is_empty() { files::ReadArchive::default() } else { files::read(&set, &files, settings, progress)? };
    for folder in indexes {
        let index = StandingIndex::open(&folder).map_err(standing::failed)?;
        check_shingle(&index, settings)?;
        let snapshot = index.snapshot().map_err(standing::failed)?;
        let kept = kept::Kept { set: &set, index: &index, snapshot: &snapshot, settings };
        let mut of_index = kept.read()?;
        kept::sample_pages(&mut of_index, &snapshot)?;
        read.add(of_index);
    }
    let furniture = Furniture::learn(&read.candidates, &read.pages, settings.core.boilerplate);
    let archive = Archive { articles: read.articles, words: &read.words, furniture: &furniture };
    Ok(answer(&set, &read.candidates, &archive, settings, limit))
}

/// Looks `queries` up in an index that is open, of whose outlets `learned` remembers what they repeat.
///
/// # Errors
/// A file of the index is damaged, or its shingles have another length.
pub fn find_in_index(
    queries: Vec<Query>,
    index: &StandingIndex,
    learned: &FurnitureCache,
    settings: &Settings,
    limit: usize,
) -> Result<Vec<Answer>> {
    check_shingle(index, settings)?;
    // all of it on one of the threads that share its work: a thread that is none of them would wait for each step
    rayon::join(|| look_up(queries, index, learned, settings, limit), || ()).0
}

fn look_up(
    queries: Vec<Query>,
    index: &StandingIndex,
    learned: &FurnitureCache,
    settings: &Settings,
    limit: usize,
) -> Result<Vec<Answer>> {
    let set = QuerySet::new(queries, settings.core.shingle);
    let snapshot = index.snapshot().map_err(standing::failed)?;
    let kept = kept::Kept { set: &set, index, snapshot: &snapshot, settings };
    let (read, furniture) = kept.read_with(learned)?;
    let archive = Archive { articles: read.articles, words: &read.words, furniture: &furniture };
    Ok(answer(&set, &read.candidates, &archive, settings, limit))
}

fn check_shingle(index: &StandingIndex, settings: &Settings) -> Result<()> {
    let of_index = index.settings().shingle.size;
    if settings.core.shingle.size == of_index {
        return Ok(());
    }
    let problem = format!(
        "{} is not the length of the shingles of {}, which is {of_index}",
        settings.core.shingle.size,
        index.folder().display()
    );
    Err(Error::Setting { field: "shingle.size", problem })
}

/// The answers to all queries. A query that shares nothing with any candidate has an answer without hits.
#[must_use]
pub fn answer(
    set: &QuerySet,
    candidates: &[Candidate],
    archive: &Archive<'_>,
    settings: &Settings,
    limit: usize,
) -> Vec<Answer> {
    let judge = judge::Judge::new(set, archive, settings);
    let mut of_query: Vec<Vec<&Candidate>> = vec![Vec::new(); set.len()];
    for candidate in candidates {
        candidate.matches.iter().for_each(|&(query, _)| of_query[query as usize].push(candidate));
    }
    of_query.par_iter().enumerate().map(|(query, candidates)| judge.answer(query, candidates, limit)).collect()
}
