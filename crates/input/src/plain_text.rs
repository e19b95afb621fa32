//! The article of a plain text: finds its headline and its date at the top.

use crate::article::{Article, Published};
use crate::charset;
use crate::dates::{self, OutletZone, Reading};
use crate::fields::Field;
use crate::front_matter::FrontMatter;
use crate::language::Language;
use crate::one_line::one_line;
use crate::origin::DocumentInfo;
use crate::outlets;
use crate::sink::Sink;

/// Longer lines are not headlines.
const MAX_HEADLINE_CHARS: usize = 180;
/// Lines with more words are not headlines.
const MAX_HEADLINE_WORDS: usize = 30;
/// A date line is one of this many lines at the top, not counting blank ones.
const DATE_LINES: usize = 5;

/// How a text marks its headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    None,
    Markdown,
}

/// Makes the article of a text.
pub(crate) fn parse(bytes: Vec<u8>, markup: Markup, info: &DocumentInfo<'_>, sink: &mut Sink<'_>) {
    let Some(mut text) = charset::decode(bytes) else {
        return sink.reject(info.row, "binary data, not text");
    };
    // lines of old Macs end so
    if memchr::memchr(b'\n', text.as_bytes()).is_none() && text.contains('\r') {
        text = text.replace('\r', "\n");
    }
    if let Some(body) = line_format_body(&text) {
        text = body.to_owned();
    }
    if text.trim().is_empty() {
        return sink.reject(info.row, "no text");
    }
    let mut fields = FrontMatter::default();
    if let Some((found, body)) = FrontMatter::split(&text, &sink.context.names) {
        if body.trim().is_empty() {
            return sink.reject(info.row, "no text below the fields");
        }
        (fields, text) = (found, body.to_owned());
    }
    parse_text(text, fields, markup, info, sink);
}

/// Makes the article of the text of a document whose title may be known.
pub(crate) fn parse_titled(text: String, title: &str, info: &DocumentInfo<'_>, sink: &mut Sink<'_>) {
    if text.trim().is_empty() {
        return sink.reject(info.row, "no text");
    }
    if title.is_empty() {
        return parse_text(text, FrontMatter::default(), Markup::None, info, sink);
    }
    // the title mostly stands above the text, too
    let above = text.trim_start().strip_prefix(title).filter(|rest| rest.starts_with('\n'));
    let text = format!("# {title}\n\n{}", above.unwrap_or(&text).trim_start());
    parse_text(text, FrontMatter::default(), Markup::Markdown, info, sink);
}

/// Makes the article of a text whose fields stood above it, or at its top.
fn parse_text(text: String, mut fields: FrontMatter, markup: Markup, info: &DocumentInfo<'_>, sink: &mut Sink<'_>) {
    let given_url = fields.take(Field::Url);
    let url = if info.url.is_empty() { one_line(&given_url) } else { info.url.to_owned() };
    let given_id = fields.take(Field::Id);
    let id = if info.id.is_empty() { given_id } else { info.id.to_owned() };
    let mut article = Article {
        outlet: outlets::outlet(&one_line(&fields.take(Field::Outlet)), &url, sink.origin),
        url,
        byline: one_line(&fields.take(Field::Byline)),
        credit_line: one_line(&fields.take(Field::Credit)),
        language: info.language_or_own(Language::declared(&fields.take(Field::Language))),
        ..sink.origin.article(id, info.row)
    };
    let zone = OutletZone { zone: sink.context.zone_of(&article) };
    let head = Head::of(&text, markup, &zone);
    let title = one_line(&fields.take(Field::Title));
    article.published = head.published;
    // a headline that is not the title belongs to the text
    let is_title = title.is_empty() || head.title.as_ref() == Some(&title);
    article.text = if is_title { head.remove_from(text) } else { text };
    article.title = if title.is_empty() { head.title.unwrap_or_default() } else { title };
    let date = fields.take(Field::Published);
    if !date.is_empty() {
        sink.set_date(&mut article, [date]);
    }
    sink.push(article);
}

/// The body of a story in the agencies' old line format (ANPA 1312): a header up to STX, and the body up to ETX.
fn line_format_body(text: &str) -> Option<&str> {
    const MAX_HEADER_BYTES: usize = 400;
    let end = memchr::memchr(2, &text.as_bytes()[..text.len().min(MAX_HEADER_BYTES + 1)])? + 1;
    let (header, rest) = text.split_at(end);
    if !header.contains('\u{1}') {
        return None;
    }
    Some(rest.split_once('\u{3}').map_or(rest, |(body, _)| body))
}

/// Headline and date above an article, and the lines that hold them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    title: Option<String>,
    published: Option<Published>,
    /// The byte ranges of these lines.
    lines: Vec<(usize, usize)>,
}

impl Head {
    fn of(text: &str, markup: Markup, outlet: &OutletZone<'_>) -> Head {
        let mut lines = Vec::with_capacity(DATE_LINES + 1);
        lines.extend(filled_lines(text).take(DATE_LINES + 1));
        let mut head = Head::default();
        let [(first_at, first), (second_at, second), ..] = lines[..] else { return head };
        let first_end = first_at + first.len();
        let second_date = date_line(second, outlet);
        let is_above_gap = || text[first_end..second_at].matches('\n').count() > 1;
        let marked = if markup == Markup::Markdown { first.trim().strip_prefix('#') } else { None };
        if let Some(marked) = marked {
            head.title = Some(one_line(marked.trim_matches('#')));
        } else if (second_date.is_some() || is_above_gap()) && is_headline(first) {
            head.title = Some(one_line(first));
        }
        if head.title.is_some() {
            head.lines.push((first_at, first_end));
        }
        // the line of the title is not a date
        for (nth, &(at, line)) in lines.iter().enumerate().take(DATE_LINES).skip(head.lines.len()) {
            if let Some(published) = if nth == 1 { second_date } else { date_line(line, outlet) } {
                head.published = Some(published);
                head.lines.push((at, at + line.len()));
                break;
            }
        }
        head
    }

    /// The text without these lines and the blank lines around them.
    fn remove_from(&self, mut text: String) -> String {
        let mut above = String::new();
        let mut end = 0;
        for &(line_start, line_end) in &self.lines {
            above.push_str(&text[end..line_start]);
            end = line_end;
        }
        let rest = &text[end..];
        // an article of nothing but a headline and a date keeps them as its text
        if above.trim().is_empty() && rest.trim().is_empty() {
            return text;
        }
        let above = without_blank_lines(&above);
        if above.is_empty() {
            end = text.len() - without_blank_lines(rest).len();
        }
        // one replacement, because it moves the rest of the text
        text.replace_range(..end, above);
        text
    }
}

fn without_blank_lines(text: &str) -> &str {
    text.trim_start_matches(['\r', '\n'])
}

/// The lines that are not blank, with their start.
fn filled_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        (!line.is_empty()).then_some((start, line))
    })
}

/// Whether a line could be a headline: short, and not a sentence of the body.
fn is_headline(line: &str) -> bool {
    let line = line.trim();
    let ends_like_prose = match line.chars().next_back() {
        // headlines end in `U.S.` or `Inc.`, but not in a full stop
        Some('.') => {
            let last = line.rsplit(' ').next().unwrap_or(line);
            last.matches('.').count() < 2 && !last.ends_with("...") && !matches!(last, "Inc." | "Co." | "Corp." | "Jr.")
        }
        Some(',' | ';' | ':' | '。' | '、') => true,
        _ => false,
    };
    !ends_like_prose
        && line.chars().count() <= MAX_HEADLINE_CHARS
        && has_headline_words(line)
        && line.chars().any(char::is_alphabetic)
        && date_line(line, &OutletZone::default()).is_none()
}

/// Whether a line has no more words than a headline.
fn has_headline_words(line: &str) -> bool {
    // every white space character has such a byte, so where they are few the words need not be counted
    let spaces = line.bytes().filter(|byte| *byte <= b' ' || !byte.is_ascii()).count();
    spaces < MAX_HEADLINE_WORDS || line.split_whitespace().count() <= MAX_HEADLINE_WORDS
}

/// The time in a line that holds nothing else but a word such as `Published:`.
fn date_line(line: &str, outlet: &OutletZone<'_>) -> Option<Published> {
    const MAX_BYTES: usize = 80;
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
    let line = line.trim();
    if line.len() > MAX_BYTES || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(published) = certain_time(line, outlet) {
        return Some(published);
    }
    let lower = line.to_lowercase();
    let word = WORDS.iter().find(|word| lower.starts_with(**word))?;
    // these words are as long in lower case
    let rest = line.get(word.len()..)?.trim_start_matches([':', ' ', '-', '–', '|']);
    let rest = ["on ", "am ", "le "].iter().find_map(|particle| rest.strip_prefix(particle)).unwrap_or(rest);
    certain_time(rest, outlet)
}

/// The time in a text that is a date, and not a bare number: that could be a page, a year or a score.
fn certain_time(text: &str, outlet: &OutletZone<'_>) -> Option<Published> {
    match dates::read(text, outlet) {
        Reading::Known(published) | Reading::ShowsOrder(published, _) if !text.bytes().all(|b| b.is_ascii_digit()) => {
            Some(published)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>, String) {
        let head = Head::of(text, Markup::None, &OutletZone::default());
        (
            head.title.clone().unwrap_or_default(),
            head.published.map(|p| p.to_string()),
            head.remove_from(text.to_owned()),
        )
    }

    #[test]
    fn lines_may_end_in_carriage_returns_only() {
        let text = b"Ferry runs aground\r2031-02-04 09:20\r\rNobody was hurt, the line said.\r".to_vec();
        let parsed = Sink::collect("a.txt", |sink| parse(text, Markup::None, &DocumentInfo::default(), sink));
        let article = &parsed.articles[0];
        assert_eq!((&*article.title, &*article.text), ("Ferry runs aground", "Nobody was hurt, the line said.\n"));
        assert!(article.published.is_some());
    }

    #[test]
    fn a_headline_and_a_date_line_are_removed_from_the_text() {
        let (title, published, text) =
            read("Ferry runs aground off Holm\n\n2016-09-04 17:34\nNobody was hurt, the line said.\n\nMore follows.\n");
        assert_eq!(title, "Ferry runs aground off Holm");
        assert_eq!(published.as_deref(), Some("2016-09-04T17:34"));
        assert_eq!(text, "Nobody was hurt, the line said.\n\nMore follows.\n");
    }

    #[test]
    fn a_headline_may_be_directly_above_a_date() {
        let (title, published, text) = read("Ferry aground\nPublished: 16 July 2018, 13:10\nHOLM – Nobody was hurt.\n");
        assert_eq!((&*title, published.as_deref()), ("Ferry aground", Some("2018-07-16T13:10")));
        assert_eq!(text, "HOLM – Nobody was hurt.\n");
    }

    #[test]
    fn lines_between_headline_and_date_stay() {
        let (title, published, text) = read("Ferry aground\n\nBy Ann Holm\n2016-09-04 17:34\nNobody was hurt.\n");
        assert_eq!((&*title, published.as_deref()), ("Ferry aground", Some("2016-09-04T17:34")));
        assert_eq!(text, "By Ann Holm\n\nNobody was hurt.\n");
        // without such a line, blank lines on both sides of the date are removed
        let (_, _, text) = read("\n\nFerry aground\r\n\r\n2016-09-04 17:34\r\n\r\n  Nobody was hurt.\n");
        assert_eq!(text, "  Nobody was hurt.\n");
    }

    #[test]
    fn a_text_of_only_headline_and_date_stays_whole() {
        let text = "Ferry aground\n\n2016-09-04 17:34\n";
        assert_eq!(read(text).2, text);
    }

    #[test]
    fn counts_the_words_of_a_headline_between_spaces_of_any_kind() {
        for space in [" ", "  ", "\t", "\u{3000}", "\u{a0} "] {
            for word in ["a", "é"] {
                let line = |words: usize| vec![word; words].join(space);
                assert!(has_headline_words(&line(MAX_HEADLINE_WORDS)), "{word}{space:?}");
                assert!(!has_headline_words(&line(MAX_HEADLINE_WORDS + 1)), "{word}{space:?}");
            }
        }
        assert!(has_headline_words(&"é".repeat(100)));
    }

    #[test]
    fn a_sentence_is_not_a_headline() {
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
    fn numbers_near_the_top_are_not_dates() {
        assert_eq!(read("Score\n\n1531746600\n\nThe rest of it.\n").1, None);
        assert_eq!(read("Weather\n\n12:30\n\nThe rest of it.\n").1, None);
    }

    #[test]
    fn a_file_of_one_line_keeps_it_as_text() {
        assert_eq!(read("Ferry aground off Holm\n"), (String::new(), None, "Ferry aground off Holm\n".to_owned()));
    }

    #[test]
    fn removes_the_frame_of_the_agencies_line_format() {
        let story = "\u{16}\u{16}\u{1}a0123 \u{1f}r a BC-Ferry 05-04 0150\u{2}Ferry aground\n\n\
                     Nobody was hurt.\n\u{3}05-04-31 1300\u{4}";
        assert_eq!(line_format_body(story), Some("Ferry aground\n\nNobody was hurt.\n"));
        assert_eq!(line_format_body("Ferry aground"), None);
        // a header is near the start of its file
        let long = |header: usize| format!("\u{1}{}\u{2}Nobody was hurt.", "x".repeat(header - 1));
        assert_eq!(line_format_body(&long(400)), Some("Nobody was hurt."));
        assert_eq!(line_format_body(&long(401)), None);
    }

    #[test]
    fn a_markdown_heading_is_the_title() {
        let text = "# Ferry aground.\nNobody was hurt.\n";
        let head = Head::of(text, Markup::Markdown, &OutletZone::default());
        assert_eq!(head.title.as_deref(), Some("Ferry aground."));
        assert_eq!(head.remove_from(text.to_owned()), "Nobody was hurt.\n");
    }
}
