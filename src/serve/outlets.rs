//! `GET /v1/outlets/{name}`: what an outlet has, by the last scan.

use super::problem::Problem;
use super::scans::current;
use super::state::Service;
use crate::standing::failed;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a scan has of an outlet, and how many of its articles are in the index now.
pub(super) async fn get(State(service): State<Arc<Service>>, Path(name): Path<String>) -> Result<Json<Value>, Problem> {
    let outlet = name.clone();
    let count = move |service: &Service| Ok(service.index.snapshot().map_err(failed)?.articles_of(&outlet));
    let articles = Arc::clone(&service).look(count).await?;
    if articles == 0 {
        return Err(Problem::not_found(format!("there is no article of the outlet {name:?}")));
    }
    let (view, is_current) = current(&service).await?;
    let row = view.outlet(&name).cloned().unwrap_or_default();
    Ok(Json(json!({
        "outlet": name, "articles": articles, "current": is_current, "generation": view.generation(),
        "copies": row.copies, "leads": row.leads, "median_lag_minutes": row.median_lag_minutes,
        "wire_copies": row.wire_copies, "uncredited": row.uncredited, "generic": row.generic,
        "press_releases": row.press_releases, "own_pages": row.own_pages,
    })))
}
