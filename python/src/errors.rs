//! Errors of the library as Python exceptions, with the same words; settings have their names in Python.

use pyo3::exceptions::{PyFileNotFoundError, PyKeyboardInterrupt, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::borrow::Cow;
use wirecopy::error::Error;

/// Fields that the library's messages name, and the arguments that set them.
const ARGUMENTS: [(&str, &str); 22] = [
    ("`banding.bands`", "bands"),
    ("`banding.rows`", "rows"),
    ("`input.columns.text`", "text_column"),
    ("`input.exclude`", "exclude"),
    ("`input.extractor`", "extract"),
    ("`input.include`", "include"),
    ("`input.input_format`", "input_format"),
    ("`input.sheet`", "sheet"),
    ("`input.table`", "table"),
    ("`input.timezone`", "timezone"),
    ("`input.max_article_bytes`", "max_article_bytes"),
    ("`keep.containment`", "dedup_containment"),
    ("`matching.min_shared`", "min_shared"),
    ("`matching.threshold`", "threshold"),
    ("`memory.budget`", "memory"),
    ("`memory.folder`", "tmp"),
    ("`shingle.size`", "shingle"),
    ("`synth.articles`", "articles"),
    ("`synth.boilerplate`", "boilerplate"),
    ("`synth.ocr`", "ocr"),
    ("`synth.outlets`", "outlets"),
    ("use --force", "use force=True"),
];

/// A message of the library with arguments in place of fields.
pub(crate) fn with_arguments(message: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(message);
    for (field, argument) in ARGUMENTS {
        if text.contains(field) {
            text = Cow::Owned(text.replace(field, argument));
        }
    }
    text
}

/// An error of the library.
pub(crate) fn exception(error: Error) -> PyErr {
    // the program's own exception, such as that of a generator
    let error = match error {
        Error::Read { path, source } => match source.downcast::<PyErr>() {
            Ok(own) => return own,
            Err(source) => Error::Read { path, source },
        },
        error => error,
    };
    let message = with_arguments(&error.to_string()).into_owned();
    match error {
        Error::Interrupted => PyKeyboardInterrupt::new_err(()),
        Error::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            PyFileNotFoundError::new_err(message)
        }
        Error::Read { .. } | Error::Write { .. } | Error::Spill { .. } => PyOSError::new_err(message),
        _ => PyValueError::new_err(message),
    }
}

/// An error that no input of the caller explains.
pub(crate) fn failed(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

/// A value that an argument does not take.
pub(crate) fn wrong(argument: &str, problem: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(format!("{argument}: {problem}"))
}
