//! Evaluate: how well clusters agree with labels that somebody made.

mod errors;
mod labels;
mod metrics;
mod pairs;
mod plot;
mod sweep;

pub use errors::{ErrorPair, disagreements, worst};
pub use labels::{Label, Labels};
pub use metrics::{Agreement, KindScore, Partition, agreement, by_kind};
pub use pairs::{Found, PairFigures, PairLabel, PairLabels, PairScore, Unlisted, score_pairs};
pub use plot::plot;
pub use sweep::{SweepRow, steps};
