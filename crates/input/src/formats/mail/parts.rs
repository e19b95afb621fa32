//! The text of a mail's parts.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use crate::article::Extraction;
use crate::charset;
use crate::html::{self, PageText};
use crate::settings::Extractor;

/// The text of a mail: that of its HTML parts, where they show any, else that of its plain ones. The second string is
/// all visible text of its pages.
pub(super) fn text(message: &Message<'_>, extractor: Extractor) -> (PageText, String) {
    let (mut text, mut visible) = (String::new(), String::new());
    let mut extraction = Extraction::Given;
    for part in message.html_bodies() {
        match &part.body {
            PartType::Html(_) => {
                let html = String::from_utf8_lossy(&content(message, part)).into_owned();
                let page = html::text_of_page(&html, extractor);
                if page.extraction == Extraction::Body {
                    push(&mut visible, &html::lines(&html));
                }
                extraction = page.extraction;
                push(&mut text, &page.text);
            }
            PartType::Text(_) => push(&mut text, &String::from_utf8_lossy(&content(message, part))),
            _ => {}
        }
    }
    if text.is_empty() {
        for part in message.text_bodies() {
            if let PartType::Text(_) = part.body {
                push(&mut text, &String::from_utf8_lossy(&content(message, part)));
            }
        }
        extraction = Extraction::Given;
    }
    (PageText { text, extraction }, visible)
}

/// Adds a text below the others.
fn push(all: &mut String, text: &str) {
    let text = text.trim();
    if !all.is_empty() && !text.is_empty() {
        all.push_str("\n\n");
    }
    all.push_str(text);
}

/// The content of a part, in UTF-8 where its encoding is named, or where a guess finds it.
pub(super) fn content<'p>(message: &'p Message<'_>, part: &'p MessagePart<'_>) -> Cow<'p, [u8]> {
    let (PartType::Html(text) | PartType::Text(text)) = &part.body else { return Cow::Borrowed(&[]) };
    let has_charset = part.content_type().is_some_and(|found| found.attribute("charset").is_some());
    // the parser has read these bytes as UTF-8, and lost what is not
    if has_charset || !text.contains('\u{fffd}') {
        return Cow::Borrowed(text.as_bytes());
    }
    let (start, end) = (part.offset_body as usize, part.offset_end as usize);
    let raw = message.raw_message.get(start..end).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::None => Some(raw.to_vec()),
    };
    match decoded.and_then(charset::decode) {
        Some(decoded) => Cow::Owned(decoded.into_bytes()),
        None => Cow::Borrowed(text.as_bytes()),
    }
}
