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
///
/// ```
/// use wirecopy_core::text::{Token, tokens};
/// use wirecopy_core::verify::{Agreement, TemplateDetector};
///
/// let notice = |rate: &str, added: &str| {
///     tokens(&format!("The bank set its rate at {rate} per cent and added {added} marks."))
/// };
/// let agreement = |a: &[Token], b: &[Token]| TemplateDetector::default().agreement(a, b, || [None, None]);
/// assert_eq!(agreement(&notice("6.25", "300"), &notice("6.25", "300")), Some(Agreement::Same));
/// assert_eq!(agreement(&notice("6.25", "300"), &notice("5.75", "180")), None);
/// ```
#[derive(Debug)]
pub struct TemplateDetector {
    facts: &'static FactVocabulary,
}

impl Default for TemplateDetector {
    fn default() -> Self {
        TemplateDetector { facts: FactVocabulary::shared() }
    }
}
