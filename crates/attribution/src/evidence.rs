//! How the tables show a credit.

use super::credit::{Certainty, Credit};
use super::spot::CreditKind;

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

impl CreditKind {
    /// What a person calls it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CreditKind::Feed => "feed",
            CreditKind::Dateline => "dateline",
            CreditKind::Byline => "byline",
            CreditKind::Copyright => "copyright",
            CreditKind::CreditLine => "credit line",
            CreditKind::OwnWriter => "writer",
            CreditKind::Url => "address",
            CreditKind::OwnSite => "own site",
        }
    }
}

impl Credit {
    /// Where the words stand and the words: `dateline: HOLM (Coastal Wire) — The ferry`. Empty where nobody is named.
    #[must_use]
    pub fn labelled_evidence(&self) -> String {
        let mut shown = String::new();
        self.write_labelled_evidence(&mut shown);
        shown
    }

    /// Appends [`Credit::labelled_evidence`].
    pub fn write_labelled_evidence(&self, out: &mut String) {
        let kind = match (self.kind, self.certainty) {
            (Some(kind), Certainty::Likely | Certainty::Sure) => kind.as_str(),
            (_, Certainty::Contributed) => "contribution",
            (_, Certainty::PhotoOnly) => "photo",
            _ => return,
        };
        [kind, ": ", &self.evidence].into_iter().for_each(|part| out.push_str(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_says_where_it_stands() {
        let mut credit = Credit { evidence: "HOLM (CW) — The".to_owned(), ..Credit::default() };
        assert_eq!(credit.labelled_evidence(), "");
        credit.certainty = Certainty::PhotoOnly;
        assert_eq!(credit.labelled_evidence(), "photo: HOLM (CW) — The");
        (credit.certainty, credit.kind) = (Certainty::Sure, Some(CreditKind::Dateline));
        assert_eq!(credit.labelled_evidence(), "dateline: HOLM (CW) — The");
    }
}
