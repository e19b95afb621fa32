//! The best of several values for one field, and dates in the order in which they are tried.

use crate::one_line::one_line;

/// The value of the best rank so far. The best rank is 0.
#[derive(Debug, Default)]
pub(crate) struct BestValue(Option<(u8, String)>);

impl BestValue {
    /// Keeps a value, on one line, if it is not blank and its rank is better than that of the value held.
    pub(crate) fn offer(&mut self, rank: u8, value: &str) {
        if self.0.as_ref().is_none_or(|(held, _)| rank < *held) {
            let value = one_line(value);
            if !value.is_empty() {
                self.0 = Some((rank, value));
            }
        }
    }

    /// The value so far; empty when none was offered.
    pub(crate) fn value(&self) -> &str {
        self.0.as_ref().map_or("", |(_, value)| value)
    }

    /// The value; empty when none was offered.
    pub(crate) fn into_value(self) -> String {
        self.0.map(|(_, value)| value).unwrap_or_default()
    }
}

/// Values that may be the date, from which the first that can be read is taken. The best rank is 0.
#[derive(Debug, Default)]
pub(crate) struct DateCandidates(Vec<(u8, String)>);

impl DateCandidates {
    /// Adds a value that is not blank.
    pub(crate) fn offer(&mut self, rank: u8, value: &str) {
        /// Pages may have any number of `time` elements.
        const MAX_VALUES: usize = 64;
        let value = one_line(value);
        if !value.is_empty() && self.0.len() < MAX_VALUES {
            self.0.push((rank, value));
        }
    }

    /// Whether there is no value so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a value so far is `wanted`.
    pub(crate) fn any(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.0.iter().any(|(_, value)| wanted(value))
    }

    /// The values, the best first, and of equals the first that was offered.
    pub(crate) fn in_order(mut self) -> impl Iterator<Item = String> {
        self.0.sort_by_key(|(rank, _)| *rank);
        self.0.into_iter().map(|(_, value)| value)
    }
}
