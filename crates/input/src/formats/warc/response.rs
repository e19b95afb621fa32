//! HTTP responses as web archives store them.

use std::borrow::Cow;
use std::io::{self, Read};

use super::header::is_page;
use crate::context::Context;
use crate::language::Language;
use crate::sniff;

/// An HTTP response with a page or a plain text.
pub(super) struct Response {
    pub(super) body: Vec<u8>,
    /// The encoding that the header names.
    pub(super) charset: Option<String>,
    pub(super) is_plain_text: bool,
    pub(super) language: Language,
}

impl Response {
    /// Reads a response. `None` when it is an error or a redirect, or has neither a page nor a text.
    pub(super) fn read(payload: &[u8], context: &Context<'_>) -> io::Result<Option<Response>> {
        let Some((head, start)) = split_head(payload) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the header of the HTTP response has no end"));
        };
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split_ascii_whitespace().nth(1)).unwrap_or_default();
        if !status.starts_with('2') {
            return Ok(None);
        }
        let (mut media_type, mut transfer, mut encoding) = (String::new(), String::new(), String::new());
        let mut language = Language::default();
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            match &*name.trim().to_ascii_lowercase() {
                "content-type" => media_type = value,
                "transfer-encoding" => transfer = value,
                "content-encoding" => encoding = value,
                "content-language" => language = Language::declared(&value),
                _ => {}
            }
        }
        let is_plain_text = media_type.starts_with("text/plain");
        if !is_plain_text && !is_page(&media_type) && !media_type.is_empty() {
            return Ok(None);
        }
        let charset = media_type.split_once("charset=").map(|(_, rest)| {
            rest.trim_matches(['"', '\'']).split([';', '"', '\'', ' ']).next().unwrap_or_default().to_owned()
        });
        let body = &payload[start..];
        // most crawlers store the decoded body with the original header, so the body must look encoded as well
        let body = if transfer.contains("chunked") { join_chunks(body) } else { Cow::Borrowed(body) };
        let body = decompress(body, &encoding, context)?;
        // servers call anything a page
        match sniff::foreign(&body) {
            Some(foreign) if foreign.is_told() => return Err(io::Error::other(foreign.reason())),
            Some(_) => return Ok(None),
            None => {}
        }
        Ok(Some(Response { body, charset, is_plain_text, language }))
    }
}

/// The header of a response as text, and the position of its body.
fn split_head(payload: &[u8]) -> Option<(Cow<'_, str>, usize)> {
    let crlf = memchr::memmem::find(payload, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(payload, b"\n\n").map(|at| (at, at + 2));
    let (end, start) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (found, None) | (None, found) => found?,
    };
    Some((String::from_utf8_lossy(&payload[..end]), start))
}

/// Joins the chunks of a body. A body that is not really chunked is returned as it is.
fn join_chunks(body: &[u8]) -> Cow<'_, [u8]> {
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

/// Whether a body begins with the header of zlib: its method, and a checksum of two bytes.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0)
}

fn decompress(body: Cow<'_, [u8]>, encoding: &str, context: &Context<'_>) -> io::Result<Vec<u8>> {
    let gzip = encoding.contains("gzip") && body.starts_with(&[0x1f, 0x8b]);
    let zlib = encoding.contains("deflate") && is_zlib(&body);
    // some servers send no header before the data
    let deflate = encoding.contains("deflate") && !zlib;
    let brotli = encoding.split(',').any(|name| name.trim() == "br");
    let zstd = encoding.contains("zstd") && body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let mut reader: Box<dyn Read + '_> = if gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(&*body))
    } else if zlib {
        Box::new(flate2::bufread::ZlibDecoder::new(&*body))
    } else if deflate {
        Box::new(flate2::bufread::DeflateDecoder::new(&*body))
    } else if brotli {
        Box::new(brotli_decompressor::Decompressor::new(&*body, 4 << 10))
    } else if zstd {
        Box::new(zstd::stream::read::Decoder::with_buffer(&*body)?)
    } else {
        return Ok(body.into_owned());
    };
    match context.read_whole(&mut reader) {
        Ok(plain) => Ok(plain),
        // these have no mark, so what was stored decoded is known only by its failure
        Err(_) if (deflate || brotli) && crate::charset::is_text(&body) => {
            drop(reader);
            Ok(body.into_owned())
        }
        Err(e) => {
            let what = format!("its body, sent as {encoding}, cannot be decompressed: {e}");
            Err(io::Error::new(e.kind(), what))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_picture_or_a_pdf_that_is_called_a_page_is_none() {
        Context::with(&Settings::default(), |context| {
            let response = |body: &[u8]| {
                let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
                Response::read(&[&head[..], body].concat(), context)
            };
            assert!(response(b"\x89PNG\r\n\x1a\n some").unwrap().is_none());
            assert!(response(b"%PDF-1.4 some").err().is_some_and(|error| error.to_string().contains("PDF")));
            assert!(response(b"<p>Ferry").unwrap().is_some());
        });
    }

    #[test]
    fn joins_and_decompresses_bodies() {
        assert_eq!(&*join_chunks(b"4\r\nFerr\r\nA;x=1\r\ny aground.\r\n0\r\n\r\n"), b"Ferry aground.");
        assert_eq!(&*join_chunks(b"<p>not chunked</p>"), b"<p>not chunked</p>");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(b"Ferry aground.").unwrap();
        let packed = gz.finish().unwrap();
        Context::with(&Settings::default(), |context| {
            assert_eq!(decompress(Cow::Borrowed(&packed), "gzip", context).unwrap(), b"Ferry aground.");
            assert_eq!(decompress(Cow::Borrowed(b"plain"), "gzip", context).unwrap(), b"plain");
            assert!(decompress(Cow::Borrowed(&packed[..20]), "gzip", context).is_err());
            let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            let text: String = (0..300).map(|nth| format!("Ferry {nth} ran aground. ")).collect();
            raw.write_all(text.as_bytes()).unwrap();
            let packed = raw.finish().unwrap();
            assert_eq!(decompress(Cow::Borrowed(&packed), "deflate", context).unwrap(), text.as_bytes());
            // an empty stream of brotli, and one of `Ferry aground.` that is stored, not compressed
            let stored = b"\x8b\x06\x80Ferry aground.\x03";
            assert_eq!(decompress(Cow::Borrowed(stored), "br", context).unwrap(), b"Ferry aground.");
        });
    }
}
