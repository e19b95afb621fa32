//! The tokeniser: a fast pass over ASCII words, and a slower one over the runs with other characters.

use super::ascii_words::ascii_words;
use super::line_hyphens::{JoinedText, may_have_broken_words};
use super::lines::LineTracker;
use super::normalise::{common_separator, is_spaceless, nfkc, push_folded};
use super::token::{Token, TokenClass};
use super::token_hash::hash_spelling;
use super::tokenised_text::TokenisedText;
use unicode_normalization::char::is_combining_mark;

/// Splits text into tokens: maximal runs of letters and digits after NFKC and case folding, or single characters in
/// scripts without spaces between words. A word that is broken at the end of a line is one token. Reuses its scratch
/// memory from one text to the next.
#[derive(Debug, Default)]
pub struct Tokeniser {
    /// The token that is being read.
    spelling: String,
    /// The run that is being read, in NFKC.
    run: String,
    /// The text with the words joined that were broken at the end of a line.
    joined: JoinedText,
    plain: bool,
}

/// From here on are the scripts without spaces, or whose words touch those of others: Han, kana, Hangul.
const FIRST_JOINING: char = '\u{2e80}';

/// The tokens of one text; [`Tokeniser`] is faster for many.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = TokenisedText::default();
    Tokeniser::default().tokenise_words(text, &mut out);
    out.tokens
}

impl Tokeniser {
    /// Appends the tokens and lines of `text` to `out`; line starts count from the first token of this text.
    pub fn tokenise(&mut self, text: &str, out: &mut TokenisedText) {
        self.append(text, true, out);
    }

    /// Appends the tokens of `text`, without its lines.
    pub fn tokenise_words(&mut self, text: &str, out: &mut TokenisedText) {
        self.append(text, false, out);
    }

    /// Whether in the last text each run of letters and digits, as printed, is one token: NFKC changes nothing in it,
    /// no mark is combined with a letter, there are no letters of Han, kana or Hangul, and no word is broken at the end
    /// of a line.
    #[must_use]
    pub fn last_was_plain(&self) -> bool {
        self.plain
    }

    fn append(&mut self, text: &str, lines: bool, out: &mut TokenisedText) {
        if may_have_broken_words(text) {
            let mut joined = std::mem::take(&mut self.joined);
            joined.join(text);
            self.append_joined(&joined.text, lines, out);
            self.plain = false;
            self.joined = joined;
        } else {
            self.append_joined(text, lines, out);
        }
    }

    /// Appends the tokens of a text without broken words.
    fn append_joined(&mut self, text: &str, lines: bool, out: &mut TokenisedText) {
        self.plain = true;
        let bytes = text.as_bytes();
        out.tokens.reserve(text.len() / 6);
        let mut line = LineTracker::new(out.tokens.len(), lines);
        let mut at = 0;
        while at < bytes.len() {
            let other = ascii_words(bytes, at, &mut line, out);
            at = match common_separator(&bytes[other..]) {
                Some(separator) => other + separator.len_utf8(),
                None if other < bytes.len() => self.append_run_around(text, at, other, &mut line, out),
                None => other,
            };
        }
        line.close(bytes, bytes.len(), out.tokens.len(), &mut out.lines);
    }

    /// Appends the tokens of the run of letters, digits and characters beyond ASCII around position `other`, and
    /// returns its end. The ASCII words from `from` to `other` are tokens already.
    ///
    /// The run can be normalised by itself, as NFKC never combines characters across an ASCII character that is not
    /// alphanumeric, or across a common separator.
    fn append_run_around(
        &mut self,
        text: &str,
        from: usize,
        other: usize,
        line: &mut LineTracker,
        out: &mut TokenisedText,
    ) -> usize {
        let bytes = text.as_bytes();
        let before = bytes[from..other].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if before > 0 {
            // the last token is only the beginning of a word
            out.tokens.pop();
        }
        let ends_run = |&at: &usize| match bytes[at] {
            byte @ ..0x80 => !byte.is_ascii_alphanumeric(),
            _ => common_separator(&bytes[at..]).is_some(),
        };
        let end = (other..bytes.len()).find(ends_run).unwrap_or(bytes.len());
        let stop = self.append_run(&text[other - before..end], out);
        line.note_stop(end, stop);
        end
    }

    /// Appends the tokens of a run in any script, character by character. Returns whether the run ends a sentence.
    fn append_run(&mut self, run: &str, out: &mut TokenisedText) -> bool {
        let mut stop = false;
        let mut normal = std::mem::take(&mut self.run);
        normal.clear();
        nfkc(run, |c| normal.push(c));
        self.plain &= normal == run;
        self.spelling.clear();
        let mut class = TokenClass::Plain;
        for c in normal.chars() {
            let letter = c.is_alphanumeric();
            self.plain &= !letter || c < FIRST_JOINING;
            if is_spaceless(c) && (letter || is_combining_mark(c)) {
                self.end_token(&mut class, out);
                self.spelling.push(c);
                self.end_token(&mut class, out);
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
                self.end_token(&mut class, out);
                match c {
                    '。' | '！' | '？' | '!' | '?' | '.' | '।' | '؟' | '۔' => stop = true,
                    '」' | '』' | '）' | '"' | ')' | ' ' => {}
                    _ => stop = false,
                }
            }
        }
        self.end_token(&mut class, out);
        self.run = normal;
        stop
    }

    fn end_token(&mut self, class: &mut TokenClass, out: &mut TokenisedText) {
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
