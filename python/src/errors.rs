//! Errors of the library as Python exceptions, with the same words; settings have their names in Python.

use pyo3::exceptions::{
    PyFileExistsError, PyFileNotFoundError, PyKeyboardInterrupt, PyOSError, PyRuntimeError, PyValueError,
};
use pyo3::prelude::*;
use std::borrow::Cow;
use wirecopy::error::Error;
use wirecopy::segments::IndexError;
use wirecopy::setting_names::renamed;

/// Where messages name a flag itself, and what Python says.
const FLAGS: [(&str, &str); 2] = [("use --force", "use force=True"), ("--replace", "replace=True")];

/// A message of the library with arguments in place of fields.
pub(crate) fn with_arguments(message: &str) -> Cow<'_, str> {
    let mut text = renamed(message, |flag| flag.replace('-', "_"));
    for (flag, argument) in FLAGS {
        if text.contains(flag) {
            text = Cow::Owned(text.replace(flag, argument));
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
        Error::Storage(source) => match source.downcast_ref::<IndexError>() {
            Some(IndexError::Missing(_)) => PyFileNotFoundError::new_err(message),
            Some(IndexError::Occupied { .. }) => PyFileExistsError::new_err(message),
            _ => PyOSError::new_err(message),
        },
        _ => PyValueError::new_err(message),
    }
}

/// An error of an index.
pub(crate) fn of_index(error: IndexError) -> PyErr {
    exception(Error::Storage(Box::new(error)))
}

/// An error that no input of the caller explains.
pub(crate) fn failed(error: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

/// A value that an argument does not take.
pub(crate) fn wrong(argument: &str, problem: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(format!("{argument}: {problem}"))
}
