//! Lines that read as prose, for pages of which nobody knows the outlet: menus, link lists and buttons do not.

use crate::text::{TextLine, Token, tokens};
use foldhash::HashSet;
use std::ops::Range;

/// A line of so many tokens is prose when its function words have their share.
const LONG: (usize, f64) = (15, 0.2);
/// A line of so many tokens is prose when it ends as a sentence does.
const SENTENCE: usize = 6;
/// A page without a single line of this length is broken into lines by its width: its lines say nothing.
const UNBROKEN: usize = 26;

/// The small words of English, German, French, Spanish, Italian, Portuguese, Dutch, Russian and Arabic that running text
/// cannot do without.
const SMALL: &str = "the of to and a in that for on is was with he it at as by his from be have has but are an had not they \
    who will were this their its been which der die das und in den von zu mit ist auf für im dem nicht ein eine als auch es an \
    werden aus er hat dass sie nach bei le la les de des du et en un une est que qui dans pour sur au par il pas plus avec ce \
    el los las y del se con su una por al lo como más di che e il per non sono della dei gli o os da do em para não uma com het \
    een van dat op te niet zijn voor met и в на не что с по он как из к у за от для это в من في على أن إلى عن";

/// Knows prose when it sees it.
pub(super) struct Prose {
    small: HashSet<u32>,
}

impl Prose {
    pub(super) fn new() -> Self {
        Prose { small: tokens(SMALL).iter().map(|token| token.spelling()).collect() }
    }

    /// Appends the stretches of tokens that are lines of prose. A text that is one line, that is broken by width, or that has no
    /// prose at all is kept whole.
    pub(super) fn keep(&self, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        let ends = lines.iter().skip(1).map(|line| line.start()).chain([tokens.len()]);
        let stretches: Vec<(TextLine, usize)> = lines.iter().copied().zip(ends).collect();
        let longest = stretches.iter().map(|(line, end)| end - line.start()).max().unwrap_or_default();
        if longest >= UNBROKEN {
            for &(line, end) in &stretches {
                if self.is_prose(&tokens[line.start()..end], line.ends_sentence()) {
                    kept.push(line.start() as u32..end as u32);
                }
            }
        }
        if kept.is_empty() {
            kept.push(0..tokens.len() as u32);
        }
    }

    fn is_prose(&self, line: &[Token], ends_sentence: bool) -> bool {
        let small = line.iter().filter(|token| self.small.contains(&token.spelling())).count();
        (ends_sentence && line.len() >= SENTENCE)
            || (line.len() >= LONG.0 && small as f64 >= LONG.1 * line.len() as f64)
            // scripts without spaces have characters for tokens, and no small words that stand alone
            || (line.len() >= 4 * LONG.0 && small == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TokenisedText, Tokeniser};

    fn kept_words(text: &str) -> usize {
        let mut out = TokenisedText::default();
        Tokeniser::default().tokenise(text, &mut out);
        let mut kept = Vec::new();
        Prose::new().keep(&out.tokens, &out.lines, &mut kept);
        kept.iter().map(ExactSizeIterator::len).sum()
    }

    #[test]
    fn menus_and_link_lists_go_and_sentences_stay() {
        let body = "The ferry ran aground on a sandbank off the island early on Sunday, and all of the people on board \
                    were taken to safety by boats that had come from the pier.";
        let words = kept_words(body);
        assert_eq!(words, body.split_whitespace().count());
        let page = format!(
            "Home\nNews Sport Weather\nLog in\n{body}\nRead more: Ferry stuck\nNobody was hurt on the ship.\n© Echo"
        );
        assert_eq!(kept_words(&page), words + 6);
    }

    #[test]
    fn text_broken_by_width_is_kept_whole() {
        let text = "The ferry ran aground on a sandbank off\nthe island early on Sunday, and all of the\npeople on board were safe";
        assert_eq!(kept_words(text), text.split_whitespace().count());
    }

    #[test]
    fn a_page_of_links_alone_is_kept_whole() {
        assert_eq!(kept_words("Home\nNews\nSport"), 3);
    }
}
