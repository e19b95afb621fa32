//! What a page shows of its own metadata: headlines, times, and fields marked up in the text.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::shown_dates::ShownDates;
use super::{Found, plain, shares_a_word};
use crate::html::scan::{Tag, unescape};

/// Bytes of text between a headline and a time that belongs to it, at most.
const NEAR_BYTES: usize = 1200;

/// A shorter text may be the name of a section.
const MIN_TITLE_BYTES: usize = 12;

/// A title of fewer words may be the name of a section.
const SENTENCE_WORDS: usize = 4;

/// What the attributes of an element with a field hold.
static FIELDS: LazyLock<[Finder<'static>; 3]> = LazyLock::new(|| ["itemprop", "author", "byline"].map(Finder::new));

/// A longer element is more than a byline.
const MAX_BYLINE_BYTES: usize = 200;

/// The marked-up parts of a page, while it is scanned.
#[derive(Debug, Default)]
pub(super) struct Visible {
    pub(super) page_title: String,
    /// The element whose text is read, what it is, and the elements of its name that are open in it.
    open: Option<(String, MarkedPart, String, usize)>,
    headlines: Vec<Headline>,
    times: Vec<Time>,
    shown: ShownDates,
    /// Whether the head of the page has a date, so that none need be looked for in its text.
    pub(super) is_dated: bool,
    /// The first byte of the page's title in its text, and the one after it. On pages without a headline, dates are
    /// looked for near it.
    title: Option<(usize, usize)>,
    published: Vec<(u8, String)>,
    authors: Vec<String>,
    /// The first line that is called the byline: those further down are of other articles.
    byline: Option<String>,
    /// Elements that are open and hold what is not the article: side columns, menus, comments.
    beside: Vec<String>,
    /// Bytes of text so far.
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkedPart {
    Headline {
        is_logo: bool,
    },
    Published,
    Author,
    /// A line that its link or its class calls the byline.
    Byline,
}

#[derive(Debug)]
struct Headline {
    text: String,
    at: usize,
    is_logo: bool,
}

#[derive(Debug)]
struct Time {
    value: String,
    at: usize,
}

impl Visible {
    pub(super) fn open(&mut self, tag: Tag<'_>) {
        if let Some((name, .., depth)) = &mut self.open
            && tag.is(name)
        {
            *depth += 1;
        }
        let is_beside = ["aside", "nav", "footer"].iter().any(|name| tag.is(name));
        if is_beside || !self.beside.is_empty() && self.beside.last().is_some_and(|name| tag.is(name)) {
            self.beside.push(tag.name.to_ascii_lowercase());
        }
        // most tags hold nothing of this
        if !tag.mentions_one_of(&FIELDS[..]) && !["time", "abbr", "h1"].iter().any(|name| tag.is(name)) {
            return;
        }
        let has = |attribute: &str, word: &str| {
            let value = tag.get(attribute).unwrap_or_default();
            value.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(word))
        };
        if has("itemprop", "datepublished") {
            match ["content", "datetime", "title"].iter().find_map(|name| tag.get(name)) {
                Some(value) => self.published.push((4, unescape(&value).into_owned())),
                None => self.start(tag, MarkedPart::Published),
            }
        } else if has("itemprop", "datecreated") {
            let value = ["content", "datetime", "title"].iter().find_map(|name| tag.get(name)).unwrap_or_default();
            self.published.push((5, unescape(&value).into_owned()));
        } else if tag.is("time") {
            if let Some(value) = tag.get("datetime") {
                let value = unescape(&value).into_owned();
                if tag.get("pubdate").is_some() {
                    self.published.push((3, value));
                } else if self.beside.is_empty() {
                    self.times.push(Time { value, at: self.at });
                }
            }
        } else if tag.is("abbr") && has("class", "published") {
            self.published.push((4, unescape(&tag.get("title").unwrap_or_default()).into_owned()));
        } else if has("itemprop", "author") && self.authors.len() < 8 {
            match tag.get("content") {
                Some(name) => self.authors.push(unescape(&name).into_owned()),
                None => self.start(tag, MarkedPart::Author),
            }
        } else if (has("rel", "author") || has("class", "byline") || has("class", "p-author")) && self.beside.is_empty()
        {
            self.start(tag, MarkedPart::Byline);
        } else if tag.is("h1") {
            let names = format!("{} {}", tag.get("class").unwrap_or_default(), tag.get("id").unwrap_or_default());
            let names = names.to_ascii_lowercase();
            let is_logo = ["logo", "site-title", "site-name", "sitename", "brand"].iter().any(|n| names.contains(n));
            self.start(tag, MarkedPart::Headline { is_logo });
        }
    }

    fn start(&mut self, tag: Tag<'_>, part: MarkedPart) {
        // a field inside of another is a part of it, but for a headline
        if self.open.as_ref().is_none_or(|(_, open, ..)| matches!(open, MarkedPart::Author)) {
            self.open = Some((tag.name.to_owned(), part, String::new(), 0));
        }
    }

    /// Reads a text; `tag` is of the element that it begins in.
    pub(super) fn text(&mut self, text: &str, tag: Option<Tag<'_>>) {
        if self.beside.is_empty() && !self.is_dated {
            self.shown.text(text, self.at, tag);
            if self.title.is_none() && is_title(text, &self.page_title) {
                self.title = Some((self.at, self.at + text.len()));
            }
        }
        self.at += text.len();
        if let Some((_, _, content, _)) = &mut self.open {
            content.push_str(text);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if self.beside.last().is_some_and(|open| open.eq_ignore_ascii_case(name)) {
            self.beside.pop();
        }
        let Some((open, .., depth)) = &mut self.open else { return };
        if !open.eq_ignore_ascii_case(name) {
            return;
        }
        if *depth > 0 {
            *depth -= 1;
            return;
        }
        let Some((_, part, content, _)) = self.open.take() else { return };
        let content = unescape(&content).into_owned();
        match part {
            MarkedPart::Headline { is_logo } => self.headlines.push(Headline { text: content, at: self.at, is_logo }),
            MarkedPart::Published => self.published.push((4, content)),
            MarkedPart::Author => self.authors.push(content),
            MarkedPart::Byline if content.len() <= MAX_BYLINE_BYTES && !content.trim().is_empty() => {
                self.byline.get_or_insert(content);
            }
            MarkedPart::Byline => {}
        }
    }

    /// Offers what was found.
    pub(super) fn offer(self, found: &mut Found) {
        let (headline, site) = without_site(&self.page_title);
        let site = if found.site.is_empty() { site.to_owned() } else { found.site.clone() };
        let is_site = |text: &str| is_name_of_site(text, &site, headline);
        if is_site(found.title.value()) {
            found.title = crate::best_value::BestValue::default();
            found.shown = crate::best_value::BestValue::default();
        }
        let mut headlines =
            self.headlines.iter().filter(|h| !h.is_logo && !is_site(&h.text) && !h.text.trim().is_empty());
        // a menu may have a headline too: the article's is in the title of the page, unless that only names the section
        let is_titled = |h: &&Headline| plain(&h.text).len() >= MIN_TITLE_BYTES && is_title(&h.text, &self.page_title);
        let is_related = |h: &&Headline| shares_a_word(&h.text, &self.page_title);
        let words = |text: &str| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        let may_be_other = |h: &&Headline| words(&h.text) >= SENTENCE_WORDS || words(headline) < SENTENCE_WORDS;
        let shown = headlines.clone().find(is_titled).or_else(|| headlines.clone().find(is_related));
        let shown = shown.or_else(|| headlines.find(may_be_other));
        if let Some(shown) = shown {
            found.offer_title(6, shown.text.trim_end().trim_end_matches('¶'));
        }
        found.offer_title(9, headline);
        for (rank, value) in &self.published {
            found.dates.offer(*rank, value);
        }
        found.byline.offer(4, &self.authors.join(", "));
        found.byline.offer(5, self.byline.as_deref().unwrap_or_default());
        if let Some(time) = self.nearest_time(shown) {
            found.dates.offer(6, time);
        }
        let place = shown.map(|h| (h.at - h.text.len().min(h.at), h.at)).or(self.title);
        let place = place.or_else(|| found.dates.is_empty().then_some((0, 0)));
        let near = place.into_iter().flat_map(|(start, end)| self.shown.near(start, end));
        found.shown_dates = near.map(str::to_owned).collect();
        if found.shown_dates.is_empty() {
            found.shown_dates.extend(self.shown.only().map(str::to_owned));
        }
    }

    /// The time that belongs to the headline: the next after it, else the last before it; without a headline, the
    /// first.
    fn nearest_time(&self, headline: Option<&Headline>) -> Option<&str> {
        let Some(headline) = headline else { return Some(&self.times.first()?.value) };
        let start = headline.at - headline.text.len().min(headline.at);
        // some headlines hold their time
        let after = self.times.iter().find(|time| time.at >= start && time.at.saturating_sub(headline.at) < NEAR_BYTES);
        let before = || self.times.iter().rfind(|time| time.at <= start && start - time.at < NEAR_BYTES / 4);
        Some(&after.or_else(before)?.value)
    }
}

/// Whether a text is the page's title, or its beginning: the name of the site may follow.
fn is_title(text: &str, page_title: &str) -> bool {
    if text.len() < MIN_TITLE_BYTES || page_title.len() < MIN_TITLE_BYTES {
        return false;
    }
    // most texts differ in their first letter
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    if first(text) != first(page_title) && !text.trim_start().starts_with('&') {
        return false;
    }
    let text = unescape(text);
    let mut of_title = page_title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let mut length = 0;
    for c in text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        if of_title.next() != Some(c) {
            return false;
        }
        length += c.len_utf8();
    }
    length >= MIN_TITLE_BYTES
}

/// A page's title without the name of the site after it, and that name.
fn without_site(title: &str) -> (&str, &str) {
    for mark in [" | ", " – ", " — ", " - ", " « ", " » ", " :: ", " · ", " • ", " ‹ "] {
        if let Some((headline, site)) = title.rsplit_once(mark)
            && headline.split_whitespace().count() >= 3
        {
            return (headline, site);
        }
    }
    (title, "")
}

/// Whether a text is the name of the site, and not a headline that has its words.
fn is_name_of_site(text: &str, site: &str, headline: &str) -> bool {
    let (text, site, headline) = (plain(text), plain(site), plain(headline));
    if text.is_empty()
        || site.is_empty()
        || headline.contains(&text)
        || text.contains(&headline) && !headline.is_empty()
    {
        return false;
    }
    let (longer, shorter) = if text.len() > site.len() { (&text, &site) } else { (&site, &text) };
    // `The Quill Bay Lamp` and `Quill Bay Lamp`
    longer.contains(&**shorter) && 3 * shorter.len() >= 2 * longer.len()
}
