//! Candidates from a standing index: its postings name them.

use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::files::ReadArchive;
use super::furniture::{Furniture, FurnitureCache, LEAST_CANDIDATES, PAGES, repeating_outlets};
use super::judge::is_finding;
use super::query::{MatchScratch, QuerySet};
use super::touched::in_its_order;
use crate::boilerplate::SHINGLE;
use crate::error::Result;
use crate::pipeline::Settings;
use crate::segments::{EntryRef, Snapshot, StandingIndex};
use crate::standing::{decode_fields, failed};
use crate::text::{Shingle, Token};
use foldhash::{HashMap, HashSet};
use rayon::prelude::*;
use std::collections::BTreeSet;
use wirecopy_core::Verifier;

/// Articles that are decoded for a query at most: those with the rarest keys.
const MOST_LOOKED_AT: usize = 2000;
/// Articles that a thread takes at a time at least.
const MIN_ARTICLES: usize = 8;

/// An index in which queries are looked up.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) set: &'a QuerySet,
    pub(super) index: &'a StandingIndex,
    pub(super) snapshot: &'a Snapshot,
    pub(super) settings: &'a Settings,
}

/// An article that has some keys of some queries.
struct Named {
    place: EntryRef,
    /// The keys.
    keys: Vec<Shingle>,
}

/// An article that shares enough with some queries to be looked at.
struct LookedAt {
    place: EntryRef,
    matches: Vec<(u32, u32)>,
    /// The shingles that it shares with some query, and few others.
    shared: Vec<Shingle>,
    tokens: Vec<Token>,
}

impl<'a> Kept<'a> {
    /// The candidates of the queries, and what is needed to judge them but furniture.
    pub(super) fn read(self) -> Result<ReadArchive> {
        let (named, repeating) = self.named();
        let looked_at = self.look_at(named)?;
        let repeating = self.repeating(looked_at.iter().map(|one| one.place), &repeating);
        let words = words(self.set, self.snapshot);
        let mut read = ReadArchive { articles: self.snapshot.len(), words, ..ReadArchive::default() };
        (read.pages.repeating, read.pages.looked_at) = (repeating, looked_at.len());
        read.candidates = self.candidates(&read.words, looked_at, None)?;
        Ok(read)
    }

    /// As [`Kept::read`]; what outlets repeat is learned before the candidates are, so that most articles that share
    /// nothing but furniture are not even read.
    pub(super) fn read_with(self, learned: &FurnitureCache) -> Result<(ReadArchive, Furniture)> {
        let level = self.settings.core.boilerplate;
        let (named, repeating) = self.named();
        let asked = self.repeating(named.iter().map(|named| named.place), &repeating).into_iter().collect();
        let furniture = if named.len() < LEAST_CANDIDATES && repeating.is_empty() {
            Furniture::default()
        } else {
            Furniture::of_outlets(asked, self.snapshot, learned, level)?
        };
        // a passage of which an outlet repeats all keys is furniture or shorter than those that are surely found
        let is_furniture = |named: &Named| {
            let is_repeated = furniture.of(self.outlet(named.place));
            self.set.shingle() == SHINGLE && named.keys.iter().all(|&key| is_repeated(key))
        };
        let (furnished, named): (Vec<Named>, Vec<Named>) = named.into_iter().partition(is_furniture);
        let looked_at = self.look_at(named)?;
        let places = looked_at.iter().map(|one| one.place).chain(furnished.iter().map(|one| one.place));
        let repeating = self.repeating(places, &repeating);
        let count = looked_at.len() + furnished.len();
        let furniture = furniture.part(&repeating, count >= LEAST_CANDIDATES);
        let words = words(self.set, self.snapshot);
        let mut read = ReadArchive { articles: self.snapshot.len(), words, ..ReadArchive::default() };
        (read.pages.repeating, read.pages.looked_at) = (repeating, count);
        read.candidates = self.candidates(&read.words, looked_at, Some(&furniture))?;
        Ok((read, furniture))
    }

    fn outlet(self, place: EntryRef) -> &'a str {
        self.snapshot.segment_of(place).outlet(place.entry)
    }

    /// The articles that have keys of the queries, and the outlets that repeat some.
    fn named(self) -> (Vec<Named>, HashSet<u32>) {
        let Kept { set, index, snapshot, .. } = self;
        let look_up = |query: usize| {
            let keys = set.keys_of(query, index.settings().window);
            (snapshot.look_up(&keys, MOST_LOOKED_AT), keys)
        };
        let found: Vec<_> = (0..set.len()).into_par_iter().map(look_up).collect();
        let (mut named, mut repeating) = (Vec::new(), HashSet::default());
        for (found, keys) in found {
            let with_keys = found.entries.iter().zip(&found.keys);
            named.extend(with_keys.map(|(entry, of_entry)| Named {
                place: entry.place,
                keys: of_entry.iter().map(|&key| keys[key as usize]).collect(),
            }));
            repeating.extend(found.repeating);
        }
        named.sort_by_key(|named| named.place);
        named.dedup_by(|other, named| {
            let is_same = other.place == named.place;
            if is_same {
                named.keys.append(&mut other.keys);
            }
            is_same
        });
        (named, repeating)
    }

    /// Reads the words of articles, and counts what they share with the queries.
    fn look_at(self, named: Vec<Named>) -> Result<Vec<LookedAt>> {
        let look_at = |scratch: &mut MatchScratch, Named { place, .. }: Named| {
            let tokens = self.snapshot.segment_of(place).tokens_of(place.entry).map_err(failed)?;
            let matches = self.set.matches(&tokens, scratch);
            Ok((!matches.is_empty()).then(|| LookedAt { place, matches, shared: scratch.found.clone(), tokens }))
        };
        let looked_at = named.into_par_iter().with_min_len(MIN_ARTICLES).map_init(MatchScratch::default, look_at);
        Ok(looked_at.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Of the outlets of some articles those that may repeat what the queries have: outlets of several, and those that
    /// are known to. What an outlet repeats names few of its articles, and is furniture on those all the same.
    fn repeating(self, places: impl Iterator<Item = EntryRef>, known: &HashSet<u32>) -> BTreeSet<String> {
        let mut of_outlets: HashMap<u32, usize> = HashMap::default();
        places.for_each(|place| *of_outlets.entry(self.snapshot.outlet_of(place)).or_default() += 1);
        of_outlets.retain(|outlet, count| *count >= LEAST_CANDIDATES || known.contains(outlet));
        let names = of_outlets.into_keys().map(|outlet| self.snapshot.outlet_name(outlet));
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Whether an article may be a finding, by the shingles that it shares with the queries: most articles share
    /// phrases, or furniture.
    fn may_be_found(
        self,
        (words, verifier): (&ArchiveWords, &Verifier),
        looked_at: &LookedAt,
        furniture: Option<&Furniture>,
    ) -> bool {
        let text_of = |query: u32| self.set.text(query as usize);
        let is_repeated = furniture.map(|furniture| furniture.of(self.outlet(looked_at.place)));
        // what is cut holds these, and what is left runs on where it was: see the touching runs of `runs`
        let is_kept = |shingle: &Shingle| is_repeated.as_ref().is_none_or(|is_repeated| !is_repeated(*shingle));
        let kept: Vec<Shingle> = looked_at.shared.iter().copied().filter(is_kept).collect();
        looked_at.matches.iter().any(|&(query, shared)| {
            let text = text_of(query);
            let runs = text.runs(&kept, self.set.shingle().size);
            let in_runs: usize = runs.iter().map(ExactSizeIterator::len).sum();
            // furniture that is not known yet hides shingles that span it
            let at_most = if furniture.is_some() { in_runs } else { in_runs.max(2 * shared as usize) };
            verifier.may_match(at_most, text.distinct)
                || runs.iter().any(|run| is_finding(self.set, words, text, &text.tokens[run.clone()]))
        })
    }

    /// Reads the fields of the articles that may be findings.
    fn candidates(
        self,
        words: &ArchiveWords,
        looked_at: Vec<LookedAt>,
        furniture: Option<&Furniture>,
    ) -> Result<Vec<Candidate>> {
        let Kept { index, snapshot, settings, .. } = self;
        let verifier = Verifier::new(&settings.core);
        // without furniture where that is known, and where it is found in shingles of the same length
        let furniture = furniture.filter(|_| self.set.shingle() == SHINGLE);
        let candidate = |one: LookedAt| -> Result<Option<(u64, Candidate)>> {
            if !self.may_be_found((words, &verifier), &one, furniture) {
                return Ok(None);
            }
            let LookedAt { place, matches, tokens, .. } = one;
            let segment = snapshot.segment_of(place);
            let fields = segment.fields_of(place.entry).map_err(failed)?;
            let (record, credit) = decode_fields(&fields, &settings.agencies, index.folder())?;
            let record = in_its_order(record, snapshot);
            Ok(Some((segment.content(place.entry), Candidate { record, credit, tokens, matches })))
        };
        let found = looked_at.into_par_iter().with_min_len(MIN_ARTICLES).map(candidate);
        let mut found: Vec<(u64, Candidate)> = found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        // one article can be in two segments after an add that was cut short
        found.sort_by(|(_, a), (_, b)| a.record.cmp_place(&b.record));
        let mut known = HashSet::default();
        found.retain(|(content, _)| known.insert(*content));
        Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
    }
}

/// How often the words of the queries occur.
pub(super) fn words(set: &QuerySet, snapshot: &Snapshot) -> ArchiveWords {
    let (spellings, numbers): (Vec<u32>, Vec<u32>) = set.spellings().unzip();
    let mut counts = vec![0; spellings.len()];
    let counted = snapshot.word_counts(&spellings);
    numbers.into_iter().zip(counted).for_each(|(word, count)| counts[word as usize] = count);
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
            let tokens = snapshot.segment_of(place).tokens_of(place.entry).map_err(failed)?;
            read.pages.add_to(&outlet, hash, &tokens);
        }
    }
    Ok(())
}
