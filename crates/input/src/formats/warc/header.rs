//! The headers of WARC records.

use std::io::{self, BufRead, Read};

use crate::format::Content;
use crate::language::Language;

/// The most bytes of a header.
const MAX_HEADER_BYTES: u64 = 64 << 10;

/// The payload of a record that may be an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PayloadKind {
    /// An HTTP response.
    Response,
    /// A page without the response's header.
    Page,
    /// The text of a page.
    Text,
}

/// The fields of a header.
#[derive(Default)]
pub(super) struct Header {
    record_type: String,
    media_type: String,
    pub(super) id: String,
    pub(super) url: String,
    /// The language that the crawler has noted, which the records of Common Crawl's texts have.
    pub(super) language: Language,
    pub(super) length: Option<u64>,
    /// Whether the record is a part of a larger one, which other records go on with.
    pub(super) is_segment: bool,
}

impl Header {
    /// Reads the header of a record after its first line.
    pub(super) fn read(content: &mut Content<'_>) -> io::Result<Header> {
        let mut header = Header::default();
        let mut line = Vec::new();
        let mut total = 0;
        loop {
            let read = read_line(content, &mut line)? as u64;
            total += read;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if total > MAX_HEADER_BYTES {
                return Err(io::Error::other("the header of the WARC record has no end"));
            }
            let text = String::from_utf8_lossy(line.trim_ascii());
            if text.is_empty() {
                return Ok(header);
            }
            if let Some((name, value)) = text.split_once(':') {
                header.set(&name.trim().to_ascii_lowercase(), value.trim());
            }
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            "warc-type" => self.record_type = value.to_ascii_lowercase(),
            "content-type" => self.media_type = value.to_ascii_lowercase(),
            "warc-segment-number" => self.is_segment = true,
            "content-length" => self.length = value.parse().ok(),
            "warc-record-id" => {
                let id = value.trim_matches(['<', '>']);
                self.id = id.strip_prefix("urn:uuid:").unwrap_or(id).to_owned();
            }
            // some writers put the address in angle brackets
            "warc-target-uri" => self.url = value.trim_matches(['<', '>']).to_owned(),
            "warc-identified-content-language" => self.language = Language::declared(value),
            _ => {}
        }
    }

    /// The payload, if it may be an article. Requests, metadata and pictures are not.
    pub(super) fn payload_kind(&self) -> Option<PayloadKind> {
        // crawlers store their own logs under `metadata://` and `urn:`
        let is_from_web = ["http:", "https:", "ftp:", "file:"].iter().any(|scheme| self.url.starts_with(scheme));
        let is_http = self.media_type.starts_with("application/http") || self.media_type.is_empty();
        match &*self.record_type {
            "response" if is_from_web && is_http => Some(PayloadKind::Response),
            "conversion" if self.media_type.starts_with("text/plain") => Some(PayloadKind::Text),
            "resource" | "conversion" if is_from_web && is_page(&self.media_type) => Some(PayloadKind::Page),
            "resource" if is_from_web && self.media_type.starts_with("text/plain") => Some(PayloadKind::Text),
            _ => None,
        }
    }
}

/// Whether a media type in lower case is that of web pages.
pub(super) fn is_page(media_type: &str) -> bool {
    let media_type = media_type.trim_start();
    ["text/html", "application/xhtml", "application/vnd.wap.xhtml"].iter().any(|page| media_type.starts_with(page))
}

/// Reads a line, with its end, but at most as many bytes as a header may have. Returns 0 at the end of the content.
pub(super) fn read_line(content: &mut Content<'_>, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    content.by_ref().take(MAX_HEADER_BYTES).read_until(b'\n', line)
}
