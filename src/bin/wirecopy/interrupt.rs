//! Ctrl-C: asks the run to stop at the next good place, and ends it when that does not come soon.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static STOP: AtomicBool = AtomicBool::new(false);

/// How long a run may take to stop. Files are written aside and renamed, so ending one leaves nothing half written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Listens from now on.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if !STOP.swap(true, Ordering::SeqCst) {
            // reading a pipe on which nothing comes, a run would never look
            std::thread::spawn(|| {
                std::thread::sleep(PATIENCE);
                std::process::exit(130);
            });
        } else {
            std::process::exit(130);
        }
    })?;
    Ok(())
}

/// Whether the user asked to stop.
pub(crate) fn asked() -> bool {
    STOP.load(Ordering::Relaxed)
}
