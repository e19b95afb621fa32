//! The words of a segment: the most frequent have the lowest numbers, which take the fewest bytes.

use crate::varint;
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use wirecopy_core::text::{TextLine, Token};

/// Numbers of the words of some texts.
#[derive(Debug, Default)]
pub(crate) struct WordTable {
    /// The words by number.
    pub(crate) tokens: Vec<u32>,
    numbers: HashMap<u32, u32>,
    /// How often each spelling occurs, by spelling; those that occur once are left out.
    pub(crate) counts: Vec<[u32; 2]>,
}

fn bits(token: Token) -> u32 {
    bytemuck::cast(token)
}

impl WordTable {
    /// Numbers the words of these texts.
    pub(crate) fn new(texts: &[&[Token]]) -> Self {
        let count = |texts: &[&[Token]]| {
            let mut counts: HashMap<u32, u32> = HashMap::new();
            texts.iter().flat_map(|text| text.iter()).for_each(|&token| *counts.entry(bits(token)).or_default() += 1);
            counts
        };
        let merge = |mut one: HashMap<u32, u32>, other: HashMap<u32, u32>| {
            other.into_iter().for_each(|(token, count)| *one.entry(token).or_default() += count);
            one
        };
        let counts = texts.par_chunks(4096).map(count).reduce(HashMap::new, merge);
        let mut by_count: Vec<(u32, u32)> = counts.into_iter().collect();
        by_count.par_sort_unstable_by_key(|&(token, count)| (std::cmp::Reverse(count), token));
        let tokens: Vec<u32> = by_count.iter().map(|&(token, _)| token).collect();
        let numbers = (0..).zip(&tokens).map(|(number, &token)| (token, number)).collect();
        let mut of_spellings: HashMap<u32, u32> = HashMap::new();
        for (token, count) in by_count {
            let spelling = bytemuck::cast::<u32, Token>(token).spelling();
            let sum = of_spellings.entry(spelling).or_default();
            *sum = sum.saturating_add(count);
        }
        let mut counts: Vec<[u32; 2]> =
            of_spellings.into_iter().filter(|(_, count)| *count > 1).map(|(word, count)| [word, count]).collect();
        counts.par_sort_unstable();
        WordTable { tokens, numbers, counts }
    }

    /// Encodes a text and its lines.
    pub(crate) fn encode(&self, tokens: &[Token], lines: &[TextLine], out: &mut Vec<u8>) {
        varint::push(tokens.len() as u64, out);
        for &token in tokens {
            varint::push(u64::from(self.numbers.get(&bits(token)).copied().unwrap_or_default()), out);
        }
        varint::push(lines.len() as u64, out);
        let mut before = 0;
        for line in lines {
            varint::push(u64::from(line.bits().wrapping_sub(before)), out);
            before = line.bits();
        }
    }
}

/// Takes the words of a text from the front of its bytes. `None` where they are not those of [`WordTable::encode`].
pub(crate) fn take_words(table: &[u32], bytes: &mut &[u8]) -> Option<Vec<Token>> {
    let words = varint::take_u32(bytes)? as usize;
    // every word takes a byte at least
    if words > bytes.len() {
        return None;
    }
    let mut tokens = Vec::with_capacity(words);
    for _ in 0..words {
        let number = varint::take_u32(bytes)?;
        tokens.push(bytemuck::cast(*table.get(number as usize)?));
    }
    Some(tokens)
}

/// Decodes a text and its lines. `None` where the bytes are not those of [`WordTable::encode`].
pub(crate) fn decode(table: &[u32], mut bytes: &[u8]) -> Option<(Vec<Token>, Vec<TextLine>)> {
    let tokens = take_words(table, &mut bytes)?;
    let words = tokens.len();
    let count = varint::take_u32(&mut bytes)? as usize;
    if count > bytes.len() {
        return None;
    }
    let (mut lines, mut before) = (Vec::with_capacity(count), 0_u32);
    for _ in 0..count {
        before = before.wrapping_add(varint::take_u32(&mut bytes)?);
        let line = TextLine::from_bits(before);
        if line.start() >= words {
            return None;
        }
        lines.push(line);
    }
    Some((tokens, lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wirecopy_core::text::{TokenisedText, Tokeniser};

    #[test]
    fn texts_are_read_as_written() {
        let texts = ["The ferry ran aground.\nAll are safe.\n\nThe end", "", "the The 40 ferry"].map(|text| {
            let mut out = TokenisedText::default();
            Tokeniser::default().tokenise(text, &mut out);
            out
        });
        let table = WordTable::new(&texts.iter().map(|text| &text.tokens[..]).collect::<Vec<_>>());
        for text in &texts {
            let mut bytes = Vec::new();
            table.encode(&text.tokens, &text.lines, &mut bytes);
            assert_eq!(decode(&table.tokens, &bytes), Some((text.tokens.clone(), text.lines.clone())));
            assert!(text.tokens.is_empty() || decode(&table.tokens, &bytes[..bytes.len() - 1]).is_none());
        }
        // `the` in both cases, and `ferry`
        assert_eq!(table.counts.iter().map(|[_, count]| *count).max(), Some(4));
        assert_eq!(table.counts.len(), 2);
    }
}
