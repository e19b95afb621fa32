//! Plain text and Markdown: one article a file, with its headline and its date found at the top.

use std::sync::Arc;

use super::charset;
use super::dates::{self, Reading};
use super::format::Format;
use super::html::Place;
use super::one_line::one_line;
use super::origin::Origin;
use super::outlets;
use super::piece::Output;
use crate::article::{Article, Published};

/// Headlines are shorter than this, in characters and in words.
const HEADLINE: (usize, usize) = (180, 30);
/// A date line is looked for in the first lines that are not blank.
const DATE_LINES: usize = 5;

/// Makes the article of a file.
pub(super) fn parse(bytes: Vec<u8>, format: Format, origin: &Origin, output: &mut Output) {
    article(bytes, format, format, &Place::default(), origin, output);
}

/// Makes the article of a web archive's text.
#[cfg_attr(not(feature = "warc"), allow(dead_code))]
pub(super) fn parse_at(bytes: Vec<u8>, place: &Place<'_>, origin: &Origin, output: &mut Output) {
    article(bytes, Format::Text, Format::Warc, place, origin, output);
}

fn article(bytes: Vec<u8>, written: Format, counted: Format, place: &Place<'_>, origin: &Origin, output: &mut Output) {
    let Some(text) = charset::decode(bytes) else {
        return output.reject(origin, place.row, "binary data, not text");
    };
    let text = match agency_frame(&text) {
        Some(body) => body.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        return output.reject(origin, place.row, "no text");
    }
    let head = Head::of(&text, written);
    let text = head.rest(text);
    let article = Article {
        id: if place.id.is_empty() { origin.id(place.row) } else { place.id.to_owned() },
        path: Arc::clone(&origin.path),
        row: place.row,
        outlet: outlets::outlet("", place.url, origin),
        title: head.title.unwrap_or_default(),
        published: head.published,
        url: place.url.to_owned(),
        text,
        ..Article::default()
    };
    output.push(article, counted);
}

/// The body of a story in the frame of the agencies' old line format (ANPA 1312): header up to STX, body up to ETX.
fn agency_frame(text: &str) -> Option<&str> {
    const LONGEST_HEADER: usize = 400;
    let behind = memchr::memchr(2, &text.as_bytes()[..text.len().min(LONGEST_HEADER + 1)])? + 1;
    let (header, rest) = text.split_at(behind);
    if !header.contains('\u{1}') {
        return None;
    }
    Some(rest.split_once('\u{3}').map_or(rest, |(body, _)| body))
}

/// What stands above an article, and which lines it takes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    title: Option<String>,
    published: Option<Published>,
    /// Byte ranges of the text that became title and date.
    taken: Vec<(usize, usize)>,
}

impl Head {
    fn of(text: &str, format: Format) -> Head {
        let mut lines = Vec::with_capacity(DATE_LINES + 1);
        lines.extend(filled_lines(text).take(DATE_LINES + 1));
        let mut head = Head::default();
        let Some(&(first_at, first)) = lines.first() else { return head };
        if lines.len() == 1 {
            return head;
        }
        let marked = if format == Format::Markdown { first.trim().strip_prefix('#') } else { None };
        let second_at = lines[1].0;
        let blank_follows = text[first_at + first.len()..second_at].matches('\n').count() > 1;
        let second = date_line(lines[1].1);
        if let Some(marked) = marked {
            head.title = Some(one_line(marked.trim_matches('#')));
        } else if (blank_follows || second.is_some()) && is_headline(first) {
            head.title = Some(one_line(first));
        }
        if head.title.is_some() {
            head.taken.push((first_at, first_at + first.len()));
        }
        // the line of the title is no date
        for (nth, &(at, line)) in lines.iter().enumerate().take(DATE_LINES).skip(head.taken.len()) {
            if let Some(published) = if nth == 1 { second } else { date_line(line) } {
                head.published = Some(published);
                head.taken.push((at, at + line.len()));
                break;
            }
        }
        head
    }

    /// The text without the lines taken.
    fn rest(&self, mut text: String) -> String {
        let mut from = 0;
        let end = (text.len(), text.len());
        let is_all_head = self.taken.iter().chain([&end]).all(|&(start, behind)| {
            let before = &text[from..start];
            from = behind;
            before.trim().is_empty()
        });
        // an article that is all head is still an article
        if !is_all_head {
            let mut above = String::new();
            let mut from = 0;
            for &(start, behind) in &self.taken {
                above.push_str(&text[from..start]);
                from = behind;
            }
            let above = without_blank_lines(&above);
            if above.is_empty() {
                from = text.len() - without_blank_lines(&text[from..]).len();
            }
            // all at once: what stands behind is the article, and moves
            text.replace_range(..from, above);
        }
        text
    }
}

fn without_blank_lines(text: &str) -> &str {
    text.trim_start_matches(['\r', '\n'])
}

/// Lines that are not blank, with where they start.
fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        (!line.is_empty()).then_some((start, line))
    })
}

/// Whether a line could be a headline: short, and no sentence of the body.
fn is_headline(line: &str) -> bool {
    let line = line.trim();
    let ends_like_prose = match line.chars().next_back() {
        // `U.S.` and `Inc.` end headlines, sentences do not end so
        Some('.') => {
            let last = line.rsplit(' ').next().unwrap_or(line);
            last.matches('.').count() < 2 && !last.ends_with("...") && !matches!(last, "Inc." | "Co." | "Corp." | "Jr.")
        }
        Some(',' | ';' | ':' | '。' | '、') => true,
        _ => false,
    };
    !ends_like_prose
        && line.chars().count() <= HEADLINE.0
        && has_few_words(line)
        && line.chars().any(char::is_alphabetic)
        && date_line(line).is_none()
}

/// Whether a line has no more words than a headline.
fn has_few_words(line: &str) -> bool {
    // every space has a byte of these, and where they are few nobody has to look for words
    let spaces = line.bytes().filter(|byte| *byte <= b' ' || !byte.is_ascii()).count();
    spaces < HEADLINE.1 || line.split_whitespace().count() <= HEADLINE.1
}

/// The time that a line consists of, with or without a word such as `Published:` before it.
fn date_line(line: &str) -> Option<Published> {
    const LONGEST: usize = 80;
    let line = line.trim();
    if line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let known = |text: &str| match dates::read(text) {
        // a bare number on a line is a page, a year or a score before it is seconds since 1970
        Reading::Known(published) | Reading::Telling(published, _) if !text.bytes().all(|b| b.is_ascii_digit()) => {
            Some(published)
        }
        _ => None,
    };
    if let Some(published) = known(line) {
        return Some(published);
    }
    const WORDS: [&str; 12] = [
        "first published",
        "published",
        "publish date",
        "posted",
        "date",
        "issued",
        "created",
        "veröffentlicht",
        "publié",
        "publicado",
        "stand",
        "updated",
    ];
    let lower = line.to_lowercase();
    let word = WORDS.iter().find(|word| lower.starts_with(**word))?;
    // lower case has the same length for these words
    let rest = line.get(word.len()..)?.trim_start_matches([':', ' ', '-', '–', '|']);
    let rest = rest
        .strip_prefix("on ")
        .or_else(|| rest.strip_prefix("am "))
        .or_else(|| rest.strip_prefix("le "))
        .unwrap_or(rest);
    known(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>, String) {
        let head = Head::of(text, Format::Text);
        (head.title.clone().unwrap_or_default(), head.published.map(|p| p.to_string()), head.rest(text.to_owned()))
    }

    #[test]
    fn a_headline_and_a_date_line_are_taken_out_of_the_text() {
        let (title, published, text) =
            read("Ferry runs aground off Holm\n\n2016-09-04 17:34\nNobody was hurt, the line said.\n\nMore follows.\n");
        assert_eq!(title, "Ferry runs aground off Holm");
        assert_eq!(published.as_deref(), Some("2016-09-04T17:34Z"));
        assert_eq!(text, "Nobody was hurt, the line said.\n\nMore follows.\n");
    }

    #[test]
    fn a_headline_directly_above_a_date_counts() {
        let (title, published, text) = read("Ferry aground\nPublished: 16 July 2018, 13:10\nHOLM – Nobody was hurt.\n");
        assert_eq!((&*title, published.as_deref()), ("Ferry aground", Some("2018-07-16T13:10Z")));
        assert_eq!(text, "HOLM – Nobody was hurt.\n");
    }

    #[test]
    fn what_stands_between_headline_and_date_stays() {
        let (title, published, text) = read("Ferry aground\n\nBy Ann Holm\n2016-09-04 17:34\nNobody was hurt.\n");
        assert_eq!((&*title, published.as_deref()), ("Ferry aground", Some("2016-09-04T17:34Z")));
        assert_eq!(text, "By Ann Holm\n\nNobody was hurt.\n");
        // without it blank lines go on both sides of the date
        let (_, _, text) = read("\n\nFerry aground\r\n\r\n2016-09-04 17:34\r\n\r\n  Nobody was hurt.\n");
        assert_eq!(text, "  Nobody was hurt.\n");
    }

    #[test]
    fn what_is_all_head_stays_whole() {
        let text = "Ferry aground\n\n2016-09-04 17:34\n";
        assert_eq!(read(text).2, text);
    }

    #[test]
    fn words_of_a_headline_are_counted_between_spaces_of_any_kind() {
        for space in [" ", "  ", "\t", "\u{3000}", "\u{a0} "] {
            for word in ["a", "é"] {
                let line = |words: usize| vec![word; words].join(space);
                assert!(has_few_words(&line(HEADLINE.1)), "{word}{space:?}");
                assert!(!has_few_words(&line(HEADLINE.1 + 1)), "{word}{space:?}");
            }
        }
        assert!(has_few_words(&"é".repeat(100)));
    }

    #[test]
    fn prose_is_no_headline() {
        let text = "HOLM – A ferry ran aground on Sunday.\n\nNobody was hurt.\n";
        assert_eq!(read(text), (String::new(), None, text.to_owned()));
        let text = "HOLM – A ferry ran aground on Sunday\nwith sixty people on board.\n";
        assert_eq!(read(text), (String::new(), None, text.to_owned()));
    }

    #[test]
    fn a_headline_may_end_in_an_abbreviation() {
        assert_eq!(read("Ferries to return to U.S.\n\nThey sail in May.\n").0, "Ferries to return to U.S.");
    }

    #[test]
    fn numbers_near_the_top_are_no_dates() {
        assert_eq!(read("Score\n\n1531746600\n\nThe rest of it.\n").1, None);
        assert_eq!(read("Weather\n\n12:30\n\nThe rest of it.\n").1, None);
    }

    #[test]
    fn a_file_of_one_line_keeps_it_as_text() {
        assert_eq!(read("Ferry aground off Holm\n"), (String::new(), None, "Ferry aground off Holm\n".to_owned()));
    }

    #[test]
    fn a_line_format_frame_is_taken_off() {
        let story = "\u{16}\u{16}\u{1}a0123 \u{1f}r a BC-Ferry 05-04 0150\u{2}Ferry aground\n\nNobody was hurt.\n\u{3}05-04-31 1300\u{4}";
        assert_eq!(agency_frame(story), Some("Ferry aground\n\nNobody was hurt.\n"));
        assert_eq!(agency_frame("Ferry aground"), None);
        // a header ends early in a file
        let long = |header: usize| format!("\u{1}{}\u{2}Nobody was hurt.", "x".repeat(header - 1));
        assert_eq!(agency_frame(&long(400)), Some("Nobody was hurt."));
        assert_eq!(agency_frame(&long(401)), None);
    }

    #[test]
    fn a_markdown_heading_is_the_title() {
        let text = "# Ferry aground.\nNobody was hurt.\n";
        let head = Head::of(text, Format::Markdown);
        assert_eq!(head.title.as_deref(), Some("Ferry aground."));
        assert_eq!(head.rest(text.to_owned()), "Nobody was hurt.\n");
    }
}
