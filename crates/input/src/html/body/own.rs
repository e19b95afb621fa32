//! The page's own article among others: teasers stand around it, and on a page without an end the next stories follow.

use super::names::Name;
use super::tree::{ROOT, Tree};

/// An article of fewer characters may be a teaser of the page's own.
const MIN_CHARS: usize = 250;

impl Tree<'_> {
    /// The only `article` that stands under the page's headline, if there are others beside it.
    pub(super) fn own_article(&self, headline: &str) -> Option<u32> {
        let is_article = |node: &u32| self.name(*node) == Name::Article;
        let articles: Vec<u32> = self.descendants(ROOT).filter(is_article).collect();
        let is_outermost = |node: &&u32| !self.ancestors(**node).any(|around| is_article(&around));
        let outermost: Vec<u32> = articles.iter().filter(is_outermost).copied().collect();
        if outermost.len() < 2 {
            return None;
        }
        let headline = letters(headline);
        let is_own = |article: &&u32| {
            let heading = self.descendants(**article).find(|node| matches!(self.name(*node), Name::H1 | Name::H2));
            let heading = heading.map(|heading| letters(&self.line(heading))).unwrap_or_default();
            // the page's title may go on, as with the name of the site
            !heading.is_empty() && !headline.is_empty() && (headline.starts_with(&heading) || heading == headline)
        };
        let mut own = outermost.iter().filter(is_own);
        let found = own.next().copied().filter(|found| self.chars(*found) >= MIN_CHARS);
        if own.next().is_none() { found } else { None }
    }

    /// Whether a node beside the page's own article is another one, or holds one.
    pub(super) fn has_other_article(&self, node: u32, own: u32) -> bool {
        let is_other = |node: u32| node != own && self.name(node) == Name::Article;
        let holds_own = node == own || self.descendants(node).any(|inner| inner == own);
        !holds_own && (is_other(node) || self.descendants(node).any(is_other))
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
