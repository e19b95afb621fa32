//! Prose: sentences and paragraphs with natural lengths, names, numbers and quotes, about one story.

use super::dice::Dice;
use super::vocabulary::{SPELLINGS, Vocabulary};

/// Phrases that press text is full of, whatever it is about.
const STOCK: &[&str] = &[
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

/// A writer on one subject: a few names and words come back all through.
pub(super) struct Writer<'v> {
    vocabulary: &'v Vocabulary,
    dice: Dice,
    names: Vec<String>,
    topic: Vec<&'v str>,
}

impl<'v> Writer<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary, mut dice: Dice) -> Self {
        let names = (0..8).map(|_| vocabulary.name(dice.below(30_000))).collect();
        let topic = (0..24).map(|_| vocabulary.content(&mut dice)).collect();
        Writer { vocabulary, dice, names, topic }
    }

    /// A paragraph of one to three sentences.
    pub(super) fn paragraph(&mut self) -> Vec<String> {
        (0..self.dice.between(1, 3)).map(|_| self.sentence()).collect()
    }

    /// So many paragraphs.
    pub(super) fn paragraphs(&mut self, count: usize) -> Vec<Vec<String>> {
        (0..count).map(|_| self.paragraph()).collect()
    }

    /// A sentence: about 21 words, from 6 to 45, long ones rarer (the sum of a few throws, skewed).
    pub(super) fn sentence(&mut self) -> String {
        let throws = (0..3).map(|_| self.dice.between(1, 10)).sum::<usize>();
        let words = (2 + throws + throws * throws / 80).min(45);
        let quoted = self.dice.chance(0.18);
        let mut out = String::with_capacity(words * 6 + 24);
        if quoted {
            out.push('“');
        }
        let stock_at = self.dice.chance(0.12).then(|| self.dice.between(2, words));
        for at in 0..words {
            if at > 0 {
                out.push_str(if self.dice.chance(0.06) { ", " } else { " " });
            }
            if stock_at == Some(at) {
                out.push_str(self.dice.word(STOCK));
                continue;
            }
            let start = out.len();
            self.word(&mut out);
            if at == 0 {
                capitalise(&mut out, start);
            }
        }
        if quoted {
            let name = self.dice.pick(&self.names).clone();
            out.push_str(&format!(",” {name} said"));
        }
        out.push('.');
        out
    }

    fn word(&mut self, out: &mut String) {
        let chance = self.dice.below(1000);
        match chance {
            0..=439 => out.push_str(self.vocabulary.small(&mut self.dice)),
            440..=499 => out.push_str(self.dice.word(&self.names)),
            500..=619 => out.push_str(self.dice.word(&self.topic)),
            620..=634 => out.push_str(&self.dice.between(2, 9000).to_string()),
            635..=644 => out.push_str(self.dice.word(DAYS)),
            645..=651 => out.push_str(self.dice.pick(SPELLINGS).0),
            _ => out.push_str(self.vocabulary.content(&mut self.dice)),
        }
    }

    /// A headline of five to ten words.
    pub(super) fn headline(&mut self) -> String {
        let words = self.dice.between(5, 10);
        let mut out = String::new();
        for at in 0..words {
            if at > 0 {
                out.push(' ');
            }
            let start = out.len();
            self.word(&mut out);
            if at == 0 {
                capitalise(&mut out, start);
            }
        }
        out
    }

    /// A report's template: sentences in which every fourth to seventh word is a fact that differs each time.
    pub(super) fn template(&mut self, sentences: usize) -> Vec<Vec<Option<String>>> {
        (0..sentences)
            .map(|_| {
                let mut pieces = Vec::new();
                for _ in 0..self.dice.between(2, 4) {
                    let mut piece = String::new();
                    for at in 0..self.dice.between(4, 7) {
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

    /// A fact: a number, a name or a day.
    pub(super) fn fact(&mut self) -> String {
        match self.dice.below(4) {
            0 => self.vocabulary.name(self.dice.below(30_000)),
            1 => (*self.dice.pick(DAYS)).to_owned(),
            2 => format!("{}.{}", self.dice.between(1, 400), self.dice.below(10)),
            _ => self.dice.between(2, 90_000).to_string(),
        }
    }
}

/// Makes the letter at `start` a capital.
pub(super) fn capitalise(out: &mut String, start: usize) {
    let Some(first) = out[start..].chars().next() else { return };
    let upper: String = first.to_uppercase().collect();
    out.replace_range(start..start + first.len_utf8(), &upper);
}
