//! Candidates from a standing index: its postings name them.

use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::files::ReadArchive;
use super::furniture::{LEAST_CANDIDATES, PAGES, repeating_outlets};
use super::judge::is_finding;
use super::query::{MatchScratch, QuerySet};
use super::touched::in_its_order;
use crate::attribution::agencies::Agencies;
use crate::error::Result;
use crate::pipeline::Settings;
use crate::segments::{EntryRef, Snapshot, StandingIndex};
use crate::standing::{decode_fields, failed};
use crate::text::Token;
use foldhash::HashSet;
use rayon::prelude::*;
use std::collections::BTreeMap;
use wirecopy_core::Verifier;

/// Articles that are decoded for a query at most: those with the rarest keys.
const MOST_LOOKED_AT: usize = 2000;

/// The candidates of the queries in an index, and what is needed to judge them.
pub(super) fn read(
    set: &QuerySet,
    index: &StandingIndex,
    snapshot: &Snapshot,
    settings: &Settings,
) -> Result<ReadArchive> {
    let look_up = |query: usize| snapshot.look_up(&set.shingles_of(query), MOST_LOOKED_AT);
    let found: Vec<_> = (0..set.len()).into_par_iter().map(look_up).collect();
    let places: HashSet<EntryRef> = found.iter().flat_map(|found| &found.entries).map(|entry| entry.place).collect();
    let mut places: Vec<EntryRef> = places.into_iter().collect();
    places.sort_unstable();
    let (words, verifier) = (words(set, snapshot), Verifier::new(&settings.core));
    let looked_at = places.par_iter().map_init(MatchScratch::default, |scratch, &place| {
        let tokens = snapshot.segment_of(place).words_of(place.entry).map_err(failed)?.0;
        let matches = set.matches(&tokens, scratch);
        let may_be_found = matches.iter().any(|&found| may_be_found((set, &words, &verifier), found, scratch));
        Ok((!matches.is_empty()).then_some(LookedAt { place, matches, tokens: may_be_found.then_some(tokens) }))
    });
    let looked_at: Vec<LookedAt> = looked_at.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    // what an outlet repeats names few of its articles, and is furniture on those all the same
    let mut of_outlets: BTreeMap<&str, usize> = BTreeMap::new();
    for LookedAt { place, .. } in &looked_at {
        *of_outlets.entry(snapshot.segment_of(*place).outlet(place.entry)).or_default() += 1;
    }
    let repeating: HashSet<String> = found.into_iter().flat_map(|found| found.repeating).collect();
    let is_repeating = |(outlet, count): &(&str, usize)| {
        !outlet.is_empty() && (*count >= LEAST_CANDIDATES || repeating.contains(*outlet))
    };
    let mut read = ReadArchive { articles: snapshot.len(), words, ..ReadArchive::default() };
    read.pages.repeating = of_outlets.into_iter().filter(is_repeating).map(|(outlet, _)| outlet.to_owned()).collect();
    read.pages.looked_at = looked_at.len();
    read.candidates = candidates(looked_at, index, snapshot, &settings.agencies)?;
    Ok(read)
}

/// An article that shares enough with some queries to be looked at.
struct LookedAt {
    place: EntryRef,
    matches: Vec<(u32, u32)>,
    /// Its words, if it may be a finding.
    tokens: Option<Vec<Token>>,
}

/// Whether an article may be a finding, by the shingles that it shares with a query: most articles share phrases.
fn may_be_found(
    (set, words, verifier): (&QuerySet, &ArchiveWords, &Verifier),
    (query, shared): (u32, u32),
    scratch: &MatchScratch,
) -> bool {
    let text = set.text(query as usize);
    // without furniture some shingles go that span it, and some come
    verifier.may_match(2 * shared as usize, text.distinct)
        || text.any_run(&scratch.found, set.shingle_size(), |run| is_finding(set, words, text, run))
}

/// Reads the fields of the articles that may be findings.
fn candidates(
    looked_at: Vec<LookedAt>,
    index: &StandingIndex,
    snapshot: &Snapshot,
    agencies: &Agencies,
) -> Result<Vec<Candidate>> {
    let candidate = |LookedAt { place, matches, tokens }: LookedAt| -> Result<Option<(u64, Candidate)>> {
        let Some(tokens) = tokens else { return Ok(None) };
        let segment = snapshot.segment_of(place);
        let fields = segment.fields_of(place.entry).map_err(failed)?;
        let (record, credit) = decode_fields(&fields, agencies, index.folder())?;
        let record = in_its_order(record, snapshot);
        Ok(Some((segment.content(place.entry), Candidate { record, credit, tokens, matches })))
    };
    let found: Vec<Option<(u64, Candidate)>> = looked_at.into_par_iter().map(candidate).collect::<Result<_>>()?;
    let mut found: Vec<(u64, Candidate)> = found.into_iter().flatten().collect();
    // one article can be in two segments after an add that was cut short
    found.sort_by(|(_, a), (_, b)| a.record.cmp_place(&b.record));
    let mut known = HashSet::default();
    found.retain(|(content, _)| known.insert(*content));
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}

/// How often the words of the queries occur.
pub(super) fn words(set: &QuerySet, snapshot: &Snapshot) -> ArchiveWords {
    let spellings: Vec<(u32, u32)> = set.spellings().collect();
    let mut counts = vec![0; spellings.len()];
    let counted: Vec<(u32, u64)> =
        spellings.par_iter().map(|&(spelling, word)| (word, snapshot.word_count(spelling))).collect();
    counted.into_iter().for_each(|(word, count)| counts[word as usize] = count);
    ArchiveWords::new(snapshot.words(), counts)
}

/// Takes pages of the outlets that may repeat what the queries have.
pub(super) fn sample_pages(read: &mut ReadArchive, snapshot: &Snapshot) -> Result<()> {
    let mut outlets = repeating_outlets(&read.candidates, &read.pages);
    if read.candidates.len().max(read.pages.looked_at) >= LEAST_CANDIDATES {
        outlets.push(String::new());
    }
    for outlet in outlets {
        for (hash, place) in snapshot.sample(&outlet, PAGES) {
            let (tokens, _) = snapshot.segment_of(place).words_of(place.entry).map_err(failed)?;
            read.pages.add_to(&outlet, hash, &tokens);
        }
    }
    Ok(())
}
