//! The module `wirecopy._wirecopy`: what the Python package is made of. Users see the classes in `lib/wirecopy`.

mod arrow;
mod articles;
mod data;
mod errors;
mod evaluate;
mod find;
mod index;
mod minhash;
mod scan;
mod settings;
mod stages;
mod texts;
mod watch;

use pyo3::prelude::*;
use std::ffi::OsString;

/// Runs the program with the words of a command line, and returns its exit code.
#[pyfunction]
fn run_program(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| wirecopy_program::run(words))
}

#[pymodule(gil_used = false)]
mod _wirecopy {
    #[pymodule_export]
    use super::arrow::Batches;
    #[pymodule_export]
    use super::articles::{read, synth};
    #[pymodule_export]
    use super::find::{find, shingle_of};
    #[pymodule_export]
    use super::index::Index;
    #[pymodule_export]
    use super::minhash::Signature;
    #[pymodule_export]
    use super::run_program;
    #[pymodule_export]
    use super::scan::{Scan, scan};
    #[pymodule_export]
    use super::stages::Stages;
    #[pymodule_export]
    use super::texts::{compare, jaccard, signature, sketch};
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
