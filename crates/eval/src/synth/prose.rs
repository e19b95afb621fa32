//! Invented prose: sentences and paragraphs with natural lengths, names, numbers and quotes.

use super::rng::Rng;
use super::vocabulary::{SPELLINGS, Vocabulary};

/// Phrases that are frequent in news texts on any subject.
const STOCK_PHRASES: &[&str] = &[
    "a spokesman for the ministry said on Tuesday",
    "according to people familiar with the matter",
    "who spoke on condition of anonymity because",
    "did not immediately respond to a request for comment",
    "in a statement released late on Monday",
    "for the first time in more than a decade",
    "at least three people were injured when",
    "the company said in a statement that it",
];

const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A text as paragraphs of sentences.
pub(super) type Paragraphs = Vec<Vec<String>>;

/// Writes about one subject: a few names and topic words recur in everything that one writer writes.
pub(super) struct ProseWriter<'v> {
    vocabulary: &'v Vocabulary,
    rng: Rng,
    names: Vec<String>,
    topic: Vec<&'v str>,
}

impl<'v> ProseWriter<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary, mut rng: Rng) -> Self {
        let names = (0..8).map(|_| vocabulary.proper_name(rng.below(30_000))).collect();
        let topic = (0..24).map(|_| vocabulary.content_word(&mut rng)).collect();
        ProseWriter { vocabulary, rng, names, topic }
    }

    /// A paragraph of one to three sentences.
    pub(super) fn paragraph(&mut self) -> Vec<String> {
        (0..self.rng.between(1, 3)).map(|_| self.sentence()).collect()
    }

    /// `count` paragraphs.
    pub(super) fn paragraphs(&mut self, count: usize) -> Paragraphs {
        (0..count).map(|_| self.paragraph()).collect()
    }

    /// A sentence of 5 to 43 words, 22 on average. Its length is a sum of three random numbers, stretched at the upper
    /// end, so very short and very long sentences are rare.
    pub(super) fn sentence(&mut self) -> String {
        let sum = (0..3).map(|_| self.rng.between(1, 10)).sum::<usize>();
        let words = 2 + sum + sum * sum / 80;
        let quoted = self.rng.chance(0.18);
        let mut out = String::with_capacity(words * 6 + 24);
        if quoted {
            out.push('“');
        }
        let stock_at = self.rng.chance(0.12).then(|| self.rng.between(2, words));
        for at in 0..words {
            if at > 0 {
                out.push_str(if self.rng.chance(0.06) { ", " } else { " " });
            }
            if stock_at == Some(at) {
                out.push_str(self.rng.word(STOCK_PHRASES));
                continue;
            }
            let start = out.len();
            self.word(&mut out);
            if at == 0 {
                capitalise(&mut out, start);
            }
        }
        if quoted {
            let name = self.rng.pick(&self.names).clone();
            out.push_str(&format!(",” {name} said"));
        }
        out.push('.');
        out
    }

    fn word(&mut self, out: &mut String) {
        let chance = self.rng.below(1000);
        match chance {
            0..=439 => out.push_str(self.vocabulary.function_word(&mut self.rng)),
            440..=499 => out.push_str(self.rng.word(&self.names)),
            500..=619 => out.push_str(self.rng.word(&self.topic)),
            620..=634 => out.push_str(&self.rng.between(2, 9000).to_string()),
            635..=644 => out.push_str(self.rng.word(DAYS)),
            645..=651 => out.push_str(self.rng.pick(SPELLINGS).0),
            _ => out.push_str(self.vocabulary.content_word(&mut self.rng)),
        }
    }

    /// A headline of five to ten words.
    pub(super) fn headline(&mut self) -> String {
        let words = self.rng.between(5, 10);
        let mut out = String::new();
        for at in 0..words {
            if at > 0 {
                out.push(' ');
            }
            self.word(&mut out);
        }
        capitalise(&mut out, 0);
        out
    }

    /// A template for reports: sentences of fixed pieces of four to seven words, each followed by `None`, the place of
    /// a fact.
    pub(super) fn template(&mut self, sentences: usize) -> Vec<Vec<Option<String>>> {
        (0..sentences)
            .map(|_| {
                let mut pieces = Vec::new();
                for _ in 0..self.rng.between(2, 4) {
                    let mut piece = String::new();
                    for at in 0..self.rng.between(4, 7) {
                        if at > 0 {
                            piece.push(' ');
                        }
                        self.word(&mut piece);
                    }
                    pieces.push(Some(piece));
                    pieces.push(None);
                }
                pieces
            })
            .collect()
    }

    /// A fact to put into a template: a name, a day or a number.
    pub(super) fn fact(&mut self) -> String {
        match self.rng.below(4) {
            0 => self.vocabulary.proper_name(self.rng.below(30_000)),
            1 => (*self.rng.pick(DAYS)).to_owned(),
            2 => format!("{}.{}", self.rng.between(1, 400), self.rng.below(10)),
            _ => self.rng.between(2, 90_000).to_string(),
        }
    }
}

/// Capitalises the letter at the byte `start`.
pub(super) fn capitalise(out: &mut String, start: usize) {
    let Some(first) = out[start..].chars().next() else { return };
    let upper: String = first.to_uppercase().collect();
    out.replace_range(start..start + first.len_utf8(), &upper);
}
