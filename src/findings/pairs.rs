//! How two articles that share text are related, as the table of pairs shows it.

use super::Findings;
use crate::verify::{PairStats, Relation};

impl Findings {
    /// How the two articles of a pair are related.
    #[must_use]
    pub fn relation(&self, pair: &PairStats) -> Relation {
        let cluster = |article: u32| self.memberships[article as usize].map(|membership| membership.cluster);
        let share_cluster = cluster(pair.a).is_some() && cluster(pair.a) == cluster(pair.b);
        let share_story = self.stories[pair.a as usize] == self.stories[pair.b as usize];
        let is_version = || self.versions.binary_search(&(pair.a, pair.b)).is_ok();
        let relation = Relation::of_pair(pair, share_cluster, share_story, is_version);
        relation.or_series(!share_cluster && self.series.share(pair.a, pair.b))
    }
}
