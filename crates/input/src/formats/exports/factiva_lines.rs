//! Factiva: the fields of an article in its lines, with field codes or without.
//!
//! With codes, a line `HD`, `BY`, `PD`, `LP` and so on stands above each field. Without, the fields follow each other:
//! headline, byline, length, date, time, outlet, its code, page, language, copyright, the text. Either way the last
//! line has the number of the document.

use super::article::{ExportedArticle, date_line, is_byline, is_copyright, is_word_count};
use crate::sink::Sink;

/// The codes of fields.
const CODES: [&str; 36] = [
    "SE", "HD", "CR", "BY", "WC", "PD", "ET", "SN", "SC", "NGC", "GC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT",
    "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "CLM", "DLN", "ART", "CX", "DE", "RST", "PSN", "FDS",
];

/// Whether a line has the number of a document, and little else: `Document LAMP000020310204e7240001x`.
pub(in crate::formats) fn is_document_line(line: &str) -> bool {
    document_number(line).is_some()
}

/// The number of the document in such a line: the code of the outlet, the day, and a number.
fn document_number(line: &str) -> Option<&str> {
    const MAX_WORDS: usize = 3;
    let mut words = line.split_whitespace().rev();
    let number = words.next().filter(|word| (23..=27).contains(&word.len()))?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_day = number.as_bytes().windows(8).any(|day| {
        day.iter().all(u8::is_ascii_digit) && matches!(&day[..2], b"19" | b"20") && matches!(day[4], b'0' | b'1')
    });
    (is_number && has_day && words.count() < MAX_WORDS).then_some(number)
}

/// Whether lines are an article, though the number of the document is missing: the file is cut.
pub(in crate::formats) fn is_article(lines: &[String]) -> bool {
    let has = |code: &str| lines.iter().any(|line| matches!(first_code_of(line), Some((found, _)) if found == code));
    has("HD") && (has("LP") || has("TD")) && has("SN")
}

/// Whether the last line of a text without codes may be the name of the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Publisher {
    MayBeLast,
    IsLeftOut,
}

/// Makes the article of these lines, or rejects the row.
pub(in crate::formats) fn parse(lines: &[String], publisher: Publisher, row: Option<u64>, sink: &mut Sink<'_>) {
    let end = lines.iter().rposition(|line| is_document_line(line)).unwrap_or(lines.len());
    let mut article =
        if is_article(lines) { with_codes(&lines[..end]) } else { without_codes(&lines[..end], publisher) };
    if let Some(number) = lines.get(end).and_then(|line| document_number(line)) {
        number.clone_into(&mut article.id);
    }
    article.finish(row, sink);
}

/// The code with which a line begins, and the rest of the line after a tab.
fn code_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (code, rest) = line.split_once(['\t', '\u{a0}']).unwrap_or((line, ""));
    let code = code.trim_end();
    CODES.contains(&code).then_some((code, rest.trim()))
}

/// The same for the first fields of an article, which some files have on the line of their code.
fn first_code_of(line: &str) -> Option<(&str, &str)> {
    line.trim().split_once(' ').filter(|(code, _)| matches!(*code, "HD" | "SE")).or_else(|| code_of(line))
}

fn with_codes(lines: &[String]) -> ExportedArticle {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let is_first = fields.last().is_none_or(|(code, _)| *code == "SE");
        let found = if is_first { first_code_of(line) } else { code_of(line) };
        match (found, fields.last_mut()) {
            (Some((code, rest)), _) => fields.push((code, Vec::from_iter((!rest.is_empty()).then_some(rest)))),
            (None, Some((_, values))) => values.push(line),
            // above the first field
            (None, None) => {}
        }
    }
    let get = |code: &str| {
        let found = fields.iter().find(|(name, _)| *name == code);
        found.map(|(_, values)| values.join(" ")).unwrap_or_default()
    };
    let mut article = ExportedArticle {
        title: get("HD"),
        byline: get("BY"),
        outlet: get("SN"),
        credit: get("CR"),
        copyright: get("CY"),
        language: get("LA"),
        ..ExportedArticle::default()
    };
    let (day, time) = (get("PD"), get("ET"));
    if !time.is_empty() {
        article.dates.offer(0, &format!("{day} {time}"));
    }
    article.dates.offer(1, &day);
    let texts = fields.iter().filter(|(code, _)| matches!(*code, "LP" | "TD"));
    article.paragraphs = texts.flat_map(|(_, values)| values).map(|text| (*text).to_owned()).collect();
    article
}

fn without_codes(lines: &[String], publisher: Publisher) -> ExportedArticle {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let mut article = ExportedArticle::default();
    let is_length = |pair: &[&str]| is_word_count(pair[0]) && date_line(pair[1]).is_some();
    let Some(length) = lines.windows(2).position(is_length) else {
        article.title = lines.first().copied().unwrap_or_default().to_owned();
        return article;
    };
    read_titles(&mut article, &lines[..length]);
    let mut rest = &lines[length + 1..];
    let day = date_line(rest[0]).unwrap_or_default();
    rest = &rest[1..];
    let is_time = |line: &&str| line.len() <= 8 && line.contains(':') && line.starts_with(|c: char| c.is_ascii_digit());
    if let Some(time) = rest.first().filter(|line| is_time(line)) {
        article.dates.offer(0, &format!("{day} {time}"));
        rest = &rest[1..];
    }
    article.dates.offer(1, day);
    if let Some((outlet, after)) = rest.split_first() {
        (*outlet).clone_into(&mut article.outlet);
        rest = after;
    }
    rest = &rest[head_lines(rest, &mut article)..];
    if publisher == Publisher::MayBeLast && rest.len() > 1 && rest.last().is_some_and(|line| is_name(line)) {
        rest = &rest[..rest.len() - 1];
    }
    article.paragraphs = rest.iter().map(|line| (*line).to_owned()).collect();
    article
}

/// Whether a line below a text is a name, and not its last sentence.
fn is_name(line: &str) -> bool {
    const COMPANIES: [&str; 8] = ["Ltd.", "Inc.", "Co.", "Corp.", "S.A.", "S.p.A.", "L.P.", "Cia."];
    let is_sentence = line.ends_with(['.', '!', '?', '"', '”', '»', ':', '…', '。', ')']);
    line.len() <= 60 && (!is_sentence || COMPANIES.iter().any(|company| line.ends_with(company)))
}

/// Reads the lines above the length: the section, the headline, the byline.
fn read_titles(article: &mut ExportedArticle, lines: &[&str]) {
    const MAX_BYLINE_WORDS: usize = 8;
    let mut titles = lines;
    if let [before @ .., last] = lines
        && let Some(previous) = before.last()
        && (is_byline(last) || last.len() < previous.len() && last.split_whitespace().count() <= MAX_BYLINE_WORDS)
    {
        (*last).clone_into(&mut article.byline);
        titles = before;
    }
    // the longest, as a section stands above a headline
    if let Some(title) = titles.iter().rev().max_by_key(|line| line.len()) {
        (*title).clone_into(&mut article.title);
    }
}

/// How many lines after the outlet are above the text: up to the copyright, else those that are no sentence.
fn head_lines(lines: &[&str], article: &mut ExportedArticle) -> usize {
    const MAX_LINES: usize = 8;
    let head = &lines[..lines.len().min(MAX_LINES)];
    if let Some(at) = head.iter().position(|line| is_copyright(line)) {
        lines[at].clone_into(&mut article.copyright);
        // the name of the language stands right above; a code of few letters is the outlet's
        if let Some(line) = at.checked_sub(1).map(|above| lines[above]).filter(|line| line.len() > 3) {
            line.clone_into(&mut article.language);
        }
        return at + 1;
    }
    let is_field = |line: &&&str| line.len() <= 40 && !line.ends_with(['.', '!', '?', '。']);
    head.iter().take_while(is_field).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Parsed;

    fn read(text: &str) -> Parsed {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        Sink::collect("a.rtf", |sink| parse(&lines, Publisher::MayBeLast, Some(1), sink))
    }

    #[test]
    fn reads_the_same_fields_with_codes_and_without() {
        let with = "SE\nPorts\nHD\nFerry aground off Holm\nBY\nBy Ann Holm\nWC\n12 words\nPD\n4 February 2031\nET\n\
            09:20\nSN\n\
                    The Lamp\nSC\nLAMP\nLA\nEnglish\nCY\n(c) 2031 Lamp Ltd.\nLP\nNobody was hurt.\nTD\n\
                    It sails again.\n\
                    NS\ngcat : News\nPUB\nLamp Ltd\nAN\nDocument LAMP000020310204e7240001x\n";
        let without = "Ferry aground off Holm\nBy Ann Holm\n12 words\n4 February 2031\n09:20\nThe Lamp\nLAMP\nEnglish\n\
                       (c) 2031 Lamp Ltd.\n\nNobody was hurt.\n\nIt sails again.\n\nLamp Ltd\n\n\
                       Document LAMP000020310204e7240001x\n";
        for text in [with, without] {
            let article = read(text).articles.remove(0);
            assert_eq!(
                (&*article.id, &*article.title),
                ("LAMP000020310204e7240001x", "Ferry aground off Holm"),
                "{text}"
            );
            assert_eq!((&*article.outlet, &*article.byline), ("The Lamp", "By Ann Holm"));
            assert_eq!(article.language.as_str(), "en");
            assert_eq!(article.text, "Nobody was hurt.\n\nIt sails again.");
            assert_eq!(article.published.unwrap().to_string(), "2031-02-04T09:20");
            assert_eq!(article.copyright_holder, "Lamp Ltd.");
        }
    }

    #[test]
    fn a_document_line_has_a_number_of_25_characters() {
        assert!(is_document_line("Document LAMP000020310204e7240001x"));
        assert!(is_document_line("文書 LAMP000020310204e7240001x"));
        for line in
            ["Document", "Document 12", "The document LAMP000020310204e7240001x was lost", "aaaaaaaaaaaaaaaaaaaaaaaaa"]
        {
            assert!(!is_document_line(line), "{line}");
        }
    }

    #[test]
    fn an_article_without_text_is_rejected() {
        let parsed = read("HD\nFerry aground\nSN\nThe Lamp\nLP\nTD\nAN\nDocument LAMP000020310204e7240001x\n");
        assert!(parsed.articles.is_empty() && parsed.rejected[0].reason.contains("no body"));
        assert_eq!(read("Document LAMP000020310204e7240001x\n").rejected.len(), 1);
    }
}
