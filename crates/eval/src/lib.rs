//! Evaluation: scores clusters against labels that people made, and makes synthetic corpora whose clusters are known.

mod credits;
mod errors;
mod labels;
mod markup;
mod metrics;
mod pairs;
mod plot;
mod sweep;
pub mod synth;

pub use credits::{AnswerScore, CreditOf, CreditScore, is_wrong_credit, score_credits};
pub use errors::{Disagreement, disagreements, worst_errors};
pub use labels::{ClusterLabel, ClusterLabels};
pub use metrics::{ClusterScore, KindScore, ScoredArticle, score_clusters, score_kinds};
pub use pairs::{FoundArticle, PairCounts, PairLabel, PairLabels, PairScore, UnlistedPairs, score_pairs};
pub use plot::plot_sweep;
pub use sweep::{SweepRow, threshold_steps};
