//! The vocabulary: English function words with their natural frequencies, and 40,000 invented words that follow Zipf's
//! law.

use super::rng::Rng;
use std::collections::HashSet;

/// Number of invented words.
const INVENTED_WORDS: usize = 40_000;
/// Shift of the Zipf–Mandelbrot law: the word of rank r has a frequency proportional to 1 / (r + shift).
const ZIPF_SHIFT: f64 = 8.0;
/// Entries of the table that turns a uniform random number into a rank.
const RANK_TABLE_SIZE: usize = 1 << 16;

/// Function words, the most frequent first, with their approximate number in 10,000 words of news text.
const FUNCTION_WORDS: &[(&str, u16)] = &[
    ("the", 620),
    ("to", 270),
    ("of", 265),
    ("a", 250),
    ("and", 240),
    ("in", 220),
    ("that", 105),
    ("for", 100),
    ("on", 95),
    ("said", 90),
    ("is", 85),
    ("was", 80),
    ("with", 75),
    ("he", 72),
    ("it", 70),
    ("at", 62),
    ("as", 60),
    ("by", 58),
    ("his", 52),
    ("from", 50),
    ("be", 48),
    ("have", 46),
    ("has", 45),
    ("but", 42),
    ("are", 40),
    ("an", 38),
    ("had", 36),
    ("not", 35),
    ("they", 34),
    ("who", 33),
    ("will", 32),
    ("were", 30),
    ("this", 30),
    ("their", 28),
    ("its", 27),
    ("been", 26),
    ("which", 24),
    ("after", 23),
    ("more", 22),
    ("one", 21),
    ("would", 20),
    ("she", 20),
    ("or", 19),
    ("about", 18),
    ("up", 17),
    ("we", 17),
    ("when", 16),
    ("new", 16),
    ("her", 15),
    ("there", 14),
    ("two", 14),
    ("out", 13),
    ("also", 13),
    ("over", 12),
    ("could", 12),
    ("than", 11),
    ("into", 11),
    ("last", 11),
    ("all", 10),
    ("no", 10),
    ("other", 9),
    ("before", 9),
    ("some", 8),
    ("first", 8),
    ("because", 7),
    ("if", 7),
    ("while", 7),
    ("under", 6),
    ("between", 6),
    ("against", 6),
    ("during", 5),
    ("through", 5),
    ("since", 5),
];

/// Words with two spellings: British, American.
pub(super) const SPELLINGS: &[(&str, &str)] = &[
    ("authorised", "authorized"),
    ("defence", "defense"),
    ("centre", "center"),
    ("labour", "labor"),
    ("organisation", "organization"),
    ("harbour", "harbor"),
    ("programme", "program"),
    ("licence", "license"),
    ("recognised", "recognized"),
    ("neighbouring", "neighboring"),
    ("travellers", "travelers"),
    ("criticised", "criticized"),
];

const ONSETS: &[&str] = &[
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "pr", "qu",
    "r", "s", "sc", "sh", "sl", "st", "str", "t", "th", "tr", "v", "w",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ee", "ou", "oa"];
const CODAS: &[&str] = &["", "", "", "l", "m", "n", "nd", "nt", "r", "rd", "rk", "s", "ss", "st", "t", "ck"];
const ENDINGS: &[&str] = &["", "", "s", "ed", "ing", "er", "al", "ly", "ment", "tion", "ive", "ance"];

/// All words, and the tables for drawing them at random.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// The invented words, the most frequent first.
    words: Vec<String>,
    /// Ranks of invented words at equal steps of probability.
    ranks: Vec<u32>,
    /// Indices into [`FUNCTION_WORDS`], each as often as its word occurs.
    function_words: Vec<u8>,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut seen: HashSet<String> = FUNCTION_WORDS.iter().map(|(word, _)| (*word).to_owned()).collect();
        let mut rng = Rng::new(&[7]);
        let mut words = Vec::with_capacity(INVENTED_WORDS);
        while words.len() < INVENTED_WORDS {
            // frequent words are short
            let syllables = 1 + usize::from(words.len() > 300) + usize::from(words.len() > 6000 && rng.chance(0.5));
            let mut word = String::new();
            for _ in 0..syllables {
                word.push_str(rng.word(ONSETS));
                word.push_str(rng.word(VOWELS));
            }
            word.push_str(rng.word(CODAS));
            word.push_str(rng.word(ENDINGS));
            if word.len() > 2 && seen.insert(word.clone()) {
                words.push(word);
            }
        }
        // the inverse of the cumulative frequency: the rank at probability u is shift · ((n + shift) / shift)^u − shift
        let span = (INVENTED_WORDS as f64 + ZIPF_SHIFT) / ZIPF_SHIFT;
        let ranks = (0..RANK_TABLE_SIZE)
            .map(|step| (ZIPF_SHIFT * span.powf((step as f64 + 0.5) / RANK_TABLE_SIZE as f64) - ZIPF_SHIFT) as u32)
            .collect();
        let total: usize = FUNCTION_WORDS.iter().map(|&(_, share)| usize::from(share)).sum();
        let mut function_words = Vec::with_capacity(total);
        for (at, &(_, share)) in FUNCTION_WORDS.iter().enumerate() {
            function_words.extend(std::iter::repeat_n(at as u8, usize::from(share)));
        }
        Vocabulary { words, ranks, function_words }
    }

    /// A function word, drawn by its frequency.
    pub(super) fn function_word(&self, rng: &mut Rng) -> &'static str {
        FUNCTION_WORDS[usize::from(*rng.pick(&self.function_words))].0
    }

    /// An invented word, drawn by its frequency.
    pub(super) fn content_word(&self, rng: &mut Rng) -> &str {
        let rank = *rng.pick(&self.ranks) as usize;
        // neighbouring entries of the table are several ranks apart among rare words: draw from the ranks between them
        let rank = rank + rng.below(1 + rank / 6000);
        &self.words[rank.min(INVENTED_WORDS - 1)]
    }

    /// The proper name of a number: a capitalised rare word. The first 39,000 names are distinct.
    pub(super) fn proper_name(&self, number: usize) -> String {
        let word = &self.words[1000 + number % (INVENTED_WORDS - 1000)];
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn frequencies_of_invented_words_follow_zipfs_law() {
        let vocabulary = Vocabulary::new();
        let mut rng = Rng::new(&[1]);
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for _ in 0..200_000 {
            *counts.entry(vocabulary.content_word(&mut rng)).or_default() += 1;
        }
        let mut sorted: Vec<u32> = counts.values().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        assert!(counts.len() > 15_000, "{} words", counts.len());
        // by 1 / (r + 8) the first word is 14 times as frequent as the 104th
        let ratio = f64::from(sorted[0]) / f64::from(sorted[103]);
        assert!((7.0..22.0).contains(&ratio), "{ratio}");
    }
}
