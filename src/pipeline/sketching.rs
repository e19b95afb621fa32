//! Sketching: what is needed of every article to compare it with others, made from its tokens.

use super::Settings;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::index::{BandKeys, Homes, Index, by_band};
use crate::matching::{ShingleSets, Templates};
use crate::phase::Progress;
use crate::rows::{BLOCK, Block, Gatherer, Rows, STRETCH};
use crate::sketch::{MinHasher, anchors_of};
use crate::sort::Sorter;
use crate::spool::{Memory, Spool};
use crate::state::Loader;
use crate::text::{Shingle, Shingles, Token};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The shares of the budget that shingle sets, anchors, buckets and facts may have in memory; what does not fit goes to
/// files. The rest is for what is known of every article, for the work of the stages, and for pages of the files.
const SETS: f64 = 0.12;
const ANCHORS: f64 = 0.04;
const BANDS: f64 = 0.02;
const FACTS: f64 = 0.02;
/// The share of the budget that the shingle sets of one part may have, where they go to files: what is compared at one time is
/// mostly in one part, and this leaves place for the parts before and behind it.
const PART: f64 = 0.03;

/// What is known of the articles to compare them.
pub(super) struct Sketched {
    pub(super) index: Index,
    pub(super) sets: ShingleSets,
    /// The facts and dates in each article, as [`Templates::facts`] gives them.
    pub(super) facts: Rows<u32>,
}

/// Where the rows go.
pub(super) struct Spools {
    pub(super) bands: Spool<u32>,
    pub(super) anchors: Spool<u32>,
    pub(super) facts: Spool<u32>,
    pub(super) sets: Spool<u32>,
}

impl Spools {
    pub(super) fn new(memory: &Memory) -> Spools {
        let [bands, anchors, facts, sets] = [BANDS, ANCHORS, FACTS, SETS].map(|share| Spool::new(memory, share));
        Spools { bands, anchors, facts, sets }
    }
}

#[derive(Default)]
struct Scratch {
    shingles: Vec<Shingle>,
    sample: Vec<Shingle>,
    folded: Vec<u32>,
    signature: Vec<u32>,
    sorter: Sorter<u32>,
}

/// Buckets, anchors, facts and shingle set of every article.
///
/// Where the sets fit into memory, all come from one pass over an article's shingles. Where they do not, the sets are made in a
/// second one, when it is known which articles are likely to be compared, and laid down so that these are found together: a disk
/// is a hundred times slower at rows here and there.
pub(super) fn sketch(corpus: &Corpus, settings: &Settings, progress: &dyn Progress) -> Result<Sketched> {
    let spools = Spools::new(&settings.memory);
    let hasher = MinHasher::new(settings.banding.values(), settings.seed);
    let templates = Templates::default();
    let articles = corpus.len() as usize;
    let tokens = |article: usize| corpus.tokens(article as u32);
    let fit = fit(corpus, settings);
    let sketched: Vec<_> = (0..articles.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(Scratch::default, |scratch, block| {
            let range = block * BLOCK..articles.min((block + 1) * BLOCK);
            let all = range.clone().map(|article| shingles(tokens(article), settings)).sum::<u64>() as usize;
            let mut keys = Vec::with_capacity(range.len() * settings.banding.bands);
            let mut anchors = Block::with_capacity(range.len() * settings.anchors.at_least);
            let mut facts = Block::with_capacity(0);
            let mut sets = Block::with_capacity(if fit { all } else { 0 });
            for article in range.clone() {
                let tokens = tokens(article);
                scratch.shingles.clear();
                Shingles::new(tokens, settings.shingle).append_to(&mut scratch.shingles);
                hasher.signature(&scratch.shingles, &mut scratch.folded, &mut scratch.signature);
                settings.banding.keys(&scratch.signature, &mut keys);
                anchors.push(|out| anchors_of(&scratch.shingles, settings.anchors, &mut scratch.sample, out));
                facts.push(|out| templates.facts(tokens, out));
                if fit {
                    sets.push(|out| ShingleSets::set_with(&scratch.shingles, &mut scratch.sorter, out));
                }
            }
            progress.advance(range.len() as u64);
            let bands = spools.bands.put(by_band(&keys, settings.banding.bands))?;
            let (anchors, facts) = (anchors.store(&spools.anchors)?, facts.store(&spools.facts)?);
            Ok((bands, anchors, facts, sets.store(&spools.sets)?))
        })
        .collect::<Result<_>>()?;
    let (mut bands, mut anchors, mut facts, mut sets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (bands_of_block, anchors_of_block, facts_of_block, sets_of_block) in sketched {
        bands.push(bands_of_block);
        anchors.push(anchors_of_block);
        facts.push(facts_of_block);
        sets.push(sets_of_block);
    }
    let bands = BandKeys::of_blocks(bands, spools.bands.finish()?, settings.banding.bands);
    let mut index = Index::new(bands, Rows::of_blocks(anchors, spools.anchors.finish()?));
    let facts = Rows::of_blocks(facts, spools.facts.finish()?);
    let sets = if fit {
        Rows::of_blocks(sets, spools.sets.finish()?)
    } else {
        gather(corpus, settings, index.find_homes(), spools.sets)?
    };
    Ok(Sketched { index, sets: ShingleSets::new(sets), facts })
}

/// Whether all shingle sets have place in memory.
fn fit(corpus: &Corpus, settings: &Settings) -> bool {
    all_sets(corpus, settings) <= settings.memory.share(SETS)
}

/// At most so many bytes have all shingle sets.
fn all_sets(corpus: &Corpus, settings: &Settings) -> u64 {
    (0..corpus.len()).map(|article| bytes_of_set(corpus, settings, article)).sum()
}

fn bytes_of_set(corpus: &Corpus, settings: &Settings, article: u32) -> u64 {
    size_of::<u32>() as u64 * shingles(corpus.tokens(article), settings)
}

fn shingles(tokens: &[Token], settings: &Settings) -> u64 {
    Shingles::count_of(tokens.len(), settings.shingle) as u64
}

/// In which part of the file each set goes, and how many parts there are.
fn parts(corpus: &Corpus, settings: &Settings, homes: &Homes) -> (usize, Vec<u16>) {
    let most = size_of_part(settings.memory.share(PART), all_sets(corpus, settings), rayon::current_num_threads());
    homes.parts(most, |article| bytes_of_set(corpus, settings, article))
}

/// How many bytes a part of the sets is to have: its share, or so many that the stretches which so many threads fill for each part
/// have no more than that.
fn size_of_part(share: u64, sets: u64, threads: usize) -> u64 {
    let waiting = (threads * STRETCH) as u64;
    share.max(sets.saturating_mul(waiting) / share.max(1))
}

/// The shingle sets that [`Rows::save`] wrote, where [`sketch`] would have put them.
pub(super) fn load_sets(
    from: &mut Loader,
    corpus: &Corpus,
    settings: &Settings,
    index: &mut Index,
    spool: Spool<u32>,
) -> Result<Rows<u32>> {
    if fit(corpus, settings) {
        return Rows::load(from, spool);
    }
    let (count, parts) = parts(corpus, settings, index.find_homes());
    let mut gatherer = Gatherer::new(count, &spool);
    let mut rows = 0;
    Rows::load_each(from, |row, set| {
        rows = row + 1;
        let Some(&part) = parts.get(row) else { return Ok(()) };
        gatherer.push(row as u32, part, |out| out.extend_from_slice(set))
    })?;
    if rows != parts.len() {
        return Err(from.damaged());
    }
    let gathered = gatherer.finish()?;
    Ok(Rows::of_gathered(parts.len(), vec![gathered], spool.finish()?))
}

/// The shingle sets, those of one part of the homes together.
fn gather(corpus: &Corpus, settings: &Settings, homes: &Homes, spool: Spool<u32>) -> Result<Rows<u32>> {
    let articles = corpus.len() as usize;
    let (count, parts) = parts(corpus, settings, homes);
    let next = AtomicUsize::new(0);
    let gathered = (0..rayon::current_num_threads())
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let mut gatherer = Gatherer::new(count, &spool);
            let mut scratch = Scratch::default();
            loop {
                let from = next.fetch_add(BLOCK, Ordering::Relaxed);
                if from >= articles {
                    return gatherer.finish();
                }
                for (article, &part) in (from as u32..).zip(&parts[from..articles.min(from + BLOCK)]) {
                    scratch.shingles.clear();
                    Shingles::new(corpus.tokens(article), settings.shingle).append_to(&mut scratch.shingles);
                    gatherer.push(article, part, |out| {
                        ShingleSets::set_with(&scratch.shingles, &mut scratch.sorter, out);
                    })?;
                }
            }
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::of_gathered(articles, gathered, spool.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_to_be_written_has_no_more_than_its_share_however_large_the_corpus() {
        let (share, threads) = (3 << 20, 2);
        // a corpus that is small for the budget has parts of that share
        assert_eq!(size_of_part(share, 10 << 20, threads), share);
        for sets in [1_u64 << 30, 1 << 34, 1 << 37] {
            let parts = sets / size_of_part(share, sets, threads);
            assert!(parts > 0 && parts * (threads * STRETCH) as u64 <= share, "{parts} parts of {sets}");
        }
        assert!(size_of_part(0, 1 << 30, threads) > 0);
    }
}
