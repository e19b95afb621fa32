//! Boilerplate of a whole corpus: learned site by site, cut page by page.

use super::few_pages::learn_few;
use super::no_article::{ArticleTest, CutPage};
use super::prose::ProseFilter;
use super::sites::guess_sites;
use super::{BoilerplateLevel, MIN_PAGES, OutletBoilerplate, cut, learn};
use crate::document::Documents;
use crate::text::{TextLine, Token};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Outlets that a thread takes at a time. Few, so that no thread is left with several large outlets at the end.
const OUTLETS_PER_TASK: usize = 4;

/// Cuts boilerplate out of the pages of a corpus, and notes which pages have no article.
#[derive(Debug)]
pub(crate) struct Cutter {
    /// What is known of each outlet, by outlet number, and then of the guessed sites.
    sites: Vec<Site>,
    /// By document the site that it is on, if that is known or guessed.
    site_of: Vec<Option<u32>>,
    prose: ProseFilter,
    level: BoilerplateLevel,
    article_test: ArticleTest,
    /// By document: whether it has no article, as far as it was cut.
    no_article: Vec<AtomicBool>,
}

/// What is known of an outlet or a guessed site.
#[derive(Debug)]
enum Site {
    /// What it repeats is cut.
    Learned(OutletBoilerplate),
    /// It was guessed: what it repeats is cut, and of the rest only prose is kept.
    Guessed(OutletBoilerplate),
    /// Its pages are too few, or too much alike, to tell what is the story, so that only prose is kept.
    TooFew,
}

impl Cutter {
    /// Learns what each outlet repeats, and guesses sites among the documents whose source is unknown. With
    /// [`BoilerplateLevel::Off`] nothing is learned, and nothing will be cut.
    #[must_use]
    pub(crate) fn learn(level: BoilerplateLevel, documents: &Documents) -> Cutter {
        let prose = ProseFilter::new();
        let (mut pages, mut unknown): (Vec<Vec<u32>>, Vec<u32>) = Default::default();
        for document in (0..documents.len()).filter(|_| level != BoilerplateLevel::Off) {
            let Some(source) = documents.source(document) else {
                unknown.push(document);
                continue;
            };
            let outlet = source.get() as usize - 1;
            if outlet >= pages.len() {
                pages.resize(outlet + 1, Vec::new());
            }
            pages[outlet].push(document);
        }
        let outlets = pages.len();
        let page = |document: u32| (documents.tokens.get(document), documents.tokens.lines(document));
        if level == BoilerplateLevel::Full {
            pages.extend(guess_sites(&unknown, &prose, page));
        }
        let mut site_of = vec![None; documents.len() as usize];
        for (site, pages) in (0..).zip(&pages) {
            pages.iter().for_each(|&page| site_of[page as usize] = Some(site));
        }
        let learn_site = |(site, pages): (usize, &Vec<u32>)| {
            let learned = if pages.len() >= MIN_PAGES || level != BoilerplateLevel::Full {
                Some(learn(pages, |&page| documents.tokens.get(page), level))
            } else {
                learn_few(&pages.iter().map(|&document| page(document)).collect::<Vec<_>>(), &prose)
            };
            match learned {
                Some(boilerplate) if site < outlets => Site::Learned(boilerplate),
                Some(boilerplate) => Site::Guessed(boilerplate),
                None if site < outlets => Site::TooFew,
                None => Site::Guessed(OutletBoilerplate::default()),
            }
        };
        let sites = pages.par_iter().enumerate().with_max_len(OUTLETS_PER_TASK).map(learn_site).collect();
        let no_article = (0..documents.len()).map(|_| AtomicBool::new(false)).collect();
        Cutter { sites, site_of, prose, level, article_test: ArticleTest::new(), no_article }
    }

    /// Appends to `kept` the token ranges of a document that remain after the cut, and notes whether it has an article.
    pub(crate) fn cut(&self, document: u32, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        let before = kept.len();
        self.keep(document, tokens, lines, kept);
        let is_outlet_known = matches!(self.site(document), Some(Site::Learned(_) | Site::TooFew));
        let page = CutPage { tokens, lines, kept: &kept[before..], is_outlet_known };
        let is_article = self.article_test.is_article(&page);
        self.no_article[document as usize].store(!is_article, Ordering::Relaxed);
    }

    /// By document, whether it has no article: a log-in page, a form, a list of links. Known of documents that were
    /// cut.
    #[must_use]
    pub(crate) fn into_no_article(self) -> Vec<bool> {
        self.no_article.into_iter().map(AtomicBool::into_inner).collect()
    }

    fn site(&self, document: u32) -> Option<&Site> {
        self.site_of[document as usize].map(|site| &self.sites[site as usize])
    }

    fn keep(&self, document: u32, tokens: &[Token], lines: &[TextLine], kept: &mut Vec<Range<u32>>) {
        match self.site(document) {
            Some(Site::Learned(boilerplate)) => cut(tokens, boilerplate, kept),
            Some(Site::Guessed(boilerplate)) => {
                let (mut own, mut prose) = (Vec::new(), Vec::new());
                cut(tokens, boilerplate, &mut own);
                self.prose.cut(tokens, lines, &mut prose);
                intersect(&own, &prose, kept);
            }
            Some(Site::TooFew) => self.prose.cut_below_headline(tokens, lines, kept),
            None if self.level == BoilerplateLevel::Full => self.prose.cut(tokens, lines, kept),
            None => kept.push(0..tokens.len() as u32),
        }
    }
}

/// Appends to `both` what two lists of ranges, in order, have in common.
fn intersect(a: &[Range<u32>], b: &[Range<u32>], both: &mut Vec<Range<u32>>) {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(&of_a), Some(&of_b)) = (a.peek(), b.peek()) {
        let common = of_a.start.max(of_b.start)..of_a.end.min(of_b.end);
        both.extend((!common.is_empty()).then_some(common));
        if of_a.end <= of_b.end {
            a.next()
        } else {
            b.next()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ranges in order from lengths of what is left out and what is kept.
    fn ranges(lengths: &[(u32, u32)]) -> Vec<Range<u32>> {
        let mut at = 0;
        let range = |&(gap, len): &(u32, u32)| {
            at += gap + len;
            at - len..at
        };
        lengths.iter().map(range).collect()
    }

    proptest! {
        #[test]
        fn ranges_have_in_common_the_numbers_in_both(
            a in proptest::collection::vec((1_u32..5, 1_u32..7), 0..6),
            b in proptest::collection::vec((1_u32..5, 1_u32..7), 0..6),
        ) {
            let (a, b, mut both) = (ranges(&a), ranges(&b), Vec::new());
            intersect(&a, &b, &mut both);
            let contains = |ranges: &[Range<u32>], n: u32| ranges.iter().any(|range| range.contains(&n));
            let expected: Vec<u32> = (0..80).filter(|&n| contains(&a, n) && contains(&b, n)).collect();
            prop_assert_eq!(both.into_iter().flatten().collect::<Vec<_>>(), expected);
        }
    }
}
