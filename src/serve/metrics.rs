//! Counts of requests, in the text format of Prometheus.

use super::problem::Problem;
use super::state::Service;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of times, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct Metrics(Mutex<BTreeMap<(&'static str, u16), Times>>);

#[derive(Debug, Default, Clone)]
struct Times {
    buckets: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

/// The route of a path, so that what clients ask for makes no new lines.
pub(super) fn route(path: &str) -> &'static str {
    const ROUTES: [&str; 8] =
        ["/v1/find", "/v1/articles", "/v1/clusters", "/v1/watches", "/metrics", "/healthz", "/openapi.json", "/"];
    const WITH_NAMES: [(&str, &str); 4] = [
        ("/v1/watches/", "/v1/watches/{id}"),
        ("/v1/articles/", "/v1/articles/{id}"),
        ("/v1/clusters/", "/v1/clusters/{id}"),
        ("/v1/outlets/", "/v1/outlets/{name}"),
    ];
    let with_name = WITH_NAMES.into_iter().find(|(start, _)| path.starts_with(start)).map(|(_, route)| route);
    with_name.or_else(|| ROUTES.into_iter().find(|route| *route == path)).unwrap_or("other")
}

impl Metrics {
    pub(super) fn count(&self, route: &'static str, status: u16, time: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = all.entry((route, status)).or_default();
        let seconds = time.as_secs_f64();
        times.count += 1;
        times.seconds += seconds;
        for (bucket, bound) in times.buckets.iter_mut().zip(BOUNDS) {
            *bucket += u64::from(seconds <= bound);
        }
    }

    fn write(&self, out: &mut String) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.push_str("# TYPE wirecopy_request_seconds histogram\n");
        for ((route, status), times) in all.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (bucket, bound) in times.buckets.iter().zip(BOUNDS) {
                let _ = writeln!(out, "wirecopy_request_seconds_bucket{{{labels},le=\"{bound}\"}} {bucket}");
            }
            let _ = writeln!(out, "wirecopy_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", times.count);
            let _ = writeln!(out, "wirecopy_request_seconds_sum{{{labels}}} {}", times.seconds);
            let _ = writeln!(out, "wirecopy_request_seconds_count{{{labels}}} {}", times.count);
        }
    }
}

/// `GET /metrics`.
pub(super) async fn show(State(service): State<Arc<Service>>) -> Result<Response, Problem> {
    let work = |service: &Service| {
        let snapshot = service.index.snapshot().map_err(crate::standing::failed)?;
        let bytes: u64 = snapshot.stats().iter().map(|segment| segment.bytes).sum();
        let mut out = String::new();
        for (name, value) in [
            ("articles", snapshot.len()),
            ("segments", snapshot.segments().len() as u64),
            ("bytes", bytes),
            ("generation", snapshot.generation()),
        ] {
            let _ = writeln!(out, "# TYPE wirecopy_index_{name} gauge\nwirecopy_index_{name} {value}");
        }
        service.metrics.write(&mut out);
        Ok(out)
    };
    let text = service.look(work).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
