//! What the head of a page tells of its body: the headline that stands over it, and whether it names the author.

use crate::html::scan::{Tag, unescape};

/// The head.
#[derive(Debug, Default)]
pub(super) struct PageHead {
    /// The content of `title`.
    title: String,
    /// The best headline among the fields, and its rank.
    headline: Option<(usize, String)>,
    /// Whether a field names the author.
    pub(super) has_author: bool,
}

/// Fields with the headline, the best first.
const HEADLINES: [&str; 6] = ["dc:title", "dcterms:title", "og:title", "title", "twitter:title", "parsely-title"];
/// Fields with the author.
const AUTHORS: [&str; 4] = ["dc:creator", "dcterms:creator", "author", "parsely-author"];
/// What stands between a headline and the name of the site.
const SEPARATORS: [char; 8] = ['|', '-', '–', '—', '\\', '/', '>', '»'];

impl PageHead {
    pub(super) fn title(&mut self, content: &str) {
        if self.title.is_empty() {
            self.title = unescape(content).trim().to_owned();
        }
    }

    pub(super) fn meta(&mut self, tag: Tag<'_>) {
        let Some(content) = tag.get("content").filter(|content| !content.trim().is_empty()) else { return };
        let (field, is_property) = match tag.get("property") {
            Some(property) => (property.to_ascii_lowercase(), true),
            None => (tag.get("name").unwrap_or_default().to_ascii_lowercase().replace('.', ":"), false),
        };
        if let Some(rank) = HEADLINES.iter().position(|known| *known == field)
            && self.headline.as_ref().is_none_or(|(best, _)| rank <= *best)
        {
            self.headline = Some((rank, content.trim().to_owned()));
        }
        let is_name = |content: &str| !content.contains("://");
        self.has_author |= AUTHORS.contains(&&*field) && !is_property
            || is_property && field.ends_with("article:author") && is_name(&content);
    }

    /// The headline; `shown` is the page's first heading.
    pub(super) fn headline(&self, shown: impl Fn() -> String) -> String {
        if let Some((_, headline)) = &self.headline {
            return unescape(headline).into_owned();
        }
        let title = self.title.as_str();
        let words = |text: &str| text.split_whitespace().count();
        let mut headline = title.to_owned();
        if title.contains(SEPARATORS) {
            if let Some((at, separator)) = title.char_indices().rev().find(|(_, c)| SEPARATORS.contains(c))
                && title[at + separator.len_utf8()..].starts_with(' ')
            {
                headline = title[..at].trim().to_owned();
            }
            if words(&headline) < 3
                && let Some((at, separator)) = title.char_indices().find(|(_, c)| SEPARATORS.contains(c))
                && title[at + separator.len_utf8()..].starts_with(' ')
            {
                headline = title[at + separator.len_utf8()..].trim().to_owned();
            }
        } else if !(15..=150).contains(&title.chars().count()) && !shown().is_empty() {
            headline = shown();
        }
        let is_path = title.contains(['\\', '/', '>', '»']);
        let all = title.split(SEPARATORS).flat_map(str::split_whitespace).count();
        if words(&headline) <= 4 && (!is_path || words(&headline) + 1 != all) { title.to_owned() } else { headline }
    }
}

/// How much of a heading's words are in a headline.
pub(super) fn likeness(headline: &str, heading: &str) -> f64 {
    let (headline, heading) = (headline.to_lowercase(), heading.to_lowercase());
    if headline.is_empty() || heading.is_empty() {
        return 0.0;
    }
    if headline.contains(&heading) {
        return 1.0;
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '_')))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let known = words(&headline);
    let (mut all, mut new) = (0, 0);
    for word in words(&heading) {
        let chars = word.chars().count();
        all += chars;
        new += if known.contains(&word) { 0 } else { chars };
    }
    if all == 0 { 0.0 } else { 1.0 - f64::from(new as u32) / f64::from(all as u32) }
}
