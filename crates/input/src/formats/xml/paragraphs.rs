//! The paragraphs of a document's body, put together from the texts of its elements.

use crate::one_line::one_line;

/// The body, paragraph by paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    body: String,
    /// The paragraph that is being read.
    paragraph: String,
}

impl Paragraphs {
    /// Adds text to the paragraph.
    pub(super) fn push_str(&mut self, text: &str) {
        self.paragraph.push_str(text);
    }

    /// Ends the paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let line = one_line(&self.paragraph);
        self.paragraph.clear();
        if !line.is_empty() {
            self.body.push_str(&line);
            self.body.push_str("\n\n");
        }
    }

    /// All paragraphs that have ended, parted by empty lines.
    pub(super) fn text(&self) -> &str {
        self.body.trim_end()
    }
}
