//! A fence around the decoders of others: a panic inside of one costs its file, not the run.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread runs a decoder whose panic will be caught. A program's panic hook need not report such a panic.
#[must_use]
pub fn is_inside() -> bool {
    IS_INSIDE.with(Cell::get)
}

/// Runs a decoder. Its panic becomes an error that says so.
///
/// # Errors
/// Those of `decode`, and [`io::ErrorKind::InvalidData`] for a panic.
pub(crate) fn fenced<T>(decoder: &str, decode: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let was_inside = IS_INSIDE.replace(true);
    let result = catch_unwind(AssertUnwindSafe(decode));
    IS_INSIDE.set(was_inside);
    result.unwrap_or_else(|_| {
        let message = format!("the decoder of {decoder} failed on it: a damaged file, or a fault of the decoder");
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_of_a_decoder_is_an_error_of_its_file() {
        let fault = fenced("Parquet", || -> io::Result<()> { panic!("inside") }).unwrap_err();
        assert!(fault.to_string().contains("decoder of Parquet"), "{fault}");
        assert!(!is_inside());
        assert!(fenced("Parquet", || Ok(is_inside())).unwrap());
    }
}
