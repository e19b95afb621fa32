//! `--open`: shows a page in the browser.

use anyhow::ensure;
use std::path::Path;
use std::process::Stdio;

/// Opens a page with the program that the system has for it.
pub(crate) fn open(page: &Path) -> anyhow::Result<()> {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = std::process::Command::new(program);
    let status = command.arg(page).stdout(Stdio::null()).stderr(Stdio::null()).status();
    // explorer ends with 1 when all is well
    let is_open = status.is_ok_and(|status| status.success() || program == "explorer");
    ensure!(is_open, "--open: {program} opens no browser here; open {} yourself", page.display());
    Ok(())
}
