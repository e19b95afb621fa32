//! `POST /v1/find`.

use super::bodies;
use super::problem::Problem;
use super::state::Service;
use crate::find::{Answer, Query, find_in_index};
use crate::input;
use crate::progress::NoProgress;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Hits that an answer lists unless the request says otherwise.
const HITS: usize = 20;

/// A request in JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindRequest {
    #[serde(default)]
    text: String,
    #[serde(default)]
    html: String,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    limit: Option<usize>,
    /// Whether the shared passages are listed.
    #[serde(default = "yes")]
    passages: bool,
}

fn yes() -> bool {
    true
}

/// Answers where a text stands. The body is JSON, plain text or HTML, as its content type says.
pub(super) async fn find(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Answer>, Problem> {
    let request = request(&headers, &bodies::read(&service, body, super::FIND_BYTES).await?)?;
    service.work(move |service| answer(service, request)).await.map(Json)
}

/// The content type of a body without its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn request(headers: &HeaderMap, body: &[u8]) -> Result<FindRequest, Problem> {
    let as_text = |body: &[u8]| {
        String::from_utf8(body.to_vec()).map_err(|error| Problem::bad_request(format!("not UTF-8: {error}")))
    };
    let defaults = FindRequest { passages: true, ..FindRequest::default() };
    match &*content_type(headers) {
        "application/json" => serde_json::from_slice(body)
            .map_err(|error| Problem::bad_request(format!("the JSON cannot be read: {error}"))),
        "text/html" => Ok(FindRequest { html: as_text(body)?, ..defaults }),
        "text/plain" | "" => Ok(FindRequest { text: as_text(body)?, ..defaults }),
        other => Err(Problem::new(
            axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("{other}: send application/json, text/plain or text/html"),
        )),
    }
}

fn answer(service: &Service, request: FindRequest) -> Result<Answer, Problem> {
    let FindRequest { text, html, published, limit, passages } = request;
    let published = match published.as_deref() {
        None | Some("") => None,
        Some(date) => match input::read_date(date) {
            Some(published) => Some(published),
            None => return Err(Problem::bad_request(format!("published: {date:?} is no date"))),
        },
    };
    let text = if html.is_empty() { text } else { text_of_page(service, &html)? };
    if text.trim().is_empty() {
        return Err(Problem::bad_request("there is no text to look up"));
    }
    let query = Query { name: "text".to_owned(), text, published };
    let limit = limit.unwrap_or(HITS).clamp(1, 10_000);
    let answers = find_in_index(vec![query], &service.index, &service.furniture, &service.settings.search, limit)?;
    let mut answer = answers.into_iter().next().unwrap_or_default();
    if !passages {
        answer.hits.iter_mut().for_each(|hit| hit.passages.clear());
    }
    Ok(answer)
}

/// The text of an HTML page, as it is read from a file.
fn text_of_page(service: &Service, html: &str) -> Result<String, Problem> {
    let failed = |error: std::io::Error| Problem::from(crate::error::Error::Storage(Box::new(error)));
    let mut file = tempfile::Builder::new().suffix(".html").tempfile().map_err(failed)?;
    file.write_all(html.as_bytes()).map_err(failed)?;
    let texts = Mutex::new(String::new());
    input::read(&[file.path().to_owned()], &service.settings.search.input, &NoProgress, |batch| {
        let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
        batch.articles.iter().for_each(|article| texts.push_str(&article.text));
    })?;
    Ok(texts.into_inner().unwrap_or_else(PoisonError::into_inner))
}
