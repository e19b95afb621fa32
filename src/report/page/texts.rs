//! Which texts the page holds, and the texts, which a run does not keep and which its caller reads again.

use crate::findings::Findings;
use foldhash::{HashMap, HashMapExt};
use serde::Serialize;

/// How much text the page may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextBudget {
    /// Bytes of text in all, about.
    pub bytes: u64,
    /// Copies of one cluster, the first in time.
    pub copies: usize,
    /// Letters of one text.
    pub letters: usize,
}

impl Default for TextBudget {
    /// 8 MB, 200 copies of a cluster, 40,000 letters of a text.
    fn default() -> Self {
        TextBudget { bytes: 8_000_000, copies: 200, letters: 40_000 }
    }
}

/// Bytes of a word with the space behind it, for an estimate before the text is read.
const WORD_BYTES: u64 = 7;

impl TextBudget {
    /// The articles whose texts the page will show: those of the largest clusters, as far as the budget goes. In order of
    /// their numbers.
    #[must_use]
    pub fn wanted(&self, findings: &Findings) -> Vec<u32> {
        let mut left = self.bytes;
        let mut wanted = Vec::new();
        for cluster in &findings.clusters {
            let copies = &cluster.copies[..cluster.copies.len().min(self.copies)];
            let bytes = |article: u32| u64::from(findings.words[article as usize]).saturating_mul(WORD_BYTES);
            let cost: u64 = copies.iter().map(|copy| bytes(copy.article).min(self.letters as u64)).sum();
            let Some(rest) = left.checked_sub(cost) else { break };
            left = rest;
            wanted.extend(copies.iter().map(|copy| copy.article));
        }
        wanted.sort_unstable();
        wanted
    }
}

/// ArticleTexts of articles by their numbers.
#[derive(Debug, Clone, Default)]
pub struct ArticleTexts {
    texts: HashMap<u32, String>,
}

impl ArticleTexts {
    /// No texts.
    #[must_use]
    pub fn new() -> Self {
        ArticleTexts { texts: HashMap::new() }
    }

    /// Adds the text of an article, no more of it than the budget allows.
    pub fn insert(&mut self, article: u32, mut text: String, budget: &TextBudget) {
        if let Some((end, _)) = text.char_indices().nth(budget.letters) {
            text.truncate(end);
            text.push_str(" […]");
        }
        self.texts.insert(article, text);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The texts of a cluster's copies, by rank; `None` where no copy has one.
    pub(super) fn of_cluster(&self, findings: &Findings, number: usize) -> Option<Vec<Text<'_>>> {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut texts = Vec::new();
        for (rank, copy) in findings.clusters[number].copies.iter().enumerate() {
            let Some(text) = self.texts.get(&copy.article) else {
                texts.push(Text::None(()));
                continue;
            };
            let first = *seen.entry(text).or_insert(rank as u32);
            texts.push(if first == rank as u32 { Text::Whole(text) } else { Text::SameAs(first) });
        }
        while matches!(texts.last(), Some(Text::None(()))) {
            texts.pop();
        }
        (!texts.is_empty()).then_some(texts)
    }
}

/// One copy's text in the page.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Text<'a> {
    Whole(&'a str),
    /// It is the same, letter for letter, as that of the copy of this rank.
    SameAs(u32),
    None(()),
}
