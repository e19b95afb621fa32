//! The texts in the page. A run does not keep texts; its caller selects and reads them again.

use crate::findings::{Cluster, Findings, start_of_shared};
use foldhash::{HashMap, HashMapExt};
use serde::Serialize;

/// How much text the page may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextBudget {
    /// Approximate bytes of text in all.
    pub bytes: u64,
    /// The most copies of one cluster; the earliest are taken.
    pub copies: usize,
    /// The most characters of one text.
    pub letters: usize,
}

impl Default for TextBudget {
    /// 8 MB, 200 copies of a cluster, 40,000 characters of a text.
    fn default() -> Self {
        TextBudget { bytes: 8_000_000, copies: 200, letters: 40_000 }
    }
}

/// Characters of the beginning of a text.
const BEGINNING_LETTERS: usize = 220;
/// Average bytes of a word and the space after it, to estimate a text before it is read.
const BYTES_PER_WORD: u64 = 7;

impl TextBudget {
    /// Truncates a text to what the page shows of it.
    pub fn shorten(&self, text: &mut String) {
        if text.len() > self.letters
            && let Some((end, _)) = text.char_indices().nth(self.letters)
        {
            text.truncate(end);
            text.push_str(" […]");
            text.shrink_to_fit();
        }
    }

    /// The articles whose texts the page will show, by number: those of the first clusters, within the budget.
    #[must_use]
    pub fn wanted(&self, findings: &Findings) -> Vec<u32> {
        let mut left = self.bytes;
        let mut wanted = Vec::new();
        for cluster in &findings.clusters {
            let copies = &cluster.copies[..cluster.copies.len().min(self.copies)];
            let bytes = |article: u32| u64::from(findings.words[article as usize]).saturating_mul(BYTES_PER_WORD);
            let cost: u64 = copies.iter().map(|copy| bytes(copy.article).min(self.letters as u64)).sum();
            let Some(rest) = left.checked_sub(cost) else { break };
            left = rest;
            wanted.extend(copies.iter().map(|copy| copy.article));
        }
        wanted.sort_unstable();
        wanted
    }
}

/// Texts by the numbers of their articles.
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

    /// Adds the text of an article, as [`TextBudget::shorten`] left it.
    pub fn insert(&mut self, article: u32, text: String) {
        self.texts.insert(article, text);
    }

    /// The number of texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The beginning of the lead's text on one line, from where it says what a copy says too, so that the page's menus
    /// are left out. Empty where the page has no text of it.
    pub(super) fn beginning(&self, cluster: &Cluster, shingle: usize) -> String {
        let mut texts = cluster.copies.iter().map(|copy| self.texts.get(&copy.article));
        let Some(lead) = texts.next().flatten() else { return String::new() };
        let other = texts.flatten().find(|text| *text != lead);
        let start = other.and_then(|other| start_of_shared(lead, other, shingle)).unwrap_or(0);
        first_words(lead.get(start..).unwrap_or(lead))
    }

    /// The texts of a cluster's copies, by rank; `None` where no copy has one.
    pub(super) fn of_cluster(&self, findings: &Findings, number: usize) -> Option<Vec<PageText<'_>>> {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut texts = Vec::new();
        for (rank, copy) in findings.clusters[number].copies.iter().enumerate() {
            let Some(text) = self.texts.get(&copy.article) else {
                texts.push(PageText::None(()));
                continue;
            };
            let first = *seen.entry(text).or_insert(rank as u32);
            texts.push(if first == rank as u32 { PageText::Whole(text) } else { PageText::SameAs(first) });
        }
        while matches!(texts.last(), Some(PageText::None(()))) {
            texts.pop();
        }
        (!texts.is_empty()).then_some(texts)
    }
}

/// The first words of a text on one line.
fn first_words(text: &str) -> String {
    let (mut words, mut letters) = (String::new(), 0);
    for word in text.split_whitespace() {
        letters += word.chars().count() + 1;
        if letters > BEGINNING_LETTERS {
            // a script without spaces is one word
            if words.is_empty() {
                words.extend(word.chars().take(BEGINNING_LETTERS));
            }
            return words + " …";
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// One copy's text in the page.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum PageText<'a> {
    Whole(&'a str),
    /// The same text as that of the copy with this rank.
    SameAs(u32),
    None(()),
}
