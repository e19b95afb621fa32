//! The warden: gives mapped pages back before a run outgrows its budget.

use crate::memory::{self, Resident};
use crate::spool::Mapping;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Between two looks. Pages that the system has already are mapped at tens of gigabytes a second.
const PAUSE: Duration = Duration::from_millis(5);
/// The share of the budget that is used; the rest is for what happens between two looks.
const USED: f64 = 0.8;
/// Pages of files may always have this share of it: with less they would be mapped again and again.
const LEAST: f64 = 0.1;

/// Looks at the memory of the process as long as it lives. Where the system does not tell it, the pages stay, and the system
/// takes them when it needs them.
#[derive(Debug)]
pub struct Warden {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    budget: u64,
    mappings: Mutex<Vec<Mapping>>,
    ended: AtomicBool,
}

impl Warden {
    /// A warden of so many bytes.
    #[must_use]
    pub fn new(budget: u64) -> Self {
        let shared = Shared { budget, mappings: Mutex::new(Vec::new()), ended: AtomicBool::new(false) };
        Warden { shared: Arc::new(shared), thread: None }
    }

    /// Takes a mapping into its care; nothing when everything is in memory.
    pub fn watch(&mut self, mapping: Option<Mapping>) {
        let Some(mapping) = mapping else { return };
        self.shared.mappings.lock().unwrap_or_else(PoisonError::into_inner).push(mapping);
        if self.thread.is_none() {
            let shared = Arc::clone(&self.shared);
            self.thread = Some(std::thread::spawn(move || shared.look()));
        }
    }
}

impl Shared {
    fn look(&self) {
        while !self.ended.load(Ordering::Relaxed) {
            std::thread::park_timeout(PAUSE);
            let full = |now: Resident| {
                let budget = self.budget as f64;
                now.of_files as f64 > (USED * budget - now.own as f64).max(LEAST * budget)
            };
            if memory::resident().is_some_and(full) {
                self.mappings.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(Mapping::release);
            }
        }
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // it does nothing that could panic
            let _ = thread.join();
        }
    }
}
