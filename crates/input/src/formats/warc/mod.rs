//! Web archives: the pages of a WARC file, the texts of a WET file.
//!
//! A record is a block of header lines, a blank line, a payload of the length in the header, and two line ends. Data
//! that is not a record is rejected up to the start of the next record.

mod header;
mod response;

use std::io::{self, Read};

use crate::format::{Access, Chunk, Content, Emitter, Format};
use crate::gzip;
use crate::html::page;
use crate::language::Language;
use crate::origin::DocumentInfo;
use crate::plain_text::{self, Markup};
use crate::sink::Sink;
use header::{Header, PayloadKind, read_line};
use response::Response;

/// A web archive, of pages or of their texts.
pub(super) static WARC: Format = Format {
    name: "warc",
    extensions: &["warc", "wet"],
    has_reliable_extensions: true,
    recognises: |head| head.starts_with(b"WARC/"),
    access: Access::Stream(split),
};

/// A record that may be an article.
struct WarcRecord {
    row: u64,
    id: String,
    url: String,
    payload: Vec<u8>,
    kind: PayloadKind,
    /// The language that the crawler has noted.
    language: Language,
}

impl Chunk for WarcRecord {
    fn bytes(&self) -> Option<usize> {
        Some(self.payload.len())
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let WarcRecord { row, id, url, payload, kind, language } = *self;
        let info = DocumentInfo { row: Some(row), id: &id, url: &url, charset: None, language };
        match kind {
            PayloadKind::Text => plain_text::parse(payload, Markup::None, &info, sink),
            PayloadKind::Page => page::parse(payload, &info, sink),
            PayloadKind::Response => match Response::read(&payload, sink.context) {
                Ok(Some(response)) if response.is_plain_text => {
                    let info = DocumentInfo { language: response.language, ..info };
                    plain_text::parse(response.body, Markup::None, &info, sink);
                }
                Ok(Some(Response { body, charset, language, .. })) => {
                    page::parse(body, &DocumentInfo { charset: charset.as_deref(), language, ..info }, sink);
                }
                Ok(None) => sink.skip(1),
                Err(error) => sink.reject(Some(row), error.to_string()),
            },
        }
    }
}

/// Splits the content into records.
fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let mut row = 1;
    loop {
        match split_record(content, row, emitter) {
            Ok(true) => row += 1,
            Ok(false) => break,
            Err(error) => {
                let is_cut_off = error.kind() == io::ErrorKind::UnexpectedEof && error.get_ref().is_none();
                let reason =
                    if is_cut_off { "the file ends inside of this record".to_owned() } else { error.to_string() };
                let goes_on = gzip::is_passable(&error);
                emitter.reject(row, reason);
                // the next record stands alone
                if !goes_on {
                    break;
                }
                row += 1;
            }
        }
    }
    Ok(())
}

/// Splits off one record. False at the end of the content.
fn split_record(content: &mut Content<'_>, row: u64, emitter: &mut Emitter<'_>) -> io::Result<bool> {
    if !find_record(content, row, emitter)? {
        return Ok(false);
    }
    let header = Header::read(content)?;
    let Some(length) = header.length else {
        emitter.reject(row, "the WARC record has no length");
        return Ok(true);
    };
    let Some(kind) = header.payload_kind() else {
        skip_bytes(content, length)?;
        emitter.skip(1);
        return Ok(true);
    };
    if header.is_segment {
        skip_bytes(content, length)?;
        emitter.reject(row, "a part of a page: records in segments are not joined");
        return Ok(true);
    }
    if length > emitter.context.settings.max_article_bytes {
        skip_bytes(content, length)?;
        emitter.reject(row, emitter.context.too_long("record"));
        return Ok(true);
    }
    let mut payload = Vec::new();
    content.by_ref().take(length).read_to_end(&mut payload)?;
    if (payload.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    emitter.chunk(WarcRecord { row, id: header.id, url: header.url, payload, kind, language: header.language });
    Ok(true)
}

/// Reads up to the first line of the next record, and that line. False at the end of the content.
fn find_record(content: &mut Content<'_>, row: u64, emitter: &mut Emitter<'_>) -> io::Result<bool> {
    let mut line = Vec::new();
    let mut other_bytes = 0;
    loop {
        let is_end = read_line(content, &mut line)? == 0;
        if is_end || line.starts_with(b"WARC/") {
            if other_bytes > 0 {
                emitter.reject(row, format!("{other_bytes} bytes that are no WARC record"));
            }
            return Ok(!is_end);
        }
        // between records are line ends
        if !line.trim_ascii().is_empty() {
            other_bytes += line.len();
        }
    }
}

fn skip_bytes(content: &mut Content<'_>, length: u64) -> io::Result<()> {
    if io::copy(&mut content.by_ref().take(length), &mut io::sink())? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn record(kind: &str, media_type: &str, url: &str, payload: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{length}>\r\nWARC-Target-URI: {url}\r\n\
             Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{payload}\r\n\r\n",
            length = payload.len()
        )
    }

    fn page(text: &str) -> String {
        let body = format!("<title>A page</title><p>{text}</p>");
        record(
            "response",
            "application/http; msgtype=response",
            "https://www.echo.example/1",
            &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}"),
        )
    }

    fn read(bytes: &[u8], settings: &Settings) -> Parsed {
        let reader: Box<dyn Read> = Box::new(Cursor::new(bytes.to_vec()));
        Emitter::parse_all(settings, |emitter| split(&mut BufReader::new(reader), emitter)).unwrap()
    }

    #[test]
    fn reads_pages_and_texts_and_skips_other_records() {
        let warc = record("warcinfo", "application/warc-fields", "", "software: x")
            + &record("request", "application/http", "https://a.example/", "GET / HTTP/1.1\r\n\r\n")
            + &page("Ferry aground.")
            + &record(
                "response",
                "application/http",
                "https://a.example/x.png",
                "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG",
            )
            + &record(
                "response",
                "application/http",
                "https://a.example/gone",
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No",
            )
            + &record("conversion", "text/plain", "https://news.bote.example/2", "Headline\n\nThe text.\n");
        let parsed = read(warc.as_bytes(), &Settings::default());
        let found: Vec<_> = parsed.articles.iter().map(|a| (a.row, &*a.outlet, &*a.title, &*a.text)).collect();
        assert_eq!(
            found,
            [
                (Some(3), "echo.example", "A page", "Ferry aground."),
                (Some(6), "bote.example", "Headline", "The text.\n")
            ]
        );
        assert_eq!((parsed.skipped_records, parsed.rejected.len()), (4, 0));
    }

    #[test]
    fn rejects_a_record_that_is_cut_off_and_keeps_those_before() {
        let warc = page("One.") + &page("Two.");
        for left in page("One.").len() + 1..warc.len() {
            let parsed = read(&warc.as_bytes()[..left], &Settings::default());
            // the line ends after a record may be missing
            let rejected = usize::from(left < warc.len() - 4);
            assert_eq!((parsed.articles.len(), parsed.rejected.len()), (2 - rejected, rejected), "{left}");
            assert_eq!(parsed.articles[0].text, "One.");
        }
    }

    #[test]
    fn rejects_data_between_records_as_one_row() {
        let warc = page("One.") + "garbage\nand more\n" + &page("Two.");
        let parsed = read(warc.as_bytes(), &Settings::default());
        assert_eq!((parsed.articles.len(), parsed.rejected.len()), (2, 1));
        assert_eq!(parsed.rejected[0].row, Some(2));
    }

    #[test]
    fn passes_over_a_crawler_s_log_and_says_that_segments_are_not_joined() {
        let log =
            record("resource", "text/plain", "metadata://gnu.org/software/wget/warc/wget.log", "2031 -- Saved.\n");
        let untyped = page("One.").replace("Content-Type: application/http; msgtype=response\r\n", "");
        let segment = page("Two.").replace("WARC-Type", "WARC-Segment-Number: 1\r\nWARC-Type");
        let parsed = read((log + &untyped + &segment).as_bytes(), &Settings::default());
        assert_eq!(parsed.articles.iter().map(|a| &*a.text).collect::<Vec<_>>(), ["One."]);
        assert_eq!((parsed.skipped_records, parsed.rejected[0].row), (1, Some(3)));
    }

    #[test]
    fn rejects_a_record_that_is_too_long() {
        let warc = page(&"x".repeat(5000)) + &page("Two.");
        let parsed = read(warc.as_bytes(), &Settings { max_article_bytes: 1000, ..Settings::default() });
        assert_eq!((parsed.articles.len(), parsed.rejected.len()), (1, 1));
    }
}
