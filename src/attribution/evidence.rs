//! How the tables show a credit.

use super::credit::{Certainty, Credit};
use super::spot::Place;

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
        let mut shown = String::new();
        self.show(&mut shown);
        shown
    }

    /// Appends [`Credit::shown`].
    pub(crate) fn show(&self, out: &mut String) {
        let place = match (self.place, self.certainty) {
            (Some(place), Certainty::Likely | Certainty::Sure) => place.as_str(),
            (_, Certainty::Contributed) => "contribution",
            (_, Certainty::PhotoOnly) => "photo",
            _ => return,
        };
        [place, ": ", &self.evidence].into_iter().for_each(|part| out.push_str(part));
    }
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
