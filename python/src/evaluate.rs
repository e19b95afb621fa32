//! Scores of a scan against labels.

use crate::errors::{failed, wrong};
use foldhash::{HashMap, HashMapExt};
use pyo3::PyResult;
use wirecopy::evaluate::{ScoredArticle, score_clusters, score_kinds};
use wirecopy::findings::Findings;

/// The scores as JSON, as `wirecopy evaluate --json` prints them. A label is an article's id, its cluster (`None` if it
/// is not to be scored) and its kind.
pub(crate) fn scores(findings: &Findings, labels: &[(String, Option<String>, Option<String>)]) -> PyResult<String> {
    let numbers: HashMap<&str, u32> =
        (0..findings.articles.len()).map(|article| (findings.articles.get(article).id, article)).collect();
    let mut names: HashMap<&str, u32> = HashMap::new();
    let (mut articles, mut kinds, mut missing) = (Vec::new(), Vec::new(), 0_u64);
    for (id, cluster, kind) in labels {
        let Some(&article) = numbers.get(id.as_str()) else {
            missing += 1;
            continue;
        };
        if let Some(cluster) = cluster {
            let next = names.len() as u32;
            let labelled = *names.entry(cluster).or_insert(next);
            let found = findings.memberships[article as usize].map(|place| place.cluster);
            articles.push(ScoredArticle { found, labelled });
            kinds.push(kind.clone());
        }
    }
    if articles.is_empty() {
        let labelled = labels.len();
        let problem =
            format!("none of the {labelled} labelled articles is in the corpus; are the ids those of articles?");
        return Err(wrong("labels", problem));
    }
    let not_labelled = (numbers.len() as u64 + missing).saturating_sub(labels.len() as u64);
    let scores = serde_json::json!({
        "clusters": score_clusters(&articles),
        "kinds": score_kinds(&articles, &kinds),
        "labelled_not_in_corpus": missing,
        "not_labelled": not_labelled,
    });
    serde_json::to_string(&scores).map_err(failed)
}
