//! Candidates from files: every article is read once, and all of its shingles are looked up.

use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::furniture::PageSample;
use super::query::{MatchScratch, QuerySet};
use crate::articles::{ArticleBatch, credit_of};
use crate::attribution::reader::CreditReader;
use crate::error::{Error, Result};
use crate::hash;
use crate::input::{self, Batch};
use crate::pipeline::Settings;
use crate::progress::Progress;
use crate::text::{TokenisedText, Tokeniser};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Candidates that are kept at most: those that share most.
const MOST_CANDIDATES: usize = 100_000;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct ReadArchive {
    pub(super) articles: u64,
    pub(super) candidates: Vec<Candidate>,
    pub(super) words: ArchiveWords,
    pub(super) pages: PageSample,
}

impl ReadArchive {
    /// Adds what was read elsewhere.
    pub(super) fn add(&mut self, other: ReadArchive) {
        self.articles += other.articles;
        self.candidates.extend(other.candidates);
        self.words.merge(&other.words);
        self.pages.merge(other.pages);
    }
}

/// Reads the articles under `sources`.
pub(super) fn read(
    set: &QuerySet,
    sources: &[PathBuf],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<ReadArchive> {
    let credits = CreditReader::new(&settings.agencies);
    let read = Mutex::new(ReadArchive::default());
    let words = set.spellings().count();
    let counts = input::read(sources, &settings.input, progress, |batch| {
        let looked_up = look_up(set, &batch, &credits, words);
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        read.articles += batch.articles.len() as u64;
        read.words.add(looked_up.words, &looked_up.counts);
        for (article, tokens) in batch.articles.iter().zip(&looked_up.tokens) {
            read.pages.add(&article.outlet, hash::of_bytes(article.id.as_bytes()), tokens);
        }
        read.candidates.extend(looked_up.candidates);
        prune(&mut read.candidates, 2 * MOST_CANDIDATES);
    })?;
    let mut read = read.into_inner().unwrap_or_else(PoisonError::into_inner);
    if read.articles == 0 {
        let places = sources.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        return Err(Error::NoArticles { places, hint: String::new() });
    }
    for candidate in &mut read.candidates {
        if let (Some(date), Some(&order)) =
            (candidate.record.ambiguous_date, counts.date_orders.get(&candidate.record.outlet))
        {
            candidate.record.published = Some(date.in_order(order));
        }
    }
    prune(&mut read.candidates, 0);
    Ok(read)
}

/// Of more than `allowed` candidates, keeps those that share most; puts them in the order of their places.
fn prune(candidates: &mut Vec<Candidate>, allowed: usize) {
    if candidates.len() <= allowed {
        return;
    }
    let most = |candidate: &Candidate| candidate.matches.iter().map(|&(_, count)| count).max().unwrap_or(0);
    candidates.sort_by(|a, b| most(b).cmp(&most(a)).then_with(|| a.record.cmp_place(&b.record)));
    candidates.truncate(MOST_CANDIDATES);
    candidates.sort_by(|a, b| a.record.cmp_place(&b.record));
}

/// What a batch of articles gives.
#[derive(Default)]
struct LookedUp {
    candidates: Vec<Candidate>,
    tokens: Vec<Vec<crate::text::Token>>,
    words: u64,
    counts: Vec<u64>,
}

fn look_up(set: &QuerySet, batch: &Batch, credits: &CreditReader, words: usize) -> LookedUp {
    let mut found = LookedUp { counts: vec![0; words], ..LookedUp::default() };
    let (mut tokeniser, mut scratch) = (Tokeniser::default(), MatchScratch::default());
    for article in &batch.articles {
        let mut text = TokenisedText::default();
        tokeniser.tokenise_words(&article.text, &mut text);
        let tokens = text.tokens;
        found.words += tokens.len() as u64;
        set.count_words(&tokens, &mut found.counts);
        let matches = set.matches(&tokens, &mut scratch);
        if !matches.is_empty() {
            let plain = tokeniser.last_was_plain().then_some(&tokens[..]);
            let mut fields = ArticleBatch::default();
            fields.push(article, credit_of(article, plain, credits));
            let (record, credit) = fields.record(0);
            let (credit, tokens) = (credit.cloned(), tokens.clone());
            found.candidates.push(Candidate { record, credit, tokens, matches });
        }
        found.tokens.push(tokens);
    }
    found
}
