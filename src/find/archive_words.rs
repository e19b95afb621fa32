//! How often the words of the queries occur in an archive: what a common phrase is made of.

use super::query::QuerySet;
use crate::text::Token;

/// The counts of the words of the queries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveWords {
    /// Words of the archive.
    all: u64,
    /// Occurrences of each word of the queries, by its number.
    counts: Vec<u64>,
}

/// How much less a word says after the words before it than alone. Words of running text carry some 10 bits each by
/// their frequency alone, and a third of that to one who knows what went before.
const CONTEXT: f64 = 3.0;

impl ArchiveWords {
    /// From the number of all words of the archive, and of those that the queries have by their number.
    #[must_use]
    pub fn new(all: u64, counts: Vec<u64>) -> Self {
        ArchiveWords { all, counts }
    }

    /// Adds other counts.
    pub(super) fn add(&mut self, all: u64, counts: &[u64]) {
        self.all += all;
        self.counts.resize(self.counts.len().max(counts.len()), 0);
        self.counts.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }

    /// Adds the counts of another archive.
    pub(super) fn merge(&mut self, other: &ArchiveWords) {
        self.add(other.all, &other.counts);
    }

    /// The information in a run of words: the sum of −log₂ of their frequencies.
    pub(super) fn bits(&self, set: &QuerySet, run: &[Token]) -> f64 {
        let all = self.all.max(1) as f64;
        let of_word = |token: &Token| {
            let count = set.word(token.spelling()).and_then(|word| self.counts.get(word as usize)).copied();
            (all / count.unwrap_or(0).max(1) as f64).log2()
        };
        run.iter().map(of_word).sum()
    }

    /// The information that a run must have, so that no run of such words is to be expected anywhere in the archive
    /// by chance: as many bits as it takes to number the places in the archive and in the query, times what words say
    /// less in a text than alone.
    pub(super) fn least_bits(&self, words_of_query: usize) -> f64 {
        CONTEXT * (self.all.max(1) as f64 * words_of_query.max(1) as f64).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;
    use crate::text::{ShingleSettings, tokens};

    #[test]
    fn twelve_rare_words_say_enough_and_twelve_common_ones_do_not() {
        let text = "of the one that was in it and to be at by quokka zebu okapi dugong numbat saiga gaur oryx tahr";
        let query = Query { text: text.into(), ..Query::default() };
        let set = QuerySet::new(vec![query], ShingleSettings::default());
        let all = 400_000_000;
        // of a hundred words, two each are one of the twelve common ones
        let mut counts = vec![0; 21];
        set.spellings().for_each(|(_, word)| counts[word as usize] = if word < 12 { all / 50 } else { 400 });
        let words = ArchiveWords::new(all, counts);
        let bits = |text: &str| words.bits(&set, &tokens(text));
        let common = bits("of the one that was in it and to be at by");
        let rare = bits("the quokka of zebu okapi dugong numbat saiga gaur oryx tahr by");
        assert!(common < words.least_bits(12) && words.least_bits(12) < rare, "{common} {rare}");
    }
}
