//! The page at `/`, its parts, and what describes the service. Nothing of it comes from another machine.

use super::state::Service;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the page may load and do: its own parts and requests to the service.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /`.
pub(super) async fn index() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, include_str!("page/page.html"))
}

/// `GET /page.js`.
pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page/page.js"))
}

/// `GET /page.css`.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page/page.css"))
}

/// `GET /openapi.json`.
pub(super) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("page/openapi.json"))
}

/// `GET /healthz`: whether the index can be read.
pub(super) async fn healthz(State(service): State<Arc<Service>>) -> (StatusCode, Json<Value>) {
    let work = |service: &Service| {
        let snapshot = service.index.snapshot().map_err(crate::standing::failed)?;
        Ok(json!({"status": "ok", "articles": snapshot.len(), "generation": snapshot.generation()}))
    };
    match service.look(work).await {
        Ok(body) => (StatusCode::OK, Json(body)),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "the index cannot be read"}))),
    }
}
