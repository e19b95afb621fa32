//! The credit of an article: the agency that it names as the source of its text, with the words and their certainty.

use super::agencies::AgencyId;

/// How certain it is that an article credits an agency with its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// No agency is named as a source.
    #[default]
    None,
    /// Only the credit of a photograph names an agency; the text can be anybody's.
    PhotoOnly,
    /// The outlet names an agency as a contributor to its own text.
    Contributed,
    /// The words can be a credit, but can have another meaning.
    Likely,
    /// The words are a credit.
    Sure,
}

impl Certainty {
    /// Its name in the tables; empty for `None`.
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

    /// Sure if the condition holds, likely otherwise.
    pub(crate) fn sure_if(condition: bool) -> Self {
        if condition { Certainty::Sure } else { Certainty::Likely }
    }
}

/// The kind of a credit. Of two credits of the same certainty the one listed first here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditKind {
    /// A field of a feed, such as NewsML's credit line.
    Feed,
    /// `LONDON (AP) —`.
    Dateline,
    /// `By JANE DOE, Associated Press`.
    Byline,
    /// `© 2016 AFP`.
    Copyright,
    /// `Source: Reuters`, `(Reuters)` below the text, `Reporting by …; Editing by …`.
    CreditLine,
    /// `Associated Press writer Jane Doe contributed`: an agency's way of naming its own people.
    OwnWriter,
    /// The address has a path under which sites keep an agency's feed.
    Url,
    /// The page is on the agency's own site.
    OwnSite,
}

impl CreditKind {
    /// Its name in evidence: `credit line`.
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

/// The credit of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Credit {
    /// The agency that the article credits with its text; `None` unless [`certainty`](Self::certainty) is likely or
    /// sure.
    pub wire: Option<AgencyId>,
    /// The kind of credit; `None` without a wire.
    pub kind: Option<CreditKind>,
    /// How certain the credit is.
    pub certainty: Certainty,
    /// The words of the credit, or else of the contribution or the photograph's credit: at most 120 characters on one
    /// line.
    pub evidence: String,
    /// The agency of the first photograph.
    pub photo_credit: Option<AgencyId>,
    /// The agencies that contributed to the text, each once, in the page's order.
    pub contributed: Vec<AgencyId>,
    /// The words with which the article credits agencies in general, such as `From wire reports`.
    pub generic: Option<String>,
    /// The agencies whose names stand anywhere on a page that credits none of them, in the text or elsewhere: `told
    /// Reuters`.
    #[serde(default)]
    pub mentioned: Vec<AgencyId>,
    /// The agency on whose own site the article is, by its address or its outlet, whatever its words credit.
    pub site: Option<AgencyId>,
    /// Whether the text breaks off before its end, where a credit may have been.
    pub truncated: bool,
}

impl Credit {
    /// Why an agency that the article names may not be its wire, as a sentence; `None` if the credit is sure or names
    /// nobody.
    #[must_use]
    pub fn doubt(&self) -> Option<&'static str> {
        match self.certainty {
            Certainty::PhotoOnly => Some("only a photograph names an agency; the text may be the outlet's own"),
            Certainty::Contributed => Some("the outlet says that an agency contributed; the text is its own"),
            Certainty::Likely => Some("the words can be a credit, but can stand for something else"),
            Certainty::None | Certainty::Sure => None,
        }
    }

    /// The agency that the words of the article credit, likely or surely. A page on an agency's own site has no words
    /// unless it says so itself.
    #[must_use]
    pub fn named_wire(&self) -> Option<AgencyId> {
        self.wire.filter(|_| self.kind != Some(CreditKind::OwnSite))
    }

    /// Whether an agency is surely named at the head of the story, as author or before its first words.
    #[must_use]
    pub fn names_at_head(&self) -> bool {
        self.certainty == Certainty::Sure && matches!(self.kind, Some(CreditKind::Byline | CreditKind::Dateline))
    }

    /// The evidence after its kind: `dateline: HOLM (Coastal Wire) — The ferry`. Empty if no agency is named.
    #[must_use]
    pub fn labelled_evidence(&self) -> String {
        let mut out = String::new();
        self.write_labelled_evidence(&mut out);
        out
    }

    /// Appends [`labelled_evidence`](Self::labelled_evidence) to `out`.
    pub fn write_labelled_evidence(&self, out: &mut String) {
        let (label, words) = match (self.kind, self.certainty, &self.generic) {
            (Some(kind), Certainty::Likely | Certainty::Sure, _) => (kind.as_str(), &self.evidence),
            (_, Certainty::Contributed, _) => ("contribution", &self.evidence),
            (_, _, Some(words)) => ("generic", words),
            (_, Certainty::PhotoOnly, None) => ("photo", &self.evidence),
            _ => return,
        };
        [label, ": ", words].into_iter().for_each(|part| out.push_str(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labelled_evidence_starts_with_the_kind_of_credit() {
        let mut credit = Credit { evidence: "HOLM (CW) — The".to_owned(), ..Credit::default() };
        assert_eq!(credit.labelled_evidence(), "");
        credit.certainty = Certainty::PhotoOnly;
        assert_eq!(credit.labelled_evidence(), "photo: HOLM (CW) — The");
        credit.generic = Some("From wire reports".to_owned());
        assert_eq!(credit.labelled_evidence(), "generic: From wire reports");
        (credit.certainty, credit.kind) = (Certainty::Sure, Some(CreditKind::Dateline));
        assert_eq!(credit.labelled_evidence(), "dateline: HOLM (CW) — The");
    }
}
