//! Words that were broken at the end of a line with a hyphen, as scans of print have them.

use std::ops::Range;

/// Whether a text may have words that are broken at the end of a line. Most texts have none.
pub(super) fn may_have_broken_words(text: &str) -> bool {
    const NOT_SIGN_END: u8 = 0xac;
    let bytes = text.as_bytes();
    // without an early exit the compiler compares many bytes at a time
    bytes.iter().zip(bytes.get(1..).unwrap_or_default()).fold(false, |found, (&byte, &next)| {
        found | (matches!(byte, b'-' | NOT_SIGN_END) & matches!(next, b'\n' | b'\r'))
    })
}

/// A text whose broken words are joined, and where its parts come from.
#[derive(Debug, Default)]
pub(super) struct JoinedText {
    /// The text. The line ends after a joined word instead of in it.
    pub(super) text: String,
    /// Where each stretch begins, here and in the text as printed.
    stretches: Vec<(usize, usize)>,
}

impl JoinedText {
    /// Replaces the text.
    pub(super) fn join(&mut self, printed: &str) {
        self.text.clear();
        self.stretches.clear();
        let (mut from, mut line_end) = (0, "");
        while let Some(broken) = next_broken_word(printed, from) {
            // a word that goes on over a third line is joined with that, too
            if broken.hyphen > from {
                self.text.push_str(line_end);
            }
            self.push(printed, from..broken.hyphen);
            self.push(printed, broken.rest.clone());
            (from, line_end) = (broken.rest.end, "\n");
        }
        self.text.push_str(line_end);
        self.push(printed, from..printed.len());
    }

    fn push(&mut self, printed: &str, range: Range<usize>) {
        self.stretches.push((self.text.len(), range.start));
        self.text.push_str(&printed[range]);
    }

    /// The range of a word as printed, from its range in the joined text.
    pub(super) fn printed(&self, word: &Range<usize>) -> Range<usize> {
        let printed = |at: usize| {
            let stretch = self.stretches.partition_point(|&(start, _)| start <= at).saturating_sub(1);
            self.stretches.get(stretch).map_or(at, |&(start, printed)| printed + at - start)
        };
        // the end is after the last byte, which may be the last of its stretch
        printed(word.start)..printed(word.end.saturating_sub(1).max(word.start)) + usize::from(!word.is_empty())
    }
}

/// A word that is broken at the end of a line.
struct BrokenWord {
    /// Where its hyphen is.
    hyphen: usize,
    /// What stands on the next line.
    rest: Range<usize>,
}

/// The next broken word from `from` on.
fn next_broken_word(text: &str, from: usize) -> Option<BrokenWord> {
    let ends = text[from..].match_indices('\n').map(|(at, _)| from + at);
    ends.filter_map(|line_end| broken_word_at(text, from, line_end)).next()
}

/// The word that is broken at a line's end: a letter and a hyphen, and a letter at the beginning of the next line. Two
/// names that a hyphen connects stay apart: there a capital follows a small letter.
fn broken_word_at(text: &str, from: usize, line_end: usize) -> Option<BrokenWord> {
    let line = text[..line_end].trim_end_matches('\r');
    let word = line.strip_suffix(['-', '¬'])?;
    let before = word.chars().next_back().filter(|c| c.is_alphabetic())?;
    let indent = text[line_end..].trim_start_matches(['\n', ' ', '\t']);
    // an empty line ends the paragraph
    let is_next_line = text[line_end + 1..text.len() - indent.len()].bytes().all(|byte| byte != b'\n');
    let after = indent.chars().next().filter(|c| c.is_alphabetic() && is_next_line)?;
    if before.is_lowercase() && after.is_uppercase() {
        return None;
    }
    let start = text.len() - indent.len();
    let len = indent.find(|c: char| !c.is_alphanumeric()).unwrap_or(indent.len());
    (word.len() >= from).then_some(BrokenWord { hyphen: word.len(), rest: start..start + len })
}

#[cfg(test)]
mod tests {
    use super::super::{token_spans, tokens};
    use super::*;
    use proptest::prelude::*;

    fn joined(printed: &str) -> String {
        let mut joined = JoinedText::default();
        joined.join(printed);
        joined.text
    }

    #[test]
    fn words_broken_at_the_end_of_a_line_are_joined() {
        assert_eq!(
            joined("the har-\nbour was\r\ncalm, said the mas-\r\nter.\n"),
            "the harbour\n was\r\ncalm, said the master\n.\n"
        );
        assert_eq!(joined("im Ha¬\n  fen, GAR-\nTEN"), "im Hafen\n, GARTEN\n");
        // broken twice
        assert_eq!(tokens("in-\ncom-\nplete work"), tokens("incomplete work"));
    }

    #[test]
    fn other_hyphens_stay() {
        for text in
            ["Rivers-\nMiller", "1914-\n1918", "a list -\nof things", "well-known", "a-\n\nb", "a-\n- b", "-\n", "a-\n"]
        {
            assert_eq!(joined(text), text);
        }
    }

    proptest! {
        #[test]
        fn joined_words_stand_where_they_were_printed(text in "([a-cé]{1,3}|[-¬\n ,A]){0,40}") {
            let mut joined = JoinedText::default();
            joined.join(&text);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            prop_assert_eq!(letters(&joined.text), letters(&text));
            let words = tokens(&text);
            let spans = token_spans(&text);
            prop_assert_eq!(words.len(), spans.len());
            for (word, span) in words.iter().zip(spans) {
                prop_assert_eq!(tokens(&letters(&text[span])), [*word]);
            }
        }
    }
}
