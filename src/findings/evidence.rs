//! Evidence: for each copy said not to credit its wire, what proves it, so that a reader can check it.

use super::{Cluster, ClusterCopy, Findings};
use crate::attribution::origin::{Credited, Witness};
use crate::text::{Token, TokenisedText, Tokeniser, token_spans};
use crate::time::lag_minutes;
use crate::verify::{covered_words, passages};
use foldhash::{HashMap, HashMapExt};
use std::ops::Range;

/// A copy said not to credit its wire.
#[derive(Debug, Clone, Copy)]
pub struct Accusation<'f> {
    /// Its cluster.
    pub cluster: &'f Cluster,
    /// The copy.
    pub copy: &'f ClusterCopy,
    /// The copy that credits the wire, did not appear later, and has most of the other's text.
    pub witness: &'f ClusterCopy,
    /// The share of the copy's shingles that the witness has.
    pub share: f64,
}

impl Accusation<'_> {
    /// Minutes from the witness to the copy, as in all tables.
    #[must_use]
    pub fn lag_minutes(&self, findings: &Findings) -> Option<i64> {
        lag_minutes(findings.articles.published(self.witness.article), findings.articles.published(self.copy.article))
    }
}

/// A passage that a copy shares with its witness.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedPassage {
    /// The longest passage, in the copy's words, on one line.
    pub text: String,
    /// Words of the copy in all shared passages.
    pub words: u32,
}

/// At most this many words of a passage are shown.
const PASSAGE_WORDS: usize = 80;
/// Words of the least passage at which an article is taken to begin.
const LEAST_BEGINNING: usize = 12;
/// Bytes of a line before the first shared words that still belong to the article.
const LONGEST_DATELINE: usize = 40;
/// Passages of at most this many copies are read again, so that memory stays small.
const MAX_PASSAGES: usize = 5000;
/// Credits of other copies that are shown beside that of the witness.
const MAX_OTHER_CREDITS: usize = 5;

impl Findings {
    /// The copies said not to credit their wire, in the order of the clusters and their copies.
    pub fn accusations(&self) -> impl Iterator<Item = Accusation<'_>> {
        (0..).zip(&self.clusters).flat_map(|(number, cluster)| self.accusations_of(number, cluster))
    }

    /// Those of one cluster.
    pub(crate) fn accusations_of<'f>(
        &'f self,
        number: u32,
        cluster: &'f Cluster,
    ) -> impl Iterator<Item = Accusation<'f>> {
        let witnesses = self.origins.of_cluster(number).map_or(&[][..], |origin| &origin.witnesses);
        let accusation = move |&Witness { accused, witness, share }: &Witness| {
            let (copy, witness) = (cluster.copies.get(accused)?, cluster.copies.get(witness)?);
            Some(Accusation { cluster, copy, witness, share })
        };
        // a page without an article has no wire, and shows nothing of another
        let has_article =
            |found: &Accusation<'_>| [found.copy, found.witness].iter().all(|copy| !self.has_no_article(copy.article));
        // the first capture stands for all of them
        let is_counted = move |witness: &&Witness| !self.captures.is_again(number, witness.accused as u32);
        witnesses.iter().filter(is_counted).filter_map(accusation).filter(has_article)
    }

    /// The articles whose texts show the passages of [`accusations`](Self::accusations), by number.
    #[must_use]
    pub fn texts_for_evidence(&self) -> Vec<u32> {
        let both = self.accusations().take(MAX_PASSAGES).flat_map(|found| [found.copy.article, found.witness.article]);
        let mut wanted: Vec<u32> = both.collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// Keeps the passages that the copies said not to credit their wire share with their witnesses. `texts` are those
    /// of [`texts_for_evidence`](Self::texts_for_evidence); `shingle` is the length of a shingle.
    pub fn keep_passages(&mut self, texts: Vec<(u32, String)>, shingle: usize) {
        let texts: HashMap<u32, String> = texts.into_iter().collect();
        let mut kept = HashMap::new();
        for found in self.accusations() {
            let (Some(copy), Some(witness)) = (texts.get(&found.copy.article), texts.get(&found.witness.article))
            else {
                continue;
            };
            kept.insert(found.copy.article, shared_passage(copy, witness, shingle));
        }
        self.passages = kept;
    }

    /// The passage that a copy said not to credit its wire shares with its witness; `None` if it was not read again.
    #[must_use]
    pub fn passage(&self, article: u32) -> Option<&SharedPassage> {
        self.passages.get(&article)
    }

    /// The credits of other copies of the cluster that name its wire: `Coast Post: byline: By Coastal Wire`.
    #[must_use]
    pub fn other_credits(&self, found: &Accusation<'_>) -> Vec<String> {
        let others = found.cluster.copies.iter().filter(|copy| copy.article != found.witness.article);
        let words = others.filter_map(|copy| {
            let source = self.attribution(copy.article);
            let words = source.evidence();
            (source.credited() == Some(Credited::Yes) && !words.is_empty())
                .then(|| format!("{}: {words}", self.articles.outlet(copy.article)))
        });
        words.take(MAX_OTHER_CREDITS).collect()
    }
}

/// The longest passage of `text` that `other` has too, and the words of all such passages.
fn shared_passage(text: &str, other: &str, shingle: usize) -> SharedPassage {
    let (tokens, others) = (tokens(text), tokens(other));
    let found = passages(&tokens, &others, shingle);
    // the first of equals
    let longest = found
        .iter()
        .map(|passage| passage.a.clone())
        .reduce(|best, next| if next.len() > best.len() { next } else { best });
    let words = covered_words(&tokens, &others, shingle);
    SharedPassage { text: longest.map(|range| words_of(text, range)).unwrap_or_default(), words }
}

/// The byte at which `text` begins to say what `other` says too: where a page's furniture ends and its article begins.
/// `None` where they share no passage of some length.
pub(crate) fn start_of_shared(text: &str, other: &str, shingle: usize) -> Option<usize> {
    let found = passages(&tokens(text), &tokens(other), shingle);
    let first =
        found.iter().map(|passage| &passage.a).filter(|words| words.len() >= LEAST_BEGINNING).map(|words| words.start);
    let start = token_spans(text).get(first.min()?)?.start;
    // a dateline that the other has in other words belongs to it
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    Some(if start - line <= LONGEST_DATELINE { line } else { start })
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokenised = TokenisedText::default();
    Tokeniser::default().tokenise(text, &mut tokenised);
    tokenised.tokens
}

/// The text of some tokens on one line; of a long passage the beginning.
fn words_of(text: &str, range: Range<usize>) -> String {
    let spans = token_spans(text);
    let shown = range.start..range.end.min(range.start + PASSAGE_WORDS);
    let (Some(first), Some(last)) = (spans.get(shown.start), spans.get(shown.end.saturating_sub(1))) else {
        return String::new();
    };
    let passage = text.get(first.start..last.end.max(first.start)).unwrap_or("");
    let mut words = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    words.retain(|c| !c.is_control());
    if shown.end < range.end {
        words.push_str(" […]");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::testing::words;

    #[test]
    fn the_passage_is_the_longest_that_both_have_in_the_copys_words() {
        let copy = format!("A {} own words {}", words(0, 20).to_uppercase(), words(30, 60));
        let other = format!("{} others {}", words(0, 20), words(30, 60));
        let shared = shared_passage(&copy, &other, 5);
        assert_eq!((shared.text.as_str(), shared.words), (words(30, 60).trim(), 50));
        let long = shared_passage(&words(0, 300), &words(0, 300), 5);
        assert!(long.text.ends_with("w79 […]"), "{}", long.text);
        assert_eq!(shared_passage("one two", "three four", 5), SharedPassage::default());
    }

    #[test]
    fn the_article_begins_where_both_pages_say_the_same() {
        let (text, other) = (format!("Menu.\nHOLM — {}", words(0, 30)), format!("Other bar. {}", words(0, 30)));
        assert_eq!(start_of_shared(&text, &other, 5), Some("Menu.\n".len()));
        assert_eq!(start_of_shared(&text, "nothing of it", 5), None);
    }
}
