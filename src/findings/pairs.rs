//! What two articles that share text are to each other, as the table of pairs says it.

use super::Findings;
use crate::verify::{PairKind, PairStats, Reason, Relation};

impl Findings {
    /// What the two articles of a pair are to each other.
    #[must_use]
    pub fn relation(&self, pair: &PairStats) -> Relation {
        let cluster = |article: u32| self.memberships[article as usize].map(|place| place.cluster);
        let is_of_one_story = || self.stories[pair.a as usize] == self.stories[pair.b as usize];
        match pair.kind {
            PairKind::Related(Reason::Template) => Relation::Template,
            _ if cluster(pair.a).is_some() && cluster(pair.a) == cluster(pair.b) => {
                Relation::within_cluster(pair.overlap)
            }
            PairKind::Related(Reason::Scattered) if is_of_one_story() => Relation::Version,
            _ if self.versions.binary_search(&(pair.a, pair.b)).is_ok() && is_of_one_story() => Relation::Version,
            _ => Relation::across(pair.overlap),
        }
    }
}
