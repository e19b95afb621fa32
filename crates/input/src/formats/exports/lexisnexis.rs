//! LexisNexis: the text and HTML files of its older sites, with `1 of 500 DOCUMENTS` above each article.

use std::io::{self, BufRead};

use memchr::memmem;

use super::labels::label_in_capitals;
use super::lexisnexis_blocks;
use super::split;
use crate::charset;
use crate::format::{Access, Content, Emitter, Format, text_head};
use crate::html;
use crate::sink::Sink;

/// Articles with a count above each.
pub(in crate::formats) static LEXISNEXIS: Format = Format {
    name: "lexisnexis",
    extensions: &[],
    has_reliable_extensions: true,
    recognises,
    access: Access::Stream(split),
};

/// Begins an article in the HTML files, inside of a comment.
const MARK: &str = "<DOCFULL>";
/// The longest line with a count.
const MAX_COUNT_BYTES: usize = 80;

fn recognises(head: &[u8]) -> bool {
    const HEAD_BYTES: usize = 64 << 10;
    const PAGE_HEAD_BYTES: usize = 8 << 10;
    let start = charset::without_mark(head);
    let head = text_head(&head[..head.len().min(HEAD_BYTES)]);
    match head.first() {
        Some(b'<') => return memmem::find(&head[..head.len().min(PAGE_HEAD_BYTES)], MARK.as_bytes()).is_some(),
        _ if !super::may_be_text(head) => return false,
        _ => {}
    }
    // counts are centred; these quick looks spare other texts the search
    let may_begin = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_digit() || matches!(byte, b'D' | b'F');
    let has = |word: &str| memmem::find(head, word.as_bytes()).is_some();
    if !start.first().is_some_and(may_begin) || !(has("UMENT") || has("ument")) {
        return false;
    }
    let Some(at) = head.split_inclusive(|byte| *byte == b'\n').position(begins) else { return false };
    let after = head.split(|byte| *byte == b'\n').skip(at + 1);
    after.map(String::from_utf8_lossy).any(|line| label_in_capitals(&line).is_some()) && !super::is_table(head)
}

fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let what = "a file of LexisNexis";
    if text_head(content.fill_buf()?).starts_with(b"<") {
        return split::at_marks(content, emitter, what, MARK, parse_page);
    }
    // what stands above the first count is the cover page
    let is_article = |part: &[u8]| part.split(|byte| *byte == b'\n').next().is_some_and(begins);
    split::at_lines(content, emitter, what, (begins, is_article, parse))
}

/// Whether a line is a count such as `2 of 500 DOCUMENTS`, `FOCUS - 2 of 500 DOCUMENTS`, `Dokument 2 von 12`,
/// `Document 2 de 12`: a word that means document beside two numbers with a short word between them.
fn begins(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if !(8..=MAX_COUNT_BYTES).contains(&line.len()) || !line.iter().any(u8::is_ascii_digit) {
        return false;
    }
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if let ["FOCUS", "-", ..] = words[..] {
        words.drain(..2);
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_document = |word: &str| {
        let lower = word.to_lowercase();
        lower.starts_with("document") || lower.starts_with("dokument")
    };
    let is_between = |word: &str| word.chars().count() <= 3 && word.chars().all(char::is_alphabetic);
    match words[..] {
        [first, second, third, fourth] => {
            is_number(first) && is_between(second) && is_number(third) && is_document(fourth)
                || is_document(first) && is_number(second) && is_between(third) && is_number(fourth)
        }
        _ => false,
    }
}

fn parse(text: &str, row: u64, sink: &mut Sink<'_>) {
    let after_count = text.split_once('\n').map_or("", |(_, rest)| rest);
    lexisnexis_blocks::article(after_count, true).finish(Some(row), sink);
}

fn parse_page(markup: &str, row: u64, sink: &mut Sink<'_>) {
    // the word by which the format is known is in a comment, which is no text
    let shown = markup.split_once("-->").map_or(markup, |(_, rest)| rest);
    let text = html::lines(shown);
    let is_count = |line: &str| line.trim().is_empty() || begins(line.as_bytes());
    let start: usize = text.split_inclusive('\n').take_while(|line| is_count(line)).map(str::len).sum();
    lexisnexis_blocks::article(&text[start..], false).finish(Some(row), sink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_count_in_any_language() {
        for line in [
            "                               1 of 500 DOCUMENTS\r\n",
            "1 of 1 DOCUMENT",
            "\tFOCUS - 7 of 8 DOCUMENTS",
            "                              Dokument 234 von 456",
            "Document 2 de 12",
            "Documento 2 de 12",
            "Document 3 van 9",
        ] {
            assert!(begins(line.as_bytes()), "{line}");
        }
        for line in ["Document 2", "1 of 2 ferries", "document one of two", "2 of 500 DOCUMENTS were lost", ""] {
            assert!(!begins(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn is_known_by_its_counts_and_labels() {
        assert!(recognises(b"\xef\xbb\xbf\nTerms: ferry\n\n   1 of 2 DOCUMENTS\n\n   The Lamp\n\nLENGTH: 20 words\n"));
        assert!(recognises("   Dokument 1 von 2\r\n\r\nDie Lampe\r\n\r\nL\u{c4}NGE: 20 W\u{f6}rter\r\n".as_bytes()));
        assert!(!recognises(b"Ferry aground\n\n1 of 2 DOCUMENTS was lost\n\nLENGTH: 20 words\n"));
        assert!(!recognises(b"1 of 2 DOCUMENTS\n\nwere lost.\n"));
        assert!(!recognises(b""));
    }
}
