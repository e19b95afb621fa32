//! What a few words are: people's names, a place with a day, a date, or the start of a byline.

use super::names::is_of_spaceless_script;

/// Whether a text starts with a dash, or with what replaces one after a dateline, such as `.-` or `:`.
pub(crate) fn starts_with_dash(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    text.starts_with(['-', '–', '—', '―', '−', '‒', '─', '－', ':', '：'])
        || [".-", ". -", ".–", ".—", ". —"].iter().any(|dash| text.starts_with(dash))
}

/// Removes dashes, bars, dots, brackets and spaces from both ends.
pub(crate) fn trim_punctuation(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "-–—―−|•·.,:;*~<>»«›_/[]()".contains(c))
}

/// Whether the words before a mark can be a dateline's place, perhaps with a day: few words, most of them capitalised.
/// No words at all can be one, too.
pub(crate) fn is_place(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['(', '/', '[', '【', '（']).trim();
    if text.is_empty() {
        return true;
    }
    if text.chars().count() > 90 || text.contains(['"', '“', '”', '?', '!', ';', '…', '@']) {
        return false;
    }
    let (mut words, mut lower_case) = (0, 0);
    for word in text.split_whitespace() {
        words += 1;
        lower_case += usize::from(word.chars().next().is_some_and(char::is_lowercase));
    }
    words <= 12 && lower_case <= 2 && lower_case < words
}

/// Whether one of the last five words is in capitals, as places in datelines are; a day may follow it.
pub(crate) fn ends_in_capitals(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['(', '/', '[']).trim();
    text.split_whitespace().rev().take(5).any(|word| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 3 && word.chars().all(|c| !c.is_lowercase())
    })
}

/// Words in small letters within or between people's names.
const PARTICLES: [&str; 30] = [
    "and", "und", "et", "y", "e", "och", "og", "en", "ja", "i", "in", "de", "der", "den", "van", "von", "del", "della",
    "di", "da", "al", "el", "bin", "la", "le", "du", "dos", "with", "for", "ter",
];

/// Whether a text reads as one or more people's names: at least two words, all capitalised except for particles.
pub(crate) fn is_people(text: &str) -> bool {
    let text = trim_punctuation(text);
    if text.is_empty() || text.len() > 140 || text.contains(['"', '“', '?', '!', ':', ';', '(', '…', '=', '＝']) {
        return false;
    }
    let (mut words, mut caseless) = (0, 0);
    for word in text.split(|c: char| c.is_whitespace() || ",/&|•·、،".contains(c)).filter(|word| !word.is_empty())
    {
        let first = word.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() {
            return false;
        }
        let has_case = first.is_uppercase() || first.is_lowercase();
        caseless += usize::from(!has_case && first.is_alphabetic());
        if has_case && !first.is_uppercase() && !PARTICLES.contains(&word) && !word.starts_with(['-', '–', '—']) {
            return false;
        }
        words += 1;
    }
    // in a script without capitals only a few words can be told from a sentence; one without spaces has one word a name
    let is_spaceless = text.chars().any(is_of_spaceless_script);
    if is_spaceless {
        words <= 4 && text.chars().count() <= 16
    } else if caseless > 0 {
        (2..=5).contains(&words)
    } else {
        (2..=18).contains(&words)
    }
}

/// Verbs with which a sentence says that an agency reports or is told something, in small letters.
const VERBS: [&str; 64] = [
    "says",
    "said",
    "tells",
    "told",
    "reports",
    "reported",
    "finds",
    "found",
    "writes",
    "wrote",
    "asks",
    "asked",
    "shows",
    "claims",
    "wins",
    "won",
    "sues",
    "sued",
    "killed",
    "names",
    "named",
    "announces",
    "describes",
    "sagt",
    "sagte",
    "meldet",
    "meldete",
    "berichtet",
    "schreibt",
    "dit",
    "rapporte",
    "affirme",
    "annonce",
    "selon",
    "dice",
    "dijo",
    "informa",
    "informó",
    "según",
    "diz",
    "disse",
    "afirma",
    "segundo",
    "ha detto",
    "riferisce",
    "secondo",
    "zegt",
    "meldt",
    "volgens",
    "säger",
    "uppger",
    "enligt",
    "siger",
    "oplyser",
    "sier",
    "melder",
    "kertoo",
    "mówi",
    "podaje",
    "informuje",
    "сообщает",
    "сообщил",
    "передает",
    "заявил",
];

/// Whether one of the words of a text is a verb of reporting: then it is a sentence or a headline, and no byline.
pub(crate) fn has_verb(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.into_iter().any(|word| VERBS.contains(&word.to_lowercase().as_str()))
}

/// Words with which a byline starts, in lower case.
const BYLINE_STARTS: [&str; 28] = [
    "by",
    "bron",
    "tekst",
    "teksti",
    "texto",
    "text",
    "автор",
    "بقلم",
    "كتب",
    "yazan",
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

/// The text after a byline's first words; `None` if it does not start with any.
pub(crate) fn strip_byline_start(text: &str) -> Option<&str> {
    let is_trimmed = text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    let is_before = |c: char| c.is_whitespace() || "(-–—|•".contains(c);
    let text = if is_trimmed { text } else { text.trim_start_matches(is_before) };
    let spaces = [' ', '\u{a0}', ':', '\t'];
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    // nearly every line begins with another letter than nearly every start
    let may_start = |start: &&&str| !first.is_ascii() || start.as_bytes()[0] == first;
    BYLINE_STARTS.iter().rev().filter(may_start).find_map(|start| {
        // few texts have the end of a word here, and what follows is then not looked at
        let (head, rest) = text.split_at_checked(start.len())?;
        if !rest.is_empty() && !rest.starts_with(spaces) {
            return None;
        }
        // `Da` and `Di` start Italian bylines, but `DA` is an office: short words may be in capitals only if `BY`
        let may_be_in_capitals = *start == "by" || start.len() > 4;
        let is_same = || if head.is_ascii() { head.eq_ignore_ascii_case(start) } else { head.to_lowercase() == *start };
        let is_start =
            head == *start || is_same() && (may_be_in_capitals || head.chars().skip(1).all(|c| !c.is_uppercase()));
        is_start.then(|| rest.trim_start_matches(spaces))
    })
}

/// Whether a text ends with a byline's first word: `3:57 pm, July 15, 2018, by`.
pub(crate) fn ends_with_byline_start(text: &str) -> bool {
    let text = text.trim_end().to_lowercase();
    ["by", "von", "par", "por", "by the"].iter().any(|start| {
        text.strip_suffix(start).is_some_and(|head| {
            let is_word = head.is_empty() || head.ends_with([' ', ',', '|', '\u{a0}', '•', '-', '—']);
            // `stock prices as measured by` is a sentence
            let head = head.trim_end();
            let is_short = head.split_whitespace().count() <= 3 || head.ends_with([',', '|', '•', '-', '—']);
            is_word && (is_short || is_date(head))
        })
    })
}

/// Prefixes of names of months, in several languages.
const MONTHS: [&str; 24] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mai", "okt", "dez", "ene",
    "abr", "ago", "dic", "fév", "fev", "avr", "gen", "lug",
];

/// Whether a short line is a date: `July 15, 2018 8:21 am`, `15 Jul 2018`, `Posted: 9:20 AM, July 15`, `2016-09-04
/// 17:34`.
pub(crate) fn is_date(line: &str) -> bool {
    if line.len() > 80 || !line.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let line = line.to_lowercase();
    let has_year = line
        .split(|c: char| !c.is_ascii_digit())
        .any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")));
    let is_month = |word: &str| word.len() <= 9 && MONTHS.iter().any(|month| word.starts_with(month));
    let has_month = line.split(|c: char| !c.is_alphabetic()).any(is_month);
    let has_clock = line
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit());
    let has_label =
        ["posted", "updated", "published", "ago", "today", "yesterday"].iter().any(|word| line.contains(word));
    (has_year && (has_month || has_clock || line.len() <= 24))
        || (has_clock && (has_month || has_label))
        || (has_label && has_month)
        || (has_month && line.len() <= 12)
}

/// Whether a text starts with a word, ignoring ASCII case.
pub(crate) fn starts_with_ignoring_case(text: &str, word: &str) -> bool {
    text.as_bytes().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// The text before a word that it ends with, ignoring ASCII case.
pub(crate) fn strip_suffix_ignoring_case<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    text.as_bytes()[at..].eq_ignore_ascii_case(word.as_bytes()).then(|| text.get(..at)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_places_are_told_from_sentences() {
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
    fn people_are_two_or_more_capitalised_words() {
        assert!(is_people("JANE DOE and John Q. Public"));
        assert!(is_people("Ana de la Cruz"));
        assert!(!is_people("Jane said Doe"));
        assert!(!is_people("Jane"));
        // in scripts without capitals a few words
        assert!(is_people("سمير حداد") && is_people("王小明") && is_people("राम कुमार"));
        assert!(
            !is_people("قال رئيس البلدية إن العبارة ستعود") && !is_people("市议会周一晚间投票决定开通一条新的轮渡航线")
        );
    }

    #[test]
    fn the_start_of_a_byline_is_stripped_in_several_languages() {
        assert_eq!(strip_byline_start("By: Jane Doe"), Some("Jane Doe"));
        assert_eq!(strip_byline_start("Von Jana Doe"), Some("Jana Doe"));
        assert_eq!(strip_byline_start("BY JANE"), Some("JANE"));
        assert_eq!(strip_byline_start("Byron Smith"), None);
        assert_eq!(strip_byline_start("DA Smith"), None);
        assert!(ends_with_byline_start("Posted 3:57 pm, July 15, 2018, by "));
    }

    #[test]
    fn dates_are_told_from_names_and_headlines() {
        for date in ["July 15, 2018 8:21 am", "15 Jul 2018", "Posted: 9:20 AM, July 15", "2016-09-04 17:34"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["Jane Doe", "Mayor names 12 for council", "5 things to see", "6:12 am PDT, Monday"] {
            assert!(!is_date(other), "{other}");
        }
    }
}
