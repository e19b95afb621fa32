//! `--open`: shows a page in the browser.

use std::path::Path;
use std::process::Stdio;

/// Opens a page with the program that the system has for it. `false` if there is none.
pub(crate) fn open(page: &Path) -> bool {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = std::process::Command::new(program);
    let status = command.arg(page).stdout(Stdio::null()).stderr(Stdio::null()).status();
    // explorer ends with 1 when all is well
    status.is_ok_and(|status| status.success() || program == "explorer")
}
