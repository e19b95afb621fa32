//! Template detection: whether two documents with much common wording report the same facts.
//!
//! A central bank's daily notice, a market close, a box score: everything except the numbers and the names is the same
//! every day, so any measure of overlap takes two such reports for copies. A copy keeps the facts and may change the
//! words.

mod agreement;
mod classify;
mod diff;
mod fact_values;
mod facts;
mod names;
mod slots;

pub use agreement::Agreement;
pub(super) use diff::UnsharedFacts;

use facts::FactVocabulary;

/// Recognises two reports from one template, and corrections of a report.
#[derive(Debug)]
pub struct TemplateDetector {
    facts: &'static FactVocabulary,
}

impl Default for TemplateDetector {
    fn default() -> Self {
        TemplateDetector { facts: FactVocabulary::shared() }
    }
}
