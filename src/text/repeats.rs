//! Repeats: the shingles of a text that stood in it before. Most texts have none.

use super::shingle::Shingle;

/// Finds repeats; keeps its scratch memory from one text to the next.
#[derive(Debug, Default)]
pub struct RepeatFinder {
    /// The number of the last text that had a shingle with these upper bits; so nothing need be cleared for the next one.
    seen: Vec<u8>,
    text: u8,
    doubtful: Vec<u32>,
    sorted: Vec<u64>,
}

/// Upper bits of a shingle that have a place of their own, for all but long texts: their table stays in the nearest cache.
const UPPER: u32 = 15;
/// The same for the longest: a megabyte. What has more shingles than that holds apart is sorted.
const MOST_UPPER: u32 = 20;
/// Places for each shingle of a text, at least: one in sixty-four finds its own taken by another, in most texts far fewer.
const PLACES: usize = 64;
/// So many shingles that may be repeats are looked for one by one; where there are more, all are sorted.
const FEW: usize = 32;
/// Shingles that are looked at together.
const BLOCK: usize = 16;

impl RepeatFinder {
    /// The repeats of `shingles`, in the place of what `out` held: the place of each and the place where the same shingle stood
    /// first, in order.
    pub fn find(&mut self, shingles: &[Shingle], out: &mut Vec<[u32; 2]>) {
        out.clear();
        self.doubt(shingles);
        if self.doubtful.len() > FEW {
            return self.sort(shingles, out);
        }
        for &at in &self.doubtful {
            if let Some(first) = first_place(&shingles[..at as usize], shingles[at as usize]) {
                out.push([at, first]);
            }
        }
    }

    /// Lists the places whose shingle may have stood before.
    fn doubt(&mut self, shingles: &[Shingle]) {
        let upper = (PLACES * shingles.len()).next_power_of_two().ilog2().clamp(UPPER, MOST_UPPER);
        if self.seen.len() < 1 << upper {
            self.seen = vec![0; 1 << upper];
        }
        // after two hundred and fifty-six texts a number comes again: what few of its places are left are doubtful, and looked at
        self.text = self.text.wrapping_add(1);
        self.doubtful.clear();
        match self.seen.first_chunk_mut::<{ 1 << UPPER }>() {
            Some(seen) if upper == UPPER => came_before(seen, shingles, 32 - UPPER, self.text, &mut self.doubtful),
            _ => came_before(&mut self.seen[..], shingles, 32 - upper, self.text, &mut self.doubtful),
        }
    }

    /// The repeats by sorting all shingles with their places.
    fn sort(&mut self, shingles: &[Shingle], out: &mut Vec<[u32; 2]>) {
        self.sorted.clear();
        self.sorted.extend(shingles.iter().zip(0_u64..).map(|(&shingle, at)| u64::from(shingle) << 32 | at));
        self.sorted.sort_unstable();
        for same in self.sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
            out.extend(same[1..].iter().map(|&again| [again as u32, same[0] as u32]));
        }
        out.sort_unstable();
    }
}

/// Marks the place of each shingle and lists those that were marked before. The compiler knows how many places there are in most cases,
/// and so that none is behind the last.
#[inline(always)]
fn came_before<S: AsMut<[u8]> + ?Sized>(
    seen: &mut S,
    shingles: &[Shingle],
    shift: u32,
    text: u8,
    doubtful: &mut Vec<u32>,
) {
    let seen = seen.as_mut();
    let mut came = |shingle: Shingle| {
        let place = &mut seen[(shingle >> shift) as usize];
        u32::from(std::mem::replace(place, text) == text)
    };
    let (blocks, rest) = shingles.as_chunks::<BLOCK>();
    for (block, at) in blocks.iter().zip((0..).step_by(BLOCK)) {
        let mut all = 0;
        for (nth, &shingle) in block.iter().enumerate() {
            all |= came(shingle) << nth;
        }
        while all != 0 {
            doubtful.push(at + all.trailing_zeros());
            all &= all - 1;
        }
    }
    let from = shingles.len() - rest.len();
    doubtful.extend((from as u32..).zip(rest).filter(|&(_, &shingle)| came(shingle) == 1).map(|(at, _)| at));
}

fn first_place(shingles: &[Shingle], shingle: Shingle) -> Option<u32> {
    // a block at a time, without a branch for each
    let has = |block: &&[Shingle]| block.iter().fold(false, |any, &other| any | (other == shingle));
    let block = shingles.chunks(BLOCK).position(|block| has(&block))?;
    let from = block * BLOCK;
    let within = shingles[from..].iter().position(|&other| other == shingle)?;
    Some((from + within) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn repeats_are_the_places_of_what_stood_before(
            numbers in prop_oneof![
                4 => proptest::collection::vec(0_u32..3000, 0..300),
                1 => proptest::collection::vec(0_u32..3000, 500..1500),
            ],
            range in prop::sample::select(vec![3_u32, 40, 3000]),
            mixed in any::<bool>(),
            texts in prop::sample::select(vec![0, 1, 252, 253, 254, 255, 256, 300]),
        ) {
            let shingle = |n: &u32| if mixed { crate::hash::mix32(n % range) } else { n % range };
            let shingles: Vec<Shingle> = numbers.iter().map(shingle).collect();
            let expected: Vec<[u32; 2]> = (0..shingles.len())
                .filter_map(|at| {
                    let first = shingles[..at].iter().position(|other| *other == shingles[at])?;
                    Some([at as u32, first as u32])
                })
                .collect();
            let (mut repeats, mut out) = (RepeatFinder::default(), vec![[1, 0]]);
            repeats.find(&[5, 5, 5], &mut out);
            for _ in 0..texts {
                repeats.find(&shingles[..shingles.len() / 2], &mut out);
            }
            repeats.find(&shingles, &mut out);
            prop_assert_eq!(out, expected);
        }
    }

    #[test]
    fn a_long_text_takes_no_more_than_a_megabyte_for_its_places() {
        let (mut repeats, mut out) = (RepeatFinder::default(), Vec::new());
        let shingles: Vec<Shingle> = (0..200_000).map(crate::hash::mix32).collect();
        repeats.find(&shingles, &mut out);
        assert!(out.is_empty());
        assert_eq!(repeats.seen.len(), 1 << MOST_UPPER);
    }
}
