//! A record of fields, and the article that it becomes.

use std::borrow::Cow;

use crate::article::{Article, Extraction};
use crate::charset;
use crate::fields::{Field, RankedField, is_utc_by_name};
use crate::html::{self, PageText};
use crate::language::Language;
use crate::one_line::one_line;
use crate::outlets;
use crate::sink::Sink;

/// The fields found in one record, each with the rank of its name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    values: [Option<(u8, Cow<'a, str>)>; Field::COUNT],
    /// Dates of other ranks than the one held, for the case that it cannot be read.
    other_dates: Vec<(u8, Cow<'a, str>)>,
}

impl<'a> Record<'a> {
    pub(crate) fn has_text(&self) -> bool {
        self.values[Field::Text as usize].is_some()
    }

    /// Whether a value of this field and rank would be kept.
    pub(crate) fn wants(&self, ranked: RankedField) -> bool {
        ranked.field == Field::Published
            || self.values[ranked.field as usize].as_ref().is_none_or(|(held, _)| ranked.rank < *held)
    }

    /// Keeps a value, unless it is blank. Call it only for a value that the record [`wants`](Self::wants).
    pub(crate) fn set(&mut self, ranked: RankedField, value: Cow<'a, str>) {
        // the readers of text without copies let no zero through
        let is_checked = ranked.field == Field::Text && matches!(value, Cow::Borrowed(_));
        let value = if is_checked { value } else { charset::without_zeros(value) };
        let trimmed = value.trim_ascii_start();
        if !trimmed.is_empty() && !means_missing(trimmed) {
            let held = &mut self.values[ranked.field as usize];
            let mut other = Some((ranked.rank, value));
            if held.as_ref().is_none_or(|(rank, _)| ranked.rank < *rank) {
                std::mem::swap(held, &mut other);
            }
            if ranked.field == Field::Published {
                self.other_dates.extend(other);
            }
        }
    }

    fn take(&mut self, field: Field) -> Option<Cow<'a, str>> {
        self.values[field as usize].take().map(|(_, value)| value)
    }

    /// A short field: trimmed, on one line.
    fn take_line(&mut self, field: Field) -> String {
        self.take(field).map(|value| one_line(&value)).unwrap_or_default()
    }

    /// The dates, the best first.
    fn take_dates(&mut self) -> Vec<Cow<'a, str>> {
        let mut dates = std::mem::take(&mut self.other_dates);
        dates.extend(self.values[Field::Published as usize].take());
        dates.sort_by_key(|(rank, _)| *rank);
        let in_utc = |(rank, date): (u8, Cow<'a, str>)| {
            let has_no_zone = matches!(date.trim().len(), 16 | 19) && matches!(date.as_bytes()[10], b'T' | b' ');
            if has_no_zone && is_utc_by_name(rank) { Cow::Owned(format!("{}Z", date.trim())) } else { date }
        };
        dates.into_iter().map(in_utc).collect()
    }

    /// Adds the article of the record, or rejects the row.
    pub(crate) fn parse(self, row: Option<u64>, sink: &mut Sink<'_>) {
        match self.into_article(row, sink) {
            Ok(article) => sink.push(article),
            Err(reason) => sink.reject(row, reason),
        }
    }

    fn into_article(mut self, row: Option<u64>, sink: &mut Sink<'_>) -> Result<Article, String> {
        let text = self.take(Field::Text).unwrap_or_default();
        if text.trim_start().is_empty() {
            return Err("no text".to_owned());
        }
        let url = self.take_line(Field::Url);
        let outlet = outlets::outlet(&self.take_line(Field::Outlet), &url, sink.origin);
        let PageText { text, extraction } = html::text_of_field(&text, sink.context.settings.extractor)
            .unwrap_or_else(|| PageText { text: text.into_owned(), extraction: Extraction::Given });
        if text.trim_start().is_empty() {
            return Err("no text: its markup shows none".to_owned());
        }
        let mut article = Article {
            outlet,
            title: html::line_of_field(self.take_line(Field::Title)),
            byline: html::line_of_field(self.take(Field::Byline).map(|names| join(&names)).unwrap_or_default()),
            credit_line: self.take_line(Field::Credit),
            language: self.take(Field::Language).map(|value| Language::declared(&value)).unwrap_or_default(),
            url,
            text,
            extraction,
            ..sink.origin.article(self.take_line(Field::Id), row)
        };
        sink.set_date(&mut article, self.take_dates());
        Ok(article)
    }
}

/// Whether a value is how programs write that there is none: pandas, R, MySQL, JavaScript, Excel.
fn means_missing(value: &str) -> bool {
    const MISSING: [&str; 14] =
        ["nan", "NaN", "NAN", "NaT", "<NA>", "NA", "N/A", "n/a", "#N/A", "None", "NULL", "null", "\\N", "undefined"];
    // a short look spares all texts the search
    value.len() < 12 && MISSING.contains(&value.trim_ascii_end())
}

/// Several names, one a line, as a list.
fn join(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(one_line).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}
