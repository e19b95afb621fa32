//! Web pages: one article a file.

use super::xml;
use crate::format::{Access, Format, text_head};
use crate::html::page;
use crate::origin::DocumentInfo;

/// One web page a file.
pub(super) static HTML: Format = Format {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    has_reliable_extensions: true,
    recognises: is_page,
    access: Access::Document(|bytes, sink| page::parse(bytes, &DocumentInfo::default(), sink)),
};

fn is_page(head: &[u8]) -> bool {
    const HEAD_BYTES: usize = 1024;
    let head = text_head(head);
    // agency documents have a head and a body as well
    if !head.starts_with(b"<") || xml::is_known(head) {
        return false;
    }
    let head = String::from_utf8_lossy(&head[..head.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    // SGML of another kind has a body as well
    if head.strip_prefix("<!doctype").is_some_and(|kind| !kind.trim_start().starts_with("html")) {
        return false;
    }
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| head.contains(mark))
}
