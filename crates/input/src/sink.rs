//! Where parsers put their results.

use std::collections::BTreeMap;

use crate::article::{Article, DateOrder, Rejected};
use crate::context::Context;
use crate::dates::{self, Reading};
use crate::origin::Origin;

/// The results of parsing some chunks.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) articles: Vec<Article>,
    pub(crate) rejected: Vec<Rejected>,
    /// Bytes of the sources of these, decompressed.
    pub(crate) bytes: u64,
    pub(crate) dates_unread: u64,
    pub(crate) skipped_records: u64,
    /// Articles by the format they were read from.
    pub(crate) formats: BTreeMap<&'static str, u64>,
    /// For each outlet, how many of its dates show the day first, and how many the month first.
    pub(crate) date_orders: BTreeMap<String, [u64; 2]>,
}

/// Receives the results of parsing a chunk, and knows where the chunk comes from.
pub(crate) struct Sink<'s> {
    pub(crate) context: &'s Context<'s>,
    pub(crate) origin: &'s Origin,
    /// The name of the format under which the articles are counted.
    pub(crate) format: &'static str,
    parsed: &'s mut Parsed,
    deliver: &'s mut dyn FnMut(&mut Parsed),
}

impl<'s> Sink<'s> {
    /// A sink that fills `parsed`. `deliver` may empty it; it is called after a chunk, or after a part of a large one.
    pub(crate) fn new(
        context: &'s Context<'s>,
        origin: &'s Origin,
        format: &'static str,
        parsed: &'s mut Parsed,
        deliver: &'s mut dyn FnMut(&mut Parsed),
    ) -> Self {
        Sink { context, origin, format, parsed, deliver }
    }

    /// Adds an article.
    pub(crate) fn push(&mut self, article: Article) {
        *self.parsed.formats.entry(self.format).or_default() += 1;
        self.parsed.articles.push(article);
    }

    /// Adds a rejected row, or the whole file.
    pub(crate) fn reject(&mut self, row: Option<u64>, reason: impl Into<String>) {
        self.parsed.rejected.push(Rejected { path: self.origin.path.to_string(), row, reason: reason.into() });
    }

    /// Counts records that are not articles and are not meant to be.
    pub(crate) fn skip(&mut self, records: u64) {
        self.parsed.skipped_records += records;
    }

    /// Counts bytes of the sources of articles.
    pub(crate) fn add_bytes(&mut self, bytes: usize) {
        self.parsed.bytes += bytes as u64;
    }

    /// Sets an article's time of publication from its text. The article must have its outlet already, since the outlet
    /// decides how an ambiguous date is read.
    pub(crate) fn set_date(&mut self, article: &mut Article, text: &str) {
        match dates::read(text) {
            Reading::Known(published) => article.published = Some(published),
            Reading::ShowsOrder(published, order) => {
                article.published = Some(published);
                let votes = self.parsed.date_orders.entry(article.outlet.clone()).or_default();
                votes[usize::from(order == DateOrder::MonthFirst)] += 1;
            }
            Reading::Ambiguous(date) => article.ambiguous_date = Some(date),
            Reading::Unknown => self.parsed.dates_unread += u64::from(!text.trim().is_empty()),
        }
    }

    /// Passes the results on if there are enough of them for a batch.
    pub(crate) fn deliver_if_full(&mut self) {
        (self.deliver)(self.parsed);
    }

    /// Runs a parser with default settings and returns all its results.
    #[cfg(test)]
    pub(crate) fn collect(path: &str, parse: impl FnOnce(&mut Sink<'_>)) -> Parsed {
        let mut parsed = Parsed::default();
        Context::with(&crate::settings::Settings::default(), |context| {
            parse(&mut Sink::new(context, &Origin::named(path), "test", &mut parsed, &mut |_| {}));
        });
        parsed
    }
}
