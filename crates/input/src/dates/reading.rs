//! The result of reading a date.

use crate::article::{AmbiguousDate, DateOrder, Published};

/// The result of reading a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// One time.
    Known(Published),
    /// One time, in numbers that show the author's order of day and month: `16/07/2018`.
    ShowsOrder(Published, DateOrder),
    /// A different time in either order: `03/04/2018`.
    Ambiguous(AmbiguousDate),
    /// Not a date, or none that can be read with certainty.
    Unknown,
}

impl Reading {
    /// The time, where it can be read in one way only.
    pub(crate) fn only_time(self) -> Option<Published> {
        match self {
            Reading::Known(time) | Reading::ShowsOrder(time, _) => Some(time),
            Reading::Ambiguous(_) | Reading::Unknown => None,
        }
    }
}
