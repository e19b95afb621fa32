//! Repeats: the shingles of a text that stood in it before. Most texts have none.

use super::shingle::Shingle;

/// Finds repeats; keeps its scratch memory from one text to the next.
#[derive(Debug, Default)]
pub struct Repeats {
    /// One bit for each value of a shingle's upper bits.
    seen: Vec<u64>,
    /// Places, as many as the longest text had.
    doubtful: Vec<u32>,
    sorted: Vec<u64>,
}

/// Bits for each shingle of a text: one in a hundred and thirty finds its own set by another.
const BITS: usize = 64;
/// So many shingles that may be repeats are looked for one by one; where there are more, all are sorted.
const FEW: usize = 32;
/// Shingles that are looked at together.
const BLOCK: usize = 16;

impl Repeats {
    /// The repeats of `shingles`, in the place of what `out` held: the place of each and the place where the same shingle stood
    /// first, in order.
    pub fn find(&mut self, shingles: &[Shingle], out: &mut Vec<[u32; 2]>) {
        out.clear();
        let doubtful = self.doubt(shingles);
        if doubtful > FEW {
            return self.sort(shingles, out);
        }
        for &at in &self.doubtful[..doubtful] {
            let shingle = shingles[at as usize];
            if let Some(first) = first_place(&shingles[..at as usize], shingle) {
                out.push([at, first]);
            }
        }
    }

    /// Puts the places whose shingle may have stood before at the beginning of `doubtful`, and gives how many they are.
    fn doubt(&mut self, shingles: &[Shingle]) -> usize {
        let bits = (BITS * shingles.len()).next_power_of_two().ilog2().clamp(6, 31);
        self.seen.clear();
        self.seen.resize(1 << (bits - 6), 0);
        // written and then kept or not, without a branch on the values; what stood there before does not matter
        if self.doubtful.len() < shingles.len() {
            self.doubtful.resize(shingles.len(), 0);
        }
        let (seen, doubtful) = (&mut self.seen[..], &mut self.doubtful[..]);
        let shift = 32 - bits;
        let mut count = 0;
        for (&shingle, at) in shingles.iter().zip(0_u32..) {
            let bit = shingle >> shift;
            doubtful[count] = at;
            let word = &mut seen[bit as usize / 64];
            let before = *word;
            *word = before | 1 << (bit % 64);
            count += usize::from(*word == before);
        }
        count
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
            numbers in proptest::collection::vec(0_u32..3000, 0..300),
            range in prop::sample::select(vec![3_u32, 40, 3000]),
            mixed in any::<bool>(),
        ) {
            let shingle = |n: &u32| if mixed { crate::hash::mix32(n % range) } else { n % range };
            let shingles: Vec<Shingle> = numbers.iter().map(shingle).collect();
            let expected: Vec<[u32; 2]> = (0..shingles.len())
                .filter_map(|at| {
                    let first = shingles[..at].iter().position(|other| *other == shingles[at])?;
                    Some([at as u32, first as u32])
                })
                .collect();
            let (mut repeats, mut out) = (Repeats::default(), vec![[1, 0]]);
            repeats.find(&[5, 5, 5], &mut out);
            repeats.find(&shingles, &mut out);
            prop_assert_eq!(out, expected);
        }
    }
}
