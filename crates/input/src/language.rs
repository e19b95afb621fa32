//! The language that a source declares for an article. It is never guessed from the text.

use std::fmt;
use std::sync::LazyLock;

use foldhash::HashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language as its primary tag of BCP 47: `en`, `de`, `ckb`. The default is an unknown one.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language([u8; 3]);

/// One language a line: its tag, other codes of it, and its names in lower case, with `_` for blanks. Codes are of ISO
/// 639-1, -2 and -3, some of them given up. Codes of three letters that are not listed stand for themselves.
const LANGUAGES: &str = include_str!("languages.txt");

/// The language of each code and name in [`LANGUAGES`].
static BY_WORD: LazyLock<HashMap<&str, Language>> = LazyLock::new(|| {
    let of_line = |line: &'static str| {
        let tag = line.split(' ').next().unwrap_or_default();
        line.split(' ').map(move |word| (word, Language::of_tag(tag)))
    };
    LANGUAGES.lines().flat_map(of_line).collect()
});

/// Codes that name no language: undetermined, several, uncoded, none, and those for private use.
fn is_reserved(code: &str) -> bool {
    matches!(code, "und" | "mul" | "mis" | "zxx" | "all" | "any") || ("qaa"..="qtz").contains(&code)
}

impl Language {
    /// The language that a declaration means: a tag (`en-US`, `eng`), a locale (`de_DE.UTF-8`), or a name (`German`).
    /// Unknown where it is none of these, or several languages.
    #[must_use]
    pub fn declared(value: &str) -> Language {
        // most sources write the tag
        if let Some(language) = BY_WORD.get(value) {
            return *language;
        }
        let known = value.split([',', ';', '|', '\n']).filter_map(Language::of_one);
        let mut found = Language::default();
        for language in known {
            if found.is_known() && found != language {
                return Language::default();
            }
            found = language;
        }
        found
    }

    fn of_one(value: &str) -> Option<Language> {
        const MAX_BYTES: usize = 60;
        let value = value.trim();
        if value.is_empty() || value.len() > MAX_BYTES {
            return None;
        }
        // `Chinese (Simplified)`
        let name = value.split('(').next().unwrap_or_default().trim().to_lowercase();
        let primary = name.split(['-', '_', '.', '@']).next().unwrap_or_default();
        let is_code = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
        let wanted = if is_code { primary.to_owned() } else { name.replace(' ', "_") };
        let own = is_code && wanted.len() == 3 && !is_reserved(&wanted);
        BY_WORD.get(&*wanted).copied().or_else(|| own.then(|| Language::of_tag(&wanted)))
    }

    /// The language of a tag of two or three letters.
    fn of_tag(tag: &str) -> Language {
        let mut bytes = [0; 3];
        bytes.iter_mut().zip(tag.bytes()).for_each(|(to, from)| *to = from);
        Language(bytes)
    }

    /// The tag; empty when the language is unknown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// Whether dates in numbers have the day before the month wherever this language is written. English has both
    /// orders, and East Asian languages begin with the year.
    pub(crate) fn writes_day_first(self) -> bool {
        self.is_known() && !matches!(self.as_str(), "en" | "tl" | "fil" | "zh" | "ja" | "ko" | "mn" | "hu" | "lt")
    }

    /// Whether the source declares a language.
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Language::default()
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Language::declared(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_codes_locales_and_names() {
        for (value, expected) in [
            ("en", "en"),
            ("en-US", "en"),
            ("EN_gb", "en"),
            ("eng", "en"),
            ("ger", "de"),
            ("deu", "de"),
            ("de_DE.UTF-8", "de"),
            ("zh-Hans-CN", "zh"),
            ("cmn", "zh"),
            ("iw", "he"),
            ("ckb", "ckb"),
            ("quz", "quz"),
            ("ENGLISH", "en"),
            ("Chinese (Simplified)", "zh"),
            ("Deutsch", "de"),
            ("français", "fr"),
            ("Norwegian Bokmål", "nb"),
            (" it \n", "it"),
            ("en, en-GB", "en"),
            ("en;q=0.8", "en"),
        ] {
            assert_eq!(Language::declared(value).as_str(), expected, "{value}");
        }
    }

    #[test]
    fn what_names_no_language_or_several_is_unknown() {
        for value in ["", "und", "mul", "x-default", "xx", "en, fr", "English; French", "Old Lamp", "1", "n/a", "other"]
        {
            assert!(!Language::declared(value).is_known(), "{value}");
        }
    }

    #[test]
    fn every_code_and_name_is_listed_once() {
        let mut all: Vec<&str> = LANGUAGES.lines().flat_map(|line| line.split(' ')).collect();
        let tags = LANGUAGES.lines().filter_map(|line| line.split(' ').next());
        assert!(tags.clone().all(|tag| matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_lowercase())));
        all.sort_unstable();
        let doubles: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert_eq!(doubles, Vec::<&[&str]>::new());
    }

    proptest::proptest! {
        #[test]
        fn a_tag_stands_for_itself(value in "[a-zA-Z_,;.()é -]{0,12}") {
            let language = Language::declared(&value);
            proptest::prop_assert_eq!(Language::declared(language.as_str()), language);
        }
    }
}
