//! The tokens of a corpus, to be read wherever they are: in memory as they are, there in half the place, or in a file.

use crate::prefetch::prefetch;
use crate::rows::{Buffer, Rows};
use crate::spool::{Filed, Stored};
use crate::text::{Token, TokenDictionary};
use std::ops::Range;

/// Where one article's tokens are among those of its shelf, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stretch {
    /// Counted in tokens, or in codes where those are stored.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) words: u32,
}

impl Stretch {
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The tokens of a shelf.
#[derive(Debug)]
pub(super) enum StoredTokens {
    Plain(Vec<Token>),
    Packed(Stored<u16>),
}

impl Default for StoredTokens {
    fn default() -> Self {
        StoredTokens::Plain(Vec::new())
    }
}

/// What tokens are read with.
#[derive(Debug, Default)]
pub(super) struct SpooledTokens {
    pub(super) packed: Filed<u16>,
    pub(super) dictionary: TokenDictionary,
    /// By number, until the corpus takes them.
    pub(super) shelves: Vec<(StoredTokens, Vec<Stretch>)>,
}

/// Scratch memory for the tokens of one article after the other.
#[derive(Debug, Default)]
pub struct Page {
    codes: Vec<u16>,
    row: Buffer<u16>,
    whole: Whole,
    unpacked: Unpacked,
    kept: Vec<Range<u32>>,
}

/// Tokens, of which the first so many are of the article that was read last.
#[derive(Debug, Default)]
struct Unpacked {
    tokens: Vec<Token>,
    len: usize,
    /// Those of them that have three codes, where that was noted.
    escaped: Vec<u32>,
}

impl Unpacked {
    /// Takes the place of the article before.
    #[inline]
    fn take(&mut self, codes: &[u16], by: &TokenDictionary) -> &[Token] {
        self.len = by.decode(codes, &mut self.tokens);
        &self.tokens[..self.len]
    }

    /// The same, for who will ask for its codes.
    fn take_noting(&mut self, codes: &[u16], by: &TokenDictionary) -> &[Token] {
        self.len = by.decode_noting_escapes(codes, &mut self.tokens, &mut self.escaped);
        &self.tokens[..self.len]
    }

    /// Keeps of it only these stretches.
    fn keep(&mut self, kept: &[Range<u32>]) {
        self.len = moved(&mut self.tokens, 0, kept, 0).end as usize;
    }
}

/// All codes of a shelf in a file, and which it is.
#[derive(Debug, Default)]
struct Whole {
    codes: Vec<u16>,
    shelf: Option<u32>,
}

impl Page {
    /// The tokens of the article that was read last.
    #[must_use]
    pub fn last(&self) -> &[Token] {
        &self.unpacked.tokens[..self.unpacked.len]
    }

    /// Whether all of this shelf was read, and it was the last of which that is so.
    #[inline]
    pub(super) fn has_whole(&self, shelf: u32) -> bool {
        self.whole.shelf == Some(shelf)
    }
}

impl SpooledTokens {
    /// The tokens of the shelf of this number, and where those of each of its articles are. They are given once.
    pub(super) fn take(&mut self, shelf: usize) -> (StoredTokens, Vec<Stretch>) {
        self.shelves.get_mut(shelf).map(std::mem::take).unwrap_or_default()
    }

    /// The tokens of an article.
    #[inline]
    pub(super) fn read<'s>(&'s self, stored: &'s StoredTokens, at: Stretch, page: &'s mut Page) -> &'s [Token] {
        match stored {
            StoredTokens::Plain(tokens) => &tokens[at.range()],
            StoredTokens::Packed(stored) => {
                let codes = self.packed.read(stored, at.range(), &mut page.codes);
                page.unpacked.take(codes, &self.dictionary)
            }
        }
    }

    /// The tokens of an article whose codes were laid down anew.
    #[inline]
    pub(super) fn read_row<'s>(&'s self, rows: &Rows<u16>, article: u32, page: &'s mut Page) -> &'s [Token] {
        let codes = rows.read(article as usize, &mut page.row);
        page.unpacked.take(codes, &self.dictionary)
    }

    /// [`SpooledTokens::read`] for who reads all articles of a shelf one after the other: `shelf` is its number.
    pub(super) fn read_in_order<'s>(
        &'s self,
        stored: &'s StoredTokens,
        at: Stretch,
        shelf: u32,
        page: &'s mut Page,
    ) -> &'s [Token] {
        match stored {
            StoredTokens::Plain(tokens) => &tokens[at.range()],
            StoredTokens::Packed(stored) => {
                let codes = self.packed_in_order(stored, at, shelf, &mut page.whole);
                page.unpacked.take(codes, &self.dictionary)
            }
        }
    }

    /// The codes of an article, for who reads all of a shelf one after the other.
    pub(super) fn codes_in_order<'s>(
        &'s self,
        stored: &'s StoredTokens,
        at: Stretch,
        shelf: u32,
        page: &'s mut Page,
    ) -> &'s [u16] {
        match stored {
            StoredTokens::Plain(tokens) => {
                page.codes.clear();
                self.dictionary.encode(&tokens[at.range()], &mut page.codes);
                &page.codes
            }
            StoredTokens::Packed(stored) => self.packed_in_order(stored, at, shelf, &mut page.whole),
        }
    }

    fn packed_in_order<'s>(&self, stored: &'s Stored<u16>, at: Stretch, shelf: u32, whole: &'s mut Whole) -> &'s [u16] {
        if let Stored::Here(codes) = stored {
            return &codes[at.range()];
        }
        if whole.shelf != Some(shelf) {
            // what is in memory already is not copied, but returned
            let _ = self.packed.read(stored, 0..stored.len(), &mut whole.codes);
            whole.shelf = Some(shelf);
        }
        &whole.codes[at.range()]
    }

    /// Those tokens of an article that `keep` names, for who reads all of a shelf in a file one after the other; `noted` is told the
    /// stretches of its codes that these are.
    pub(super) fn cut_in_order<'s>(
        &self,
        stored: &Stored<u16>,
        at: Stretch,
        shelf: u32,
        page: &'s mut Page,
        keep: impl FnOnce(&[Token], &mut Vec<Range<u32>>),
        noted: impl FnMut(&Range<u32>),
    ) -> &'s [Token] {
        let Page { whole, unpacked, kept, .. } = page;
        let codes = self.packed_in_order(stored, at, shelf, whole);
        self.kept_tokens(codes, at.words, unpacked, kept, keep);
        unpacked.keep(kept);
        in_codes(&unpacked.escaped, kept);
        kept.iter().for_each(noted);
        &unpacked.tokens[..unpacked.len]
    }

    /// Keeps of a shelf only what `keep` (the how manieth of its articles, its tokens, stretches to keep in order) names; where its
    /// articles are afterwards is in `stretches`.
    pub(super) fn retain(
        &self,
        stored: &mut StoredTokens,
        stretches: &mut [Stretch],
        page: &mut Page,
        mut keep: impl FnMut(usize, &[Token], &mut Vec<Range<u32>>),
    ) {
        match stored {
            StoredTokens::Plain(tokens) => {
                let (mut kept, mut to) = (Vec::new(), 0);
                for (nth, stretch) in stretches.iter_mut().enumerate() {
                    kept.clear();
                    keep(nth, &tokens[stretch.range()], &mut kept);
                    *stretch = moved(tokens, stretch.start as usize, &kept, to);
                    stretch.words = stretch.end - stretch.start;
                    to = stretch.end as usize;
                }
                tokens.truncate(to);
                crate::memory::give_back(tokens);
            }
            StoredTokens::Packed(Stored::Here(codes)) => {
                let to = self.retain_codes(codes, stretches, page, keep);
                codes.truncate(to);
                crate::memory::give_back(codes);
            }
            StoredTokens::Packed(there) => {
                let mut whole = std::mem::take(&mut page.whole).codes;
                let _ = self.packed.read(there, 0..there.len(), &mut whole);
                let to = self.retain_codes(&mut whole, stretches, page, keep);
                // what is kept is written in one go: to write here and there takes longer than to write all
                if to < there.len() {
                    self.packed.write(there, 0, &whole[..to]);
                    there.truncate(to);
                }
                page.whole = Whole { codes: whole, shelf: None };
            }
        }
    }

    /// Moves the codes that are kept to the beginning; gives how many they are.
    fn retain_codes(
        &self,
        codes: &mut [u16],
        stretches: &mut [Stretch],
        page: &mut Page,
        mut keep: impl FnMut(usize, &[Token], &mut Vec<Range<u32>>),
    ) -> usize {
        let (Page { unpacked, kept, .. }, mut to) = (page, 0);
        for (nth, stretch) in stretches.iter_mut().enumerate() {
            let of_article = &codes[stretch.range()];
            self.kept_tokens(of_article, stretch.words, unpacked, kept, |tokens, kept| keep(nth, tokens, kept));
            let words = kept.iter().map(|stretch| stretch.end - stretch.start).sum();
            in_codes(&unpacked.escaped, kept);
            *stretch = moved(codes, stretch.start as usize, kept, to);
            stretch.words = words;
            to = stretch.end as usize;
        }
        to
    }

    /// Which of an article's tokens are kept, in place of what is in `kept`; its tokens are in `unpacked` then.
    fn kept_tokens(
        &self,
        codes: &[u16],
        words: u32,
        unpacked: &mut Unpacked,
        kept: &mut Vec<Range<u32>>,
        keep: impl FnOnce(&[Token], &mut Vec<Range<u32>>),
    ) {
        let tokens = unpacked.take_noting(codes, &self.dictionary);
        kept.clear();
        // of what could not be read nothing is known, least of all where its lines begin
        if tokens.len() == words as usize {
            keep(tokens, kept);
        }
    }
}

/// Makes stretches of an article's tokens, which stand in order, stretches of its codes: those tokens that are `escaped` have three.
fn in_codes(escaped: &[u32], kept: &mut [Range<u32>]) {
    let mut before = 0;
    let mut code_of = |token: u32| {
        before += escaped[before..].iter().take_while(|&&place| place < token).count();
        token + 2 * before as u32
    };
    kept.iter_mut().for_each(|stretch| *stretch = code_of(stretch.start)..code_of(stretch.end));
}

/// Moves stretches of an article's values, which begin at `start`, to `to` and behind it, which is not behind the first of them.
fn moved<T: Copy>(values: &mut [T], start: usize, kept: &[Range<u32>], mut to: usize) -> Stretch {
    let from = to as u32;
    for stretch in kept {
        let (first, behind) = (start + stretch.start as usize, start + stretch.end as usize);
        values.copy_within(first..behind, to);
        to += stretch.len();
    }
    Stretch { start: from, end: to as u32, words: 0 }
}

impl StoredTokens {
    /// Where they are in a file, when they are.
    #[inline]
    pub(super) fn in_file(&self) -> Option<&Stored<u16>> {
        match self {
            StoredTokens::Packed(stored) if !stored.is_here() => Some(stored),
            _ => None,
        }
    }

    /// Gives their memory back to the system, at once: the allocator may keep what another thread took. Of what is in a file that is the
    /// memory that the system has of it.
    pub(super) fn give_back(self, packed: &Filed<u16>) {
        match self {
            StoredTokens::Plain(mut tokens) => {
                tokens.clear();
                crate::memory::give_back(&mut tokens);
            }
            StoredTokens::Packed(Stored::Here(mut codes)) => {
                codes.clear();
                crate::memory::give_back(&mut codes);
            }
            StoredTokens::Packed(there) => packed.pass(&there),
        }
    }

    /// The tokens of an article where they are in memory as they are.
    #[inline]
    pub(super) fn here(&self, at: Stretch) -> Option<&[Token]> {
        match self {
            StoredTokens::Plain(tokens) => Some(&tokens[at.range()]),
            StoredTokens::Packed(_) => None,
        }
    }

    /// Says that an article's tokens will be asked for next: what is in memory comes into the cache while something else is done.
    #[inline]
    pub(super) fn expect_next(&self, at: Stretch) {
        match self {
            StoredTokens::Plain(tokens) => prefetch(&tokens[at.range()]),
            StoredTokens::Packed(Stored::Here(codes)) => prefetch(&codes[at.range()]),
            StoredTokens::Packed(Stored::There(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::token_spool::TokenSpool;
    use super::*;
    use crate::spool::Memory;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_is_the_same_in_memory_as_codes_and_in_a_file(
            shelves in proptest::collection::vec(
                proptest::collection::vec((0_u32..40, proptest::collection::vec((0_u32..6, 1_u32..9), 0..4)), 1..6), 1..5),
            rare in any::<bool>(),
        ) {
            // one in five words is rare; with `rare` all are, so that none has a number
            let token = |word: u32| -> Token {
                bytemuck::cast(if rare || word.is_multiple_of(5) { crate::hash::mix32(word) } else { 4 * (word % 9) + 4 })
            };
            let full = |dictionary: &TokenDictionary| (0..400_000_u32).for_each(|n| dictionary.encode(&[bytemuck::cast(crate::hash::mix32(!n))], &mut Vec::new()));
            let mut found: Vec<Vec<Vec<Token>>> = Vec::new();
            for budget in [1 << 30, 8000, 4000, 1000, 0] {
                let spool = TokenSpool::new(&Memory { budget, folder: None });
                if rare {
                    full(&spool.dictionary);
                }
                let (mut word, mut numbers) = (0, Vec::new());
                for shelf in &shelves {
                    let (mut tokens, mut ends) = (Vec::new(), Vec::new());
                    for (len, _) in shelf {
                        tokens.extend((0..*len).map(|n| token(word + n)));
                        word += len;
                        ends.push(tokens.len() as u32);
                    }
                    numbers.push(spool.put(tokens, &ends).unwrap());
                }
                let (mut spooled, mut page, mut kept_here) = (spool.finish(), Page::default(), Vec::new());
                for (number, (&shelf_number, shelf)) in (0..).zip(numbers.iter().zip(&shelves)) {
                    let (mut stored, mut stretches) = spooled.take(shelf_number);
                    let keep = |nth: usize, tokens: &[Token], kept: &mut Vec<Range<u32>>| {
                        let (len, stretches) = &shelf[nth];
                        assert_eq!(tokens.len(), *len as usize);
                        let mut at = 0;
                        for (gap, keep) in stretches {
                            let from = (at + gap).min(*len);
                            at = (from + keep).min(*len);
                            kept.extend((from < at).then_some(from..at));
                        }
                    };
                    spooled.retain(&mut stored, &mut stretches, &mut page, keep);
                    for &at in &stretches {
                        let tokens = spooled.read(&stored, at, &mut page).to_vec();
                        prop_assert_eq!(tokens.len(), at.words as usize);
                        prop_assert_eq!(spooled.read_in_order(&stored, at, number, &mut page), &tokens[..]);
                        prop_assert!(stored.here(at).is_none_or(|here| here == tokens));
                        let codes = spooled.codes_in_order(&stored, at, number, &mut page).to_vec();
                        prop_assert_eq!(page.unpacked.take(&codes, &spooled.dictionary), &tokens[..]);
                        kept_here.push(tokens);
                    }
                }
                spooled.packed.whole().unwrap();
                found.push(kept_here);
            }
            found.iter().for_each(|other| assert_eq!(other, &found[0]));
        }
    }

    #[test]
    fn what_cannot_be_read_is_kept_by_nobody_and_told() {
        let spool = TokenSpool::new(&Memory { budget: 0, folder: None });
        spool.put(vec![bytemuck::cast(7_u32); 9], &[9]).unwrap();
        let spooled = spool.finish();
        let mut stored = StoredTokens::Packed(Stored::There(1000..1009));
        let mut stretches = [Stretch { start: 0, end: 9, words: 9 }];
        spooled.retain(&mut stored, &mut stretches, &mut Page::default(), |_, tokens, kept| {
            assert_eq!(tokens.len(), 9);
            kept.push(0..9);
        });
        assert_eq!(stretches[0].words, 0);
        assert!(spooled.packed.whole().is_err());
    }
}
