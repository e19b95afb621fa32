//! What all requests share: the index, the settings, the limits, the counts.

use super::bodies::BodyBudget;
use super::metrics::Metrics;
use super::problem::Problem;
use super::scans::Scans;
use super::tokens::Tokens;
use crate::find::FurnitureCache;
use crate::pipeline::Settings;
use crate::segments::StandingIndex;
use crate::standing::failed;
use axum::http::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// How a service answers.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// How texts are compared, and which agencies are known.
    pub search: Settings,
    /// Whether nothing is added or removed.
    pub read_only: bool,
    /// Who may do what; empty for everybody everything.
    pub tokens: Tokens,
    /// How long a request may take.
    pub timeout: Duration,
    /// Requests that are worked on at a time; others wait.
    pub at_once: usize,
    /// Connections that are open at a time. A new one takes the place of the one that has been idle for longest.
    pub connections: usize,
    /// How long a client may be silent in the head of a request and between requests, or not take an answer.
    pub idle: Duration,
}

impl Default for ServeSettings {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        ServeSettings {
            search: Settings::default(),
            read_only: false,
            tokens: Tokens::default(),
            timeout: Duration::from_secs(30),
            at_once: 2 * cores,
            connections: 512,
            idle: Duration::from_secs(30),
        }
    }
}

/// A service on one index.
#[derive(Debug)]
pub struct Service {
    pub(super) index: StandingIndex,
    pub(super) settings: ServeSettings,
    pub(super) metrics: Metrics,
    /// The scans that find the clusters.
    pub(super) scans: Scans,
    /// The bytes of all bodies of requests.
    pub(super) bodies: BodyBudget,
    /// What the outlets of the index repeat.
    pub(super) furniture: FurnitureCache,
    /// Clients that may listen to events at a time: half of the connections.
    pub(super) streams: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
    slots: Arc<Semaphore>,
}

impl Service {
    /// A service on an index.
    #[must_use]
    pub fn new(index: StandingIndex, mut settings: ServeSettings) -> Arc<Self> {
        settings.search.core.shingle = index.settings().shingle;
        let streams = Arc::new(Semaphore::new(settings.connections.div_ceil(2)));
        let slots = Arc::new(Semaphore::new(settings.at_once.max(1)));
        Arc::new(Service {
            index,
            settings,
            metrics: Metrics::default(),
            scans: Scans::default(),
            bodies: BodyBudget::default(),
            furniture: FurnitureCache::default(),
            streams,
            stopping: watch::Sender::new(false),
            slots,
        })
    }

    /// Does some work on a thread where it may wait. A request that is given up keeps its slot until its work ends, so
    /// that no more is worked on than there are slots.
    pub(super) async fn work<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let closed = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the service is stopping");
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(closed)?;
        let with_slot = move |service: &Service| {
            let _slot = slot;
            work(service)
        };
        self.look(with_slot).await
    }

    /// Does something short on a thread where it may wait. It needs no slot, so that it is done while all are taken.
    pub(super) async fn look<T: Send + 'static>(
        self: Arc<Self>,
        look: impl FnOnce(&Service) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = tokio::task::spawn_blocking(move || look(&self));
        done.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the request failed")))
    }

    /// The number of changes of the index so far.
    pub(super) fn generation(&self) -> Result<u64, Problem> {
        Ok(self.index.snapshot().map_err(failed)?.generation())
    }

    /// Ends what goes on beside requests.
    pub(super) fn stop(&self) {
        self.scans.stop();
        self.stopping.send_replace(true);
    }

    /// Told when the service stops.
    pub(super) fn stopped(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}
