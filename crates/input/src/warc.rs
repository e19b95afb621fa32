//! Web archives: the pages of a WARC file, the texts of a WET file.
//!
//! The framing is read here, from any stream: a record is a block of header lines, a blank line, as many bytes as the header
//! says, and two line ends. What a broken or cut-off record leaves behind is rejected, and the next record looked for.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use super::decode::Content;
use super::format::Format;
use super::html::{self, Place};
use super::origin::Origin;
use super::piece::{Body, Output, too_long};
use super::{Settings, text};

/// Header lines together are never longer.
const HEADER: u64 = 64 << 10;

/// A record that may be an article.
pub(super) struct Record {
    /// Its number in the file, counted from 1.
    row: u64,
    id: String,
    url: String,
    /// Of an HTTP response, its header as well.
    payload: Vec<u8>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An HTTP response.
    Response,
    /// A page without the response's header.
    Page,
    /// The text of a page.
    Text,
}

impl Record {
    /// Bytes held.
    pub(super) fn len(&self) -> usize {
        self.payload.len()
    }
}

/// Cuts the content into records.
pub(super) fn cut(content: &mut Content<'_>, settings: &Settings, out: &mut dyn FnMut(Body)) {
    let mut row = 0;
    loop {
        row += 1;
        match next(content, row, settings, out) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                let reason = match error.kind() {
                    io::ErrorKind::UnexpectedEof if error.get_ref().is_none() => {
                        "the file ends inside of this record".to_owned()
                    }
                    _ => error.to_string(),
                };
                return out(Body::Rejected { row: Some(row), reason });
            }
        }
    }
}

/// Cuts one record; false at the end.
fn next(content: &mut Content<'_>, row: u64, settings: &Settings, out: &mut dyn FnMut(Body)) -> io::Result<bool> {
    let mut line = Vec::new();
    let mut passed: u64 = 0;
    // between records are line ends; after a broken record there may be anything
    let header = loop {
        if read_line(content, &mut line)? == 0 {
            if passed > 0 {
                out(Body::Rejected { row: Some(row), reason: format!("{passed} bytes that are no WARC record") });
            }
            return Ok(false);
        }
        if line.starts_with(b"WARC/") {
            if passed > 0 {
                out(Body::Rejected {
                    row: Some(row),
                    reason: format!("{passed} bytes before this record that are none"),
                });
            }
            break Header::read(content)?;
        }
        if !line.trim_ascii().is_empty() {
            passed += line.len() as u64;
        }
    };
    let Some(length) = header.length else {
        out(Body::Rejected { row: Some(row), reason: "a WARC record without a length".to_owned() });
        return Ok(true);
    };
    let Some(kind) = header.kind() else {
        skip(content, length)?;
        out(Body::Skipped(1));
        return Ok(true);
    };
    if length > settings.max_article_bytes {
        skip(content, length)?;
        out(Body::Rejected { row: Some(row), reason: too_long("record", settings.max_article_bytes) });
        return Ok(true);
    }
    let mut payload = Vec::new();
    content.by_ref().take(length).read_to_end(&mut payload)?;
    if (payload.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    out(Body::Record(Record { row, id: header.id, url: header.url, payload, kind }));
    Ok(true)
}

/// What a record's header says.
#[derive(Default)]
struct Header {
    kind: String,
    media: String,
    id: String,
    url: String,
    length: Option<u64>,
}

impl Header {
    fn read(content: &mut Content<'_>) -> io::Result<Header> {
        let mut header = Header::default();
        let mut line = Vec::new();
        let mut total = 0;
        loop {
            let read = read_line(content, &mut line)? as u64;
            total += read;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if total > HEADER {
                return Err(io::Error::other("a WARC header without an end"));
            }
            let text = String::from_utf8_lossy(line.trim_ascii());
            if text.is_empty() {
                return Ok(header);
            }
            let Some((name, value)) = text.split_once(':') else { continue };
            let value = value.trim();
            match &*name.trim().to_ascii_lowercase() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "content-type" => header.media = value.to_ascii_lowercase(),
                "content-length" => header.length = value.parse().ok(),
                "warc-record-id" => {
                    let id = value.trim_matches(['<', '>']);
                    header.id = id.strip_prefix("urn:uuid:").unwrap_or(id).to_owned();
                }
                // some writers put the address in angle brackets
                "warc-target-uri" => header.url = value.trim_matches(['<', '>']).to_owned(),
                _ => {}
            }
        }
    }

    /// What the record is to us; `None` for requests, metadata, pictures.
    fn kind(&self) -> Option<Kind> {
        let web = self.url.starts_with("http");
        match &*self.kind {
            "response" if web && self.media.starts_with("application/http") => Some(Kind::Response),
            "conversion" if self.media.starts_with("text/plain") => Some(Kind::Text),
            "resource" | "conversion" if is_page(&self.media) => Some(Kind::Page),
            "resource" if self.media.starts_with("text/plain") => Some(Kind::Text),
            _ => None,
        }
    }
}

fn is_page(media: &str) -> bool {
    let media = media.trim_start();
    media.starts_with("text/html") || media.starts_with("application/xhtml")
}

/// Reads a line of at most a header's length, with its end; 0 at the end of the content.
fn read_line(content: &mut Content<'_>, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    content.by_ref().take(HEADER).read_until(b'\n', line)
}

fn skip(content: &mut Content<'_>, length: u64) -> io::Result<()> {
    if io::copy(&mut content.by_ref().take(length), &mut io::sink())? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Makes the article of a record.
pub(super) fn parse(record: Record, origin: &Origin, settings: &Settings, output: &mut Output) {
    let Record { row, id, url, payload, kind } = record;
    let place = Place { row: Some(row), id: &id, url: &url, charset: None };
    match kind {
        Kind::Text => text::parse_at(payload, &place, origin, output),
        Kind::Page => html::parse(payload, &place, Format::Warc, settings.extract, origin, output),
        Kind::Response => match Response::read(payload, settings) {
            Ok(Some(Response { body, charset, plain })) => {
                let place = Place { charset: charset.as_deref(), ..place };
                if plain {
                    text::parse_at(body, &place, origin, output);
                } else {
                    html::parse(body, &place, Format::Warc, settings.extract, origin, output);
                }
            }
            Ok(None) => output.skipped += 1,
            Err(error) => output.reject(origin, Some(row), error.to_string()),
        },
    }
}

/// An HTTP response that holds a page.
struct Response {
    body: Vec<u8>,
    charset: Option<String>,
    plain: bool,
}

impl Response {
    /// Takes the response apart; `None` when it holds no page, or none that was found.
    fn read(payload: Vec<u8>, settings: &Settings) -> io::Result<Option<Response>> {
        let Some((head, start)) = split_head(&payload) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "an HTTP response without an end of its header"));
        };
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split_ascii_whitespace().nth(1)).unwrap_or_default();
        if !status.starts_with('2') {
            return Ok(None);
        }
        let (mut media, mut transfer, mut encoding) = (String::new(), String::new(), String::new());
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            match &*name.trim().to_ascii_lowercase() {
                "content-type" => media = value,
                "transfer-encoding" => transfer = value,
                "content-encoding" => encoding = value,
                _ => {}
            }
        }
        let plain = media.starts_with("text/plain");
        if !plain && !is_page(&media) && !media.is_empty() {
            return Ok(None);
        }
        let charset = media.split_once("charset=").map(|(_, rest)| {
            rest.trim_matches(['"', '\'']).split([';', '"', '\'', ' ']).next().unwrap_or_default().to_owned()
        });
        let body = &payload[start..];
        // crawlers mostly store what they decoded and keep the header, so both have to look right
        let body = if transfer.contains("chunked") { unchunked(body) } else { Cow::Borrowed(body) };
        let body = decoded(body, &encoding, settings)?;
        Ok(Some(Response { body, charset, plain }))
    }
}

/// The header of a response as text, and where its body begins.
fn split_head(payload: &[u8]) -> Option<(Cow<'_, str>, usize)> {
    let crlf = memchr::memmem::find(payload, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(payload, b"\n\n").map(|at| (at, at + 2));
    let (end, start) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (found, None) | (None, found) => found?,
    };
    Some((String::from_utf8_lossy(&payload[..end]), start))
}

/// A chunked body put together; as it is when it is not really chunked.
fn unchunked(body: &[u8]) -> Cow<'_, [u8]> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let size = std::str::from_utf8(rest[..end].trim_ascii()).ok();
        let size =
            size.and_then(|line| usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16).ok());
        let Some(size) = size else { return Cow::Borrowed(body) };
        rest = &rest[end + 1..];
        if size == 0 {
            break;
        }
        let chunk = &rest[..size.min(rest.len())];
        joined.extend_from_slice(chunk);
        rest = rest[chunk.len()..].trim_ascii_start();
    }
    if joined.is_empty() && !body.is_empty() { Cow::Borrowed(body) } else { Cow::Owned(joined) }
}

fn decoded(body: Cow<'_, [u8]>, encoding: &str, settings: &Settings) -> io::Result<Vec<u8>> {
    let most = settings.max_article_bytes;
    let gzip = encoding.contains("gzip") && body.starts_with(&[0x1f, 0x8b]);
    let zlib = encoding.contains("deflate") && body.first() == Some(&0x78);
    let zstd = encoding.contains("zstd") && body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let mut reader: Box<dyn Read + '_> = if gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(&*body))
    } else if zlib {
        Box::new(flate2::bufread::ZlibDecoder::new(&*body))
    } else if zstd {
        Box::new(zstd::stream::read::Decoder::with_buffer(&*body)?)
    } else {
        return Ok(body.into_owned());
    };
    super::piece::whole(&mut reader, most)
        .map_err(|e| io::Error::new(e.kind(), format!("its body, sent as {encoding}, cannot be unpacked: {e}")))
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    fn record(kind: &str, media: &str, url: &str, payload: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Target-URI: {url}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{payload}\r\n\r\n",
            payload.len(),
            payload.len()
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

    fn read(bytes: &[u8], settings: &Settings) -> Output {
        let reader: Box<dyn Read> = Box::new(Cursor::new(bytes.to_vec()));
        let origin = Origin { path: "a.warc".into(), stem: "a.warc".into(), folder: String::new(), met: false };
        let mut output = Output::default();
        cut(&mut BufReader::new(reader), settings, &mut |body| match body {
            Body::Record(record) => parse(record, &origin, settings, &mut output),
            Body::Rejected { row, reason } => output.reject(&origin, row, reason),
            Body::Skipped(n) => output.skipped += n,
            _ => unreachable!(),
        });
        output
    }

    #[test]
    fn pages_and_texts_are_read_and_the_rest_is_skipped() {
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
        let output = read(warc.as_bytes(), &Settings::default());
        let found: Vec<_> = output.articles.iter().map(|a| (a.row, &*a.outlet, &*a.title, &*a.text)).collect();
        assert_eq!(
            found,
            [
                (Some(3), "echo.example", "A page", "Ferry aground."),
                (Some(6), "bote.example", "Headline", "The text.\n")
            ]
        );
        assert_eq!((output.skipped, output.rejected.len()), (4, 0));
    }

    #[test]
    fn a_record_that_is_cut_off_is_rejected_and_the_ones_before_are_kept() {
        let warc = page("One.") + &page("Two.");
        for left in page("One.").len() + 1..warc.len() {
            let output = read(&warc.as_bytes()[..left], &Settings::default());
            // the line ends behind a record are not missed
            let rejected = usize::from(left < warc.len() - 4);
            assert_eq!((output.articles.len(), output.rejected.len()), (2 - rejected, rejected), "{left}");
            assert_eq!(output.articles[0].text, "One.");
        }
    }

    #[test]
    fn garbage_between_records_is_one_rejected_line() {
        let warc = page("One.") + "garbage\nand more\n" + &page("Two.");
        let output = read(warc.as_bytes(), &Settings::default());
        assert_eq!((output.articles.len(), output.rejected.len()), (2, 1));
        assert_eq!(output.rejected[0].row, Some(2));
    }

    #[test]
    fn a_record_beyond_the_bound_is_passed_over() {
        let warc = page(&"x".repeat(5000)) + &page("Two.");
        let output = read(warc.as_bytes(), &Settings { max_article_bytes: 1000, ..Settings::default() });
        assert_eq!((output.articles.len(), output.rejected.len()), (1, 1));
    }

    #[test]
    fn bodies_in_chunks_and_packed_are_put_together() {
        assert_eq!(&*unchunked(b"4\r\nFerr\r\nA;x=1\r\ny aground.\r\n0\r\n\r\n"), b"Ferry aground.");
        assert_eq!(&*unchunked(b"<p>not chunked</p>"), b"<p>not chunked</p>");
        use std::io::Write;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(b"Ferry aground.").unwrap();
        let packed = gz.finish().unwrap();
        assert_eq!(decoded(Cow::Borrowed(&packed), "gzip", &Settings::default()).unwrap(), b"Ferry aground.");
        assert_eq!(decoded(Cow::Borrowed(b"plain"), "gzip", &Settings::default()).unwrap(), b"plain");
        assert!(decoded(Cow::Borrowed(&packed[..20]), "gzip", &Settings::default()).is_err());
    }
}
