//! From text to tokens and lines: a table-driven pass over ASCII, and a careful one over the rest.

use super::bits::WordBits;
use super::normalise::{is_common_separator, is_spaceless, nfkc, push_folded};
use super::token::{Class, HASH_START, Token, hash_end, hash_spelling, hash_step};
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
    words: WordBits,
    spelling: String,
    chunk: String,
}

/// What an ASCII byte does.
mod kind {
    pub(super) const SEPARATOR: u8 = 0;
    pub(super) const LOWER: u8 = 1;
    pub(super) const UPPER: u8 = 2;
    pub(super) const DIGIT: u8 = 3;
    pub(super) const NEWLINE: u8 = 4;
    pub(super) const STOP: u8 = 5;
    pub(super) const QUIET: u8 = 6;
    pub(super) const BEYOND: u8 = 7;
}

const KIND: [u8; 256] = {
    let mut table = [kind::SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => kind::LOWER,
            b'A'..=b'Z' => kind::UPPER,
            b'0'..=b'9' => kind::DIGIT,
            b'\n' | b'\r' => kind::NEWLINE,
            b'.' | b'!' | b'?' => kind::STOP,
            // a sentence may end in a quote or a bracket, and in blanks
            b'"' | b'\'' | b')' | b']' | b' ' | b'\t' => kind::QUIET,
            128..=255 => kind::BEYOND,
            _ => kind::SEPARATOR,
        };
        byte += 1;
    }
    table
};

#[inline(always)]
fn is_word(byte: u8) -> bool {
    matches!(KIND[byte as usize], kind::LOWER..=kind::DIGIT)
}

impl Tokeniser {
    /// Appends the tokens and lines of `text` to `out`; line starts count from the first token of this text.
    pub fn tokenise(&mut self, text: &str, out: &mut Tokenised) {
        let mut words = std::mem::take(&mut self.words);
        words.mark(text.as_bytes());
        self.tokenise_marked(text, &words, out);
        self.words = words;
    }

    fn tokenise_marked(&mut self, text: &str, words: &WordBits, out: &mut Tokenised) {
        let bytes = text.as_bytes();
        let first = out.tokens.len();
        out.tokens.reserve(bytes.len() / 6);
        let mut line = LineState { start: first, stop: false };
        let mut at = 0;
        while at < bytes.len() {
            let start = words.next_word(at);
            // nearly every gap is one blank, which says nothing
            if start != at && (start != at + 1 || bytes[at] != b' ') {
                let gap_end = gap(bytes, at, start, first, &mut line, out);
                if gap_end < start {
                    at = self.beyond_ascii(text, gap_end, &mut line, out);
                    continue;
                }
            }
            if start == bytes.len() {
                break;
            }
            let end = words.next_gap(start);
            line.stop = false;
            if bytes.get(end).is_some_and(|&next| next >= 0x80) {
                at = self.beyond_ascii(text, start, &mut line, out);
            } else {
                out.tokens.push(ascii_token(bytes, start, end));
                at = end;
            }
        }
        line.close(first, out);
    }

    /// Reads the run of letters, digits and characters beyond ASCII that begins at `at`; gives where it ends. NFKC never
    /// reaches over an ASCII character that is no letter or digit, so the run can be normalised by itself.
    fn beyond_ascii(&mut self, text: &str, at: usize, line: &mut LineState, out: &mut Tokenised) -> usize {
        let rest = &text[at..];
        let len = rest.bytes().position(|b| b < 0x80 && !is_word(b)).unwrap_or(rest.len());
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

struct LineState {
    start: usize,
    stop: bool,
}

impl LineState {
    fn close(&mut self, first: usize, out: &mut Tokenised) {
        if out.tokens.len() > self.start {
            out.lines.push(Line::new(self.start - first, self.stop));
            self.start = out.tokens.len();
        }
        self.stop = false;
    }
}

/// Reads what stands between two words; gives where it ends, or where something beyond ASCII stands in it.
fn gap(bytes: &[u8], from: usize, to: usize, first: usize, line: &mut LineState, out: &mut Tokenised) -> usize {
    for (at, &byte) in (from..to).zip(&bytes[from..to]) {
        match KIND[byte as usize] {
            kind::BEYOND => return at,
            kind::NEWLINE => line.close(first, out),
            kind::STOP => line.stop = true,
            kind::QUIET => {}
            _ => line.stop = false,
        }
    }
    to
}

/// The token of an ASCII word. Setting bit 5 turns capitals into small letters and leaves digits as they are.
#[inline(always)]
fn ascii_token(bytes: &[u8], start: usize, end: usize) -> Token {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    // digits are the only word bytes below 0x40
    const DIGITS: u64 = 0x4040_4040_4040_4040;
    let len = end - start;
    if let (1..=8, Some(&eight)) = (len, bytes[start..].first_chunk::<8>()) {
        let mask = u64::MAX >> (64 - 8 * len as u32);
        let word = u64::from_le_bytes(eight);
        let state = hash_step(HASH_START, (word | LOWER) & mask);
        return Token::new(hash_end(state, len), class_of(!word & DIGITS & mask, bytes[start]));
    }
    let mut state = HASH_START;
    let mut digits = 0_u64;
    let mut at = start;
    loop {
        let left = end - at;
        let word = load(bytes, at, left.min(8));
        let mask = if left >= 8 { u64::MAX } else { (1_u64 << (8 * left)) - 1 };
        digits |= !word & DIGITS & mask;
        state = hash_step(state, word | (LOWER & mask));
        if left <= 8 {
            break;
        }
        at += 8;
    }
    Token::new(hash_end(state, len), class_of(digits, bytes[start]))
}

#[inline(always)]
fn class_of(digits: u64, first: u8) -> Class {
    if digits != 0 {
        Class::Number
    } else if first < b'a' {
        Class::Capital
    } else {
        Class::Plain
    }
}

/// Up to eight bytes from `at`, little endian, zero padded.
#[inline(always)]
fn load(bytes: &[u8], at: usize, len: usize) -> u64 {
    if let Some(eight) = bytes.get(at..at + 8) {
        let mut word = [0_u8; 8];
        word.copy_from_slice(eight);
        let word = u64::from_le_bytes(word);
        if len == 8 { word } else { word & ((1_u64 << (8 * len)) - 1) }
    } else {
        bytes[at..at + len].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
    }
}

#[cfg(test)]
#[path = "tokenise_tests.rs"]
mod tests;
