//! Ctrl-C: asks the run to stop, and ends the process if it does not stop soon.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static IS_REQUESTED: AtomicBool = AtomicBool::new(false);

/// Time that a run has to stop. Ending the process is safe at any moment: files are written under another name and then
/// renamed.
const GRACE_PERIOD: Duration = Duration::from_secs(1);

/// Exit code of an interrupted run.
const INTERRUPTED: i32 = 130;

/// Handles Ctrl-C from now on. A second Ctrl-C ends the process at once.
pub(crate) fn handle() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if IS_REQUESTED.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
        // a run that waits for input from a pipe does not look at the request
        std::thread::spawn(|| {
            std::thread::sleep(GRACE_PERIOD);
            std::process::exit(INTERRUPTED);
        });
    })?;
    Ok(())
}

/// Whether the user has asked the run to stop.
pub(crate) fn is_requested() -> bool {
    IS_REQUESTED.load(Ordering::Relaxed)
}
