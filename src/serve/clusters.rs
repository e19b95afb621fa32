//! Clusters over HTTP: those of a scan of the index, which is made anew when the index has changed.

use super::problem::Problem;
use super::scans::current;
use super::state::Service;
use crate::attribution::flow::OutletRow;
use crate::findings::Findings;
use crate::input;
use crate::time::Published;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Clusters of a page of the list, unless the request says otherwise.
const PAGE: usize = 50;
/// The most clusters of a page.
const MOST: usize = 1000;

/// The clusters of one state of the index, in the order of the tables.
#[derive(Debug, Default)]
pub(super) struct ClusterView {
    generation: u64,
    clusters: Vec<ListedCluster>,
    by_id: HashMap<String, usize>,
    /// The clusters by their latest copies, the latest first.
    by_time: Vec<usize>,
    outlets: HashMap<String, OutletRow>,
}

impl ClusterView {
    /// Of an index without articles.
    pub(super) fn empty(generation: u64) -> Self {
        ClusterView { generation, ..ClusterView::default() }
    }

    /// The ids of the articles of a cluster, the lead first.
    pub(super) fn members(&self, cluster: &str) -> Option<impl Iterator<Item = &str>> {
        let cluster = &self.clusters[*self.by_id.get(cluster)?];
        Some(cluster.copies.iter().map(|copy| &*copy.article_id))
    }

    /// What an outlet has in these clusters and beside them.
    pub(super) fn outlet(&self, name: &str) -> Option<&OutletRow> {
        self.outlets.get(name)
    }

    /// The state of the index in which these are the clusters.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }
}

/// A cluster in the list.
#[derive(Debug, Clone, Serialize)]
struct ListedCluster {
    cluster_id: String,
    title: String,
    outlets: u32,
    wire: String,
    wire_certainty: &'static str,
    first: String,
    #[serde(skip)]
    latest: Option<Published>,
    copies: Vec<ListedCopy>,
}

/// A copy of a cluster.
#[derive(Debug, Clone, Serialize)]
struct ListedCopy {
    article_id: String,
    outlet: String,
    published: String,
    title: String,
    url: String,
    form: &'static str,
    credited: &'static str,
}

/// Parameters of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ListFlags {
    limit: Option<usize>,
    /// The id of the last cluster of the page before.
    after: Option<String>,
    /// Clusters with a copy published on this day or later.
    since: Option<String>,
    /// Clusters of this many outlets or more.
    outlets: Option<u32>,
    wire: Option<String>,
    #[serde(default)]
    sort: Sort,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    /// Those of most outlets first.
    #[default]
    Outlets,
    /// Those with the latest copies first.
    Latest,
}

/// `GET /v1/clusters`.
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    flags: Result<Query<ListFlags>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let Query(flags) = flags.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    let (view, is_current) = current(&service).await?;
    page(&view, is_current, &flags).map(Json)
}

fn page(view: &ClusterView, is_current: bool, flags: &ListFlags) -> Result<Value, Problem> {
    let since = match flags.since.as_deref() {
        None => None,
        Some(date) => {
            Some(input::read_date(date).ok_or_else(|| Problem::bad_request(format!("since: {date:?} is no date")))?)
        }
    };
    let start = match &flags.after {
        None => 0,
        Some(id) => {
            let missing = || Problem::not_found(format!("after: no cluster {id:?}"));
            let at = *view.by_id.get(id).ok_or_else(missing)?;
            1 + match flags.sort {
                Sort::Outlets => at,
                Sort::Latest => view.by_time.iter().position(|&other| other == at).ok_or_else(missing)?,
            }
        }
    };
    let listed = |nth: usize| match flags.sort {
        Sort::Outlets => &view.clusters[nth],
        Sort::Latest => &view.clusters[view.by_time[nth]],
    };
    let is_wanted = |cluster: &&ListedCluster| {
        since.is_none_or(|since| cluster.latest.is_some_and(|latest| latest.days() >= since.days()))
            && flags.outlets.is_none_or(|least| cluster.outlets >= least)
            && flags.wire.as_ref().is_none_or(|wire| cluster.wire.eq_ignore_ascii_case(wire))
    };
    let limit = flags.limit.unwrap_or(PAGE).clamp(1, MOST);
    let wanted: Vec<&ListedCluster> =
        (start..view.clusters.len()).map(listed).filter(is_wanted).take(limit + 1).collect();
    let next = (wanted.len() > limit).then(|| wanted[limit - 1].cluster_id.clone());
    let shown: Vec<&&ListedCluster> = wanted.iter().take(limit).collect();
    Ok(json!({"generation": view.generation, "current": is_current, "clusters": shown, "next": next}))
}

/// `GET /v1/clusters/{id}`.
pub(super) async fn get(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let (view, _) = current(&service).await?;
    let found = view.by_id.get(&id).map(|&at| &view.clusters[at]);
    let found = found.ok_or_else(|| Problem::not_found(format!("there is no cluster {id:?}")));
    Ok(Json(json!(found?)))
}

/// The clusters of a scan.
pub(super) fn view(findings: &Findings, generation: u64) -> ClusterView {
    let copy = |copy: &crate::findings::ClusterCopy| {
        let article = findings.articles.get(copy.article);
        ListedCopy {
            article_id: article.id.to_owned(),
            outlet: article.outlet.to_owned(),
            published: article.published.map(|published| published.to_string()).unwrap_or_default(),
            title: article.title.to_owned(),
            url: article.url.to_owned(),
            form: copy.form.name(),
            credited: findings.attribution(copy.article).credited_name(),
        }
    };
    let listed = |cluster: &crate::findings::Cluster| {
        let lead = cluster.copies[0].article;
        let (article, source) = (findings.articles.get(lead), findings.attribution(lead));
        ListedCluster {
            cluster_id: cluster.id.clone(),
            title: article.title.to_owned(),
            outlets: cluster.outlets,
            wire: source.wire_name().to_owned(),
            wire_certainty: source.certainty.as_str(),
            first: article.published.map(|published| published.to_string()).unwrap_or_default(),
            latest: cluster.copies.iter().filter_map(|copy| findings.articles.published(copy.article)).max(),
            copies: cluster.copies.iter().map(copy).collect(),
        }
    };
    let clusters: Vec<ListedCluster> = findings.clusters.iter().map(listed).collect();
    let by_id = clusters.iter().enumerate().map(|(at, cluster)| (cluster.cluster_id.clone(), at)).collect();
    let mut by_time: Vec<usize> = (0..clusters.len()).collect();
    by_time.sort_by_key(|&at| Reverse(clusters[at].latest));
    let outlets = findings.outlet_rows().into_iter().map(|row| (row.outlet.clone(), row)).collect();
    ClusterView { generation, clusters, by_id, by_time, outlets }
}
