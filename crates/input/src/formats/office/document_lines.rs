//! From the lines of a document to articles: those of Nexis Uni and Factiva end with a line of their own; other
//! documents are one article.

use std::sync::Arc;

use crate::format::{Chunk, Emitter};
use crate::formats::exports::factiva_lines::{self as factiva, Publisher};
use crate::formats::exports::nexis;
use crate::origin::DocumentInfo;
use crate::plain_text;
use crate::sink::Sink;

/// What lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinesKind {
    Nexis,
    Factiva,
    /// Not the article of an export.
    Plain,
}

/// The lines of one article.
struct ArticleLines {
    kind: LinesKind,
    lines: Vec<String>,
    bytes: usize,
    row: Option<u64>,
    /// The title of the document, of its headings or its properties.
    title: Arc<str>,
}

impl Chunk for ArticleLines {
    fn bytes(&self) -> Option<usize> {
        Some(self.bytes)
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        match self.kind {
            LinesKind::Factiva => factiva::parse(&self.lines, Publisher::MayBeLast, self.row, sink),
            LinesKind::Nexis if nexis::parse(&self.lines, self.row, sink) => {}
            LinesKind::Nexis if self.row.is_some() => {
                sink.reject(self.row, "no text: no line `Body` and no fields of Nexis stand above the end");
            }
            LinesKind::Nexis | LinesKind::Plain => {
                let paragraphs: Vec<&str> =
                    self.lines.iter().map(|line| line.trim()).filter(|l| !l.is_empty()).collect();
                let info = DocumentInfo { row: self.row, ..DocumentInfo::default() };
                plain_text::parse_titled(paragraphs.join("\n\n"), &self.title, &info, sink);
            }
        }
    }
}

/// Receives the lines of a document, and passes on its articles.
pub(super) struct DocumentLines<'p, 'e> {
    emitter: &'p mut Emitter<'e>,
    lines: Vec<String>,
    bytes: usize,
    is_too_long: bool,
    /// The last article, which is numbered if there is another.
    held: Option<ArticleLines>,
    articles: u64,
    /// The title in the properties of the document.
    pub(super) title: String,
    heading: String,
}

impl<'p, 'e> DocumentLines<'p, 'e> {
    pub(super) fn new(emitter: &'p mut Emitter<'e>) -> Self {
        DocumentLines {
            emitter,
            lines: Vec::new(),
            bytes: 0,
            is_too_long: false,
            held: None,
            articles: 0,
            title: String::new(),
            heading: String::new(),
        }
    }

    /// Adds a line, which is blank between paragraphs.
    pub(super) fn push(&mut self, line: String, is_heading: bool) {
        let limit = self.emitter.context.settings.max_article_bytes;
        self.bytes += line.len() + 1;
        self.is_too_long |= self.bytes as u64 > limit;
        if is_heading && self.heading.is_empty() && self.lines.len() < 8 {
            line.trim().clone_into(&mut self.heading);
        }
        let kind = if nexis::is_end(&line) {
            Some(LinesKind::Nexis)
        } else if factiva::is_document_line(&line) {
            Some(LinesKind::Factiva)
        } else {
            None
        };
        // a line that ends an article is short
        if !self.is_too_long || kind.is_some() {
            self.lines.push(line);
        }
        if let Some(kind) = kind {
            self.close(kind);
        }
    }

    /// Ends an article.
    fn close(&mut self, kind: LinesKind) {
        self.articles += 1;
        let lines = std::mem::take(&mut self.lines);
        let bytes = std::mem::take(&mut self.bytes);
        let title = if self.heading.is_empty() { &self.title } else { &self.heading };
        let next = ArticleLines { kind, lines, bytes, row: Some(self.articles), title: title.as_str().into() };
        if let Some(before) = self.held.take() {
            self.emitter.chunk(before);
        }
        if std::mem::take(&mut self.is_too_long) {
            let reason = self.emitter.context.too_long("article");
            self.emitter.reject((kind != LinesKind::Plain).then_some(self.articles), reason);
        } else {
            self.held = Some(next);
        }
    }

    /// Ends the document.
    pub(super) fn finish(mut self) {
        let kind = if nexis::is_article(&self.lines) {
            LinesKind::Nexis
        } else if factiva::is_article(&self.lines) {
            LinesKind::Factiva
        } else {
            LinesKind::Plain
        };
        if self.articles == 0 && kind == LinesKind::Plain && nexis::is_cover(&self.lines) {
            return self
                .emitter
                .reject(None, "no text: a list of the documents of an export, which are in other files");
        }
        // what follows the articles of an export is a summary of the search, or an article that is cut
        if self.articles == 0 || kind != LinesKind::Plain {
            self.close(kind);
        }
        if let Some(mut last) = self.held.take() {
            if self.articles == 1 {
                last.row = None;
            }
            self.emitter.chunk(last);
        }
    }

    /// Ends a document that cannot be read on, and rejects what is missing of it.
    pub(super) fn break_off(self, reason: String) {
        let DocumentLines { emitter, held, articles, .. } = self;
        if let Some(last) = held {
            emitter.chunk(last);
        }
        emitter.reject((articles > 0).then_some(articles + 1), reason);
    }
}
