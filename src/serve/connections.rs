//! The open connections: how many there may be, and which one makes room for a new one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;

/// The open connections of a service.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    start: Instant,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    /// Told when a connection ends.
    ended: Notify,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    start: Instant,
    /// Requests that are being answered.
    requests: AtomicUsize,
    /// Since when there are none, in milliseconds after the start of the service.
    idle_since: AtomicU64,
    /// Told when the connection has to make room.
    pub(super) close: Notify,
}

impl Connection {
    fn now(&self) -> u64 {
        self.start.elapsed().as_millis() as u64
    }

    /// Says that a request is being answered as long as the answer lives.
    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<Connection>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.idle_since.store(self.0.now(), Ordering::Relaxed);
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The place of a connection among the open ones, until it is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    all: Arc<Connections>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.all.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
        self.all.ended.notify_waiters();
    }
}

impl Connections {
    pub(super) fn new(most: usize) -> Arc<Self> {
        let (next, open, ended) = (AtomicU64::default(), Mutex::default(), Notify::default());
        Arc::new(Connections { most: most.max(1), start: Instant::now(), next, open, ended })
    }

    /// Admits a new connection. Where there are too many, the one that has been idle for longest ends; if each of them
    /// waits for an answer, there is no room.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Admitted> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= self.most {
            let idle = open.iter().filter(|(_, one)| one.requests.load(Ordering::Relaxed) == 0);
            let (&oldest, _) = idle.min_by_key(|(number, one)| (one.idle_since.load(Ordering::Relaxed), **number))?;
            if let Some(connection) = open.remove(&oldest) {
                connection.close.notify_one();
            }
        }
        let connection = Arc::new(Connection {
            start: self.start,
            requests: AtomicUsize::default(),
            idle_since: AtomicU64::new(self.start.elapsed().as_millis() as u64),
            close: Notify::default(),
        });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        open.insert(number, Arc::clone(&connection));
        Some(Admitted { all: Arc::clone(self), number, connection })
    }

    /// Waits until all have ended.
    pub(super) async fn all_ended(&self) {
        loop {
            let ended = self.ended.notified();
            if self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
                return;
            }
            ended.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connection_that_is_idle_for_longest_makes_room() {
        let all = Connections::new(2);
        let (first, second) = (all.admit().unwrap(), all.admit().unwrap());
        let busy = first.connection.begin();
        let third = all.admit().unwrap();
        // the second was idle and is told to end; with two busy ones there is no room
        let _other = third.connection.begin();
        assert!(all.admit().is_none());
        drop(second);
        drop(busy);
        assert!(all.admit().is_some());
    }
}
