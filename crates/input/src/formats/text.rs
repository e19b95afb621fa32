//! Plain text and Markdown: one article a file.

use crate::format::{Access, Format};
use crate::origin::DocumentInfo;
use crate::plain_text::{self, Markup};

/// One article as plain text. It is the format of all content that no other format recognises.
pub(crate) static TEXT: Format = Format {
    name: "text",
    extensions: &["txt", "text"],
    has_reliable_extensions: true,
    recognises: |_| true,
    access: Access::Document(|bytes, sink| plain_text::parse(bytes, Markup::None, &DocumentInfo::default(), sink)),
};

/// One article as Markdown.
pub(super) static MARKDOWN: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown"],
    has_reliable_extensions: true,
    recognises: |_| false,
    access: Access::Document(|bytes, sink| plain_text::parse(bytes, Markup::Markdown, &DocumentInfo::default(), sink)),
};
