//! A survey of an input: which fields, outlets and rejected rows were found, for the user to check before a run.

use std::collections::{BTreeMap, HashMap};

use crate::article::{Article, Extraction, Precision};
use crate::batch::{Batch, Counts, Position};

/// Articles kept as samples.
const MAX_SAMPLES: usize = 3;

/// A survey of an input. Batches may be added in any order.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// By the name of each field, the articles that have it.
    pub fields: BTreeMap<&'static str, u64>,
    /// Articles whose time of publication is known to the day, and those to the minute.
    pub days_and_minutes: [u64; 2],
    /// Articles with an ambiguous date that their outlet's other dates do not resolve.
    pub undecided_dates: u64,
    /// Articles by their outlet.
    pub outlets: HashMap<String, u64>,
    /// Articles by the owner of their outlet.
    pub owners: HashMap<String, u64>,
    /// HTML pages by how their text was taken out.
    pub extractions: BTreeMap<&'static str, u64>,
    /// Rejected rows by their reason without numbers, each with the first place where it occurs.
    pub rejects: BTreeMap<String, (u64, String)>,
    /// The first articles.
    pub samples: Vec<(Position, Article)>,
    /// By outlet, the articles with an ambiguous date that their language does not decide.
    ambiguous_dates: HashMap<String, u64>,
}

impl Survey {
    /// Counts a batch.
    pub fn add(&mut self, batch: Batch) {
        for rejected in &batch.rejected {
            let place = rejected.row.map_or_else(|| rejected.path.clone(), |row| format!("{}:{row}", rejected.path));
            let entry = self.rejects.entry(without_numbers(&rejected.reason)).or_insert_with(|| (0, place.clone()));
            entry.0 += 1;
            if place < entry.1 {
                entry.1 = place;
            }
        }
        for article in &batch.articles {
            self.count(article);
        }
        let wanted = batch.articles.into_iter().take(MAX_SAMPLES).map(|article| (batch.position, article));
        self.samples.extend(wanted);
        // the sort is stable, so articles of one batch keep their order
        self.samples.sort_by_key(|(position, _)| *position);
        self.samples.truncate(MAX_SAMPLES);
    }

    /// Resolves ambiguous dates, after all batches were added.
    pub fn finish(&mut self, counts: &Counts) {
        for (outlet, articles) in std::mem::take(&mut self.ambiguous_dates) {
            if counts.date_orders.contains_key(&outlet) {
                *self.fields.entry("published").or_default() += articles;
                self.days_and_minutes[0] += articles;
            } else {
                self.undecided_dates += articles;
            }
        }
    }

    fn count(&mut self, article: &Article) {
        for (name, is_given) in [
            ("outlet", !article.outlet.is_empty()),
            ("title", !article.title.is_empty()),
            ("byline", !article.byline.is_empty()),
            ("published", article.published.is_some()),
            ("url", !article.url.is_empty()),
            ("credit line", !article.credit_line.is_empty()),
            ("language", article.language.is_known()),
            ("owner", !article.owner.is_empty()),
        ] {
            *self.fields.entry(name).or_default() += u64::from(is_given);
        }
        if let Some(published) = article.published {
            self.days_and_minutes[usize::from(published.precision != Precision::Day)] += 1;
        }
        if article.ambiguous_date.is_some() && article.published.is_none() {
            *self.ambiguous_dates.entry(article.outlet.clone()).or_default() += 1;
        }
        *self.outlets.entry(article.outlet.clone()).or_default() += 1;
        if !article.owner.is_empty() {
            *self.owners.entry(article.owner.clone()).or_default() += 1;
        }
        if article.extraction != Extraction::Given {
            *self.extractions.entry(article.extraction.name()).or_default() += 1;
        }
    }
}

/// A reason with its numbers replaced, so that rows rejected for the same reason count together.
fn without_numbers(reason: &str) -> String {
    let mut kind = String::with_capacity(reason.len());
    for c in reason.chars() {
        match c {
            '0'..='9' if kind.ends_with('…') => {}
            '0'..='9' => kind.push('…'),
            c => kind.push(c),
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Rejected;

    #[test]
    fn the_survey_does_not_depend_on_the_order_of_batches() {
        let batch = |file: u32| Batch {
            position: Position { file, part: 0 },
            articles: vec![Article { id: file.to_string(), outlet: "echo".into(), ..Article::default() }],
            rejected: vec![Rejected {
                path: format!("f{file}"),
                row: None,
                reason: format!("bad byte {file}7"),
                rows: 1,
            }],
            bytes: 0,
        };
        let survey = |order: [u32; 4]| {
            let mut survey = Survey::default();
            order.into_iter().for_each(|file| survey.add(batch(file)));
            (survey.samples.iter().map(|(_, a)| a.id.clone()).collect::<Vec<_>>(), survey.rejects)
        };
        let (samples, rejects) = survey([3, 1, 4, 2]);
        assert_eq!(samples, ["1", "2", "3"]);
        assert_eq!(rejects, BTreeMap::from([("bad byte …".to_owned(), (4, "f1".to_owned()))]));
        assert_eq!(survey([1, 2, 3, 4]), (samples, rejects));
    }
}
