//! A credit's evidence: the words around a name, and how the tables show them.

use super::credit::{Certainty, Credit};
use super::lines;
use super::place::Place;

impl Certainty {
    /// The word of the tables; nothing where nothing names an agency.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::None => "",
            Certainty::PhotoOnly => "photo_only",
            Certainty::Contributed => "contributed",
            Certainty::Likely => "likely",
            Certainty::Sure => "sure",
        }
    }
}

impl Place {
    /// What a person calls it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Place::Feed => "feed",
            Place::Dateline => "dateline",
            Place::Byline => "byline",
            Place::Copyright => "copyright",
            Place::CreditLine => "credit line",
            Place::OwnWriter => "writer",
            Place::Url => "address",
            Place::OwnSite => "own site",
        }
    }
}

impl Credit {
    /// Where the words stand and the words: `dateline: HOLM (Coastal Wire) — The ferry`. Empty where nobody is named.
    #[must_use]
    pub fn shown(&self) -> String {
        let place = match (self.place, self.certainty) {
            (Some(place), Certainty::Likely | Certainty::Sure) => place.as_str(),
            (_, Certainty::Contributed) => "contribution",
            (_, Certainty::PhotoOnly) => "photo",
            _ => return String::new(),
        };
        [place, ": ", &self.evidence].concat()
    }
}

/// The words around `at` within a line, on one line, at most 120 characters.
pub(super) fn excerpt(text: &str, at: usize, start: usize, end: usize) -> String {
    const MOST: usize = 120;
    let from = lines::floor(text, at.saturating_sub(70).max(start)).max(start);
    // A cut at the left goes to the next word.
    let from = if from > start { text[from..at].find(char::is_whitespace).map_or(from, |n| from + n) } else { from };
    let mut out = String::with_capacity(MOST + 8);
    let mut count = 0;
    // No character is of more than four bytes.
    let end = lines::ceil(text, (from + 4 * MOST + 8).min(end)).min(end);
    for word in text[from..end].split_whitespace() {
        let chars = if word.is_ascii() { word.len() } else { word.chars().count() };
        if count + chars + usize::from(count > 0) > MOST {
            if count == 0 {
                out.extend(word.chars().take(MOST));
            }
            break;
        }
        if count > 0 {
            out.push(' ');
            count += 1;
        }
        out.push_str(word);
        count += chars;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_says_where_it_stands() {
        let mut credit = Credit { evidence: "HOLM (CW) — The".to_owned(), ..Credit::default() };
        assert_eq!(credit.shown(), "");
        credit.certainty = Certainty::PhotoOnly;
        assert_eq!(credit.shown(), "photo: HOLM (CW) — The");
        (credit.certainty, credit.place) = (Certainty::Sure, Some(Place::Dateline));
        assert_eq!(credit.shown(), "dateline: HOLM (CW) — The");
    }
}
