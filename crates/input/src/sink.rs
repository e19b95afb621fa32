//! Where parsers put their results.

use std::collections::BTreeMap;

use crate::article::{Article, DateOrder, Precision, Rejected};
use crate::context::Context;
use crate::dates::{self, OutletZone, Reading};
use crate::fields::Field;
use crate::language::Language;
use crate::origin::Origin;
use crate::outlets;

/// Rejected rows that are held before they are handed over.
pub(crate) const MAX_REJECTED: usize = 1 << 14;

/// The results of parsing some chunks.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) articles: Vec<Article>,
    pub(crate) rejected: Vec<Rejected>,
    /// Bytes of the sources of these, decompressed.
    pub(crate) bytes: u64,
    pub(crate) dates_unread: u64,
    pub(crate) times_without_zone: u64,
    pub(crate) skipped_records: u64,
    /// Files that are not read, by their kind.
    pub(crate) unread: BTreeMap<String, u64>,
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

    /// Whether the article of a row is wanted.
    pub(crate) fn wants(&self, row: u64) -> bool {
        self.context.wanted.is_none_or(|wanted| wanted.contains(&self.origin.path, Some(row)))
    }

    /// Adds an article.
    pub(crate) fn push(&mut self, mut article: Article) {
        if !self.origin.partitions.is_empty() {
            self.fill_from_folders(&mut article);
        }
        let published = article.published.or(article.ambiguous_date.map(|date| date.day_first));
        let has_no_zone = published.is_some_and(|time| time.precision == Precision::LocalMinute);
        self.parsed.times_without_zone += u64::from(has_no_zone);
        *self.parsed.formats.entry(self.format).or_default() += 1;
        self.parsed.articles.push(article);
    }

    /// Fills the fields that an article lacks from the names of its folders.
    fn fill_from_folders(&mut self, article: &mut Article) {
        let is_missing_date = article.published.is_none() && article.ambiguous_date.is_none();
        let mut dates = Vec::new();
        for (name, value) in &self.origin.partitions {
            match self.context.names.find("", name).map(|found| found.field) {
                Some(Field::Outlet) if article.outlet.is_empty() || article.outlet == self.origin.folder => {
                    article.outlet = outlets::outlet(value, "", self.origin);
                }
                Some(Field::Language) if !article.language.is_known() => {
                    article.language = Language::declared(value);
                }
                Some(Field::Published) => dates.push(value.clone()),
                _ => {}
            }
        }
        let parts = ["year", "month", "day"]
            .map(|part| self.origin.partitions.iter().find(|(name, _)| name == part).map(|(_, value)| value.as_str()));
        if let [Some(year), Some(month), Some(day)] = parts {
            dates.push(format!("{year:0>4}-{month:0>2}-{day:0>2}"));
        }
        if is_missing_date && !dates.is_empty() {
            self.set_date(article, dates);
        }
    }

    /// Adds a rejected row, or the whole file.
    pub(crate) fn reject(&mut self, row: Option<u64>, reason: impl Into<String>) {
        let path = self.origin.path.to_string();
        self.parsed.rejected.push(Rejected { path, row, reason: reason.into(), rows: 1 });
        if self.parsed.rejected.len() >= MAX_REJECTED {
            self.deliver_if_full();
        }
    }

    /// Counts records that are not articles and are not meant to be.
    pub(crate) fn skip(&mut self, records: u64) {
        self.parsed.skipped_records += records;
    }

    /// Counts a file of a kind that is not read.
    pub(crate) fn unread(&mut self, kind: String) {
        *self.parsed.unread.entry(kind).or_default() += 1;
    }

    /// Counts bytes of the sources of articles.
    pub(crate) fn add_bytes(&mut self, bytes: usize) {
        self.parsed.bytes += bytes as u64;
    }

    /// Sets an article's time of publication from the first of these texts that can be read. The article must have its
    /// outlet already, since the outlet decides how an ambiguous date is read.
    pub(crate) fn set_date(&mut self, article: &mut Article, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        let outlet = OutletZone { zone: self.context.zone_of(article) };
        let mut is_given = false;
        let mut readings = texts.into_iter().map(|text| {
            is_given |= !text.as_ref().trim().is_empty();
            dates::read(text.as_ref(), &outlet)
        });
        let reading = readings.find(|reading| *reading != Reading::Unknown).unwrap_or(Reading::Unknown);
        match reading {
            Reading::Known(published) => article.published = Some(published),
            Reading::ShowsOrder(published, order) => {
                (article.published, article.date_order) = (Some(published), Some(order));
                let votes = self.parsed.date_orders.entry(article.outlet.clone()).or_default();
                votes[usize::from(order == DateOrder::MonthFirst)] += 1;
            }
            // the outlet's other dates decide in the end; where they show no order, the language does
            Reading::Ambiguous(date) => {
                article.ambiguous_date = Some(date);
                article.published = article.language.writes_day_first().then_some(date.day_first);
            }
            Reading::Unknown => {
                article.published = dates::of_address(&article.url);
                self.parsed.dates_unread += u64::from(is_given && article.published.is_none());
            }
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
