//! Removing boilerplate from the documents of whole sources.

use crate::boilerplate::{BoilerplateLevel, Cutter};
use crate::document::Documents;

/// What became of documents from which boilerplate was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutSources {
    /// Number of words of each document that were removed.
    pub boilerplate_words: Vec<u32>,
    /// Whether each document is a page without an article, such as a log-in page or a list of links.
    pub no_article: Vec<bool>,
}

/// Removes boilerplate from documents, as a run does it. Each source must be in one batch with all of its documents,
/// in their order, and so must the documents of unknown source: pages with the same menus are taken for one site.
#[must_use]
pub fn cut_sources(documents: &mut Documents, level: BoilerplateLevel) -> CutSources {
    let words = |documents: &Documents| -> Vec<u32> {
        (0..documents.len()).map(|document| documents.tokens.words(document)).collect()
    };
    let before = words(documents);
    let cutter = Cutter::learn(level, documents);
    documents.tokens.retain(true, |document, tokens, lines, kept| cutter.cut(document, tokens, lines, kept));
    let boilerplate_words = before.into_iter().zip(words(documents)).map(|(before, kept)| before - kept).collect();
    CutSources { boilerplate_words, no_article: cutter.into_no_article() }
}
