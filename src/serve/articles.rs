//! Articles over HTTP: adding, reading, removing.

use super::bodies;
use super::problem::Problem;
use super::query::content_type;
use super::state::Service;
use crate::article::Article;
use crate::find::{TouchedClusters, Watches, touched_clusters};
use crate::hash;
use crate::input;
use crate::progress::NoProgress;
use crate::standing::{self, AddReport, AddSettings, Removal, decode_fields, failed};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an add waits for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Parameters of an add.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AddFlags {
    #[serde(default)]
    replace: bool,
    /// Whether each new article's cluster is told.
    #[serde(default = "yes")]
    clusters: bool,
}

fn yes() -> bool {
    true
}

/// Articles of a batch whose clusters are told, at most: it takes as long as to look each one up.
const MOST_TOLD: usize = 100;

/// `POST /v1/articles`: one article as JSON, or many as JSON Lines.
pub(super) async fn add(
    State(service): State<Arc<Service>>,
    flags: Result<Query<AddFlags>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Query(flags) = flags.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
    // a form of another site can send plain text, and not this
    if !matches!(&*content_type(&headers), "application/json" | "application/x-ndjson" | "application/jsonl") {
        let detail = "send application/json or application/x-ndjson";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let body = bodies::read(&service, body, super::ARTICLES_BYTES).await?;
    service.work(move |service| add_lines(service, &body, &flags)).await
}

fn add_lines(service: &Service, body: &[u8], flags: &AddFlags) -> Result<Response, Problem> {
    let lines = lines(body)?;
    let search = &service.settings.search;
    let (articles, mut rejected) = articles(&lines, &search.input)?;
    let (input, agencies) = (search.input.clone(), Arc::clone(&search.agencies));
    let settings = AddSettings { input, agencies, replace: flags.replace, patience: PATIENCE };
    let watches = Watches::load(&service.index, &service.furniture, search)?;
    let report = standing::add_articles_and_tell(&service.index, &articles, &settings, &watches)?;
    let is_conflict = report.rejected.len() == 1 && lines.len() == 1;
    rejected.extend(report.rejected.iter().map(|one| json!({"row": one.row, "reason": told(&one.reason)})));
    if is_conflict {
        return Err(Problem::new(StatusCode::CONFLICT, told(&report.rejected[0].reason)));
    }
    if lines.len() == 1 && rejected.len() == 1 {
        return Err(Problem::bad_request(rejected[0]["reason"].as_str().unwrap_or_default()));
    }
    let status = if report.added > 0 { StatusCode::CREATED } else { StatusCode::OK };
    let articles = if flags.clusters { touched(service, &report)? } else { None };
    let body = json!({
        "added": report.added, "replaced": report.replaced, "known": report.known, "rejected": rejected,
        "articles": articles,
    });
    Ok((status, Json(body)).into_response())
}

/// What the new articles do to the clusters; nothing of a large batch.
fn touched(service: &Service, report: &AddReport) -> Result<Option<Vec<TouchedClusters>>, Problem> {
    if report.identities.len() > MOST_TOLD {
        return Ok(None);
    }
    let snapshot = service.index.snapshot().map_err(failed)?;
    let places = standing::places(&snapshot, report);
    let settings = &service.settings.search;
    let told = places.into_iter().map(|place| {
        touched_clusters(&service.index, &snapshot, place, &service.furniture, settings).map_err(Problem::from)
    });
    told.collect::<Result<_, _>>().map(Some)
}

/// A reason as clients of the service know its parameters.
fn told(reason: &str) -> String {
    reason.replace("--replace replaces it", "?replace=true replaces it")
}

/// The records of a body, each on its line: one of JSON Lines, an array, or a single one.
fn lines(body: &[u8]) -> Result<Vec<Vec<u8>>, Problem> {
    let wrong = |error: serde_json::Error| Problem::bad_request(format!("the JSON cannot be read: {error}"));
    let text = body.trim_ascii();
    if text.is_empty() {
        return Err(Problem::bad_request("there are no articles in the body"));
    }
    if text[0] == b'[' {
        let records: Vec<Value> = serde_json::from_slice(text).map_err(wrong)?;
        return Ok(records.iter().map(|record| record.to_string().into_bytes()).collect());
    }
    let one: Result<Value, _> = serde_json::from_slice(text);
    match one {
        Ok(record) => Ok(vec![record.to_string().into_bytes()]),
        Err(_) => {
            let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            Ok(lines.map(<[u8]>::to_vec).collect())
        }
    }
}

/// Reads the records as a file of JSON Lines is read.
fn articles(lines: &[Vec<u8>], settings: &input::Settings) -> Result<(Vec<Article>, Vec<Value>), Problem> {
    let failed = |error: std::io::Error| Problem::from(crate::error::Error::Storage(Box::new(error)));
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().map_err(failed)?;
    for line in lines {
        file.write_all(line).and_then(|()| file.write_all(b"\n")).map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    let found = Mutex::new((Vec::new(), Vec::new()));
    let settings = input::Settings { input_format: Some("jsonl".to_owned()), ..settings.clone() };
    input::read(&[file.path().to_owned()], &settings, &NoProgress, |batch| {
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0.extend(batch.articles);
        found.1.extend(batch.rejected);
    })?;
    let (mut articles, rejected) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut rejected: Vec<Value> = rejected.iter().map(|one| json!({"row": one.row, "reason": one.reason})).collect();
    let name = file.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // an id that was made from the name of a file says nothing here
    articles.retain(|article| {
        let has_id = !article.id.contains(&name);
        if !has_id {
            rejected.push(json!({"row": article.row, "reason": "the article has no id"}));
        }
        has_id
    });
    articles.sort_by_key(|article| article.row);
    for article in &mut articles {
        article.path = "-".into();
    }
    Ok((articles, rejected))
}

/// `GET /v1/articles/{id}`.
pub(super) async fn get(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    service.work(move |service| article(service, &id)).await.map(Json)
}

fn article(service: &Service, id: &str) -> Result<Value, Problem> {
    let snapshot = service.index.snapshot().map_err(failed)?;
    let agencies = &service.settings.search.agencies;
    for place in snapshot.with_id(hash::of_bytes(id.as_bytes())) {
        let segment = snapshot.segment_of(place);
        let fields = segment.fields_of(place.entry).map_err(failed)?;
        let (record, credit) = decode_fields(&fields, agencies, service.index.folder())?;
        if record.id != id {
            continue;
        }
        let words = segment.words_of(place.entry).map_err(failed)?.0.len();
        let text = segment.text_of(place.entry).map_err(failed)?;
        return Ok(json!({
            "article_id": record.id, "outlet": record.outlet, "title": record.title, "byline": record.byline,
            "published": record.published.map(|published| published.to_string()).unwrap_or_default(),
            "url": record.url, "path": record.path, "row": record.row, "words": words,
            "credit": credit.map(|credit| credit.labelled_evidence()).unwrap_or_default(),
            "text": text,
        }));
    }
    Err(Problem::not_found(format!("there is no article {id:?}")))
}

/// `DELETE /v1/articles/{id}`.
pub(super) async fn remove(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let work = move |service: &Service| {
        let removal = Removal { ids: vec![id.clone()], ..Removal::default() };
        let agencies = &service.settings.search.agencies;
        let removed = standing::remove(&service.index, &removal, agencies, PATIENCE)?.ids;
        let missing = || Problem::not_found(format!("there is no article {id:?}"));
        if removed.is_empty() { Err(missing()) } else { Ok(removed.len()) }
    };
    service.work(work).await.map(|removed| Json(json!({"removed": removed})))
}
