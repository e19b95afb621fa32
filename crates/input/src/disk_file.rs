//! A file that is read at any position: one of the input, or a temporary copy of what is inside of another file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A file on disk. A copy is deleted with its last owner.
// a build without these formats has nothing to read at any position
#[cfg_attr(not(any(feature = "parquet", feature = "sheets", feature = "sqlite")), allow(dead_code))]
#[derive(Debug)]
pub(crate) struct DiskFile {
    path: PathBuf,
    _copy: Option<tempfile::TempPath>,
}

#[cfg_attr(not(any(feature = "parquet", feature = "sheets", feature = "sqlite")), allow(dead_code))]
impl DiskFile {
    /// A file of the input.
    pub(crate) fn of_input(path: &Path) -> DiskFile {
        DiskFile { path: path.to_owned(), _copy: None }
    }

    /// A copy of content that can be read from its start only.
    pub(crate) fn copy_of(content: &mut dyn Read) -> io::Result<DiskFile> {
        let mut file = tempfile::NamedTempFile::new().map_err(|e| no_copy(&e))?;
        io::copy(content, file.as_file_mut())?;
        let copy = file.into_temp_path();
        Ok(DiskFile { path: copy.to_path_buf(), _copy: Some(copy) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn open(&self) -> io::Result<File> {
        File::open(&self.path)
    }
}

fn no_copy(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write a temporary copy, which is needed to read it: {error}"))
}
