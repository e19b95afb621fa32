//! The pairs of articles on which found clusters and labels disagree, the worst first.

use super::metrics::ScoredArticle;
use std::collections::BTreeMap;

/// At most this many false and this many missed pairs are listed: a bad clustering of a large corpus has billions.
const MAX_PAIRS_PER_SORT: usize = 50_000;

/// A pair on which the found clusters and the labels disagree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// The pair was missed: the labels join it and the clusters do not. Otherwise only the clusters join it.
    pub missed: bool,
    /// One article's id.
    pub a: String,
    /// The other article's id.
    pub b: String,
}

/// Lists the disagreeing pairs: false pairs first, then missed ones, at most 50,000 of each. `ids` are the articles'
/// ids, in the same order as `articles`.
#[must_use]
pub fn disagreements(articles: &[ScoredArticle], ids: &[&str]) -> Vec<Disagreement> {
    let (mut found, mut labelled): (BTreeMap<u32, Vec<usize>>, BTreeMap<u32, Vec<usize>>) = Default::default();
    for (at, article) in articles.iter().enumerate() {
        labelled.entry(article.labelled).or_default().push(at);
        if let Some(cluster) = article.found {
            found.entry(cluster).or_default().push(at);
        }
    }
    let is_found = |a: usize, b: usize| articles[a].found.is_some() && articles[a].found == articles[b].found;
    let is_labelled = |a: usize, b: usize| articles[a].labelled == articles[b].labelled;
    let false_pairs = pairs(&found).filter(|&(a, b)| !is_labelled(a, b));
    let missed_pairs = pairs(&labelled).filter(|&(a, b)| !is_found(a, b));
    let named = |missed| move |(a, b): (usize, usize)| Disagreement { missed, a: ids[a].into(), b: ids[b].into() };
    let false_pairs = false_pairs.take(MAX_PAIRS_PER_SORT).map(named(false));
    false_pairs.chain(missed_pairs.take(MAX_PAIRS_PER_SORT).map(named(true))).collect()
}

/// All pairs of articles within one cluster.
fn pairs(clusters: &BTreeMap<u32, Vec<usize>>) -> impl Iterator<Item = (usize, usize)> + '_ {
    clusters.values().flat_map(|members| {
        members.iter().enumerate().flat_map(|(at, &a)| members[at + 1..].iter().map(move |&b| (a, b)))
    })
}

/// Returns the worst `limit` false and the worst `limit` missed pairs, each with its score: false pairs from the lowest
/// score up, missed pairs from the highest score down. `score` gives the overlap score H of two articles by their ids,
/// and `None` to leave the pair out.
#[must_use]
pub fn worst_errors(
    disagreements: &[Disagreement],
    limit: usize,
    mut score: impl FnMut(&str, &str) -> Option<f64>,
) -> Vec<(Disagreement, f64)> {
    let mut errors: Vec<(Disagreement, f64)> =
        disagreements.iter().filter_map(|pair| Some((pair.clone(), score(&pair.a, &pair.b)?))).collect();
    let badness = |(pair, score): &(Disagreement, f64)| if pair.missed { -score } else { *score };
    errors.sort_by(|a, b| {
        a.0.missed.cmp(&b.0.missed).then(badness(a).total_cmp(&badness(b))).then_with(|| a.0.cmp(&b.0))
    });
    let mut kept = [0; 2];
    errors.retain(|(pair, _)| {
        let count = &mut kept[usize::from(pair.missed)];
        *count += 1;
        *count <= limit
    });
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: &str, b: &str, missed: bool) -> Disagreement {
        Disagreement { missed, a: a.to_owned(), b: b.to_owned() }
    }

    #[test]
    fn lists_the_pairs_that_only_the_clusters_or_only_the_labels_join() {
        let articles = [(Some(1), 0), (Some(1), 0), (Some(1), 5), (None, 0), (None, 9)]
            .map(|(found, labelled)| ScoredArticle { found, labelled });
        let expected = [pair("a", "c", false), pair("b", "c", false), pair("a", "d", true), pair("b", "d", true)];
        assert_eq!(disagreements(&articles, &["a", "b", "c", "d", "e"]), expected);
    }

    #[test]
    fn orders_false_pairs_from_the_lowest_score_and_missed_pairs_from_the_highest() {
        let pairs = [pair("a", "x9", true), pair("a", "x1", false), pair("a", "x4", true), pair("a", "x3", false)];
        let score = |_: &str, b: &str| b[1..].parse().ok();
        let worst = |limit| -> Vec<f64> { worst_errors(&pairs, limit, score).iter().map(|error| error.1).collect() };
        assert_eq!(worst(2), [1.0, 3.0, 9.0, 4.0]);
        assert_eq!(worst(1), [1.0, 9.0]);
        assert!(worst_errors(&pairs, 2, |_, _| None).is_empty());
    }
}
