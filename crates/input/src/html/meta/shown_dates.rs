//! The dates that a page shows as text: `Published 4 February 2031, 10:00`, for pages that mark no time up.

use crate::article::Published;
use crate::dates::{self, OutletZone, Reading};
use crate::html::scan::{Tag, unescape};

/// Bytes of a text that may be a date with a few words before it.
const BYTES: std::ops::RangeInclusive<usize> = 8..=90;
/// Words before a date: `By Ann Holm on`, `Updated in Holm,`.
const MAX_WORDS_BEFORE: usize = 5;
/// The same where words also follow.
const MAX_WORDS_BEFORE_MIDDLE: usize = 2;
/// Dates of a page that are kept.
const MAX_DATES: usize = 64;
/// Texts with four digits that are looked at. A page with more is a table, and all of them would cost more to read than
/// the rest of the page.
const MAX_LOOKED_AT: usize = 1000;
/// Bytes of text between the headline and a date after it, and before it: of one that an element's name calls a date,
/// and of others.
const NEAR_MARKED: [usize; 2] = [1200, 300];
const NEAR: [usize; 2] = [700, 150];

/// The dates of a page, while it is scanned.
#[derive(Debug, Default)]
pub(super) struct ShownDates {
    dates: Vec<ShownDate>,
    /// Texts that were looked at.
    looked_at: usize,
}

#[derive(Debug)]
struct ShownDate {
    value: String,
    at: usize,
    is_marked: bool,
}

/// What the names of an element say of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Nothing,
    /// It is a date, or a line about the article.
    Date,
    /// It is another date: today's, that of an event, that of a change.
    Other,
}

impl Named {
    fn of(tag: Tag<'_>) -> Named {
        const OTHERS: [&str; 10] =
            ["current", "today", "now", "modif", "update", "event", "copyright", "comment", "clock", "expire"];
        const DATES: [&str; 11] =
            ["date", "time", "publi", "posted", "meta", "info", "byline", "author", "datum", "fecha", "stamp"];
        let mentions = |words: &[&str]| words.iter().any(|word| tag.mentions(word));
        // `entry-date updated` is that of the article: the class that WordPress gives it
        if mentions(&OTHERS) && !tag.mentions("entry-date") {
            Named::Other
        } else if tag.is("time") || mentions(&DATES) {
            Named::Date
        } else {
            Named::Nothing
        }
    }
}

impl ShownDates {
    /// Takes a text at a position, if it is a date. `tag` is of the element that it begins in.
    pub(super) fn text(&mut self, text: &str, at: usize, tag: Option<Tag<'_>>) {
        // most texts are much longer or shorter
        if text.len() < *BYTES.start() || self.dates.len() == MAX_DATES {
            return;
        }
        let text = text.trim_ascii();
        if !BYTES.contains(&text.len()) || !has_a_year(text) {
            return;
        }
        self.looked_at += 1;
        if self.looked_at > MAX_LOOKED_AT {
            return;
        }
        let named = tag.map_or(Named::Nothing, Named::of);
        if named == Named::Other {
            return;
        }
        let is_marked = named == Named::Date;
        let text = unescape(text);
        let parts =
            text.split(['|', '·', '•', '\n']).flat_map(|part| [Some(part), part.split_once(" - ").map(|p| p.0)]);
        let found = parts.flatten().find_map(|part| date_of(part.trim(), is_marked));
        if let Some(value) = found {
            self.dates.push(ShownDate { value: value.to_owned(), at, is_marked });
        }
    }

    /// The dates near a headline, between two positions, those after it first.
    pub(super) fn near(&self, start: usize, end: usize) -> impl Iterator<Item = &str> {
        let near = |date: &ShownDate| if date.is_marked { NEAR_MARKED } else { NEAR };
        let within = self.dates.iter().filter(move |date| (start..end).contains(&date.at));
        let after = self.dates.iter().filter(move |date| date.at >= end && date.at - end < near(date)[0]);
        let before = self.dates.iter().rev().filter(move |date| date.at < start && start - date.at < near(date)[1]);
        within.chain(after).chain(before).map(|date| &*date.value)
    }

    /// The day that all dates of the page name, if they do.
    pub(super) fn only(&self) -> Option<&str> {
        let day = |date: &ShownDate| match dates::read(&date.value, &OutletZone::default()) {
            Reading::Ambiguous(date) => Some(date.day_first.days()),
            reading => reading.only_time().map(Published::days),
        };
        let first = self.dates.first()?;
        self.dates.iter().all(|date| day(date) == day(first)).then_some(&first.value)
    }
}

/// Whether four digits in a row stand in a text: a quick look, as most texts are no dates.
fn has_a_year(text: &str) -> bool {
    let mut digits = 0;
    if text.is_ascii() {
        return text.bytes().any(|byte| {
            digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
            digits == 4
        });
    }
    text.chars().any(|c| {
        digits = if c.is_numeric() { digits + 1 } else { 0 };
        digits == 4
    })
}

/// The date that a text is, or that it ends with after a few words. Unless the text `is_marked` as one, only a label
/// with a colon may come before it.
fn date_of(text: &str, is_marked: bool) -> Option<&str> {
    if !BYTES.contains(&text.len()) || !has_a_year(text) {
        return None;
    }
    // one number is anything, but not `04.02.2031`
    let is_one_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) || text.matches('.').count() == 1;
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && is_one_number(text);
    let is_date = |text: &&str| !is_number(text) && dates::read(text, &OutletZone::default()) != Reading::Unknown;
    if is_date(&text) {
        return Some(text);
    }
    if let Some((label, rest)) = text.split_once(':')
        && !label.contains(char::is_numeric)
        && !is_of_change(label)
    {
        let rest = rest.trim();
        return Some(rest).filter(is_date);
    }
    if !is_marked || is_of_change(text) {
        return None;
    }
    // `By Ann Holm on 4 February 2031`, `4 February 2031 by Ann Holm`
    let is_start =
        |&(at, c): &(usize, char)| !c.is_whitespace() && text[..at].chars().next_back().is_none_or(char::is_whitespace);
    let starts: Vec<usize> = text.char_indices().filter(is_start).map(|(at, _)| at).collect();
    let from = starts.iter().take(MAX_WORDS_BEFORE + 1).enumerate();
    from.flat_map(|(nth, &start)| {
        // what goes on after a date far from its start is a sentence
        let ends = starts.iter().rev().filter(move |&&end| end > start && nth <= MAX_WORDS_BEFORE_MIDDLE).copied();
        std::iter::once(text.len()).chain(ends).map(move |end| text[start..end].trim_end())
    })
    .find(|part| has_a_year(part) && is_date(part))
}

/// Whether a label is of a change, in the languages of most pages.
fn is_of_change(label: &str) -> bool {
    const CHANGES: [&str; 16] = [
        "updat",
        "modif",
        "aktualis",
        "actualiz",
        "mis à jour",
        "mise à jour",
        "aggiornat",
        "bijgewerkt",
        "opdater",
        "oppdater",
        "uppdater",
        "atualizad",
        "обновл",
        "zuletzt",
        "edited",
        "until",
    ];
    let label = label.to_lowercase();
    CHANGES.iter().any(|change| label.contains(change))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_a_thousand_texts_that_may_be_dates_is_read_no_further() {
        let dates = |texts: usize| {
            let mut shown = ShownDates::default();
            (0..texts).for_each(|at| shown.text("a ferry of 2031", at, None));
            shown.text("4 February 2031", texts, None);
            shown.dates.len()
        };
        assert_eq!([dates(MAX_LOOKED_AT - 1), dates(MAX_LOOKED_AT)], [1, 0]);
    }

    #[test]
    fn a_text_is_a_date_alone_or_after_a_label_or_in_an_element_for_dates() {
        for (text, plain, marked) in [
            ("4 February 2031, 10:00", "4 February 2031, 10:00", "4 February 2031, 10:00"),
            ("04.02.2031", "04.02.2031", "04.02.2031"),
            ("Written: 2031-02-04 10:00:30", "2031-02-04 10:00:30", "2031-02-04 10:00:30"),
            ("Erstellt am: 4. Februar 2031", "4. Februar 2031", "4. Februar 2031"),
            ("Holm, 4. Februar 2031", "", "4. Februar 2031"),
            ("By Ann Holm February 4, 2031", "", "February 4, 2031"),
            ("Updated: 4 February 2031", "", ""),
            ("Posted on 4 February 2031 by Ann Holm", "", "Posted on 4 February 2031"),
            ("4 February 2031 (Holm)", "", "4 February 2031"),
            ("The ferry sank on 4 February 2031 off Holm", "", ""),
            ("© Holm Echo 2031", "", ""),
            ("0171 20310204", "", ""),
            ("20310204", "", ""),
        ] {
            assert_eq!(date_of(text, false).unwrap_or_default(), plain, "{text}");
            assert_eq!(date_of(text, true).unwrap_or_default(), marked, "{text}");
        }
    }
}
