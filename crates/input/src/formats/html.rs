//! Web pages: one article a file.

use crate::format::{Access, Context, Format, text_head};
use crate::html::page;
use crate::origin::{DocumentInfo, Origin};
use crate::sink::Sink;

/// One web page a file.
pub(super) struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        const MARK_BYTES: usize = 1024;
        let head = text_head(head);
        if !head.starts_with(b"<") {
            return false;
        }
        let head = String::from_utf8_lossy(&head[..head.len().min(MARK_BYTES)]).to_ascii_lowercase();
        ["<!doctype html", "<html", "<head", "<body"].iter().any(|mark| head.contains(mark))
    }

    fn access(&self) -> Access {
        Access::Document(parse)
    }
}

fn parse(bytes: Vec<u8>, origin: &Origin, context: &Context<'_>, sink: &mut Sink<'_>) {
    page::parse(bytes, &DocumentInfo::default(), "html", context.settings.extractor, origin, sink);
}
