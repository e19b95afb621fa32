//! A corpus in a state file: what was read of every article, after dates were settled and furniture was cut.

use super::shelf::Entry;
use super::tokens::StoredTokens;
use super::{Corpus, Page, Place, Spools, StoredShelf};
use crate::article::{Extraction, Published};
use crate::attribution::credit::Credit;
use crate::error::Result;
use crate::spool::Memory;
use crate::state::{Loader, Saver};
use crate::text::Token;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU64;
use std::sync::Arc;

/// An entry of a shelf; lines are needed by nobody once furniture is cut.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Its place among the shelf's paths.
    path: u32,
    row: Option<NonZeroU64>,
    ends: [u32; 5],
    extraction: Extraction,
    published: Option<Published>,
    credit: Option<Box<Credit>>,
}

impl Corpus {
    /// Writes the corpus, whose tokens are where they were read.
    pub(crate) fn save(&self, to: &mut Saver) -> Result<()> {
        let places: Vec<[u32; 2]> = self.places.iter().map(|place| [place.shelf, place.entry]).collect();
        to.numbers(&places)?;
        let mut renamed: Vec<(&u32, &String)> = self.renamed.iter().collect();
        renamed.sort_unstable();
        to.value(&renamed)?;
        to.value(&self.shelves.len())?;
        let mut page = Page::default();
        for (shelf, numbers) in self.shelves.iter().zip(self.numbers()) {
            let mut paths: Vec<&str> = Vec::new();
            let mut entries = Vec::with_capacity(shelf.entries.len());
            for entry in &shelf.entries {
                if paths.last() != Some(&&*entry.path) {
                    paths.push(&entry.path);
                }
                entries.push(Kept {
                    path: paths.len() as u32 - 1,
                    row: entry.row,
                    ends: entry.ends,
                    extraction: entry.extraction,
                    published: entry.published,
                    credit: entry.credit.clone(),
                });
            }
            to.value(&paths)?;
            to.value(&entries)?;
            to.numbers(self.text.fields.get(&shelf.heap))?;
            let (mut tokens, mut ends) = (Vec::new(), Vec::new());
            for article in numbers {
                tokens.extend_from_slice(self.read_tokens_in_order(article, &mut page));
                ends.push(tokens.len() as u32);
            }
            to.numbers(&ends)?;
            to.numbers(&tokens)?;
        }
        Ok(())
    }

    /// Reads what [`Corpus::save`] wrote.
    pub(crate) fn load(from: &mut Loader, memory: &Memory) -> Result<Corpus> {
        let places: Vec<[u32; 2]> = from.numbers()?;
        let renamed: Vec<(u32, String)> = from.value()?;
        let spools = Spools::new(memory);
        let mut shelves = Vec::new();
        for _ in 0..from.value::<usize>()? {
            let paths: Vec<Arc<str>> = from.value::<Vec<String>>()?.into_iter().map(Arc::from).collect();
            let entries: Vec<Kept> = from.value()?;
            let (heap, ends, tokens): (Vec<u8>, Vec<u32>, Vec<Token>) =
                (from.numbers()?, from.numbers()?, from.numbers()?);
            let entries = entries.into_iter().map(|kept| entry(kept, &paths)).collect::<Option<Vec<_>>>();
            let entries = entries.ok_or_else(|| from.damaged())?;
            let fields_end = entries.iter().map(|entry| entry.ends[4]);
            let are_there = fields_end.clone().is_sorted()
                && fields_end.max().is_none_or(|end| end as usize <= heap.len())
                && ends.len() == entries.len()
                && ends.is_sorted()
                && ends.last().copied().unwrap_or_default() as usize == tokens.len();
            if !are_there {
                return Err(from.damaged());
            }
            let (heap, number) = (spools.fields.put(heap)?, spools.tokens.put(tokens, &ends)?);
            shelves.push(StoredShelf { heap, entries, number, tokens: StoredTokens::default(), lines: Vec::new() });
        }
        let there = |[shelf, entry]: &[u32; 2]| {
            shelves.get(*shelf as usize).is_some_and(|shelf: &StoredShelf| (*entry as usize) < shelf.entries.len())
        };
        if !places.iter().all(there) {
            return Err(from.damaged());
        }
        let mut text = spools.finish()?;
        let mut stretches = Vec::with_capacity(shelves.len());
        for shelf in &mut shelves {
            let of_shelf;
            (shelf.tokens, of_shelf) = text.tokens.take(shelf.number);
            stretches.push(of_shelf);
        }
        let place =
            |[shelf, entry]: [u32; 2]| Place { shelf, entry, tokens: stretches[shelf as usize][entry as usize] };
        let places: Vec<Place> = places.into_iter().map(place).collect();
        let mut corpus = Corpus { shelves, text, places, renamed: renamed.into_iter().collect(), ..Corpus::default() };
        corpus.number_outlets();
        Ok(corpus)
    }
}

fn entry(kept: Kept, paths: &[Arc<str>]) -> Option<Entry> {
    Some(Entry {
        path: Arc::clone(paths.get(kept.path as usize)?),
        row: kept.row,
        ends: kept.ends,
        extraction: kept.extraction,
        lines_end: 0,
        published: kept.published,
        ambiguous_date: None,
        credit: kept.credit,
    })
}
