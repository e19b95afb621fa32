//! Ctrl-C: asks the run to stop, and ends the process if it does not stop soon.

use std::io::{IsTerminal, Write};
#[cfg(unix)]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static IS_REQUESTED: AtomicBool = AtomicBool::new(false);

/// Time that a run has to stop. Ending the process is safe at any moment: files are written under another name and then
/// renamed.
const GRACE_PERIOD: Duration = Duration::from_secs(1);

/// Exit code of an interrupted run.
const INTERRUPTED: i32 = 130;

/// Handles Ctrl-C, SIGTERM and SIGHUP from now on. A second one ends the process at once. A file that grows over the
/// limit of its size (SIGXFSZ) is an error of that file, and does not end the process.
pub(crate) fn handle() -> anyhow::Result<()> {
    #[cfg(unix)]
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    ctrlc::set_handler(|| {
        if std::io::stderr().is_terminal() && !IS_REQUESTED.load(Ordering::SeqCst) {
            let _ =
                writeln!(anstream::stderr(), "\nstopping; Ctrl-C again stops at once. What was written before stays.");
        }
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
