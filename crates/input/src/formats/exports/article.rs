//! An article as an export gives it, and how its fields are told apart where they have no names.

use crate::article::Article;
use crate::best_value::DateCandidates;
use crate::dates::{self, OutletZone, Reading};
use crate::language::Language;
use crate::one_line::one_line;
use crate::outlets;
use crate::sink::Sink;

/// An article as an export gives it.
#[derive(Debug, Default)]
pub(super) struct ExportedArticle {
    /// The number of the document in the archive.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) outlet: String,
    pub(super) byline: String,
    /// As written.
    pub(super) dates: DateCandidates,
    /// The line that names the holder of the rights.
    pub(super) copyright: String,
    /// The agency, where the export has a field for it.
    pub(super) credit: String,
    pub(super) url: String,
    /// As written.
    pub(super) language: String,
    pub(super) paragraphs: Vec<String>,
}

impl ExportedArticle {
    /// Adds the article, or rejects the row when it has no body.
    pub(super) fn finish(self, row: Option<u64>, sink: &mut Sink<'_>) {
        let paragraphs: Vec<&str> = self.paragraphs.iter().map(|text| text.trim()).filter(|t| !t.is_empty()).collect();
        if paragraphs.is_empty() {
            let named = if self.title.is_empty() { String::new() } else { format!(" of {:?}", start_of(&self.title)) };
            return sink.reject(row, format!("no text: the export has no body{named}"));
        }
        let mut article = Article {
            outlet: outlets::outlet(&tidy_outlet(&self.outlet), &self.url, sink.origin),
            title: one_line(&self.title),
            byline: one_line(&self.byline),
            credit_line: one_line(&self.credit),
            copyright_holder: holder(&self.copyright),
            url: self.url.trim().to_owned(),
            language: Language::declared(&self.language),
            text: paragraphs.join("\n\n"),
            ..sink.origin.article(self.id.trim().to_owned(), row)
        };
        sink.set_date(&mut article, self.dates.in_order());
        sink.push(article);
    }
}

/// The beginning of a title in a message.
fn start_of(title: &str) -> String {
    const MAX_CHARS: usize = 60;
    let mut start: String = one_line(title).chars().take(MAX_CHARS + 1).collect();
    if let Some((at, _)) = start.char_indices().nth(MAX_CHARS) {
        start.replace_range(at.., "…");
    }
    start
}

/// The name of an outlet as all exports of a service write it: `The Quill(London)` and `The Quill (London)` are one.
fn tidy_outlet(name: &str) -> String {
    let name = one_line(name);
    match name.find('(') {
        Some(at) if at > 0 && !name[..at].ends_with(' ') => format!("{} {}", &name[..at], &name[at..]),
        _ => name,
    }
}

/// Whether a line names the holder of the rights.
pub(super) fn is_copyright(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['©', 'ⓒ']) || starts_with_word(line, "copyright") || starts_with_word(line, "(c)")
}

/// Whether a line begins with a word, in any case.
pub(super) fn starts_with_word(line: &str, word: &str) -> bool {
    line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        && !(word.ends_with(char::is_alphanumeric) && line[word.len()..].starts_with(char::is_alphanumeric))
}

/// The holder in a line such as `Copyright 2031 Lamp Press Ltd. All Rights Reserved`.
fn holder(line: &str) -> String {
    let mut rest = line.trim();
    loop {
        let before = rest;
        for word in ["copyright", "(c)", "©", "ⓒ", "by"] {
            if starts_with_word(rest, word) {
                rest = rest[word.len()..].trim_start();
            }
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 4 {
            rest = rest[digits..].trim_start_matches([',', '.', '-', '–', ' ', '\u{a0}']);
        }
        if rest == before {
            return one_line(rest);
        }
    }
}

/// The date with which a line begins, when hardly anything follows it but the name of an edition.
pub(super) fn date_line(line: &str) -> Option<&str> {
    const MAX_WORDS: usize = 14;
    const MAX_WORDS_AFTER: usize = 6;
    let line = line.trim();
    if line.len() > 200 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    for word in line.split_inclusive(char::is_whitespace) {
        at += word.len();
        ends.push(at);
    }
    if ends.len() > MAX_WORDS {
        return None;
    }
    let found = ends.iter().rev().take(MAX_WORDS_AFTER + 1).find_map(|&end| {
        let text =
            line[..end].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-' | '–' | '|'));
        is_date(text).then_some(text)
    })?;
    // a headline may begin with a number that could be a date
    found.contains(|c: char| !c.is_ascii_digit()).then_some(found)
}

fn is_date(text: &str) -> bool {
    dates::read(text, &OutletZone::default()) != Reading::Unknown
}

/// Whether a line is the length of an article: `475 words`, `475 Wörter`, `1,203 mots`, `475字`.
pub(super) fn is_word_count(line: &str) -> bool {
    let line = line.trim();
    let digits = line.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '\''))).unwrap_or(line.len());
    let unit = line[digits..].trim_start();
    let starts_with_digit = line.starts_with(|c: char| c.is_ascii_digit());
    starts_with_digit && (1..=12).contains(&unit.chars().count()) && unit.chars().all(char::is_alphabetic)
}

/// Whether a line begins like a byline.
pub(super) fn is_byline(line: &str) -> bool {
    const WORDS: [&str; 12] = ["by", "von", "par", "por", "di", "da", "door", "van", "av", "af", "od", "от"];
    WORDS.iter().any(|word| starts_with_word(line, word)) && line.split_whitespace().count() <= 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_line_may_name_weekday_time_and_edition() {
        for (line, date) in [
            ("July 1, 2019 Monday 9:20 AM GMT", "July 1, 2019 Monday 9:20 AM GMT"),
            ("December 10, 2019 Tuesday, Lucknow Edition", "December 10, 2019 Tuesday"),
            ("January 28, 1993, Tuesday, Late Edition - Final", "January 28, 1993, Tuesday"),
            ("Mittwoch 31. August 2011", "Mittwoch 31. August 2011"),
            ("24. September 2002", "24. September 2002"),
            ("12 April 2013 Tuesday", "12 April 2013 Tuesday"),
            ("mardi 14 mars 2006", "mardi 14 mars 2006"),
            ("5 de julio de 2019 viernes", "5 de julio de 2019 viernes"),
            ("2 juli 2019 dinsdag 12:01 AM GMT", "2 juli 2019 dinsdag 12:01 AM GMT"),
        ] {
            assert_eq!(date_line(line), Some(date), "{line}");
        }
        for line in ["Ferry aground", "12 ferries aground", "Copyright 2019 Lamp Ltd", "2019", "Lamp, 2019", ""] {
            assert_eq!(date_line(line), None, "{line}");
        }
    }

    #[test]
    fn counts_of_words_in_any_language_are_known() {
        for line in ["475 words", "1,203 mots", "818 Wörter", "475字", " 12 palabras "] {
            assert!(is_word_count(line), "{line}");
        }
        for line in ["475", "words", "475 words a day", "12 June 2031", ""] {
            assert!(!is_word_count(line), "{line}");
        }
    }

    #[test]
    fn the_holder_stands_after_the_word_and_the_year() {
        assert_eq!(holder("©2031 Lamp Press"), "Lamp Press");
        assert_eq!(holder("(c)2031 Lamp Press"), "Lamp Press");
        assert_eq!(holder("Copyright 2031 Lamp Press Ltd."), "Lamp Press Ltd.");
        assert_eq!(holder("Copyright (c) 2031, Lamp Press"), "Lamp Press");
        assert_eq!(holder("© 2031-2032 Lamp Press"), "Lamp Press");
        assert_eq!(holder("Lamp Press"), "Lamp Press");
        assert_eq!(tidy_outlet("The Quill(London)"), tidy_outlet("The  Quill (London)"));
    }
}
