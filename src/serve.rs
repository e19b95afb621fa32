//! The service: find and add over HTTP, on one index.
//!
//! [`listen()`] takes connections, and [`router`] answers requests; work on the index runs on threads of its own, a
//! few at a time, and a scan for clusters beside them. Nothing here makes a request to another machine.

mod articles;
mod bodies;
mod clusters;
mod connections;
mod events;
mod guard;
mod gzip;
mod listen;
mod metrics;
mod outlets;
mod page;
mod patient_stream;
mod problem;
mod query;
mod scans;
mod state;
mod tokens;
mod watches;

pub use listen::listen;
pub use problem::Problem;
pub use state::{ServeSettings, Service};
pub use tokens::{Scope, Tokens};

use axum::routing::{get, post};
use axum::{Router, middleware};
use std::sync::Arc;

/// The largest text to look up, as bytes of a request.
const FIND_BYTES: usize = 8 << 20;
/// The largest batch of articles, as bytes of a request.
const ARTICLES_BYTES: usize = 64 << 20;

/// All routes of a service.
pub fn router(service: Arc<Service>) -> Router {
    let guarded = Router::new()
        .route("/v1/find", post(query::find))
        .route("/v1/articles", post(articles::add))
        .route("/v1/articles/{id}", get(articles::get).delete(articles::remove))
        .route("/v1/clusters", get(clusters::list))
        .route("/v1/clusters/{id}", get(clusters::get))
        .route("/v1/outlets/{name}", get(outlets::get))
        .route("/v1/watches", get(watches::list).post(watches::make))
        .route("/v1/watches/{id}", get(watches::get).delete(watches::remove))
        .route("/v1/watches/{id}/events", get(events::listen))
        .route("/metrics", get(metrics::show))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), guard::check));
    guarded
        .route("/healthz", get(page::healthz))
        .route("/openapi.json", get(page::openapi))
        .route("/", get(page::index))
        .route("/page.js", get(page::script))
        .route("/page.css", get(page::style))
        .fallback(problem::no_route)
        .method_not_allowed_fallback(problem::no_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&service), guard::check_name))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), guard::limit))
        .layer(middleware::from_fn(gzip::compress))
        .with_state(service)
}
