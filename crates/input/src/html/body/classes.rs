//! What the class or the id of an element says about its content.

/// Of pages' furniture, unless it is also [`MAYBE`].
pub(super) const UNLIKELY: u8 = 1;
/// May be of the body.
pub(super) const MAYBE: u8 = 2;
/// Speaks against the body.
pub(super) const NEGATIVE: u8 = 4;
/// Speaks for the body.
pub(super) const POSITIVE: u8 = 8;
/// Of the author's line.
pub(super) const BYLINE: u8 = 16;
/// Of the buttons to share a page.
pub(super) const SHARE: u8 = 32;

const NONE: &[(&[u8], u8)] = &[];

/// The parts of names that say something, by the byte they begin with. They are those of Mozilla's Readability.
fn parts(first: u8) -> &'static [(&'static [u8], u8)] {
    match first {
        b'-' => &[(b"-ad-", UNLIKELY | NEGATIVE)],
        b'a' => &[
            (b"ai2html", UNLIKELY),
            (b"ad-break", UNLIKELY),
            (b"agegate", UNLIKELY),
            (b"and", MAYBE),
            (b"article", MAYBE | POSITIVE),
            (b"author", BYLINE),
        ],
        b'b' => &[
            (b"banner", UNLIKELY | NEGATIVE),
            (b"breadcrumbs", UNLIKELY),
            (b"body", MAYBE | POSITIVE),
            (b"blog", POSITIVE),
            (b"byline", BYLINE),
        ],
        b'c' => &[
            (b"combx", UNLIKELY | NEGATIVE),
            (b"comment", UNLIKELY | NEGATIVE),
            (b"community", UNLIKELY),
            (b"cover-wrap", UNLIKELY),
            (b"column", MAYBE),
            (b"content", MAYBE | POSITIVE),
            (b"com-", NEGATIVE),
            (b"contact", NEGATIVE),
        ],
        b'd' => &[(b"disqus", UNLIKELY), (b"dateline", BYLINE)],
        b'e' => &[(b"extra", UNLIKELY), (b"entry", POSITIVE)],
        b'f' => &[(b"footer", UNLIKELY | NEGATIVE)],
        b'g' => &[(b"gdpr", UNLIKELY | NEGATIVE)],
        b'h' => &[(b"header", UNLIKELY), (b"hidden", NEGATIVE), (b"hentry", POSITIVE), (b"h-entry", POSITIVE)],
        b'l' => &[(b"legends", UNLIKELY), (b"layout", MAYBE)],
        b'm' => &[
            (b"menu", UNLIKELY),
            (b"main", MAYBE | POSITIVE),
            (b"mathjax", MAYBE),
            (b"masthead", NEGATIVE),
            (b"media", NEGATIVE),
            (b"meta", NEGATIVE),
        ],
        b'o' => &[(b"outbrain", NEGATIVE)],
        b'p' => &[
            (b"pagination", UNLIKELY),
            (b"pager", UNLIKELY),
            (b"popup", UNLIKELY),
            (b"promo", NEGATIVE),
            (b"page", POSITIVE),
            (b"post", POSITIVE),
        ],
        b'r' => &[(b"related", UNLIKELY | NEGATIVE), (b"remark", UNLIKELY), (b"replies", UNLIKELY), (b"rss", UNLIKELY)],
        b's' => &[
            (b"shoutbox", UNLIKELY | NEGATIVE),
            (b"sidebar", UNLIKELY | NEGATIVE),
            (b"skyscraper", UNLIKELY | NEGATIVE),
            (b"social", UNLIKELY),
            (b"sponsor", UNLIKELY | NEGATIVE),
            (b"supplemental", UNLIKELY),
            (b"shadow", MAYBE),
            (b"scroll", NEGATIVE),
            (b"share", NEGATIVE),
            (b"shopping", NEGATIVE),
            (b"story", POSITIVE),
        ],
        b't' => &[(b"tags", NEGATIVE), (b"text", POSITIVE)],
        b'w' => &[(b"widget", NEGATIVE), (b"writtenby", BYLINE)],
        b'y' => &[(b"yom-remote", UNLIKELY)],
        _ => NONE,
    }
}

/// What a class or an id says.
pub(super) fn meaning(value: &str) -> u8 {
    let bytes = value.as_bytes();
    let starts =
        |at: usize, part: &[u8]| bytes.get(at..at + part.len()).is_some_and(|found| found.eq_ignore_ascii_case(part));
    let mut found = 0;
    for (at, byte) in bytes.iter().enumerate() {
        for (part, meaning) in parts(byte.to_ascii_lowercase()) {
            if found & meaning != *meaning && starts(at, part) {
                found |= meaning;
            }
        }
    }
    if found & NEGATIVE == 0 && value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("hid")) {
        found |= NEGATIVE;
    }
    let is_share = |word: &str| word.eq_ignore_ascii_case("share") || word.eq_ignore_ascii_case("sharedaddy");
    if found & NEGATIVE != 0 && value.split([' ', '_']).any(is_share) {
        found |= SHARE;
    }
    found
}
