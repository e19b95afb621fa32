//! Mails, mailboxes, and web pages saved as one mail.
//!
//! A mail is one article: its HTML part, else its plain one. Attachments are passed over and counted.

mod header;
mod mailbox;
mod message;
mod parts;

use crate::format::{Access, Format, text_head};
use header::HeaderBlock;

/// A web page with its pictures, as browsers save it in one file.
pub(super) static MHTML: Format = Format {
    name: "mhtml",
    extensions: &["mhtml", "mht"],
    has_reliable_extensions: true,
    recognises: |head| HeaderBlock::of(text_head(head)).is_some_and(|header| header.is_of_saved_page()),
    access: Access::Document(|bytes, sink| message::parse(&bytes, None, sink)),
};

/// One mail, or one article of a newsgroup.
pub(super) static MAIL: Format = Format {
    name: "eml",
    extensions: &["eml", "emlx"],
    has_reliable_extensions: true,
    recognises: |head| HeaderBlock::of(without_length(text_head(head))).is_some_and(|header| header.is_of_mail()),
    access: Access::Document(|bytes, sink| message::parse(without_length(&bytes), None, sink)),
};

/// Many mails, one after the other.
pub(super) static MAILBOX: Format = Format {
    name: "mbox",
    extensions: &["mbox"],
    has_reliable_extensions: true,
    recognises: mailbox::is_mailbox,
    access: Access::Stream(mailbox::split),
};

/// A mail without the line above it in which Apple Mail writes its length.
fn without_length(bytes: &[u8]) -> &[u8] {
    const MAX_DIGITS: usize = 10;
    let Some(end) = memchr::memchr(b'\n', &bytes[..bytes.len().min(2 * MAX_DIGITS)]) else { return bytes };
    let line = bytes[..end].trim_ascii();
    let length = std::str::from_utf8(line).ok().and_then(|line| line.parse::<usize>().ok());
    match length {
        Some(length) if line.len() <= MAX_DIGITS => {
            let rest = &bytes[end + 1..];
            // what follows is a property list
            &rest[..length.min(rest.len())]
        }
        _ => bytes,
    }
}
