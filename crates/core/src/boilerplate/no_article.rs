//! Pages without an article: log-in and error pages, forms, lists of links, stubs of videos.
//!
//! Decided by what is left of a page and by how that reads: lines of prose count, but not numbers, repetitions, or what
//! the page says to its reader. A text without a page around it is short news even where it is shorter.

use crate::text::{TextLine, Token, TokenClass, tokens};
use crate::util::hash;
use crate::util::hash_bits::HashBits;
use foldhash::{HashMap, HashSet};
use std::ops::Range;

/// Fewer words than this are no article, unless they are short news.
const MIN_WORDS: usize = 40;
/// Words that short news has at least, a text which is nothing but prose and of which hardly anything was cut.
const MIN_SHORT_NEWS: usize = 20;
/// Words of prose that the article on a page has at least, without numbers.
const MIN_PROSE_ON_PAGE: usize = 60;
/// A text of which more than this share was cut is a page with an article, not an article alone.
const MAX_CUT_OF_ARTICLE: f64 = 0.25;
/// A line of at least this many tokens is prose, however it ends: names of links and buttons are shorter.
const MIN_LONG_LINE: usize = 15;
/// A line of at least this many tokens is prose when it ends as a sentence does.
const MIN_SENTENCE: usize = 6;
/// The share of interface words from which a line of prose is the page's talk to its reader.
const MIN_INTERFACE_SHARE: f64 = 0.15;
/// The same for a line that is no prose, in which one word weighs more.
const MIN_INTERFACE_SHARE_OF_LABEL: f64 = 0.5;
/// Lines of more words are judged by their first words.
const MAX_LINE_READ: usize = 400;
/// Of a text that is wrapped at a fixed width, most lines are at least half as long as the longest.
const MIN_FULL_LINES: f64 = 0.6;
/// Lines from which that can be told.
const MIN_WRAPPED_LINES: usize = 3;

/// Of the filter of interface words, 32 bits each: some 30 bits for one of its words.
const FILTER_WORDS: usize = 1024;

/// A language a line: `code: phrase, phrase`.
const INTERFACE_WORDS: &str = include_str!("interface_words.txt");

/// A page of which boilerplate was cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct CutPage<'p> {
    pub(super) tokens: &'p [Token],
    pub(super) lines: &'p [TextLine],
    /// What was kept of its tokens.
    pub(super) kept: &'p [Range<u32>],
    pub(super) is_outlet_known: bool,
}

/// Tells pages without an article from articles.
#[derive(Debug)]
pub(super) struct ArticleTest {
    /// The single words and the first words of the phrases: most words of a page are neither, which a look at one bit
    /// shows.
    starts: HashBits<FILTER_WORDS>,
    /// Single words.
    words: HashSet<u32>,
    /// The phrases of several words, by their first.
    phrases: HashMap<u32, Vec<Vec<u32>>>,
}

impl ArticleTest {
    pub(super) fn new() -> Self {
        let mut test =
            ArticleTest { starts: HashBits::default(), words: HashSet::default(), phrases: HashMap::default() };
        let languages = INTERFACE_WORDS.lines().filter_map(|line| line.split_once(": "));
        for phrase in languages.flat_map(|(_, phrases)| phrases.split(',')) {
            let spellings: Vec<u32> = tokens(phrase).iter().map(|token| token.spelling()).collect();
            spellings.first().into_iter().for_each(|&first| test.starts.insert(first));
            match spellings[..] {
                [] => {}
                [word] => _ = test.words.insert(word),
                [first, ..] => test.phrases.entry(first).or_default().push(spellings),
            }
        }
        test
    }

    /// Whether a page of which `kept` was kept has an article. Of pages of unknown outlets all that is no prose was
    /// cut.
    pub(super) fn is_article(&self, page: &CutPage<'_>) -> bool {
        let CutPage { tokens, lines, kept, is_outlet_known } = *page;
        let left: usize = kept.iter().map(ExactSizeIterator::len).sum();
        let cut = tokens.len() - left;
        let is_cut = cut as f64 > MAX_CUT_OF_ARTICLE * tokens.len() as f64;
        let (mut prose, mut is_page) = (0, is_cut || (!is_outlet_known && cut > 0));
        let mut only_prose = !is_cut;
        let (mut parts, mut words, mut spellings, mut seen) = (kept, Vec::new(), Vec::new(), HashSet::default());
        for (line, is_prose) in paragraphs(tokens, lines) {
            words.clear();
            take_common(&mut parts, &line, tokens, &mut words);
            let is_interface = self.is_interface(&words, is_prose);
            is_page |= is_interface;
            only_prose &= is_prose && !is_interface;
            if !is_prose || is_interface {
                continue;
            }
            let without_numbers = words.iter().filter(|word| word.class() != TokenClass::Number).count();
            // the first paragraph can repeat none
            if seen.is_empty() && without_numbers >= MIN_PROSE_ON_PAGE {
                return true;
            }
            spellings.clear();
            spellings.extend(words.iter().map(|word| word.spelling()));
            if seen.insert(hash::of_bytes(bytemuck::cast_slice(&spellings))) {
                prose += without_numbers;
            }
            if prose >= MIN_PROSE_ON_PAGE {
                return true;
            }
        }
        match left {
            MIN_WORDS.. => !is_page,
            MIN_SHORT_NEWS.. => only_prose,
            _ => false,
        }
    }

    /// Whether a line is the page's talk to its reader.
    fn is_interface(&self, line: &[Token], is_prose: bool) -> bool {
        let line = &line[..line.len().min(MAX_LINE_READ)];
        let (mut at, mut covered) = (0, 0);
        while at < line.len() {
            let may_start = self.starts.may_contain(line[at].spelling());
            let len = if may_start { self.phrase_len(&line[at..]) } else { 0 };
            covered += len;
            at += len.max(1);
        }
        let share = if is_prose { MIN_INTERFACE_SHARE } else { MIN_INTERFACE_SHARE_OF_LABEL };
        covered > 0 && covered as f64 >= share * line.len() as f64
    }

    /// The number of words of the longest phrase at the beginning of `words`; 0 where there is none.
    fn phrase_len(&self, words: &[Token]) -> usize {
        let Some(first) = words.first().map(|word| word.spelling()) else { return 0 };
        let is_here = |phrase: &&Vec<u32>| {
            phrase.len() <= words.len() && phrase.iter().zip(words).all(|(&spelling, word)| spelling == word.spelling())
        };
        let phrases = self.phrases.get(&first).into_iter().flatten().filter(is_here);
        let longest = phrases.map(Vec::len).max().unwrap_or(0);
        longest.max(usize::from(self.words.contains(&first)))
    }
}

/// Appends the tokens of a line that are in `parts`, ranges in order, of which those before the line's end are removed.
fn take_common(parts: &mut &[Range<u32>], line: &Range<u32>, tokens: &[Token], words: &mut Vec<Token>) {
    while let Some((part, later)) = parts.split_first() {
        let (start, end) = (part.start.max(line.start), part.end.min(line.end));
        words.extend_from_slice(tokens.get(start as usize..end as usize).unwrap_or_default());
        if part.end > line.end {
            break;
        }
        *parts = later;
    }
}

/// The lines of a page, each with whether it is prose by its length and end. A text that is wrapped at a fixed width is
/// one paragraph.
fn paragraphs(tokens: &[Token], lines: &[TextLine]) -> impl Iterator<Item = (Range<u32>, bool)> {
    let wrapped = lines.is_empty() || is_wrapped(tokens, lines);
    let whole = wrapped.then_some((0..tokens.len() as u32, true));
    let lines = if wrapped { &[] } else { lines };
    let ends = lines.iter().skip(1).map(|line| line.start()).chain([tokens.len()]);
    let line = |(line, end): (&TextLine, usize)| {
        let len = end - line.start();
        let is_prose = len >= MIN_LONG_LINE || (line.ends_sentence() && len >= MIN_SENTENCE);
        (line.start() as u32..end as u32, is_prose)
    };
    whole.into_iter().chain(lines.iter().zip(ends).map(line))
}

/// Whether the lines of a text are of one width and go on from one to the next. Where the script has capitals, some
/// line of a wrapped text begins without one; the lines of a list all begin with one.
fn is_wrapped(tokens: &[Token], lines: &[TextLine]) -> bool {
    let ends = || lines.iter().skip(1).map(|line| line.start()).chain([tokens.len()]);
    let lengths = || lines.iter().zip(ends()).map(|(line, end)| end - line.start());
    let longest = lengths().max().unwrap_or(0);
    let full = lengths().filter(|&len| 2 * len >= longest).count();
    let goes_on = || lines.iter().any(|line| tokens[line.start()].class() == TokenClass::Plain);
    let has_capitals = || tokens.iter().any(|token| token.class() == TokenClass::Capital);
    lines.len() >= MIN_WRAPPED_LINES
        && longest < MIN_LONG_LINE * 2
        && full as f64 >= MIN_FULL_LINES * lines.len() as f64
        && (goes_on() || !has_capitals())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TokenisedText, Tokeniser};

    /// Whether a text of which the first `cut` words were cut is an article.
    fn is_article_without(text: &str, cut: u32) -> bool {
        let mut page = TokenisedText::default();
        Tokeniser::default().tokenise(text, &mut page);
        let kept = cut..page.tokens.len() as u32;
        let kept = std::slice::from_ref(&kept);
        ArticleTest::new().is_article(&CutPage {
            tokens: &page.tokens,
            lines: &page.lines,
            kept,
            is_outlet_known: true,
        })
    }

    fn is_article(text: &str) -> bool {
        is_article_without(text, 0)
    }

    /// Sentences of eleven words.
    fn story(sentences: usize) -> String {
        let sentence = |n: char| format!("Ferry{n} reached the harbour of town{n} after night{n} in rough weather.");
        ('a'..='z').take(sentences).map(sentence).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_form_is_no_article_in_any_language() {
        for line in [
            "Please enter your e-mail address and your password to log in to your account on our site.",
            "Bitte geben Sie Ihre E-Mail und Ihr Passwort ein, um sich anzumelden, oder klicken Sie hier.",
            "Kirjaudu sisään ja anna salasana, niin voit jatkaa. Tilaa uutiskirje ja hyväksy evästeet ja käyttöehdot.",
            "يرجى إدخال البريد الإلكتروني و كلمة المرور من أجل تسجيل الدخول إلى حسابك أو انقر هنا.",
            "请输入您的密码登录账号，点击注册即表示您同意隐私政策。",
        ] {
            let page = (0..6).map(|nth| format!("{nth} {line}")).collect::<Vec<_>>().join("\n");
            assert!(!is_article(&page), "{line}");
        }
        assert!(is_article(&story(7)));
    }

    #[test]
    fn a_list_of_links_below_a_form_is_no_article() {
        let links = (0..9).map(|nth| format!("Ferry{nth} late again for the third day\n")).collect::<String>();
        assert!(!is_article(&format!("{links}Log in")));
        // a table of results, for instance
        assert!(is_article(&links));
    }

    #[test]
    fn short_news_is_an_article_and_a_stub_on_a_page_is_none() {
        assert!(is_article(&story(3)));
        assert!(!is_article(&story(1)));
        // below a heading, or left of a page
        assert!(!is_article(&format!("Ferries today\n{}", story(3))));
        assert!(!is_article_without(&story(5), 20));
        assert!(is_article_without(&story(9), 24));
    }

    #[test]
    fn a_line_that_repeats_itself_counts_once() {
        let page = |sentences: usize| format!("Log in\n{}", story(sentences));
        assert!(is_article(&page(7)));
        assert!(!is_article(&format!("{}\n{}", page(4), story(4))));
        let paragraph = |sentences| format!("Log in\n{}", story(sentences).replace('\n', " "));
        assert!(is_article(&paragraph(6)) && !is_article(&paragraph(5)));
    }
}
