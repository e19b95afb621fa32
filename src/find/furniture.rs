//! What outlets repeat on unrelated pages: a passage of it is no finding.

use super::candidate::Candidate;
use crate::boilerplate::{BoilerplateLevel, OutletBoilerplate, cut, learn};
use crate::error::Result;
use crate::segments::{EntryRef, IndexError, Snapshot};
use crate::standing::failed;
use crate::text::{Shingle, Token};
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Pages of an outlet that are kept to learn from. Furniture is on a fifth of them, and on three stories at least.
pub(super) const PAGES: usize = 32;
/// Words that all samples together keep at most: 256 MB.
const MOST_WORDS: usize = 64 << 20;
/// An outlet with fewer candidates has repeated nothing of the queries: furniture is on three pages at least.
pub(super) const LEAST_CANDIDATES: usize = 3;
/// Outlets whose boilerplate is remembered, at most: some 5 kB each.
const MOST_LEARNED: usize = 4096;

/// Some pages of each outlet, and of the whole archive: those with the lowest hashes of their places, so that the
/// order in which pages arrive makes no difference.
#[derive(Debug, Default)]
pub struct PageSample {
    /// By outlet the hash and the words of each page. The empty name stands for all outlets together.
    pages: HashMap<String, Vec<(u64, Vec<Token>)>>,
    words: usize,
    /// Outlets that are known to repeat some of the queries, however few of their articles are candidates.
    pub(super) repeating: BTreeSet<String>,
    /// Articles that shared enough with the queries to be looked at, with those that are no candidates after that.
    pub(super) looked_at: usize,
}

impl PageSample {
    /// Adds a page if it is one of those with the lowest hashes of its outlet or of the archive.
    pub fn add(&mut self, outlet: &str, hash: u64, tokens: &[Token]) {
        self.add_to("", hash, tokens);
        if !outlet.is_empty() {
            self.add_to(outlet, hash, tokens);
        }
    }

    /// Adds the pages of another sample.
    pub(super) fn merge(&mut self, other: PageSample) {
        self.repeating.extend(other.repeating);
        self.looked_at += other.looked_at;
        for (outlet, pages) in other.pages {
            pages.iter().for_each(|(hash, tokens)| self.add_to(&outlet, *hash, tokens));
        }
    }

    /// Adds a page to the sample of one outlet; with the empty name to that of all.
    pub(super) fn add_to(&mut self, outlet: &str, hash: u64, tokens: &[Token]) {
        let is_known = self.pages.contains_key(outlet);
        if !is_known && self.words > MOST_WORDS {
            return;
        }
        if !is_known {
            self.pages.insert(outlet.to_owned(), Vec::new());
        }
        let Some(pages) = self.pages.get_mut(outlet) else { return };
        let at = pages.partition_point(|(other, _)| *other < hash);
        if at < PAGES {
            pages.insert(at, (hash, tokens.to_vec()));
            self.words += tokens.len();
            if pages.len() > PAGES {
                self.words -= pages.pop().map_or(0, |(_, tokens)| tokens.len());
            }
        }
    }

    /// The pages of one outlet; of the empty name those of all outlets together.
    fn of(&self, outlet: &str) -> Vec<&[Token]> {
        self.pages.get(outlet).map(|pages| pages.iter().map(|(_, tokens)| &tokens[..]).collect()).unwrap_or_default()
    }
}

/// What outlets repeat, and what half of the archive has.
#[derive(Debug, Default)]
pub struct Furniture {
    by_outlet: HashMap<String, Arc<OutletBoilerplate>>,
    general: Arc<OutletBoilerplate>,
}

impl Furniture {
    /// Learns from the sampled pages of the outlets that have several candidates.
    #[must_use]
    pub fn learn(candidates: &[Candidate], pages: &PageSample, level: BoilerplateLevel) -> Self {
        if level == BoilerplateLevel::Off {
            return Furniture::default();
        }
        let outlets = repeating_outlets(candidates, pages);
        let learn_outlet = |outlet: &String| {
            let pages = pages.of(outlet);
            (outlet.clone(), Arc::new(learn(&pages, |page| *page, level)))
        };
        let by_outlet = outlets.par_iter().map(learn_outlet).collect::<Vec<_>>().into_iter().collect();
        let general = if candidates.len().max(pages.looked_at) < LEAST_CANDIDATES {
            OutletBoilerplate::default()
        } else {
            learn(&pages.of(""), |page| *page, BoilerplateLevel::Light)
        };
        Furniture { by_outlet, general: Arc::new(general) }
    }

    /// What some outlets of an index repeat, and the whole archive, of which `learned` remembers it.
    pub(super) fn of_outlets(
        outlets: Vec<String>,
        snapshot: &Snapshot,
        learned: &FurnitureCache,
        level: BoilerplateLevel,
    ) -> Result<Self> {
        if level == BoilerplateLevel::Off {
            return Ok(Furniture::default());
        }
        let of_outlet = |outlet: String| Ok((learned.of(&outlet, snapshot, level)?, outlet));
        let found: Vec<(Arc<OutletBoilerplate>, String)> =
            outlets.into_par_iter().map(of_outlet).collect::<Result<_>>()?;
        let general = learned.of("", snapshot, BoilerplateLevel::Light)?;
        Ok(Furniture { by_outlet: found.into_iter().map(|(learned, outlet)| (outlet, learned)).collect(), general })
    }

    /// What some of these outlets repeat, and if asked for the whole archive.
    pub(super) fn part(mut self, outlets: &BTreeSet<String>, general: bool) -> Self {
        self.by_outlet.retain(|outlet, _| outlets.contains(outlet));
        if !general {
            self.general = Arc::default();
        }
        self
    }

    /// Whether an outlet, or the whole archive, repeats a shingle.
    pub(super) fn of(&self, outlet: &str) -> impl Fn(Shingle) -> bool {
        let own = self.by_outlet.get(outlet);
        move |shingle| self.general.contains(shingle) || own.is_some_and(|own| own.contains(shingle))
    }

    /// What one outlet of an index repeats, and the whole archive.
    pub(super) fn of_outlet(
        outlet: &str,
        snapshot: &Snapshot,
        learned: &FurnitureCache,
        level: BoilerplateLevel,
    ) -> Result<Self> {
        if level == BoilerplateLevel::Off {
            return Ok(Furniture::default());
        }
        let mut furniture =
            Furniture { general: learned.of("", snapshot, BoilerplateLevel::Light)?, ..Furniture::default() };
        if !outlet.is_empty() {
            furniture.by_outlet.insert(outlet.to_owned(), learned.of(outlet, snapshot, level)?);
        }
        Ok(furniture)
    }

    /// The words of an article without furniture.
    pub(super) fn cut(&self, outlet: &str, tokens: &[Token]) -> Vec<Token> {
        let of_outlet = self.by_outlet.get(outlet).map(|boilerplate| kept(tokens, boilerplate));
        kept(of_outlet.as_deref().unwrap_or(tokens), &self.general)
    }
}

/// What the outlets of one index repeat, for all requests of a service. It is learned with one level.
///
/// Boilerplate depends on nothing but the sampled pages, so an outlet is learned again only when they are others:
/// whatever was added or removed, the answer is that of an empty cache.
#[derive(Debug, Default)]
pub struct FurnitureCache(Mutex<HashMap<String, LearnedOutlet>>);

#[derive(Debug, Clone)]
struct LearnedOutlet {
    /// The newest generation of the index in which these were the pages.
    generation: u64,
    /// For each sampled page the hash of its id and of its content, which both outlive compaction.
    pages: Arc<[(u64, u64)]>,
    boilerplate: Arc<OutletBoilerplate>,
}

impl FurnitureCache {
    /// What an outlet repeats; of the empty name what the whole archive repeats.
    fn of(&self, outlet: &str, snapshot: &Snapshot, level: BoilerplateLevel) -> Result<Arc<OutletBoilerplate>> {
        let outlets = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = outlets().get(outlet).cloned();
        if let Some(known) = &known
            && known.generation == snapshot.generation()
        {
            return Ok(Arc::clone(&known.boilerplate));
        }
        let sample = snapshot.sample(outlet, PAGES);
        let pages: Arc<[(u64, u64)]> =
            sample.iter().map(|&(hash, place)| (hash, snapshot.segment_of(place).content(place.entry))).collect();
        let boilerplate = match known {
            Some(known) if known.pages == pages => known.boilerplate,
            _ => {
                let words = |&(_, place): &(u64, EntryRef)| snapshot.segment_of(place).tokens_of(place.entry);
                let texts: Vec<Vec<Token>> =
                    sample.par_iter().map(words).collect::<std::result::Result<_, IndexError>>().map_err(failed)?;
                Arc::new(learn(&texts, |page| page, level))
            }
        };
        let learned = LearnedOutlet { generation: snapshot.generation(), pages, boilerplate };
        let found = Arc::clone(&learned.boilerplate);
        let mut outlets = outlets();
        if outlets.len() >= MOST_LEARNED {
            outlets.clear();
        }
        if outlets.get(outlet).is_none_or(|known| known.generation <= learned.generation) {
            outlets.insert(outlet.to_owned(), learned);
        }
        Ok(found)
    }
}

/// The outlets that may repeat what the queries have: those with several candidates, and those that are known to.
pub(super) fn repeating_outlets(candidates: &[Candidate], pages: &PageSample) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for candidate in candidates.iter().filter(|candidate| !candidate.record.outlet.is_empty()) {
        *counts.entry(&candidate.record.outlet).or_default() += 1;
    }
    let several = counts.into_iter().filter(|(_, count)| *count >= LEAST_CANDIDATES);
    let outlets: BTreeSet<String> = several.map(|(outlet, _)| outlet.to_owned()).collect();
    outlets.union(&pages.repeating).cloned().collect()
}

fn kept(tokens: &[Token], boilerplate: &OutletBoilerplate) -> Vec<Token> {
    if boilerplate.is_empty() {
        return tokens.to_vec();
    }
    let mut ranges = Vec::new();
    cut(tokens, boilerplate, &mut ranges);
    ranges.into_iter().flat_map(|range| &tokens[range.start as usize..range.end as usize]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn a_sample_has_the_same_pages_whatever_their_order() {
        let page = |n: u64| tokens(&format!("page {n}"));
        let (mut forwards, mut backwards) = (PageSample::default(), PageSample::default());
        (0..90).for_each(|n| forwards.add("echo", n * 7 % 90, &page(n * 7 % 90)));
        (0..90).rev().for_each(|n| backwards.add("echo", n, &page(n)));
        assert_eq!(forwards.of("echo"), backwards.of("echo"));
        assert_eq!((forwards.of("echo").len(), forwards.of("").len(), forwards.of("other").len()), (32, 32, 0));
        assert_eq!(forwards.words, 2 * 2 * 32);
    }
}
