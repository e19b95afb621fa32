//! The best of several values for one field.

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

    /// The value; empty when none was offered.
    pub(crate) fn into_value(self) -> String {
        self.0.map(|(_, value)| value).unwrap_or_default()
    }
}
