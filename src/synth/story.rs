//! Stories: a wire's text, its versions, and what editors make of it.

use super::dice::Dice;
use super::prose::Writer;
use super::vocabulary::{SPELLINGS, Vocabulary};

/// Invented agencies.
pub(super) const WIRES: &[&str] =
    &["Northwire", "Agence Littoral", "Küstendienst", "Meridian News Agency", "Interpress East"];

/// A text as paragraphs of sentences.
pub(super) type Paragraphs = Vec<Vec<String>>;

/// A story as its wire sent it.
pub(super) struct Story {
    pub(super) headline: String,
    pub(super) place: String,
    pub(super) wire: &'static str,
    pub(super) text: Paragraphs,
    pub(super) background: Vec<String>,
}

impl Story {
    /// The story that `key` names.
    pub(super) fn new(vocabulary: &Vocabulary, key: &[u64]) -> Story {
        let mut dice = Dice::of(key);
        let place = vocabulary.name(dice.below(30_000)).to_uppercase();
        let wire = *dice.pick(WIRES);
        let count = dice.between(5, 12);
        let mut writer = Writer::new(vocabulary, dice);
        let headline = writer.headline();
        let text = writer.paragraphs(count);
        let background = writer.paragraph();
        Story { headline, place, wire, text, background }
    }

    /// The text as it stood after `version` updates: each replaces about a fifth of the paragraphs and adds one on top.
    pub(super) fn version(&self, vocabulary: &Vocabulary, key: &[u64], version: u64) -> Paragraphs {
        let mut text = self.text.clone();
        for update in 1..=version {
            let mut dice = Dice::of(&[key, &[77, update]].concat());
            let mut writer = Writer::new(vocabulary, Dice::of(&[key, &[78, update]].concat()));
            for paragraph in &mut text {
                if dice.chance(0.2) {
                    *paragraph = writer.paragraph();
                }
            }
            text.insert(0, writer.paragraph());
        }
        text
    }
}

/// Replaces words, drops sentences, and spells as at home: what a careful editor does, about one change in two sentences.
pub(super) fn edit(vocabulary: &Vocabulary, text: &mut Paragraphs, dice: &mut Dice) {
    let american = dice.chance(0.5);
    for paragraph in text.iter_mut() {
        paragraph.retain(|_| !dice.chance(0.06));
        for sentence in paragraph.iter_mut() {
            if american {
                for (british, other) in SPELLINGS {
                    if sentence.contains(british) {
                        *sentence = sentence.replace(british, other);
                    }
                }
            }
            if dice.chance(0.4) {
                let words: Vec<&str> = sentence.split(' ').collect();
                let at = dice.below(words.len());
                let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
                words[at] = vocabulary.content(dice).to_owned();
                *sentence = words.join(" ");
            }
        }
    }
    text.retain(|paragraph| !paragraph.is_empty());
}

/// Keeps the first quarter to three quarters.
pub(super) fn cut(text: &mut Paragraphs, dice: &mut Dice) {
    let share = 0.25 + 0.5 * dice.unit();
    let keep = ((text.len() as f64 * share).round() as usize).clamp(2.min(text.len()), text.len());
    text.truncate(keep);
}

/// Adds paragraphs of the outlet's own, a fifth to three fifths of what is there, before, between and behind.
pub(super) fn extend(vocabulary: &Vocabulary, text: &mut Paragraphs, dice: &mut Dice) {
    let share = 0.2 + 0.4 * dice.unit();
    let more = ((text.len() as f64 * share).round() as usize).max(1);
    let mut writer = Writer::new(vocabulary, Dice::of(&[dice.next()]));
    for _ in 0..more {
        let at = dice.below(text.len() + 1);
        text.insert(at, writer.paragraph());
    }
}

/// Paragraphs as they are printed.
pub(super) fn print(text: &Paragraphs) -> String {
    let mut out = String::new();
    for paragraph in text {
        for (at, sentence) in paragraph.iter().enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(sentence);
        }
        out.push_str("\n\n");
    }
    out
}
