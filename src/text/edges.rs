//! Where the words of a text begin and end, as far as ASCII goes, and where something stands between them that matters.

use super::bits::bits;

/// A place that is no ASCII letter or digit and says more than that a word ends: the end of a line, or something beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// The byte's place.
    pub(super) at: u32,
    /// How many words end at or before it.
    pub(super) words: u32,
}

/// The words and marks of one text, found by looking at 64 bytes in one go.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Of each maximal run of ASCII letters and digits where it begins and where it ends.
    edges: Vec<u32>,
    marks: Vec<Mark>,
}

impl Edges {
    /// Takes the place of the text before.
    pub(super) fn find(&mut self, bytes: &[u8]) {
        self.edges.clear();
        self.marks.clear();
        let (whole, rest) = bytes.as_chunks::<64>();
        let mut carry = 0;
        for (nth, block) in whole.iter().enumerate() {
            carry = self.block(block, nth as u32 * 64, carry);
        }
        // a blank behind the text ends its last word
        let mut last = [b' '; 64];
        last[..rest.len()].copy_from_slice(rest);
        carry = self.block(&last, whole.len() as u32 * 64, carry);
        debug_assert_eq!(carry, 0);
    }

    /// The words, in order.
    pub(super) fn words(&self) -> &[[u32; 2]] {
        self.edges.as_chunks::<2>().0
    }

    /// The marks, in order.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// `carry` is 1 when a word goes on from the block before; the same comes back for the next.
    #[inline(always)]
    fn block(&mut self, block: &[u8; 64], base: u32, carry: u64) -> u64 {
        let (words, marks) = bits(block);
        let mut edges = words ^ (words << 1 | carry);
        if marks != 0 {
            self.mark(marks, edges, base);
        }
        let mut places = [0_u32; 64];
        let count = edges.count_ones() as usize;
        for eight in places.as_chunks_mut::<8>().0.iter_mut().take(count.div_ceil(8)) {
            // those behind the last edge are rubbish that is cut off: no branch on how many there are
            for place in eight {
                *place = base + edges.trailing_zeros();
                edges &= edges.wrapping_sub(1);
            }
        }
        self.edges.extend_from_slice(&places[..count]);
        words >> 63
    }

    #[inline(never)]
    fn mark(&mut self, mut marks: u64, edges: u64, base: u32) {
        while marks != 0 {
            let place = marks.trailing_zeros();
            // every word that begins before a mark ends at it or before
            let before = (edges & (u64::MAX >> (63 - place))).count_ones();
            let words = (self.edges.len() as u32 + before) / 2;
            self.marks.push(Mark { at: base + place, words });
            marks &= marks - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_and_marks_are_what_looking_at_each_byte_gives(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop_oneof![Just(b'a'), Just(b' '), Just(b'\n')]], 0..300),
        ) {
            let mut edges = Edges::default();
            edges.find(b"a text before this one");
            edges.find(&bytes);
            let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
            let starts = (0..bytes.len()).filter(|&at| is_word(at) && (at == 0 || !is_word(at - 1)));
            let ends = (1..=bytes.len()).filter(|&at| !is_word(at) && is_word(at - 1));
            let words: Vec<[u32; 2]> = starts.zip(ends).map(|(start, end)| [start as u32, end as u32]).collect();
            let marks = (0..bytes.len()).filter(|&at| matches!(bytes[at], b'\n' | b'\r' | 0x80..));
            let marks: Vec<Mark> = marks
                .map(|at| Mark { at: at as u32, words: words.iter().filter(|word| word[1] as usize <= at).count() as u32 })
                .collect();
            prop_assert_eq!(edges.words(), &words[..]);
            prop_assert_eq!(edges.marks(), &marks[..]);
        }
    }
}
