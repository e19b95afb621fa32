//! Sketching: what is needed of every article to find those that are worth comparing with it, made from its tokens.

use super::Settings;
use crate::boilerplate::Cutter;
use crate::corpus::{Corpus, CutBlock, Page};
use crate::error::Result;
use crate::index::{AnchorBlock, AnchorKeys, BandKeys, Index, transpose};
use crate::progress::Progress;
use crate::rows::{BLOCK, STRETCH, in_memory_at_once};
use crate::sketch::{MinHasher, ShingledText, sample_anchors};
use crate::spool::{Memory, Spool};
use crate::text::{Repeat, RepeatFinder, Shingle};
use rayon::prelude::*;

/// The shares of the budget that anchors and buckets may have in memory; what does not fit goes to files. The rest is for
/// tokens and fields, for what is known of every article, for the work of the stages, and for pages of the files.
const ANCHORS: f64 = 0.04;
const BANDS: f64 = 0.02;
/// The share of the budget that the parts may have which are in memory at once, where tokens are gathered.
const PARTS: f64 = 0.04;

/// What is known of the articles to compare them.
pub(super) struct Sketched {
    pub(super) index: Index,
    /// Distinct shingles of each article.
    pub(super) distinct: Vec<u32>,
}

/// Where the rows go.
pub(super) struct Spools {
    pub(super) bands: Spool<u32>,
    pub(super) anchors: Spool<u32>,
}

impl Spools {
    pub(super) fn new(memory: &Memory) -> Spools {
        Spools { bands: Spool::new(memory, BANDS), anchors: Spool::new(memory, ANCHORS) }
    }
}

#[derive(Default)]
struct Scratch {
    page: Page,
    shingles: Vec<Shingle>,
    finder: RepeatFinder,
    repeats: Vec<Repeat>,
    places: Vec<u32>,
    signature: Vec<u32>,
    /// Buckets and anchors of a block of articles.
    keys: Vec<u32>,
    anchors: Vec<u32>,
    ends: Vec<u32>,
}

/// Buckets, anchors and number of shingles of every article, from one pass over its shingles. Where articles in a file wait to be cut by
/// `cutter`, what is kept of them comes with it.
pub(super) fn sketch(
    corpus: &Corpus,
    cutter: Option<&Cutter>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Sketched, Vec<CutBlock>)> {
    let spools = Spools::new(&settings.memory);
    let hasher = MinHasher::new(settings.banding.values(), settings.seed);
    let articles = corpus.len() as usize;
    let sketched: Vec<_> = (0..articles.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(Scratch::default, |scratch, block| {
            let range = block * BLOCK..articles.min((block + 1) * BLOCK);
            let Scratch { page, shingles, finder, repeats, places, signature, keys, anchors, ends } = scratch;
            keys.clear();
            anchors.clear();
            ends.clear();
            let mut distinct = Vec::with_capacity(range.len());
            let mut cuts = CutBlock::default();
            for article in range.clone() {
                let tokens = match cutter {
                    None => corpus.read_tokens_in_order(article as u32, page),
                    Some(cutter) => {
                        let outlet = corpus.outlet_number(article as u32);
                        corpus.cut_tokens_in_order(article as u32, page, &mut cuts, |tokens, lines, kept| {
                            cutter.cut(outlet, tokens, lines, kept);
                        })
                    }
                };
                settings.shingle.shingles(tokens, shingles);
                finder.find(shingles, repeats);
                distinct.push((shingles.len() - repeats.len()) as u32);
                hasher.signature(shingles, signature);
                settings.banding.keys(signature, keys);
                sample_anchors(
                    ShingledText { tokens, shingles, repeats, settings: settings.shingle },
                    settings.anchors,
                    places,
                    anchors,
                );
                ends.push(anchors.len() as u32);
            }
            cuts.shrink_to_fit();
            progress.advance(range.len() as u64);
            let bands = spools.bands.put(transpose(keys, settings.banding.bands))?;
            Ok((bands, AnchorBlock::store(anchors, ends, &spools.anchors)?, distinct, cuts))
        })
        .collect::<Result<_>>()?;
    let (mut bands, mut anchors, mut distinct, mut cuts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (bands_of_block, anchors_of_block, distinct_of_block, cuts_of_block) in sketched {
        bands.push(bands_of_block);
        anchors.push(anchors_of_block);
        distinct.extend(distinct_of_block);
        cuts.push(cuts_of_block);
    }
    let bands = BandKeys::of_blocks(bands, spools.bands.finish_as_file(), settings.banding.bands);
    let anchors = AnchorKeys::of_blocks(anchors, spools.anchors.finish_as_file(), articles);
    Ok((Sketched { index: Index::new(bands, anchors), distinct }, cuts))
}

/// Lays the tokens of articles that share buckets down together, where they are in a file: what is compared is then found there
/// together, one home after the other.
pub(super) fn gather(corpus: &mut Corpus, index: &mut Index, settings: &Settings) -> Result<()> {
    let bytes = |article: u32| corpus.bytes_of_tokens(article);
    let all = (0..corpus.len()).map(bytes).sum();
    let most = size_of_part(settings.memory.share(PARTS), all, rayon::current_num_threads());
    let parts = index.find_locality().partition(most, bytes);
    corpus.gather([parts.shared, parts.count], &parts.partitions, &settings.memory)
}

/// How many bytes a part of the tokens is to have, so that those which are in memory at once have their share. Where that share is so
/// small that the stretches which so many threads fill for each part would have more, both have the same.
fn size_of_part(share: u64, tokens: u64, threads: usize) -> u64 {
    let (waiting, at_once) = ((threads * STRETCH) as u64, in_memory_at_once(threads) as u64);
    (share / at_once).max((tokens as f64 * waiting as f64 / at_once as f64).sqrt() as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_their_share_and_what_waits_for_them_has_no_more_than_they_have() {
        let (share, threads) = (7 << 20, 2);
        // a corpus that is small for the budget
        assert_eq!(size_of_part(share, 10 << 20, threads), 1 << 20);
        for tokens in [1_u64 << 27, 1 << 30, 1 << 34, 1 << 37] {
            let part = size_of_part(share, tokens, threads);
            let parts = tokens.div_ceil(part);
            assert!(7 * part >= share);
            assert!(
                parts * (threads * STRETCH) as u64 <= 7 * part + (threads * STRETCH) as u64,
                "{parts} parts of {tokens}"
            );
        }
        assert!(size_of_part(0, 0, threads) > 0);
    }
}
