//! Where each token stands in its text, for showing it to a person; hot code never asks.

use super::normalise::is_spaceless;
use super::tokenise::Tokeniser;
use super::tokenised_text::TokenisedText;
use std::ops::Range;

/// The byte range of every token of `text`, in order: as many as the tokeniser gives.
#[must_use]
pub fn token_spans(text: &str) -> Vec<Range<usize>> {
    let mut tokeniser = Tokeniser::default();
    let mut tokens = TokenisedText::default();
    let mut out = Vec::new();
    let mut at = 0;
    // no token reaches over an ASCII character that is no letter or digit
    for run in text.split_inclusive(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()) {
        tokens.clear();
        tokeniser.tokenise(run, &mut tokens);
        let words = words(run, at);
        if words.len() == tokens.tokens.len() {
            out.extend(words);
        } else {
            // normalising made other words of it (a ligature, a fraction): each stands for the whole run
            out.extend(std::iter::repeat_n(at..at + run.len(), tokens.tokens.len()));
        }
        at += run.len();
    }
    out
}

/// The words of a run as they are written, with `offset` added.
fn words(run: &str, offset: usize) -> Vec<Range<usize>> {
    use unicode_normalization::char::is_combining_mark;
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, c) in run.char_indices() {
        let place = offset + at..offset + at + c.len_utf8();
        let alone = is_spaceless(c);
        match words.last_mut() {
            Some(last) if open && !alone && (c.is_alphanumeric() || is_combining_mark(c)) => last.end = place.end,
            _ if c.is_alphanumeric() || (alone && is_combining_mark(c)) => {
                words.push(place);
                open = !alone;
            }
            _ => open = false,
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_span_is_the_word_as_written() {
        let text = "The “port’s” café, 港口: Straße 40";
        let shown: Vec<&str> = token_spans(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(shown, ["The", "port", "s", "café", "港", "口", "Straße", "40"]);
    }

    proptest! {
        #[test]
        fn there_are_as_many_spans_as_tokens(text in "\\PC{0,60}") {
            let mut tokens = TokenisedText::default();
            Tokeniser::default().tokenise(&text, &mut tokens);
            let spans = token_spans(&text);
            prop_assert_eq!(spans.len(), tokens.tokens.len());
            prop_assert!(spans.iter().all(|span| text.get(span.clone()).is_some()));
        }
    }
}
