//! Words: the small words of English in their natural shares, and forty thousand invented ones by Zipf's law.

use super::dice::Dice;
use std::collections::HashSet;

/// Invented words.
const WORDS: usize = 40_000;
/// Shift of the Zipf–Mandelbrot law: rank r has a share like 1 / (r + shift).
const SHIFT: f64 = 8.0;
/// Steps of the table from chance to rank.
const STEPS: usize = 1 << 16;

/// Function words, the most frequent first, with their share in ten thousand words of running press text.
const SMALL: &[(&str, u16)] = &[
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

/// Words whose spelling tells where an editor sits: British, American.
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

/// All words, and the tables from chance to word.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    ranks: Vec<u32>,
    small: Vec<u8>,
}

impl Vocabulary {
    pub(super) fn new() -> Self {
        let mut seen: HashSet<String> = SMALL.iter().map(|(word, _)| (*word).to_owned()).collect();
        let mut dice = Dice::of(&[7]);
        let mut words = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            // frequent words are short
            let syllables = 1 + usize::from(words.len() > 300) + usize::from(words.len() > 6000 && dice.chance(0.5));
            let mut word = String::new();
            for _ in 0..syllables {
                word.push_str(dice.word(ONSETS));
                word.push_str(dice.word(VOWELS));
            }
            word.push_str(dice.word(CODAS));
            word.push_str(dice.word(ENDINGS));
            if word.len() > 2 && seen.insert(word.clone()) {
                words.push(word);
            }
        }
        // with shares like 1 / (r + shift), the rank at chance u is shift · ((n + shift) / shift)^u − shift
        let span = (WORDS as f64 + SHIFT) / SHIFT;
        let ranks =
            (0..STEPS).map(|step| (SHIFT * span.powf((step as f64 + 0.5) / STEPS as f64) - SHIFT) as u32).collect();
        let total: usize = SMALL.iter().map(|&(_, share)| usize::from(share)).sum();
        let mut small = Vec::with_capacity(total);
        for (at, &(_, share)) in SMALL.iter().enumerate() {
            small.extend(std::iter::repeat_n(at as u8, usize::from(share)));
        }
        Vocabulary { words, ranks, small }
    }

    /// A function word.
    pub(super) fn small(&self, dice: &mut Dice) -> &'static str {
        SMALL[usize::from(*dice.pick(&self.small))].0
    }

    /// A content word by its natural frequency.
    pub(super) fn content(&self, dice: &mut Dice) -> &str {
        let rank = *dice.pick(&self.ranks) as usize;
        // steps of the table are wide among rare words: spread them over the words between
        let rank = rank + dice.below(1 + rank / 6000);
        &self.words[rank.min(WORDS - 1)]
    }

    /// A rare word, the same for the same number, for names; no two of the first thousands are the same.
    pub(super) fn name(&self, number: usize) -> String {
        let word = &self.words[1000 + number % (WORDS - 1000)];
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn words_follow_zipf() {
        let vocabulary = Vocabulary::new();
        let mut dice = Dice::of(&[1]);
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for _ in 0..200_000 {
            *counts.entry(vocabulary.content(&mut dice)).or_default() += 1;
        }
        let mut sorted: Vec<u32> = counts.values().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        assert!(counts.len() > 15_000, "{} words", counts.len());
        // by 1 / (r + 8) the first word is 14 times as frequent as the hundred and fourth
        let ratio = f64::from(sorted[0]) / f64::from(sorted[103]);
        assert!((7.0..22.0).contains(&ratio), "{ratio}");
    }
}
