//! Lines that read as prose, for pages of unknown outlets: menus, link lists and buttons do not.

use crate::text::{TextLine, Token, tokens};
use foldhash::HashSet;
use std::ops::Range;

/// A line of at least this many tokens is prose when enough of them are function words.
const MIN_LONG_LINE: usize = 15;
/// The share of function words in a long line of prose.
const MIN_FUNCTION_WORD_SHARE: f64 = 0.2;
/// A line of at least this many tokens is prose when it ends as a sentence does.
const MIN_SENTENCE: usize = 6;
/// A page without a line of this many tokens is wrapped at a fixed width, so that its lines say nothing.
const MIN_UNWRAPPED_LINE: usize = 26;
/// A line of at least this many tokens above the prose may be its headline.
const MIN_HEADLINE: usize = 4;
/// The share of a headline's words that stand in the prose.
const MIN_HEADLINE_WORDS_IN_PROSE: f64 = 0.6;

/// Frequent function words of English, German, French, Spanish, Italian, Portuguese, Dutch, Russian and Arabic.
const FUNCTION_WORDS: &str = "\
    the of to and a in that for on is was with he it at as by his from be have has but are an had not they who will \
    were this their its been which der die das und in den von zu mit ist auf für im dem nicht ein eine als auch es \
    an werden aus er hat dass sie nach bei le la les de des du et en un une est que qui dans pour sur au par il pas \
    plus avec ce el los las y del se con su una por al lo como más di che e il per non sono della dei gli o os da do \
    em para não uma com het een van dat op te niet zijn voor met и в на не что с по он как из к у за от для это в من \
    في على أن إلى عن";

/// The token ranges of a page's lines, each with whether it ends as a sentence does.
fn line_ranges(tokens: usize, lines: &[TextLine]) -> impl Iterator<Item = (Range<usize>, bool)> {
    let ends = lines.iter().skip(1).map(|line| line.start()).chain([tokens]);
    lines.iter().zip(ends).map(|(line, end)| (line.start()..end, line.ends_sentence()))
}

/// Whether a page is wrapped at a fixed width or short, so that its lines say nothing.
pub(super) fn is_wrapped(tokens: usize, lines: &[TextLine]) -> bool {
    line_ranges(tokens, lines).all(|(range, _)| range.len() < MIN_UNWRAPPED_LINE)
}

/// The first line before `prose_start` most of whose words stand in the prose, too: menus name other things.
fn headline(tokens: &[Token], lines: &[TextLine], prose_start: u32, prose: &[Range<u32>]) -> Option<Range<u32>> {
    let above = lines.partition_point(|line| line.start() < prose_start as usize);
    let mut above = line_ranges(prose_start as usize, &lines[..above]).filter(|(range, _)| range.len() >= MIN_HEADLINE);
    let mut words: HashSet<u32> = HashSet::default();
    let (found, _) = above.find(|(line, _)| {
        if words.is_empty() {
            let prose = prose.iter().flat_map(|range| &tokens[range.start as usize..range.end as usize]);
            words.extend(prose.map(|token| token.spelling()));
        }
        let common = tokens[line.clone()].iter().filter(|token| words.contains(&token.spelling())).count();
        common as f64 >= MIN_HEADLINE_WORDS_IN_PROSE * line.len() as f64
    })?;
    Some(found.start as u32..found.end as u32)
}

/// Tells lines of prose from menus and link lists.
#[derive(Debug)]
pub(super) struct ProseFilter {
    function_words: HashSet<u32>,
}

impl ProseFilter {
    pub(super) fn new() -> Self {
        ProseFilter { function_words: tokens(FUNCTION_WORDS).iter().map(|token| token.spelling()).collect() }
    }

    /// Appends the token ranges of the lines that are prose to `kept`. A page that is one line, that is wrapped at a
    /// fixed width, or that has no prose at all is kept whole.
    pub(super) fn cut(&self, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        if !is_wrapped(tokens.len(), lines) {
            let prose = self.lines(tokens, lines).filter(|&(_, is_prose)| is_prose);
            kept.extend(prose.map(|(range, _)| range.start as u32..range.end as u32));
        }
        if kept.is_empty() {
            kept.push(0..tokens.len() as u32);
        }
    }

    /// As [`ProseFilter::cut`], and keeps the headline above the prose.
    pub(super) fn cut_below_headline(&self, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        self.cut(tokens, lines, kept);
        if let Some(headline) = kept.first().and_then(|first| headline(tokens, lines, first.start, kept)) {
            kept.insert(0, headline);
        }
    }

    /// The lines of a page, each with whether it is prose.
    pub(super) fn lines(&self, tokens: &[Token], lines: &[TextLine]) -> impl Iterator<Item = (Range<usize>, bool)> {
        line_ranges(tokens.len(), lines).map(|(range, ends_sentence)| {
            let is_prose = self.is_prose(&tokens[range.clone()], ends_sentence);
            (range, is_prose)
        })
    }

    fn is_prose(&self, line: &[Token], ends_sentence: bool) -> bool {
        let function_words = line.iter().filter(|token| self.function_words.contains(&token.spelling())).count();
        (ends_sentence && line.len() >= MIN_SENTENCE)
            || (line.len() >= MIN_LONG_LINE && function_words as f64 >= MIN_FUNCTION_WORD_SHARE * line.len() as f64)
            // scripts without spaces have characters for tokens, and no function words of their own
            || (line.len() >= 4 * MIN_LONG_LINE && function_words == 0)
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
        ProseFilter::new().cut(&out.tokens, &out.lines, &mut kept);
        kept.iter().map(ExactSizeIterator::len).sum()
    }

    #[test]
    fn cuts_menus_and_link_lists_and_keeps_sentences() {
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
    fn keeps_text_wrapped_at_a_fixed_width_whole() {
        let text = "The ferry ran aground on a sandbank off\nthe island early on Sunday, and all of the\npeople on \
                    board were safe";
        assert_eq!(kept_words(text), text.split_whitespace().count());
    }

    #[test]
    fn keeps_a_page_without_prose_whole() {
        assert_eq!(kept_words("Home\nNews\nSport"), 3);
    }
}
