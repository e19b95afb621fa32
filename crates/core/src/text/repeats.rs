//! Finds the shingles that occur more than once in one text.

use super::shingle::Shingle;
use std::cell::RefCell;

/// A shingle that occurs earlier in the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Position of the shingle in the text.
    pub at: u32,
    /// Position of its first occurrence.
    pub first: u32,
}

/// Finds repeats; reuses its scratch memory from one text to the next, the largest part of it in all texts of a thread.
///
/// Every shingle marks a slot of a table. A shingle whose slot is marked already is a suspect: a repeat, or a
/// collision. Most texts have few suspects, and only these are compared with the shingles before them.
#[derive(Debug, Default)]
pub struct RepeatFinder {
    /// Positions of the suspects of the current text.
    suspects: Vec<u32>,
    /// Scratch memory for sorting shingles with their positions.
    sorted: Vec<u64>,
}

/// The table of marks.
#[derive(Default)]
struct Marks {
    /// For each slot the number of the text that marked it last, so that the table need not be cleared between texts.
    slots: Vec<u8>,
    /// Number of the current text, modulo 256.
    text: u8,
}

thread_local! {
    /// Of all finders of a thread: some are made for one text, and clearing a table costs more than the search.
    static MARKS: RefCell<Marks> = RefCell::default();
}

/// Upper bits of a shingle that select its slot: a table of 32 KiB, which stays in the nearest cache, for all but long
/// texts.
const SLOT_BITS: u32 = 15;
/// The same for the longest texts: a table of 1 MiB.
const MAX_SLOT_BITS: u32 = 20;
/// Slots for each shingle of a text, up to `MAX_SLOT_BITS`: at most one shingle in 64 collides.
const SLOTS_PER_SHINGLE: usize = 64;
/// With more suspects than this, sorting all shingles is faster than a search for each.
const MAX_SEARCHES: usize = 32;
/// Shingles that are handled without a branch in between.
const SHINGLES_PER_BLOCK: usize = 16;

impl RepeatFinder {
    /// Replaces the contents of `out` by the repeats of `shingles`, in order of position.
    pub fn find(&mut self, shingles: &[Shingle], out: &mut Vec<Repeat>) {
        out.clear();
        self.find_suspects(shingles);
        if self.suspects.len() > MAX_SEARCHES {
            return self.find_by_sorting(shingles, out);
        }
        for &at in &self.suspects {
            if let Some(first) = first_position(&shingles[..at as usize], shingles[at as usize]) {
                out.push(Repeat { at, first });
            }
        }
    }

    fn find_suspects(&mut self, shingles: &[Shingle]) {
        let bits = (SLOTS_PER_SHINGLE * shingles.len()).next_power_of_two().ilog2().clamp(SLOT_BITS, MAX_SLOT_BITS);
        self.suspects.clear();
        MARKS.with_borrow_mut(|Marks { slots, text }| {
            if slots.len() < 1 << bits {
                *slots = vec![0; 1 << bits];
            }
            // a number returns after 256 texts: slots that still have it from then only add suspects
            *text = text.wrapping_add(1);
            match slots.first_chunk_mut::<{ 1 << SLOT_BITS }>() {
                Some(slots) if bits == SLOT_BITS => mark(slots, shingles, 32 - SLOT_BITS, *text, &mut self.suspects),
                _ => mark(&mut slots[..], shingles, 32 - bits, *text, &mut self.suspects),
            }
        });
    }

    fn find_by_sorting(&mut self, shingles: &[Shingle], out: &mut Vec<Repeat>) {
        self.sorted.clear();
        self.sorted.extend(shingles.iter().zip(0_u64..).map(|(&shingle, at)| u64::from(shingle) << 32 | at));
        self.sorted.sort_unstable();
        for equal in self.sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
            let first = equal[0] as u32;
            out.extend(equal[1..].iter().map(|&later| Repeat { at: later as u32, first }));
        }
        out.sort_unstable();
    }
}

/// Marks the slot of each shingle and lists the positions of those whose slot was marked before. Generic over the
/// table, so that for a table of fixed length the compiler drops the bounds checks.
#[inline(always)]
fn mark<S: AsMut<[u8]> + ?Sized>(marks: &mut S, shingles: &[Shingle], shift: u32, text: u8, suspects: &mut Vec<u32>) {
    let marks = marks.as_mut();
    let mut was_marked = |shingle: Shingle| {
        let slot = &mut marks[(shingle >> shift) as usize];
        u32::from(std::mem::replace(slot, text) == text)
    };
    let (blocks, rest) = shingles.as_chunks::<SHINGLES_PER_BLOCK>();
    for (block, at) in blocks.iter().zip((0..).step_by(SHINGLES_PER_BLOCK)) {
        let mut marked = 0;
        for (nth, &shingle) in block.iter().enumerate() {
            marked |= was_marked(shingle) << nth;
        }
        while marked != 0 {
            suspects.push(at + marked.trailing_zeros());
            marked &= marked - 1;
        }
    }
    let from = shingles.len() - rest.len();
    suspects.extend((from as u32..).zip(rest).filter(|&(_, &shingle)| was_marked(shingle) == 1).map(|(at, _)| at));
}

/// The position of the first occurrence of `shingle`, searched in blocks without a branch for each element.
fn first_position(shingles: &[Shingle], shingle: Shingle) -> Option<u32> {
    let has = |block: &&[Shingle]| block.iter().fold(false, |any, &other| any | (other == shingle));
    let block = shingles.chunks(SHINGLES_PER_BLOCK).position(|block| has(&block))?;
    let from = block * SHINGLES_PER_BLOCK;
    let within = shingles[from..].iter().position(|&other| other == shingle)?;
    Some((from + within) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_every_later_occurrence_and_its_first(
            numbers in prop_oneof![
                4 => proptest::collection::vec(0_u32..3000, 0..300),
                1 => proptest::collection::vec(0_u32..3000, 500..1500),
            ],
            range in prop::sample::select(vec![3_u32, 40, 3000]),
            mixed in any::<bool>(),
            texts_before in prop::sample::select(vec![0, 1, 252, 253, 254, 255, 256, 300]),
        ) {
            let shingle = |n: &u32| if mixed { crate::util::hash::mix32(n % range) } else { n % range };
            let shingles: Vec<Shingle> = numbers.iter().map(shingle).collect();
            let expected: Vec<Repeat> = (0..shingles.len())
                .filter_map(|at| {
                    let first = shingles[..at].iter().position(|other| *other == shingles[at])?;
                    Some(Repeat { at: at as u32, first: first as u32 })
                })
                .collect();
            let (mut finder, mut out) = (RepeatFinder::default(), vec![Repeat { at: 1, first: 0 }]);
            finder.find(&[5, 5, 5], &mut out);
            for _ in 0..texts_before {
                finder.find(&shingles[..shingles.len() / 2], &mut out);
            }
            finder.find(&shingles, &mut out);
            prop_assert_eq!(out, expected);
        }
    }

    #[test]
    fn table_of_a_long_text_has_at_most_a_megabyte() {
        let (mut finder, mut out) = (RepeatFinder::default(), Vec::new());
        let shingles: Vec<Shingle> = (0..200_000).map(crate::util::hash::mix32).collect();
        finder.find(&shingles, &mut out);
        assert!(out.is_empty());
        MARKS.with_borrow(|marks| assert_eq!(marks.slots.len(), 1 << MAX_SLOT_BITS));
    }
}
