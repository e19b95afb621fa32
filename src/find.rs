//! "Have we seen this text?": looks texts up in an archive, and proves each finding by aligning the words.
//!
//! An article is a candidate when it shares a few shingles with a text. What its outlet repeats on unrelated pages is
//! cut from it, the rest is aligned with the text, and it is a hit when the two match, or share a passage that is
//! longer than chance and common phrases would explain ([`judge`]).

mod answer;
mod archive_words;
mod candidate;
mod files;
mod furniture;
mod judge;
mod query;
mod wires;

pub use answer::{Answer, Coverage, FirstSeen, FoundPassage, Hit};
pub use archive_words::ArchiveWords;
pub use candidate::Candidate;
pub use furniture::{Furniture, PageSample};
pub use query::{Query, QuerySet};

use crate::error::Result;
use crate::pipeline::Settings;
use crate::progress::Progress;
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

/// Looks `queries` up in all articles under `sources`. They are read once, and nothing of them is kept. One answer for
/// each query, in their order.
///
/// # Errors
/// As [`input::read`](crate::input::read); no article at all.
pub fn find_in_files(
    queries: Vec<Query>,
    sources: &[PathBuf],
    settings: &Settings,
    limit: usize,
    progress: &dyn Progress,
) -> Result<Vec<Answer>> {
    settings.core.check()?;
    let set = QuerySet::new(queries, settings.core.shingle);
    let read = files::read(&set, sources, settings, progress)?;
    let furniture = Furniture::learn(&read.candidates, &read.pages, settings.core.boilerplate);
    let archive = Archive { articles: read.articles, words: &read.words, furniture: &furniture };
    Ok(answer(&set, &read.candidates, &archive, settings, limit))
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
