//! Long work on threads of its own, while Python can take Ctrl-C and shows the progress.

use crate::errors::{failed, with_arguments};
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;
use wirecopy::progress::Progress;
use wirecopy::stage::Stage;

/// The time between two checks for Ctrl-C, at which the progress bar is drawn as well.
const INTERVAL: Duration = Duration::from_millis(100);

/// The progress of some work, and whether it is to stop.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    is_cancelled: AtomicBool,
    wants_total: bool,
    stage: Mutex<(&'static str, Option<u64>)>,
    done: AtomicU64,
    messages: Mutex<Vec<String>>,
}

impl Progress for Watch {
    fn begin(&self, stage: Stage, total: Option<u64>) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = (stage.name(), total);
        self.done.store(0, Ordering::Relaxed);
    }
    fn advance(&self, amount: u64) {
        self.done.fetch_add(amount, Ordering::Relaxed);
    }
    fn message(&self, text: &str) {
        let text = with_arguments(text).into_owned();
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
    fn wants_total(&self) -> bool {
        self.wants_total
    }
    fn cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

impl Watch {
    /// Handles pending signals and reports the progress: `report(stage, done, total, messages)`.
    fn tell(&self, py: Python<'_>, report: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        py.check_signals()?;
        let Some(report) = report else { return Ok(()) };
        let (stage, total) = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let messages = std::mem::take(&mut *self.messages.lock().unwrap_or_else(PoisonError::into_inner));
        report.call1((stage, self.done.load(Ordering::Relaxed), total, messages))?;
        Ok(())
    }
}

/// Does some work on a pool of `threads` threads, which ends with it: a pool for all calls would hang in a forked
/// process. Python threads can run meanwhile.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    threads: Option<usize>,
    report: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watch) -> T + Send,
) -> PyResult<T> {
    if threads == Some(0) {
        return Err(crate::errors::wrong("threads", "must be at least 1; None is one for each core"));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(failed)?;
    let watch = Watch { wants_total: report.is_some(), ..Watch::default() };
    let (sender, receiver) = mpsc::channel();
    let receiver = Mutex::new(receiver);
    let mut stopped = None;
    let done = std::thread::scope(|scope| {
        let (watch, pool) = (&watch, &pool);
        scope.spawn(move || {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pool.install(|| work(watch))));
            // nobody hangs up before the work ends
            let _ = sender.send(done);
        });
        loop {
            let wait = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(INTERVAL);
            match py.detach(wait) {
                Ok(done) => break Some(done),
                Err(mpsc::RecvTimeoutError::Disconnected) => break None,
                Err(mpsc::RecvTimeoutError::Timeout) if stopped.is_none() => {
                    if let Err(error) = watch.tell(py, report) {
                        watch.is_cancelled.store(true, Ordering::Relaxed);
                        stopped = Some(error);
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
        }
    });
    if let Some(error) = stopped {
        return Err(error);
    }
    match done {
        Some(Ok(done)) => {
            watch.tell(py, report)?;
            Ok(done)
        }
        Some(Err(_)) | None => Err(failed("wirecopy failed by a fault of its own; its message is on stderr")),
    }
}
