//! Plain text and Markdown: one article a file.

use crate::format::{Access, Context, Format};
use crate::origin::{DocumentInfo, Origin};
use crate::plain_text::{self, Markup};
use crate::sink::Sink;

/// One article as plain text. It is the format of all content that no other format recognises.
pub(super) struct Text;

/// One article as Markdown.
pub(super) struct Markdown;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn access(&self) -> Access {
        Access::Document(|bytes, origin, _: &Context<'_>, sink| parse(bytes, Markup::None, "text", origin, sink))
    }
}

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn access(&self) -> Access {
        Access::Document(|bytes, origin, _: &Context<'_>, sink| {
            parse(bytes, Markup::Markdown, "markdown", origin, sink);
        })
    }
}

fn parse(bytes: Vec<u8>, markup: Markup, format: &'static str, origin: &Origin, sink: &mut Sink<'_>) {
    plain_text::parse(bytes, markup, &DocumentInfo::default(), format, origin, sink);
}
