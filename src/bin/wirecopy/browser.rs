//! `--open`: shows a page in the browser.

use anyhow::Context;
use std::path::Path;

/// Opens a page with the program that the system has for it.
pub(crate) fn open(page: &Path) -> anyhow::Result<()> {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let status = std::process::Command::new(program).arg(page).status();
    status.map(drop).with_context(|| format!("--open: {program} cannot be run; open {} yourself", page.display()))
}
