//! From text to tokens and lines: a fast pass over ASCII, and a careful one over the rest.

use super::ascii::{ascii_token, ascii_tokens};
use super::edges::Edges;
use super::normalise::{is_common_separator, is_spaceless, nfkc, push_folded};
use super::token::{Class, Token, hash_spelling};
use unicode_normalization::char::is_combining_mark;

/// A line of text that has at least one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Line(u32);

impl Line {
    fn new(start: usize, ends_sentence: bool) -> Self {
        // more than 2³¹ tokens cannot come from an article within the input's size limit
        Line((start as u32) << 1 | u32::from(ends_sentence))
    }

    /// The index of its first token.
    #[must_use]
    pub fn start(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether its last printed mark ends a sentence (`.`, `!`, `?`, or the same in another script, quotes aside).
    #[must_use]
    pub fn ends_sentence(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The tokens of one text or of several, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokenised {
    /// The tokens in order.
    pub tokens: Vec<Token>,
    /// The lines that have tokens, in order.
    pub lines: Vec<Line>,
}

impl Tokenised {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.tokens.clear();
        self.lines.clear();
    }
}

/// Turns text into tokens: maximal runs of letters and digits after NFKC and case folding; each character by itself in
/// scripts written without spaces. Keeps its scratch memory from one text to the next.
#[derive(Debug, Default)]
pub struct Tokeniser {
    edges: Edges,
    spelling: String,
    chunk: String,
}

/// Whether a sentence has ended when a byte that is no letter or digit was read, from whether it had before.
#[inline]
fn stop(byte: u8, before: bool) -> bool {
    match byte {
        b'.' | b'!' | b'?' => true,
        // a sentence may end in a quote or a bracket, and in blanks
        b'"' | b'\'' | b')' | b']' | b' ' | b'\t' => before,
        _ => false,
    }
}

/// The tokens of one text, for who has no [`Tokeniser`] at hand and asks for no lines.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Tokenised::default();
    Tokeniser::default().tokenise(text, &mut out);
    out.tokens
}

impl Tokeniser {
    /// Appends the tokens and lines of `text` to `out`; line starts count from the first token of this text.
    pub fn tokenise(&mut self, text: &str, out: &mut Tokenised) {
        let first = out.tokens.len();
        out.tokens.reserve(text.len() / 6);
        let mut line = LineState { first, start: first, stop: false };
        let mut edges = std::mem::take(&mut self.edges);
        for part in parts(text, MOST) {
            edges.find(part.as_bytes());
            self.part(part, &edges, &mut line, out);
        }
        self.edges = edges;
        line.close(out);
    }

    /// Goes from mark to mark: the words before one are hashed in one go, and what stands between them says nothing.
    fn part(&mut self, text: &str, edges: &Edges, line: &mut LineState, out: &mut Tokenised) {
        let bytes = text.as_bytes();
        let words = edges.words();
        // up to here everything is read
        let (mut at, mut word) = (0, 0);
        for mark in edges.marks() {
            let mark_at = mark.at as usize;
            if mark_at < at {
                continue;
            }
            let mut before = mark.words as usize;
            let beyond = bytes[mark_at] >= 0x80;
            // a word that touches what is beyond ASCII is part of it
            let touches = beyond && before > word && words[before - 1][1] == mark.at;
            before -= usize::from(touches);
            if before > word {
                ascii_tokens(bytes, &words[word..before], &mut out.tokens);
                line.stop = false;
                at = words[before - 1][1] as usize;
                word = before;
            }
            if beyond {
                let start = if touches { words[before][0] as usize } else { mark_at };
                line.gap(&bytes[at..start]);
                at = self.beyond_ascii(text, start, line, out);
                word += words[word..].iter().take_while(|word| (word[0] as usize) < at).count();
            } else {
                line.gap(&bytes[at..mark_at]);
                line.close(out);
                at = mark_at + 1;
            }
        }
        if let Some(&[_, end]) = words[word..].last() {
            ascii_tokens(bytes, &words[word..], &mut out.tokens);
            line.stop = false;
            at = end as usize;
        }
        line.gap(&bytes[at..]);
    }

    /// Reads the run of letters, digits and characters beyond ASCII that begins at `at`; gives where it ends. NFKC never
    /// reaches over an ASCII character that is no letter or digit, so the run can be normalised by itself.
    fn beyond_ascii(&mut self, text: &str, at: usize, line: &mut LineState, out: &mut Tokenised) -> usize {
        let rest = &text[at..];
        let len = rest.bytes().position(|b| b < 0x80 && !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let run = &rest[..len];
        // most such runs are words beside a curly quote or a dash: split there, and only words that need it are rebuilt
        for piece in run.split_inclusive(is_common_separator) {
            let mut word = piece;
            let mut mark = None;
            if let Some(last) = piece.chars().next_back().filter(|&c| is_common_separator(c)) {
                word = &piece[..piece.len() - last.len_utf8()];
                mark = Some(last);
            }
            if !word.is_empty() {
                line.stop = false;
                if word.is_ascii() {
                    out.tokens.push(ascii_token(word.as_bytes(), 0, word.len()));
                } else {
                    self.any_script(word, line, out);
                }
            }
            match mark {
                Some('…') => line.stop = true,
                None | Some('’' | '”' | '»' | '\u{a0}') => {}
                Some(_) => line.stop = false,
            }
        }
        at + len
    }

    /// The reference way, right for any text: NFKC, then character by character.
    fn any_script(&mut self, run: &str, line: &mut LineState, out: &mut Tokenised) {
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.clear();
        nfkc(run, |c| chunk.push(c));
        self.spelling.clear();
        let mut class = Class::Plain;
        for c in chunk.chars() {
            if is_spaceless(c) && (c.is_alphanumeric() || is_combining_mark(c)) {
                self.flush(&mut class, out);
                self.spelling.push(c);
                self.flush(&mut class, out);
                line.stop = false;
            } else if c.is_alphanumeric() || (is_combining_mark(c) && !self.spelling.is_empty()) {
                if c.is_numeric() {
                    class = Class::Number;
                } else if self.spelling.is_empty() && c.is_uppercase() {
                    class = Class::Capital;
                }
                push_folded(c, &mut self.spelling);
                line.stop = false;
            } else {
                self.flush(&mut class, out);
                match c {
                    '。' | '！' | '？' | '!' | '?' | '.' | '।' | '؟' | '۔' => line.stop = true,
                    '」' | '』' | '）' | '"' | ')' | ' ' => {}
                    _ => line.stop = false,
                }
            }
        }
        self.flush(&mut class, out);
        self.chunk = chunk;
    }

    fn flush(&mut self, class: &mut Class, out: &mut Tokenised) {
        if !self.spelling.is_empty() {
            out.tokens.push(Token::new(hash_spelling(self.spelling.as_bytes()), *class));
            self.spelling.clear();
        }
        *class = Class::Plain;
    }
}

/// The longest text that is looked at in one go, in bytes: places in it are 32-bit numbers.
const MOST: usize = 1 << 31;

/// The text in pieces of at most `most` bytes, which end where a word does.
fn parts(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.as_bytes().get(..most) {
            None => rest.len(),
            // a text without any is no text, and may be cut anywhere
            Some(head) => {
                head.iter().rposition(|&b| b.is_ascii_whitespace()).unwrap_or_else(|| char_before(rest, most))
            }
        };
        let (part, behind) = rest.split_at_checked(end.max(1))?;
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

/// The last boundary of a character at or before `at`.
fn char_before(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

struct LineState {
    /// The first token of the text.
    first: usize,
    /// The first token of the line.
    start: usize,
    /// Whether the last printed mark ends a sentence.
    stop: bool,
}

impl LineState {
    fn close(&mut self, out: &mut Tokenised) {
        if out.tokens.len() > self.start {
            out.lines.push(Line::new(self.start - self.first, self.stop));
            self.start = out.tokens.len();
        }
        self.stop = false;
    }

    /// Reads what stands between two words, or between a word and a mark.
    fn gap(&mut self, gap: &[u8]) {
        self.stop = gap.iter().fold(self.stop, |before, &byte| stop(byte, before));
    }
}

#[cfg(test)]
#[path = "tokenise_tests.rs"]
mod tests;
