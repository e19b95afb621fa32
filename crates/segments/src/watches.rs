//! What is watched in an index, and what was told of it: both are in the catalogue, and events come in the transaction
//! of the articles that they tell of.

use crate::error::Result;
use crate::standing_index::StandingIndex;
use crate::writer::WriteGuard;

impl StandingIndex {
    /// All watches with their numbers, as their caller encoded them.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn watches(&self) -> Result<Vec<(u64, String)>> {
        self.reader().watches()
    }

    /// The events of a watch after the one with the number `after`, at most `most`; each with its number.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn events(&self, watch: u64, after: u64, most: usize) -> Result<Vec<(u64, String)>> {
        self.reader().events(watch, after, most)
    }
}

impl WriteGuard<'_> {
    /// Adds a watch; returns its number.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn add_watch(&self, spec: &str) -> Result<u64> {
        self.index.catalog().add_watch(spec)
    }

    /// Removes a watch and its events. Returns whether there was one.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn remove_watch(&self, watch: u64) -> Result<bool> {
        self.index.catalog().remove_watch(watch)
    }

    /// Forgets the events of some articles, by the hashes of their ids.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn forget_events(&self, id_hashes: &[u64]) -> Result<()> {
        self.index.catalog().forget_events(id_hashes)
    }
}
