//! `--files-from`: a list of files to read beside those named.

use anyhow::Context;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;

/// The flag of a list of files.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct FileList {
    /// Read also the files that this list names, one a line or parted by zeros; - is standard input
    #[arg(long, value_name = "LIST")]
    files_from: Option<PathBuf>,
}

impl FileList {
    /// The files and folders to read: those named, and those of the list.
    ///
    /// # Errors
    /// The list cannot be read, or there is nothing to read.
    pub(crate) fn sources(&self, named: Vec<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
        let Some(list) = &self.files_from else {
            // nobody types articles into a terminal, while what stands at the end of a pipe is meant to be read
            let is_piped = named.is_empty() && !io::stdin().is_terminal();
            let sources = if is_piped { vec![PathBuf::from("-")] } else { named };
            anyhow::ensure!(!sources.is_empty(), "name files or folders to read; see --help");
            return Ok(sources);
        };
        let mut bytes = Vec::new();
        if list.as_os_str() == "-" {
            io::stdin().read_to_end(&mut bytes).context("stdin")?;
        } else {
            bytes = std::fs::read(list).with_context(|| list.display().to_string())?;
        }
        let mut sources = named;
        sources.extend(names(&bytes));
        anyhow::ensure!(!sources.is_empty(), "{}: the list names no file", list.display());
        Ok(sources)
    }
}

/// The names in a list. Names that end in zeros may hold line ends.
fn names(bytes: &[u8]) -> Vec<PathBuf> {
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|byte| *byte == end);
    let names = names.map(|name| if end == 0 { name } else { name.strip_suffix(b"\r").unwrap_or(name) });
    names.filter(|name| !name.is_empty()).map(path).collect()
}

fn path(name: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(name))
    }
    #[cfg(not(unix))]
    PathBuf::from(&*String::from_utf8_lossy(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_in_lines_or_in_zeros() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(names(b"a.txt\r\nb c.html\n\n"), paths(&["a.txt", "b c.html"]));
        assert_eq!(names(b"a\nb.txt\0c.txt\0"), paths(&["a\nb.txt", "c.txt"]));
    }
}
