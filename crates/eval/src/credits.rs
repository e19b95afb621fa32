//! Scores of credits: whether the articles that are found to name their wire do, and likewise those that do not.

/// What is known or found about the credit of one article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CreditOf<'a> {
    /// The names of the wire, as any of which it counts; empty without a wire.
    pub wire: &'a [&'a str],
    /// Whether the article credits it: `yes`, `generic`, `no` or something else, which is not scored.
    pub credited: &'a str,
}

impl CreditOf<'_> {
    /// Whether the article credits a wire in this way.
    fn is(&self, credited: &str) -> bool {
        self.credited == credited && !self.wire.is_empty()
    }

    fn has_same_wire(&self, other: &CreditOf<'_>) -> bool {
        self.wire.iter().any(|name| other.wire.iter().any(|other| other.eq_ignore_ascii_case(name)))
    }
}

/// Precision and recall of one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct AnswerScore {
    /// Articles with this answer in the findings and in the labels, and the same wire.
    pub right: u64,
    /// Articles with this answer in the findings only, or with another wire.
    pub wrong: u64,
    /// Articles with this answer in the labels that the findings do not have.
    pub missed: u64,
    /// `right / (right + wrong)`.
    pub precision: Option<f64>,
    /// `right / (right + missed)`.
    pub recall: Option<f64>,
}

/// The scores of the credits of labelled articles.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct CreditScore {
    /// Articles with a label.
    pub articles: u64,
    /// Articles that name their wire.
    pub credited: AnswerScore,
    /// Articles that do not.
    pub uncredited: AnswerScore,
}

/// Scores articles, each as its label and what was found.
#[must_use]
pub fn score_credits(articles: &[(CreditOf<'_>, CreditOf<'_>)]) -> CreditScore {
    let score = |answer| {
        let (mut right, mut wrong, mut missed) = (0, 0, 0);
        for (label, found) in articles {
            let is_right = label.is(answer) && found.is(answer) && label.has_same_wire(found);
            right += u64::from(is_right);
            wrong += u64::from(found.is(answer) && !is_right);
            missed += u64::from(label.is(answer) && !is_right);
        }
        let share = |of: u64| (right + of > 0).then(|| right as f64 / (right + of) as f64);
        AnswerScore { right, wrong, missed, precision: share(wrong), recall: share(missed) }
    };
    CreditScore { articles: articles.len() as u64, credited: score("yes"), uncredited: score("no") }
}

/// Whether label and finding of an article disagree in what [`score_credits`] counts.
#[must_use]
pub fn is_wrong_credit(label: &CreditOf<'_>, found: &CreditOf<'_>) -> bool {
    let CreditScore { credited, uncredited, .. } = score_credits(&[(*label, *found)]);
    credited.wrong + credited.missed + uncredited.wrong + uncredited.missed > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_counts_for_the_right_wire_only() {
        let of = |wire, credited| CreditOf { wire, credited };
        let articles = [
            (of(&["AP"], "yes"), of(&["ap", "Associated Press"], "yes")),
            (of(&["AP"], "yes"), of(&["AFP"], "yes")),
            (of(&["AP"], "yes"), of(&["AP"], "unknown")),
            (of(&["AP"], "no"), of(&["AP"], "no")),
            (of(&[], "no"), of(&["AP"], "no")),
            (of(&[], "no"), of(&[], "")),
        ];
        let score = score_credits(&articles);
        assert_eq!(score.articles, 6);
        let counts = |score: AnswerScore| (score.right, score.wrong, score.missed);
        assert_eq!(counts(score.credited), (1, 1, 2));
        assert_eq!(counts(score.uncredited), (1, 1, 0));
        assert_eq!((score.credited.precision, score.credited.recall), (Some(0.5), Some(1.0 / 3.0)));
        assert!(is_wrong_credit(&articles[1].0, &articles[1].1) && !is_wrong_credit(&articles[5].0, &articles[5].1));
        assert_eq!(score_credits(&[]).credited.precision, None);
    }
}
