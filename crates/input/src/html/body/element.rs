//! What is kept of an element's attributes, and of a text.

use std::borrow::Cow;

use super::classes::{BYLINE, MAYBE, NEGATIVE, POSITIVE, SHARE, UNLIKELY, meaning};
use super::names::Name;
use crate::html::scan::{Tag, unescape};

/// An element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PageElement<'h> {
    /// Its name as written.
    pub(super) tag: &'h str,
    pub(super) class: &'h str,
    /// What the class and the id say.
    class_says: u8,
    id_says: u8,
    /// Not shown.
    pub(super) is_hidden: bool,
    /// Of a role that is never the body's.
    pub(super) is_furniture: bool,
    /// A window over the page.
    pub(super) is_dialog: bool,
    /// Marked up as the author.
    is_author: bool,
    /// A link within the page.
    pub(super) is_local_link: bool,
    /// A picture that has an address.
    pub(super) has_picture: bool,
    /// A film of a known host.
    pub(super) is_film: bool,
    /// A table that is said to hold data, or to hold none.
    pub(super) holds_data: Option<bool>,
    pub(super) columns: u16,
}

impl<'h> PageElement<'h> {
    /// One of this name without attributes.
    pub(super) fn plain(tag: &'h str) -> Self {
        PageElement { tag, ..Self::default() }
    }

    pub(super) fn of(name: Name, tag: Tag<'h>) -> Self {
        let mut element = PageElement { tag: tag.name, is_dialog: name == Name::Dialog, columns: 1, ..Self::default() };
        let (mut id, mut is_modal, mut role, mut is_aria_hidden) = ("", false, "", false);
        for (attribute, value) in tag.attributes() {
            let is = |known: &str| attribute.eq_ignore_ascii_case(known);
            match attribute.len() {
                2 if is("id") => id = value,
                3 if is("rel") => element.is_author |= value == "author",
                4 if is("href") => element.is_local_link = value.len() > 1 && value.starts_with('#'),
                4 if is("role") => role = value,
                5 if is("class") => element.class = value,
                5 if is("style") => element.is_hidden |= hides(value),
                6 if is("hidden") => element.is_hidden = true,
                7 if is("colspan") => element.columns = value.parse().map_or(1, |columns: u16| columns.clamp(1, 1000)),
                7 if is("summary") => element.holds_data = element.holds_data.or(Some(true)),
                8 if is("itemprop") => element.is_author |= value.contains("author"),
                9 if is("datatable") && value == "0" => element.holds_data = Some(false),
                10 if is("aria-modal") => is_modal = value == "true",
                11 if is("aria-hidden") => is_aria_hidden = value == "true",
                _ => {}
            }
            if name == Name::Img {
                element.has_picture |= is_picture(attribute, value);
            }
            if matches!(name, Name::Iframe | Name::Embed | Name::Object) {
                element.is_film |= is_film(value);
            }
        }
        element.class_says = meaning(element.class);
        element.id_says = meaning(id);
        element.is_hidden |= is_aria_hidden && !element.class.contains("fallback-image");
        element.is_dialog |= is_modal && role == "dialog";
        element.is_furniture =
            ["menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog"].contains(&role);
        if role == "presentation" {
            element.holds_data = Some(false);
        }
        element
    }

    fn says(self) -> u8 {
        self.class_says | self.id_says
    }

    /// Whether its class or id is one of furniture.
    pub(super) fn is_unlikely(self) -> bool {
        self.says() & (UNLIKELY | MAYBE) == UNLIKELY
    }

    pub(super) fn is_byline(self) -> bool {
        self.is_author || self.says() & BYLINE != 0
    }

    pub(super) fn is_share(self) -> bool {
        self.says() & SHARE != 0
    }

    /// What its class and its id say for the body, and against it.
    pub(super) fn weight(self) -> f32 {
        let one = |says: u8| f32::from(says & POSITIVE != 0) - f32::from(says & NEGATIVE != 0);
        25.0 * (one(self.class_says) + one(self.id_says))
    }
}

/// Whether a style hides its element.
fn hides(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    [("display", "none"), ("visibility", "hidden")].iter().any(|(key, hiding)| {
        let value = style.find(key).and_then(|at| style[at..].split_once(':')).map_or("", |(_, value)| value);
        let value = value.split(';').next().unwrap_or_default();
        value.split_whitespace().next() == Some(hiding)
    })
}

fn is_picture(attribute: &str, value: &str) -> bool {
    ["src", "srcset", "data-src", "data-srcset"].iter().any(|name| attribute.eq_ignore_ascii_case(name))
        || [".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"].iter().any(|end| value.contains(end))
}

fn is_film(value: &str) -> bool {
    const HOSTS: [&str; 10] = [
        "dailymotion.com",
        "youtube.com",
        "youtube-nocookie.com",
        "player.vimeo.com",
        "v.qq.com",
        "archive.org",
        "upload.wikimedia.org",
        "player.twitch.tv",
        "bilibili.com",
        "live.bilibili.com",
    ];
    let after = value.split_once("//").map_or("", |(_, after)| after);
    let after = after.strip_prefix("www.").unwrap_or(after);
    HOSTS.iter().any(|host| after.starts_with(host))
}

/// A text between two tags.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextRun<'h> {
    /// As written.
    written: &'h str,
    /// Its characters with white space as one blank.
    pub(super) chars: u32,
    /// Its commas, of all scripts, and those of ASCII.
    pub(super) commas: u32,
    pub(super) ascii_commas: u32,
    pub(super) starts_blank: bool,
    pub(super) ends_blank: bool,
    pub(super) is_blank: bool,
}

impl<'h> TextRun<'h> {
    pub(super) fn of(written: &'h str) -> Self {
        let mut text = TextRun {
            written,
            chars: 0,
            commas: 0,
            ascii_commas: 0,
            starts_blank: false,
            ends_blank: false,
            is_blank: true,
        };
        let shown = unescape(written);
        for c in shown.chars() {
            let is_blank = c.is_whitespace();
            text.starts_blank |= is_blank && text.chars == 0;
            text.chars += u32::from(!(is_blank && text.ends_blank));
            text.ends_blank = is_blank;
            text.is_blank &= is_blank;
            match c {
                ',' => text.ascii_commas += 1,
                '\u{60c}' | '\u{fe50}' | '\u{fe10}' | '\u{fe11}' | '\u{2e41}' | '\u{2e34}' | '\u{2e32}'
                | '\u{ff0c}' => {
                    text.commas += 1;
                }
                _ => {}
            }
        }
        text.commas += text.ascii_commas;
        text
    }

    /// With its entities decoded.
    pub(super) fn shown(&self) -> Cow<'h, str> {
        unescape(self.written)
    }
}
