//! Candidates from a standing index: its postings name them.

use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::files::ReadArchive;
use super::furniture::{PAGES, repeating_outlets};
use super::query::{MatchScratch, QuerySet};
use crate::attribution::agencies::Agencies;
use crate::error::Result;
use crate::segments::{EntryRef, Snapshot, StandingIndex};
use crate::standing::{decode_fields, failed};
use foldhash::HashSet;
use rayon::prelude::*;

/// Articles that are decoded for a query at most: those with the rarest keys.
const MOST_LOOKED_AT: usize = 2000;

/// The candidates of the queries in an index, and what is needed to judge them.
pub(super) fn read(
    set: &QuerySet,
    index: &StandingIndex,
    snapshot: &Snapshot,
    agencies: &Agencies,
) -> Result<ReadArchive> {
    let look_up = |query: usize| snapshot.look_up(&set.shingles_of(query), MOST_LOOKED_AT);
    let found: Vec<_> = (0..set.len()).into_par_iter().map(look_up).collect();
    let places: HashSet<EntryRef> = found.iter().flat_map(|found| &found.entries).map(|entry| entry.place).collect();
    let mut places: Vec<EntryRef> = places.into_iter().collect();
    places.sort_unstable();
    let candidate = |scratch: &mut MatchScratch, place: &EntryRef| -> Result<Option<(u64, Candidate)>> {
        let segment = snapshot.segment_of(*place);
        let (tokens, _) = segment.words_of(place.entry).map_err(failed)?;
        let matches = set.matches(&tokens, scratch);
        if matches.is_empty() {
            return Ok(None);
        }
        let fields = segment.fields_of(place.entry).map_err(failed)?;
        let (record, credit) = decode_fields(&fields, agencies, index.folder())?;
        Ok(Some((segment.content(place.entry), Candidate { record, credit, tokens, matches })))
    };
    let candidates = places.par_iter().map_init(MatchScratch::default, candidate);
    let candidates: Vec<Option<(u64, Candidate)>> = candidates.collect::<Result<_>>()?;
    let mut candidates: Vec<(u64, Candidate)> = candidates.into_iter().flatten().collect();
    // one article can be in two segments after an add that was cut short
    candidates.sort_by(|(_, a), (_, b)| a.record.cmp_place(&b.record));
    let mut known = HashSet::default();
    candidates.retain(|(content, _)| known.insert(*content));
    let mut read = ReadArchive {
        articles: snapshot.len(),
        candidates: candidates.into_iter().map(|(_, candidate)| candidate).collect(),
        words: words(set, snapshot),
        ..ReadArchive::default()
    };
    // what an outlet repeats names few of its articles, and is furniture on those all the same
    let has_candidate: HashSet<&str> = read.candidates.iter().map(|found| &*found.record.outlet).collect();
    let repeating = found.into_iter().flat_map(|found| found.repeating);
    read.pages.repeating = repeating.filter(|outlet| has_candidate.contains(&**outlet)).collect();
    Ok(read)
}

/// How often the words of the queries occur.
fn words(set: &QuerySet, snapshot: &Snapshot) -> ArchiveWords {
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
    if read.candidates.len() >= super::furniture::LEAST_CANDIDATES {
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
