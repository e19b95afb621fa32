//! Where the ASCII letters and digits of a text are, one bit a byte: eight bytes are looked at in one go.

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// `byte` in each of eight bytes.
const fn all(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The bits of one text.
#[derive(Debug, Default)]
pub(super) struct WordBits {
    blocks: Vec<u64>,
    len: usize,
}

impl WordBits {
    /// Takes the place of the text before.
    pub(super) fn mark(&mut self, bytes: &[u8]) {
        self.len = bytes.len();
        self.blocks.clear();
        let (whole, rest) = bytes.as_chunks::<64>();
        self.blocks.extend(whole.iter().map(word_bits));
        // a block behind the last, so that a search always ends
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        self.blocks.push(word_bits(&last));
    }

    /// The first letter or digit from `at` on; the length of the text when there is none.
    #[inline(always)]
    pub(super) fn next_word(&self, at: usize) -> usize {
        self.next(at, 0)
    }

    /// The first byte from `at` on that is no letter or digit; the length of the text when there is none.
    #[inline(always)]
    pub(super) fn next_gap(&self, at: usize) -> usize {
        self.next(at, u64::MAX)
    }

    #[inline(always)]
    fn next(&self, at: usize, flip: u64) -> usize {
        let mut block = at / 64;
        let Some(bits) = self.blocks.get(block) else { return self.len };
        let mut bits = (bits ^ flip) >> (at % 64);
        if bits != 0 {
            return (at + bits.trailing_zeros() as usize).min(self.len);
        }
        loop {
            block += 1;
            let Some(of_block) = self.blocks.get(block) else { return self.len };
            bits = of_block ^ flip;
            if bits != 0 {
                return (block * 64 + bits.trailing_zeros() as usize).min(self.len);
            }
        }
    }
}

fn word_bits(block: &[u8; 64]) -> u64 {
    let (eights, _) = block.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, &eight| bits << 8 | of_eight(u64::from_le_bytes(eight)))
}

/// Adding what is missing to 0x80 sets the highest bit of each byte that is not below a limit; no sum reaches the next byte.
#[inline(always)]
fn of_eight(bytes: u64) -> u64 {
    let from = |low: u64, limit: u8| low + all(0x80 - limit);
    // setting bit 5 turns capitals into small letters, and nothing else into one
    let lower = (bytes | all(0x20)) & LOW;
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(bytes & LOW, b'0') & !from(bytes & LOW, b'9' + 1);
    let words = (letters | digits) & !bytes & HIGH;
    // gathers the highest bits: bit 8·i meets 2^(56 − 7·i), and no two products meet
    (words >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bits_are_what_looking_at_each_byte_gives(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
            let mut bits = WordBits::default();
            bits.mark(b"a text before this one");
            bits.mark(&bytes);
            let at = at.min(bytes.len());
            let first = |word: bool| {
                bytes[at..].iter().position(|b| b.is_ascii_alphanumeric() == word).map_or(bytes.len(), |n| at + n)
            };
            prop_assert_eq!(bits.next_word(at), first(true));
            prop_assert_eq!(bits.next_gap(at), first(false));
        }
    }
}
