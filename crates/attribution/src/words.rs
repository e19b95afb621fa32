//! What the small parts around a name look like: people's names, places with a day, dashes, and the words of credits.

/// Whether it starts with a dash of any kind, or with what stands for one after a dateline (`.-`, `:`).
pub(crate) fn starts_with_dash(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['-', '–', '—', '―', '−', '‒', '─', '－', ':', '：'])
        || text.starts_with(".-")
        || text.starts_with(". -")
        || text.starts_with(".–")
        || text.starts_with(".—")
        || text.starts_with(". —")
}

/// Without the dashes, bars, dots and spaces around.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "-–—―−|•·.,:;*~<>»«›_/[]()".contains(c))
}

/// Whether the words before a mark can be a dateline's: a place, maybe with a day; few words, few of them small.
pub(crate) fn is_place(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['(', '/', '[', '【', '（']).trim();
    if text.is_empty() {
        return true;
    }
    if text.chars().count() > 90 || text.contains(['"', '“', '”', '?', '!', ';', '…', '@']) {
        return false;
    }
    let (mut words, mut small) = (0, 0);
    for word in text.split_whitespace() {
        words += 1;
        small += usize::from(word.chars().next().is_some_and(char::is_lowercase));
    }
    words <= 12 && small <= 2 && small < words
}

/// Whether the last word before a mark is written in capitals, as places in datelines are; a day may stand between.
pub(crate) fn ends_in_capitals(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['(', '/', '[']).trim();
    text.split_whitespace().rev().take(5).any(|word| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 3 && word.chars().all(|c| !c.is_lowercase())
    })
}

/// Words that a list of people may have between their names.
const JOINING: [&str; 30] = [
    "and", "und", "et", "y", "e", "och", "og", "en", "ja", "i", "in", "de", "der", "den", "van", "von", "del", "della",
    "di", "da", "al", "el", "bin", "la", "le", "du", "dos", "with", "for", "ter",
];

/// Whether it reads as people's names: two words or more, all capitalised but the joining ones.
pub(crate) fn is_people(text: &str) -> bool {
    let text = bare(text);
    if text.is_empty() || text.len() > 140 || text.contains(['"', '“', '?', '!', ':', ';', '(', '…']) {
        return false;
    }
    let mut words = 0;
    for word in text.split(|c: char| c.is_whitespace() || ",/&|•·".contains(c)).filter(|w| !w.is_empty()) {
        let first = word.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            return false;
        }
        if !first.is_uppercase() && !JOINING.contains(&word) && !word.starts_with(['-', '–', '—']) {
            return false;
        }
        words += 1;
    }
    (2..=18).contains(&words)
}

/// Words with which a byline begins, in lower case.
const BY: [&str; 19] = [
    "by",
    "von",
    "par",
    "por",
    "di",
    "da",
    "door",
    "av",
    "af",
    "od",
    "от",
    "author",
    "autor",
    "auteur",
    "autore",
    "posted by",
    "reported by",
    "story by",
    "written by",
];

/// The rest after a byline's first word; `None` where there is none.
pub(crate) fn after_by(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "(-–—|•".contains(c));
    BY.iter().rev().find_map(|by| {
        let head = text.get(..by.len())?;
        let rest = text.get(by.len()..)?;
        // `da` and `di` open Italian bylines, but `DA` is an office: only the first letter may be a capital.
        let known = head == *by
            || head.to_lowercase() == *by
                && head.chars().skip(1).all(|c| !c.is_uppercase() || *by == "by" || by.len() > 4);
        (known && (rest.is_empty() || rest.starts_with([' ', '\u{a0}', ':', '\t'])))
            .then(|| rest.trim_start_matches([' ', '\u{a0}', ':', '\t']))
    })
}

/// Whether the words end as a byline's first word does: `3:57 pm, July 15, 2018, by`.
pub(crate) fn ends_with_by(text: &str) -> bool {
    let low = text.trim_end().to_lowercase();
    ["by", "von", "par", "por", "by the"].iter().any(|by| {
        low.strip_suffix(by)
            .is_some_and(|head| head.is_empty() || head.ends_with([' ', ',', '|', '\u{a0}', '•', '-', '—']))
    })
}

/// Whether it starts with a word of small ASCII letters, in any case.
pub(crate) fn starts_ci(text: &str, word: &str) -> bool {
    text.as_bytes().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether it ends with a word of small ASCII letters, in any case; what stands before that.
pub(crate) fn before_ci<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    text.as_bytes()[at..].eq_ignore_ascii_case(word.as_bytes()).then(|| text.get(..at)).flatten()
}

pub(crate) fn low(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_sentences() {
        for place in [
            "",
            "LONDON",
            "HANGZHOU, China",
            "LONDON, Sept 4",
            "Москва. 5 января",
            "Madrid, 5 jul",
            "NEW YORK, N.Y., July 5, 2018",
        ] {
            assert!(is_place(place), "{place}");
        }
        for prose in ["He told the news agency that they", "“We know”", "the agency"] {
            assert!(!is_place(prose), "{prose}");
        }
    }

    #[test]
    fn people_and_bylines_are_known() {
        assert!(is_people("JANE DOE and John Q. Public"));
        assert!(is_people("Ana de la Cruz"));
        assert!(!is_people("Jane said Doe"));
        assert_eq!(after_by("By: Jane Doe"), Some("Jane Doe"));
        assert_eq!(after_by("Von Jana Doe"), Some("Jana Doe"));
        assert_eq!(after_by("BY JANE"), Some("JANE"));
        assert_eq!(after_by("Byron Smith"), None);
        assert_eq!(after_by("DA Smith"), None);
        assert!(ends_with_by("Posted 3:57 pm, July 15, 2018, by "));
    }
}
