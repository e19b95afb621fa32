//! Scans for clusters: one at a time, on threads of their own, so that nothing else waits for them.

use super::clusters::{ClusterView, view};
use super::problem::Problem;
use super::state::Service;
use crate::error::Error;
use crate::pipeline;
use crate::progress::Progress;
use axum::http::StatusCode;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a request waits for a scan where there are clusters of an earlier one.
const PATIENCE: Duration = Duration::from_secs(1);

/// The scans of a service.
#[derive(Debug)]
pub(super) struct Scans {
    state: Mutex<ScanState>,
    /// The number of scans that have ended.
    ended: watch::Sender<u64>,
    stopping: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct ScanState {
    is_running: bool,
    latest: Option<Arc<ClusterView>>,
    /// Why the last scan found nothing.
    failure: Option<Problem>,
}

impl Default for Scans {
    fn default() -> Self {
        Scans { state: Mutex::default(), ended: watch::Sender::new(0), stopping: Arc::default() }
    }
}

/// Stops a scan when the service stops.
struct UntilStopped(Arc<AtomicBool>);

impl Progress for UntilStopped {
    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Scans {
    fn state(&self) -> MutexGuard<'_, ScanState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

/// The clusters, and whether they are those of the index as it is now. If they are not, a scan begins; it is waited
/// for a moment, and as long as the request may take where there are no earlier clusters.
pub(super) async fn current(service: &Arc<Service>) -> Result<(Arc<ClusterView>, bool), Problem> {
    let generation = Arc::clone(service).look(Service::generation).await?;
    let start = Instant::now();
    let mut ended = service.scans.ended.subscribe();
    loop {
        let mut is_due = false;
        let latest = {
            let mut state = service.scans.state();
            if let Some(latest) = state.latest.as_ref().filter(|latest| latest.generation() >= generation) {
                return Ok((Arc::clone(latest), true));
            }
            if let Some(failure) = state.failure.take() {
                return Err(failure);
            }
            if !state.is_running {
                state.is_running = true;
                is_due = true;
            }
            state.latest.clone()
        };
        if is_due {
            begin(service);
        }
        let patience = if latest.is_some() { PATIENCE } else { service.settings.timeout.mul_f64(0.9) };
        if tokio::time::timeout_at(start + patience, ended.changed()).await.is_err() {
            let missing = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the clusters are being found; try again");
            return latest.map(|latest| (latest, false)).ok_or_else(missing);
        }
    }
}

/// Begins a scan on a thread of its own.
fn begin(service: &Arc<Service>) {
    let of_thread = Arc::clone(service);
    let scan = move || {
        let service = of_thread;
        let failed = |_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the scan for clusters failed"));
        let ended = std::panic::catch_unwind(AssertUnwindSafe(|| scan(&service))).unwrap_or_else(failed);
        let mut state = service.scans.state();
        state.is_running = false;
        match ended {
            Ok(view) => (state.latest, state.failure) = (Some(Arc::new(view)), None),
            Err(problem) => state.failure = Some(problem),
        }
        drop(state);
        service.scans.ended.send_modify(|scans| *scans += 1);
    };
    if std::thread::Builder::new().name("scan".to_owned()).spawn(scan).is_err() {
        // the next request tries again; those that wait are told by their time
        service.scans.state().is_running = false;
    }
}

fn scan(service: &Service) -> Result<ClusterView, Problem> {
    let generation = service.generation()?;
    let threads = (rayon::current_num_threads() / 2).max(1);
    // look-ups have the other threads to themselves
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    let (folder, progress) = (service.index.folder().to_owned(), UntilStopped(Arc::clone(&service.scans.stopping)));
    match pool.install(|| pipeline::scan(&[folder], &service.settings.search, &progress)) {
        Ok(findings) => Ok(view(&findings, generation)),
        Err(Error::NoArticles { .. }) => Ok(ClusterView::empty(generation)),
        Err(Error::Interrupted) => Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the service is stopping")),
        Err(error) => Err(error.into()),
    }
}
