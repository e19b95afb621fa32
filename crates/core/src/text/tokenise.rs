//! From text to tokens and lines: a fast pass over ASCII, and a careful one over the rest.

use super::lines::LineTracker;
use super::normalise::{common_separator, is_spaceless, nfkc, push_folded};
use super::token::{Token, TokenClass};
use super::token_hash::hash_spelling;
use super::tokenised_text::TokenisedText;
use super::words::ascii_words;
use unicode_normalization::char::is_combining_mark;

/// Turns text into tokens: maximal runs of letters and digits after NFKC and case folding; each character by itself in
/// scripts written without spaces. Keeps its scratch memory from one text to the next.
#[derive(Debug, Default)]
pub struct Tokeniser {
    spelling: String,
    chunk: String,
    plain: bool,
}

/// From here on scripts are written without spaces, or touch words of others: Han, kana, Hangul.
const JOINING: char = '\u{2e80}';

/// The tokens of one text, for who has no [`Tokeniser`] at hand and asks for no lines.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = TokenisedText::default();
    Tokeniser::default().tokenise_words(text, &mut out);
    out.tokens
}

impl Tokeniser {
    /// Appends the tokens and lines of `text` to `out`; line starts count from the first token of this text.
    pub fn tokenise(&mut self, text: &str, out: &mut TokenisedText) {
        self.read(text, true, out);
    }

    /// Appends the tokens of `text` alone.
    pub fn tokenise_words(&mut self, text: &str, out: &mut TokenisedText) {
        self.read(text, false, out);
    }

    /// Whether in the text that was read last each run of letters and digits, as printed, is one token: NFKC changes nothing in it,
    /// no mark is combined with a letter, and there are no letters of Han, kana or Hangul.
    #[must_use]
    pub fn last_was_plain(&self) -> bool {
        self.plain
    }

    fn read(&mut self, text: &str, lines: bool, out: &mut TokenisedText) {
        self.plain = true;
        let bytes = text.as_bytes();
        out.tokens.reserve(text.len() / 6);
        let mut line = LineTracker::new(out.tokens.len(), lines);
        let mut at = 0;
        while at < bytes.len() {
            let mark = ascii_words(bytes, at, &mut line, out);
            at = match common_separator(&bytes[mark..]) {
                Some(separator) => mark + separator.len_utf8(),
                None if mark < bytes.len() => self.beyond_ascii(text, at, mark, &mut line, out),
                None => mark,
            };
        }
        line.close(bytes, bytes.len(), out.tokens.len(), &mut out.lines);
    }

    /// Reads the run of letters, digits and characters beyond ASCII that is around `mark`; gives where it ends. Up to `read` the
    /// text is done with, and the words from there to the mark are tokens already. NFKC never reaches over an ASCII character that
    /// is no letter or digit, nor over a common separator, so the run can be normalised by itself.
    fn beyond_ascii(
        &mut self,
        text: &str,
        read: usize,
        mark: usize,
        line: &mut LineTracker,
        out: &mut TokenisedText,
    ) -> usize {
        let bytes = text.as_bytes();
        let word = bytes[read..mark].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if word > 0 {
            // what was taken for a word is but the beginning of one
            out.tokens.pop();
        }
        let ends = |&at: &usize| match bytes[at] {
            byte @ ..0x80 => !byte.is_ascii_alphanumeric(),
            _ => common_separator(&bytes[at..]).is_some(),
        };
        let end = (mark..bytes.len()).find(ends).unwrap_or(bytes.len());
        let stop = self.any_script(&text[mark - word..end], out);
        line.set(end, stop);
        end
    }

    /// The reference way, right for any text: NFKC, then character by character. Gives whether the run ends a sentence.
    fn any_script(&mut self, run: &str, out: &mut TokenisedText) -> bool {
        let mut stop = false;
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.clear();
        nfkc(run, |c| chunk.push(c));
        self.plain &= chunk == run;
        self.spelling.clear();
        let mut class = TokenClass::Plain;
        for c in chunk.chars() {
            let letter = c.is_alphanumeric();
            self.plain &= !letter || c < JOINING;
            if is_spaceless(c) && (letter || is_combining_mark(c)) {
                self.flush(&mut class, out);
                self.spelling.push(c);
                self.flush(&mut class, out);
                stop = false;
            } else if letter || (is_combining_mark(c) && !self.spelling.is_empty()) {
                self.plain &= letter;
                if c.is_numeric() {
                    class = TokenClass::Number;
                } else if self.spelling.is_empty() && c.is_uppercase() {
                    class = TokenClass::Capital;
                }
                push_folded(c, &mut self.spelling);
                stop = false;
            } else {
                self.flush(&mut class, out);
                match c {
                    '。' | '！' | '？' | '!' | '?' | '.' | '।' | '؟' | '۔' => stop = true,
                    '」' | '』' | '）' | '"' | ')' | ' ' => {}
                    _ => stop = false,
                }
            }
        }
        self.flush(&mut class, out);
        self.chunk = chunk;
        stop
    }

    fn flush(&mut self, class: &mut TokenClass, out: &mut TokenisedText) {
        if !self.spelling.is_empty() {
            out.tokens.push(Token::new(hash_spelling(self.spelling.as_bytes()), *class));
            self.spelling.clear();
        }
        *class = TokenClass::Plain;
    }
}

#[cfg(test)]
#[path = "tokenise_tests.rs"]
mod tests;
