//! The blocks of text of a page with the elements and classes around them, for pages whose layout is known.

use super::scan::{Tag, Token, tokens, unescape};
use super::visible;
use crate::one_line::one_line;

/// Elements open at once, beyond which more are not told apart.
const MAX_OPEN: usize = 200;

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextBlock {
    /// The names and classes of the elements around it, the outermost first, each followed by a blank.
    path: String,
    /// On one line.
    pub(crate) text: String,
}

impl TextBlock {
    /// Whether the block is inside of an element of this name or class.
    pub(crate) fn is_in(&self, name: &str) -> bool {
        self.path.split(' ').any(|part| part == name)
    }
}

/// The blocks of a piece of markup that show something.
pub(crate) fn blocks(html: &str) -> Vec<TextBlock> {
    let mut reader = BlockReader::default();
    for token in tokens(html) {
        match token {
            Token::Text(text) => reader.text.push_str(&unescape(text)),
            Token::Open(tag) => reader.open(tag),
            Token::Close(name) => reader.close(name),
            Token::Raw(..) => {}
        }
    }
    reader.flush();
    reader.blocks
}

/// The blocks read so far.
#[derive(Default)]
struct BlockReader<'h> {
    blocks: Vec<TextBlock>,
    text: String,
    /// The open elements but those within a line, with the length of `path` before each.
    open: Vec<(&'h str, usize)>,
    path: String,
    /// The classes of the elements within the line that is read.
    inline_classes: String,
}

impl<'h> BlockReader<'h> {
    fn open(&mut self, tag: Tag<'h>) {
        const VOID: [&str; 7] = ["br", "img", "hr", "input", "meta", "link", "col"];
        // every block has a copy of the path
        const MAX_PATH_BYTES: usize = 1 << 10;
        let fits = |class: &str| self.path.len() + self.inline_classes.len() + class.len() <= MAX_PATH_BYTES;
        let class = tag.get("class").filter(|class| fits(class)).unwrap_or_default();
        let classes = class.split_whitespace().flat_map(|class| [class, " "]);
        if visible::is_inline(tag.name) {
            self.inline_classes.extend(classes);
            return;
        }
        self.flush();
        if VOID.iter().any(|name| tag.is(name)) {
            return;
        }
        // a paragraph need not be closed
        if self.open.last().is_some_and(|(name, _)| name.eq_ignore_ascii_case("p")) {
            self.pop();
        }
        if self.open.len() < MAX_OPEN {
            self.open.push((tag.name, self.path.len()));
            self.path.push_str(&tag.name.to_ascii_lowercase());
            self.path.push(' ');
            self.path.extend(classes);
        }
    }

    fn close(&mut self, name: &str) {
        if visible::is_inline(name) {
            return;
        }
        self.flush();
        if let Some(at) = self.open.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name)) {
            while self.open.len() > at {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        if let Some((_, length)) = self.open.pop() {
            self.path.truncate(length);
        }
    }

    fn flush(&mut self) {
        let text = one_line(&self.text);
        self.text.clear();
        if !text.is_empty() {
            self.blocks.push(TextBlock { path: format!("{}{}", self.path, self.inline_classes), text });
        }
        self.inline_classes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_elements_and_classes_around_a_text() {
        let html = "<article><header><div class='a b'>One <b class=c>two</b></div>three</header>\
                    <p>four<p>five<br>six</article>";
        let found: Vec<(String, String)> = blocks(html).into_iter().map(|block| (block.path, block.text)).collect();
        let expected = [
            ("article header div a b c ", "One two"),
            ("article header ", "three"),
            ("article p ", "four"),
            ("article p ", "five"),
            ("article p ", "six"),
        ];
        assert_eq!(found, expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
    }
}
