//! Wire stories: a wire's text, its later versions, and the changes that editors make to it.

use super::prose::{Paragraphs, ProseWriter};
use super::rng::Rng;
use super::vocabulary::{SPELLINGS, Vocabulary};

/// Invented agencies.
const WIRES: &[&str] = &["Northwire", "Agence Littoral", "Küstendienst", "Meridian News Agency", "Interpress East"];

/// A story as its wire sent it.
pub(super) struct Story {
    pub(super) headline: String,
    pub(super) place: String,
    pub(super) wire: &'static str,
    pub(super) text: Paragraphs,
    pub(super) background: Vec<String>,
}

impl Story {
    /// The story of a key.
    pub(super) fn new(vocabulary: &Vocabulary, key: &[u64]) -> Story {
        let mut rng = Rng::new(key);
        let place = vocabulary.proper_name(rng.below(30_000)).to_uppercase();
        let wire = *rng.pick(WIRES);
        let count = rng.between(5, 12);
        let mut writer = ProseWriter::new(vocabulary, rng);
        let headline = writer.headline();
        let text = writer.paragraphs(count);
        let background = writer.paragraph();
        Story { headline, place, wire, text, background }
    }

    /// The text after `version` updates. Each update replaces about a fifth of the paragraphs and adds one at the top.
    pub(super) fn version(&self, vocabulary: &Vocabulary, key: &[u64], version: u64) -> Paragraphs {
        let mut text = self.text.clone();
        for update in 1..=version {
            let mut rng = Rng::new(&[key, &[77, update]].concat());
            let mut writer = ProseWriter::new(vocabulary, Rng::new(&[key, &[78, update]].concat()));
            for paragraph in &mut text {
                if rng.chance(0.2) {
                    *paragraph = writer.paragraph();
                }
            }
            text.insert(0, writer.paragraph());
        }
        text
    }
}

/// Edits a text as a careful editor does: drops some sentences, replaces a word in two sentences of five, and may
/// change British spelling to American.
pub(super) fn edit(vocabulary: &Vocabulary, text: &mut Paragraphs, rng: &mut Rng) {
    let is_american = rng.chance(0.5);
    for paragraph in text.iter_mut() {
        paragraph.retain(|_| !rng.chance(0.06));
        for sentence in paragraph.iter_mut() {
            if is_american {
                for (british, american) in SPELLINGS {
                    if sentence.contains(british) {
                        *sentence = sentence.replace(british, american);
                    }
                }
            }
            if rng.chance(0.4) {
                let mut words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
                let at = rng.below(words.len());
                vocabulary.content_word(rng).clone_into(&mut words[at]);
                *sentence = words.join(" ");
            }
        }
    }
    text.retain(|paragraph| !paragraph.is_empty());
}

/// Keeps the first 25 % to 75 % of the paragraphs, at least two.
pub(super) fn cut(text: &mut Paragraphs, rng: &mut Rng) {
    let share = 0.25 + 0.5 * rng.unit();
    let kept = ((text.len() as f64 * share).round() as usize).clamp(2.min(text.len()), text.len());
    text.truncate(kept);
}

/// Inserts paragraphs of the outlet's own at random positions: 20 % to 60 % of the number of paragraphs.
pub(super) fn extend(vocabulary: &Vocabulary, text: &mut Paragraphs, rng: &mut Rng) {
    let share = 0.2 + 0.4 * rng.unit();
    let added = ((text.len() as f64 * share).round() as usize).max(1);
    let mut writer = ProseWriter::new(vocabulary, Rng::new(&[rng.next()]));
    for _ in 0..added {
        let at = rng.below(text.len() + 1);
        text.insert(at, writer.paragraph());
    }
}
