//! Standing queries over HTTP: making, listing, removing.

use super::bodies;
use super::problem::Problem;
use super::scans::current;
use super::state::Service;
use crate::find::WatchSpec;
use crate::standing::failed;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The longest request for a watch.
const MOST_BYTES: usize = 1 << 20;
/// Watches of an index at most: each is held against every new article.
const MOST_WATCHES: usize = 10_000;
/// Articles of a cluster that are watched for copies.
const MEMBERS: usize = 8;
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// `POST /v1/watches`.
pub(super) async fn make(State(service): State<Arc<Service>>, body: Body) -> Result<Response, Problem> {
    let body = bodies::read(&service, body, MOST_BYTES).await?;
    let mut spec: WatchSpec = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad_request(format!("the JSON cannot be read: {error}")))?;
    let given = [&spec.text, &spec.outlet, &spec.wire, &spec.cluster].map(|one| one.as_deref().map(str::trim));
    if given.iter().flatten().count() != 1 || given.contains(&Some("")) || !spec.articles.is_empty() {
        return Err(Problem::bad_request("give one of text, outlet, wire and cluster, and a name if you like"));
    }
    if let Some(cluster) = &spec.cluster {
        let (view, _) = current(&service).await?;
        let missing = || Problem::not_found(format!("there is no cluster {cluster:?}"));
        spec.articles = view.members(cluster).ok_or_else(missing)?.take(MEMBERS).map(str::to_owned).collect();
    }
    let add = move |service: &Service| {
        let guard = service.index.lock(PATIENCE).map_err(failed)?;
        if service.index.watches().map_err(failed)?.len() >= MOST_WATCHES {
            return Err(Problem::new(StatusCode::CONFLICT, format!("there are {MOST_WATCHES} watches; remove some")));
        }
        let number = guard.add_watch(&json!(spec).to_string()).map_err(failed)?;
        Ok(shown(number, &spec))
    };
    let watch = service.work(add).await?;
    Ok((StatusCode::CREATED, Json(watch)).into_response())
}

fn shown(number: u64, spec: &WatchSpec) -> Value {
    let mut watch = json!(spec);
    watch["id"] = json!(number);
    watch
}

/// `GET /v1/watches`.
pub(super) async fn list(State(service): State<Arc<Service>>) -> Result<Json<Value>, Problem> {
    let all = service.look(|service| Ok(all(service)?)).await?;
    let watches: Vec<Value> = all.iter().map(|(number, spec)| shown(*number, spec)).collect();
    Ok(Json(json!({"watches": watches})))
}

fn all(service: &Service) -> Result<Vec<(u64, WatchSpec)>, crate::error::Error> {
    let read = |(number, spec): (u64, String)| Some((number, serde_json::from_str(&spec).ok()?));
    Ok(service.index.watches().map_err(failed)?.into_iter().filter_map(read).collect())
}

/// `GET /v1/watches/{id}`.
pub(super) async fn get(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let number = number(&id)?;
    let found = service.look(move |service| Ok(all(service)?.into_iter().find(|(other, _)| *other == number))).await?;
    found.map(|(number, spec)| Json(shown(number, &spec))).ok_or_else(|| missing(&id))
}

/// `DELETE /v1/watches/{id}`.
pub(super) async fn remove(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let number = number(&id)?;
    let remove = move |service: &Service| {
        let guard = service.index.lock(PATIENCE).map_err(failed)?;
        Ok(guard.remove_watch(number).map_err(failed)?)
    };
    if service.work(remove).await? { Ok(Json(json!({"removed": 1}))) } else { Err(missing(&id)) }
}

/// The number of a watch.
pub(super) fn number(id: &str) -> Result<u64, Problem> {
    let number: Option<u64> = id.parse().ok().filter(|number| i64::try_from(*number).is_ok());
    number.ok_or_else(|| missing(id))
}

pub(super) fn missing(id: &str) -> Problem {
    Problem::not_found(format!("there is no watch {id:?}"))
}
