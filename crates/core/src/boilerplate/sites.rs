//! Guessing which pages of unknown outlets are of one site: those that share menus.

use super::prose::{ProseFilter, is_wrapped};
use crate::text::{TextLine, Token};
use crate::util::hash::mix64;
use crate::util::union_find::UnionFind;
use rayon::prelude::*;

/// Menu lines in a row that make one mark of a site. One line stands on many sites (`Home`, `Share on Facebook`), three
/// in a row hardly do.
const LINES_PER_MARK: usize = 3;
/// Marks that two pages of one site share at least.
const MIN_SHARED_MARKS: usize = 4;
/// The share of the marks of the page with fewer that two pages of one site have in common at least.
const MIN_SHARED_PART: f64 = 0.4;
/// Marks that are kept of one page, those with the smallest hashes: the same ones on pages with the same menus.
const MAX_MARKS: usize = 128;

/// Groups pages whose outlets are unknown into sites of at least two pages. `page` gives the tokens and the lines of
/// a page. The pages of a site are in order, and so are the sites by their first pages.
pub(super) fn guess_sites<T: AsRef<[Token]>, L: AsRef<[TextLine]>>(
    pages: &[u32],
    prose: &ProseFilter,
    page: impl Fn(u32) -> (T, L) + Sync,
) -> Vec<Vec<u32>> {
    let marks_of = |&number: &u32| {
        let (tokens, lines) = page(number);
        marks(tokens.as_ref(), lines.as_ref(), prose)
    };
    let marks: Vec<Vec<u64>> = pages.par_iter().map(marks_of).collect();
    let mut sites = UnionFind::new(pages.len());
    for (a, b) in neighbours(&marks) {
        if share_site(&marks[a as usize], &marks[b as usize]) {
            sites.union(a, b);
        }
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); pages.len()];
    for (nth, &page) in (0..).zip(pages) {
        members[sites.find(nth) as usize].push(page);
    }
    members.retain(|site| site.len() > 1);
    members
}

/// The marks of a page, ascending: hashes of three menu lines in a row, with no prose between them.
fn marks(tokens: &[Token], lines: &[TextLine], prose: &ProseFilter) -> Vec<u64> {
    let mut marks = Vec::new();
    if is_wrapped(tokens.len(), lines) {
        return marks;
    }
    let (mut run, mut last) = (0, [0; LINES_PER_MARK]);
    for (range, is_prose) in prose.lines(tokens, lines) {
        if is_prose {
            run = 0;
            continue;
        }
        last.rotate_left(1);
        last[LINES_PER_MARK - 1] = line_hash(&tokens[range]);
        run += 1;
        // a line that repeats itself, as a row of dashes or dates, marks no site
        if run >= LINES_PER_MARK && last[0] != last[1] && last[1] != last[2] {
            marks.push(last.iter().fold(0, |hash, &line| mix64(hash ^ line)));
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(MAX_MARKS);
    marks
}

fn line_hash(line: &[Token]) -> u64 {
    line.iter().fold(line.len() as u64, |hash, token| mix64(hash ^ u64::from(token.spelling())))
}

/// Pairs of pages that may be of one site: of the pages with a mark, each and the next. All pages of a site are
/// connected by these, and they are no more than there are marks.
fn neighbours(marks: &[Vec<u64>]) -> Vec<(u32, u32)> {
    let of_page = |(page, marks): (u32, &Vec<u64>)| marks.iter().map(move |&mark| (mark, page)).collect::<Vec<_>>();
    let mut records: Vec<(u64, u32)> = (0..).zip(marks).flat_map(of_page).collect();
    records.par_sort_unstable();
    let next = |pair: &[(u64, u32)]| (pair[0].0 == pair[1].0).then_some((pair[0].1, pair[1].1));
    let mut pairs: Vec<(u32, u32)> = records.windows(2).filter_map(next).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two pages share enough of their marks.
fn share_site(a: &[u64], b: &[u64]) -> bool {
    let (fewer, more) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = fewer.iter().filter(|mark| more.binary_search(mark).is_ok()).count();
    shared >= MIN_SHARED_MARKS && shared as f64 >= MIN_SHARED_PART * fewer.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TokenisedText, Tokeniser};

    /// The sites among pages, each with these menu lines and a sentence of its own.
    fn sites(menus: &[&[&str]]) -> Vec<Vec<u32>> {
        let page = |(nth, menu): (usize, &&[&str])| {
            let mut page = TokenisedText::default();
            let words: Vec<String> = (0..30).map(|word| format!("story{nth}word{word}")).collect();
            Tokeniser::default().tokenise(&format!("{}\n{}.", menu.join("\n"), words.join(" ")), &mut page);
            page
        };
        let pages: Vec<TokenisedText> = menus.iter().enumerate().map(page).collect();
        let numbers: Vec<u32> = (0..pages.len() as u32).collect();
        guess_sites(&numbers, &ProseFilter::new(), |page| {
            let page = &pages[page as usize];
            (&page.tokens, &page.lines)
        })
    }

    const HARBOUR: [&str; 7] = ["Home", "Tides", "Ferries", "Fish market", "Crane hire", "Contact", "Log in"];
    const MOUNTAIN: [&str; 7] = ["Start", "Snow report", "Huts", "Rope ways", "Avalanches", "Contact", "Log in"];

    #[test]
    fn pages_with_one_menu_are_one_site() {
        let menus: [&[&str]; 5] = [&HARBOUR, &MOUNTAIN, &HARBOUR, &["Contact"], &MOUNTAIN];
        assert_eq!(sites(&menus), [[0, 2], [1, 4]]);
    }

    #[test]
    fn part_of_a_menu_is_enough_and_a_few_common_lines_are_not() {
        let longer = [&HARBOUR[..], &["Pilots", "Buoys"]].concat();
        assert_eq!(sites(&[&HARBOUR, &longer]), [[0, 1]]);
        // two marks in common
        assert_eq!(sites(&[&HARBOUR, &[&HARBOUR[..4], &MOUNTAIN[1..]].concat()]), Vec::<Vec<u32>>::new());
        // the same lines in another order
        let shuffled: Vec<&str> = (0..7).map(|nth| HARBOUR[nth * 3 % 7]).collect();
        assert_eq!(sites(&[&HARBOUR, &shuffled]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn text_wrapped_at_a_fixed_width_has_no_menu() {
        let mut text = TokenisedText::default();
        Tokeniser::default().tokenise("the ferry ran\naground on a\nsandbank off\nthe island\nearly on", &mut text);
        assert!(marks(&text.tokens, &text.lines, &ProseFilter::new()).is_empty());
    }
}
