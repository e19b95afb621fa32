//! Where each token is in its text, to show passages to a person. Slow: scans do without it.

use super::line_hyphens::{JoinedText, may_have_broken_words};
use super::normalise::{is_shaping, is_spaceless};
use super::tokenise::Tokeniser;
use super::tokenised_text::TokenisedText;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// The byte range of every token of `text`, in order; as many ranges as the tokeniser gives tokens.
#[must_use]
pub fn token_spans(text: &str) -> Vec<Range<usize>> {
    if !may_have_broken_words(text) {
        return joined_token_spans(text);
    }
    let mut joined = JoinedText::default();
    joined.join(text);
    joined_token_spans(&joined.text).iter().map(|span| joined.printed(span)).collect()
}

/// [`token_spans`] of a text without broken words.
fn joined_token_spans(text: &str) -> Vec<Range<usize>> {
    let mut tokeniser = Tokeniser::default();
    let mut tokens = TokenisedText::default();
    let mut spans = Vec::new();
    let mut at = 0;
    // no token extends over an ASCII character other than a letter or digit
    for run in text.split_inclusive(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()) {
        tokens.clear();
        tokeniser.tokenise(run, &mut tokens);
        let words = word_spans(run, at);
        if words.len() == tokens.tokens.len() {
            spans.extend(words);
        } else {
            // normalisation changed the number of words (a ligature, a fraction): each token has the whole run
            spans.extend(std::iter::repeat_n(at..at + run.len(), tokens.tokens.len()));
        }
        at += run.len();
    }
    spans
}

/// The words of a run as they are written, with `offset` added.
fn word_spans(run: &str, offset: usize) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, c) in run.char_indices() {
        let span = offset + at..offset + at + c.len_utf8();
        let is_word = is_spaceless(c);
        match words.last_mut() {
            Some(last) if is_open && is_shaping(c) => last.end = span.end,
            _ if is_shaping(c) => {}
            Some(last) if is_open && !is_word && (c.is_alphanumeric() || is_combining_mark(c)) => last.end = span.end,
            _ if c.is_alphanumeric() || (is_word && is_combining_mark(c)) => {
                words.push(span);
                is_open = !is_word;
            }
            _ => is_open = false,
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn span_covers_the_word_as_written() {
        let text = "The “port’s” café, 港口: Straße 40";
        let words: Vec<&str> = token_spans(text).into_iter().map(|span| &text[span]).collect();
        let shaped = "Feu\u{ad}er\u{ad}wehr كَتَبَ";
        assert_eq!(token_spans(shaped).into_iter().map(|span| &shaped[span]).collect::<Vec<_>>(), {
            ["Feu\u{ad}er\u{ad}wehr", "كَتَبَ"]
        });
        assert_eq!(words, ["The", "port", "s", "café", "港", "口", "Straße", "40"]);
    }

    proptest! {
        #[test]
        fn every_token_has_a_span(text in "\\PC{0,60}") {
            let mut tokens = TokenisedText::default();
            Tokeniser::default().tokenise(&text, &mut tokens);
            let spans = token_spans(&text);
            prop_assert_eq!(spans.len(), tokens.tokens.len());
            prop_assert!(spans.iter().all(|span| text.get(span.clone()).is_some()));
        }
    }
}
