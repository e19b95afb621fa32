//! JSON Lines: one object a line, each an article.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use super::charset;
use super::decode::Content;
use super::fields;
use super::format::Format;
use super::origin::Origin;
use super::piece::{Body, Context, Output, too_long};

mod blocks;
mod quick;
mod record;
mod strings;

pub(super) use blocks::Blocks;
pub(super) use quick::Habits;
use record::record;

/// Bytes of lines that are parsed as one piece.
const BLOCK: usize = 1 << 20;

/// Cuts the content into runs of whole lines.
pub(super) fn cut(content: &mut Content<'_>, context: &Context<'_>, out: &mut dyn FnMut(Body)) {
    let most = usize::try_from(context.settings.max_article_bytes).unwrap_or(usize::MAX);
    let too_long = || too_long("line", context.settings.max_article_bytes);
    let mut row = 1;
    let mut block = context.blocks.take();
    let mut filled = 0;
    let mut target = BLOCK;
    loop {
        let before = filled;
        block.resize(target.max(block.len()), 0);
        let end = fill(content, &mut block[..target], &mut filled);
        let cut = memchr::memrchr(b'\n', &block[before..filled]).map(|at| before + at + 1);
        match (cut, &end) {
            (Some(cut), _) => {
                let rest = &block[cut..filled];
                let mut next = context.blocks.take();
                next.resize(rest.len().max(next.len()), 0);
                next[..rest.len()].copy_from_slice(rest);
                filled = rest.len();
                let ends: Vec<usize> = memchr::memchr_iter(b'\n', &block[..cut]).collect();
                let rows = ends.len() as u64;
                out(Body::Lines { bytes: std::mem::replace(&mut block, next), ends, first_row: row });
                row += rows;
                target = BLOCK.max(2 * filled);
            }
            (None, Ok(false)) if filled > most => {
                if let Err(error) = content.skip_until(b'\n') {
                    return out(Body::Rejected { row: Some(row), reason: error.to_string() });
                }
                out(Body::Rejected { row: Some(row), reason: too_long() });
                filled = 0;
                row += 1;
                target = BLOCK;
            }
            (None, _) => target = target.saturating_mul(2),
        }
        match end {
            Ok(false) => {}
            Ok(true) => {
                if filled > most {
                    out(Body::Rejected { row: Some(row), reason: too_long() });
                } else if filled > 0 {
                    out(Body::Lines { bytes: block, ends: vec![filled], first_row: row });
                }
                return;
            }
            // the line that was cut off with the data is no article
            Err(error) => {
                out(Body::Rejected { row: Some(row), reason: error.to_string() });
                return;
            }
        }
    }
}

/// Reads on until the block is full; true at the end of the content.
fn fill(content: &mut Content<'_>, block: &mut [u8], filled: &mut usize) -> std::io::Result<bool> {
    while *filled < block.len() {
        match content.read(&mut block[*filled..]) {
            Ok(0) => return Ok(true),
            Ok(n) => *filled += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Makes articles of whole lines, which end at these places.
pub(super) fn parse(
    bytes: &[u8],
    ends: &[usize],
    first_row: u64,
    origin: &Origin,
    context: &Context<'_>,
    output: &mut Output,
) {
    let most = context.settings.max_article_bytes;
    let mut start = 0;
    let mut habits = Habits::default();
    for (row, &end) in (first_row..).zip(ends) {
        let line = bytes[start..end].trim_ascii();
        let line = if row == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.len() as u64 > most {
            output.reject(origin, Some(row), too_long("line", most));
        } else if !line.is_empty() {
            parse_object(line, Some(row), Format::JsonLines, origin, context, &mut habits, output);
        }
        start = end + 1;
    }
}

/// Makes the article of one JSON object.
pub(super) fn parse_object(
    bytes: &[u8],
    row: Option<u64>,
    format: Format,
    origin: &Origin,
    context: &Context<'_>,
    habits: &mut Habits,
    output: &mut Output,
) {
    let text = match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(charset::guess(bytes)),
    };
    let article = quick::record(&text, &context.names, habits)
        .map_or_else(|| record(&text, &context.names), Ok)
        .and_then(|record| fields::article(record, origin, row, context.settings.extract, output));
    match article {
        Ok(article) => output.push(article, format),
        Err(reason) => output.reject(origin, row, reason),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader};

    use proptest::prelude::*;

    use super::super::Settings;
    use super::super::fields::Names;
    use super::*;
    use crate::article::Published;

    fn with_context(settings: &Settings, run: impl FnOnce(&Context<'_>)) {
        let bytes_read = std::sync::atomic::AtomicU64::new(0);
        let names = Names::new(&settings.columns);
        let blocks = Blocks::default();
        run(&Context {
            settings,
            names,
            progress: &wirecopy_core::progress::NoProgress,
            bytes_read: &bytes_read,
            bytes_kept: u64::MAX,
            blocks,
        });
    }

    fn one(line: &str) -> Result<crate::article::Article, String> {
        let origin =
            Origin { path: "wire/day.jsonl".into(), stem: "day.jsonl".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        with_context(&Settings::default(), |context| {
            parse(line.as_bytes(), &[line.len()], 7, &origin, context, &mut output);
        });
        match output.rejected.pop() {
            Some(rejected) => Err(rejected.reason),
            None => output.articles.pop().ok_or_else(|| "nothing".to_owned()),
        }
    }

    #[test]
    fn a_record_gives_every_field() {
        let article = one(concat!(
            r#"{"id": 12, "headline": "Ferry \"Ida\" aground", "body": ["One.", "Two."], "ignored": {"a": [1, {"b": 2}]},"#,
            r#" "published_at": "2018-07-16T13:10:00+02:00", "url": "https://www.harbour-echo.co.uk/a", "author": ["A", "B"]}"#
        ))
        .unwrap();
        assert_eq!(article.id, "12");
        assert_eq!(article.title, "Ferry \"Ida\" aground");
        assert_eq!(article.text, "One.\nTwo.");
        assert_eq!(article.published, Some(Published::minute(17_728 * 1440 + 11 * 60 + 10)));
        assert_eq!(article.outlet, "harbour-echo.co.uk");
        assert_eq!(article.byline, "A, B");
        assert_eq!(article.row, Some(7));
    }

    #[test]
    fn the_best_name_wins_whatever_the_order() {
        assert_eq!(one(r#"{"content": "short…", "text": "the whole"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "the whole", "content": "short…"}"#).unwrap().text, "the whole");
        assert_eq!(one(r#"{"text": "", "content": "all there is"}"#).unwrap().text, "all there is");
        assert_eq!(one(r#"{"text": null, "content": "all there is"}"#).unwrap().text, "all there is");
    }

    #[test]
    fn a_source_object_gives_its_name() {
        assert_eq!(one(r#"{"text": "x", "source": {"id": null, "name": "The Echo"}}"#).unwrap().outlet, "The Echo");
    }

    #[test]
    fn fields_of_the_metadata_count_where_the_record_has_none() {
        let nested = one(
            r#"{"text": "x", "metadata": {"url": "https://echo.example/1", "title": "In", "text": "y"}, "title": "Out"}"#,
        );
        let article = nested.unwrap();
        assert_eq!((&*article.outlet, &*article.title, &*article.text), ("echo.example", "Out", "x"));
        assert_eq!(one(r#"{"article": "the text itself"}"#).unwrap().text, "the text itself");
        assert_eq!(
            one(r#"{"article": {"body": "the text inside"}, "meta": [1], "data": null}"#).unwrap().text,
            "the text inside"
        );
    }

    #[test]
    fn a_record_without_an_id_is_named_by_its_row() {
        assert_eq!(one(r#"{"text": "x"}"#).unwrap().id, "day.jsonl:7");
    }

    #[test]
    fn what_is_no_record_says_why() {
        assert!(one("[1, 2]").unwrap_err().starts_with("not a JSON object"));
        assert!(one(r#"{"text": "x""#).unwrap_err().starts_with("not valid JSON: EOF"));
        assert!(one(r#"{"text": "x"} {"#).unwrap_err().starts_with("not valid JSON: trailing"));
        assert!(one(r#"{"title": "x"}"#).unwrap_err().starts_with("no text"));
        assert!(one(r#"{"text": "  \n "}"#).unwrap_err().starts_with("no text"));
    }

    fn cut_all(bytes: &[u8], settings: &Settings) -> Vec<Body> {
        let reader: Box<dyn Read> = Box::new(io::Cursor::new(bytes.to_vec()));
        let mut bodies = Vec::new();
        with_context(settings, |context| cut(&mut BufReader::new(reader), context, &mut |body| bodies.push(body)));
        bodies
    }

    #[test]
    fn a_line_beyond_the_bound_is_one_rejected_row() {
        let settings = Settings { max_article_bytes: 2 << 20, ..Settings::default() };
        let mut bytes = b"{\"text\": \"first\"}\n".to_vec();
        bytes.resize(bytes.len() + (9 << 20), b'x');
        bytes.extend(b"\n{\"text\": \"third\"}");
        let origin = Origin { path: "a".into(), stem: "a".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        for body in cut_all(&bytes, &settings) {
            match body {
                Body::Lines { bytes, ends, first_row } => {
                    with_context(&settings, |context| parse(&bytes, &ends, first_row, &origin, context, &mut output));
                }
                Body::Rejected { row, reason } => output.reject(&origin, row, reason),
                _ => unreachable!(),
            }
        }
        let texts: Vec<_> = output.articles.iter().map(|a| (a.row, &*a.text)).collect();
        assert_eq!(texts, [(Some(1), "first"), (Some(3), "third")]);
        assert_eq!(output.rejected.len(), 1);
        assert_eq!(output.rejected[0].row, Some(2));
    }

    proptest! {
        #[test]
        fn cutting_loses_no_line_and_counts_rows(lengths in prop::collection::vec(0usize..400_000, 0..12), ends in any::<bool>()) {
            let mut bytes = Vec::new();
            for (at, length) in lengths.iter().enumerate() {
                bytes.extend(std::iter::repeat_n(b'a' + (at % 26) as u8, *length));
                bytes.push(b'\n');
            }
            if !ends { bytes.pop(); }
            let mut lines: Vec<Vec<u8>> = Vec::new();
            for body in cut_all(&bytes, &Settings::default()) {
                let Body::Lines { bytes, ends, first_row } = body else { panic!("rejected") };
                prop_assert_eq!(first_row as usize, 1 + lines.len());
                let mut start = 0;
                for end in ends {
                    lines.push(bytes[start..end].to_vec());
                    start = end + 1;
                }
            }
            let mut expected: Vec<_> = bytes.split(|&byte| byte == b'\n').collect();
            // behind the last end of a line is no line
            if bytes.is_empty() || bytes.ends_with(b"\n") { expected.pop(); }
            prop_assert_eq!(lines, expected);
        }
    }
}
