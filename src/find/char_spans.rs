//! The places of words in a text, in characters, and the words as the text has them.

use crate::text::token_spans;
use std::ops::Range;

/// Where the words of a text are in it, counted in characters.
pub(super) struct CharSpans<'t> {
    text: &'t str,
    spans: Vec<Range<usize>>,
    /// For each byte at which a word starts or ends, the number of characters before it.
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl<'t> CharSpans<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let spans = token_spans(text);
        let (mut starts, mut ends) = (Vec::with_capacity(spans.len()), Vec::with_capacity(spans.len()));
        let (mut at, mut chars) = (0, 0);
        let mut count_to = |byte: usize| {
            if byte >= at {
                chars += text.get(at..byte).map_or(0, |part| part.chars().count());
                at = byte;
                chars
            } else {
                text.get(..byte).map_or(0, |part| part.chars().count())
            }
        };
        for (nth, span) in spans.iter().enumerate() {
            // tokens of one run of characters may have the same span, which is counted once
            if nth > 0 && *span == spans[nth - 1] {
                starts.push(starts[nth - 1]);
                ends.push(ends[nth - 1]);
                continue;
            }
            starts.push(count_to(span.start));
            ends.push(count_to(span.end));
        }
        CharSpans { text, spans, starts, ends }
    }

    pub(super) fn chars(&self, words: &Range<usize>) -> [usize; 2] {
        let last = words.end.saturating_sub(1);
        match (self.starts.get(words.start), self.ends.get(last)) {
            (Some(&start), Some(&end)) => [start, end],
            _ => [0, 0],
        }
    }

    pub(super) fn words(&self, words: &Range<usize>) -> String {
        let (Some(first), Some(last)) = (self.spans.get(words.start), self.spans.get(words.end.saturating_sub(1)))
        else {
            return String::new();
        };
        let passage = self.text.get(first.start..last.end.max(first.start)).unwrap_or_default();
        let mut line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
        line.retain(|c| !c.is_control());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        let spans = CharSpans::new("Über Öl, ½ und Straße");
        assert_eq!(spans.chars(&(0..2)), [0, 7]);
        assert_eq!(spans.words(&(0..2)), "Über Öl");
        let last = spans.spans.len() - 1;
        assert_eq!(spans.chars(&(last..last + 1)), [15, 21]);
    }
}
