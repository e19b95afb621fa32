//! Learning what a site repeats from two or three of its pages, where counting stories says nothing.

use super::prose::{ProseFilter, is_wrapped};
use super::{OutletBoilerplate, SHINGLE};
use crate::overlap::Overlap;
use crate::text::{Shingle, TextLine, Token};
use foldhash::HashSet;

/// Overlap score of their prose from which two pages are one story.
const SAME_STORY_SCORE: f64 = 0.7;
/// Words of a page's prose that count as its beginning.
const BEGINNING: usize = 40;
/// Words of a line that count as a headline.
const HEADLINE: usize = 16;
/// Two pages are one story if one page has at least this share of the other's beginning, or if each has at least this
/// share of the words of the other's headline among the words that the two pages do not share.
const MIN_COMMON_PART: f64 = 0.5;

/// Shingles in a row that two stories share where a site repeats itself, 12 words: stories about one event have shorter
/// phrases in common.
const MIN_RUN: usize = 8;

/// Lines edited from one page to the other from which two pages are one story.
const MIN_EDITED_LINES: usize = 2;

/// One of a few pages of a site, taken apart.
struct PageParts<'t> {
    tokens: &'t [Token],
    /// Its lines, with whether each is prose. One line of prose where the page is wrapped.
    lines: Vec<(&'t [Token], bool)>,
    shingles: HashSet<Shingle>,
    prose_shingles: HashSet<Shingle>,
}

/// What a site repeats on two or three pages: the shingles that two different stories share. `None` where all are one
/// story, so that nothing tells what is the site's.
pub(super) fn learn_few<T: AsRef<[Token]>, L: AsRef<[TextLine]>>(
    pages: &[(T, L)],
    prose: &ProseFilter,
) -> Option<OutletBoilerplate> {
    let pages: Vec<PageParts<'_>> =
        pages.iter().map(|(tokens, lines)| PageParts::new(tokens.as_ref(), lines.as_ref(), prose)).collect();
    let (mut repeated, mut differ) = (Vec::new(), false);
    for (nth, b) in pages.iter().enumerate() {
        for a in pages[..nth].iter().filter(|a| !is_same_story(a, b)) {
            differ = true;
            let of_a: Vec<Shingle> = shingles(a.tokens).collect();
            let runs = of_a.chunk_by(|one, next| b.shingles.contains(one) == b.shingles.contains(next));
            let runs = runs.filter(|run| run.len() >= MIN_RUN && b.shingles.contains(&run[0]));
            runs.for_each(|run| repeated.extend_from_slice(run));
        }
    }
    differ.then(|| OutletBoilerplate::new(&repeated))
}

impl<'t> PageParts<'t> {
    fn new(tokens: &'t [Token], lines: &[TextLine], prose: &ProseFilter) -> Self {
        let lines: Vec<(&[Token], bool)> = if is_wrapped(tokens.len(), lines) {
            vec![(tokens, true)]
        } else {
            prose.lines(tokens, lines).map(|(range, is_prose)| (&tokens[range], is_prose)).collect()
        };
        let prose_shingles = lines.iter().filter(|(_, is_prose)| *is_prose).flat_map(|(line, _)| shingles(line));
        PageParts { tokens, shingles: shingles(tokens).collect(), prose_shingles: prose_shingles.collect(), lines }
    }

    /// Whether another page has most of the beginning of this page's prose, after `skipped` lines.
    fn begins_in(&self, other: &PageParts<'_>, skipped: usize) -> bool {
        let prose = self.lines.iter().skip(skipped).filter(|(_, is_prose)| *is_prose);
        let words: Vec<Token> = prose.flat_map(|(line, _)| *line).copied().take(BEGINNING).collect();
        let beginning: Vec<Shingle> = shingles(&words).collect();
        let common = beginning.iter().filter(|shingle| other.shingles.contains(shingle)).count();
        !beginning.is_empty() && common as f64 >= MIN_COMMON_PART * beginning.len() as f64
    }

    /// Lines of prose that another page has in other words: some of their shingles and not all. A site repeats its
    /// lines as they are; an editor changes them.
    fn lines_edited_in(&self, other: &PageParts<'_>) -> usize {
        let is_edited = |line: &[Token]| {
            let of_line: Vec<Shingle> = shingles(line).collect();
            let common = of_line.iter().filter(|shingle| other.shingles.contains(shingle)).count();
            common >= MIN_RUN && common + MIN_RUN <= of_line.len()
        };
        self.lines.iter().filter(|&&(line, is_prose)| is_prose && is_edited(line)).count()
    }

    /// Whether the words of this page's headline, the line after `skipped`, are words of what another page has for
    /// itself. Headlines of one story under revision are worded anew, but they name the same people and places.
    fn has_headline_words_in(&self, other: &PageParts<'_>, skipped: usize) -> bool {
        let headline: HashSet<u32> = spellings(self.lines[skipped].0).take(HEADLINE).collect();
        let mut is_common = vec![false; other.tokens.len()];
        for (at, _) in shingles(other.tokens).enumerate().filter(|(_, shingle)| self.shingles.contains(shingle)) {
            is_common[at..other.tokens.len().min(at + SHINGLE.size)].fill(true);
        }
        let own = other.tokens.iter().zip(&is_common).filter(|(_, is_common)| !**is_common);
        let own: HashSet<u32> = own.map(|(token, _)| token.spelling()).collect();
        headline.intersection(&own).count() as f64 >= MIN_COMMON_PART * headline.len() as f64
    }
}

fn shingles(tokens: &[Token]) -> impl Iterator<Item = Shingle> {
    let mut shingles = Vec::new();
    SHINGLE.shingles(tokens, &mut shingles);
    shingles.into_iter()
}

/// Whether two pages of one site are one story: their headlines are alike, one has the other's beginning, or their
/// prose is nearly the same. The lines with which both pages begin alike are the site's, not the story's.
fn is_same_story(a: &PageParts<'_>, b: &PageParts<'_>) -> bool {
    let alike = a.lines.iter().zip(&b.lines).take_while(|(a, b)| spellings(a.0).eq(spellings(b.0))).count();
    if a.tokens.is_empty() || b.tokens.is_empty() || alike == a.lines.len() || alike == b.lines.len() {
        return true;
    }
    let shared = a.prose_shingles.intersection(&b.prose_shingles).count() as u32;
    let prose = Overlap { shared, a: a.prose_shingles.len() as u32, b: b.prose_shingles.len() as u32 };
    prose.score() >= SAME_STORY_SCORE
        || a.lines_edited_in(b) + b.lines_edited_in(a) >= MIN_EDITED_LINES
        || (a.has_headline_words_in(b, alike) && b.has_headline_words_in(a, alike))
        || a.begins_in(b, alike)
        || b.begins_in(a, alike)
}

fn spellings(tokens: &[Token]) -> impl Iterator<Item = u32> {
    tokens.iter().map(|token| token.spelling())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TokenisedText, Tokeniser, tokens};

    fn learned(pages: &[String]) -> Option<OutletBoilerplate> {
        let page = |text: &String| {
            let mut page = TokenisedText::default();
            Tokeniser::default().tokenise(text, &mut page);
            (page.tokens, page.lines)
        };
        learn_few(&pages.iter().map(page).collect::<Vec<_>>(), &ProseFilter::new())
    }

    /// A line of 30 words and a full stop.
    fn sentence(about: &str) -> String {
        let words: Vec<String> = (0..30).map(|word| format!("{about}{word}")).collect();
        format!("{}.", words.join(" "))
    }

    fn has(boilerplate: &OutletBoilerplate, text: &str) -> bool {
        shingles(&tokens(text)).all(|shingle| boilerplate.contains(shingle))
    }

    #[test]
    fn two_stories_teach_what_their_site_repeats() {
        let form = sentence("form");
        let page = |story: &str| format!("Home\nNews: {story} {story}s\n{}\n{form}", sentence(story));
        let boilerplate = learned(&[page("ferry"), page("bridge")]).unwrap();
        assert!(has(&boilerplate, &form));
        assert!(!boilerplate.contains(shingles(&tokens(&sentence("ferry"))).next().unwrap()));
    }

    #[test]
    fn one_story_under_two_headlines_teaches_nothing() {
        let paragraphs = |from: usize| (from..from + 4).map(|nth| sentence(&format!("p{nth}x"))).collect::<Vec<_>>();
        let page = |title: &str, text: Vec<String>| format!("{title}\n{}", text.join("\n"));
        let first = page("Ferry stuck on a sandbank", paragraphs(0));
        // with a paragraph appended
        assert!(learned(&[first.clone(), page("All safe after an hour", paragraphs(0)) + "\nLater more."]).is_none());
        // with another beginning, below which the old one follows
        assert!(learned(&[first.clone(), page("All safe after an hour", paragraphs(3))]).is_none());
        // with two paragraphs edited
        let edited: Vec<String> = paragraphs(2)[..2].iter().map(|text| format!("{} {text}", sentence("new"))).collect();
        assert!(learned(&[first, page("All safe after an hour", edited)]).is_none());
    }

    #[test]
    fn short_phrases_that_stories_share_are_not_the_sites() {
        let phrase = "told reporters on the pier on Sunday that all were safe";
        let page = |story: &str| format!("News: {story} {story}s\n{} {phrase}", sentence(story));
        let boilerplate = learned(&[page("ferry"), page("bridge")]).unwrap();
        assert!(boilerplate.is_empty());
    }
}
