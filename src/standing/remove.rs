//! Removing articles from an index.

use super::{decode_fields, failed};
use crate::articles::ArticleRecord;
use crate::attribution::agencies::Agencies;
use crate::error::{Error, Result};
use crate::hash;
use crate::segments::{EntryRef, IndexError, StandingIndex};
use std::time::Duration;

/// Which articles are removed: those that any of these names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removal {
    /// Ids of articles.
    pub ids: Vec<String>,
    /// Outlets, all of whose articles are removed.
    pub outlets: Vec<String>,
    /// Articles published before this day, counted from 1970-01-01. Undated ones stay.
    pub before: Option<i64>,
}

impl Removal {
    fn names(&self, record: &ArticleRecord) -> bool {
        let is_before = self.before.zip(record.published).is_some_and(|(day, published)| published.days() < day);
        is_before || self.ids.contains(&record.id) || self.outlets.contains(&record.outlet)
    }
}

/// Removes articles. From now on nobody finds them; compaction takes them out of the files. Returns their ids.
///
/// # Errors
/// Another process writes; a file of the index fails.
pub fn remove(
    index: &StandingIndex,
    removal: &Removal,
    agencies: &Agencies,
    patience: Duration,
) -> Result<Vec<String>> {
    let guard = index.lock(patience).map_err(failed)?;
    let snapshot = index.snapshot().map_err(failed)?;
    let (mut places, mut ids) = (Vec::new(), Vec::new());
    let mut judge = |place: EntryRef, fields: &[u8]| -> Result<()> {
        let (record, _) = decode_fields(fields, agencies, index.folder())?;
        if removal.names(&record) {
            places.push(place);
            ids.push(record.id);
        }
        Ok(())
    };
    if removal.outlets.is_empty() && removal.before.is_none() {
        for id in &removal.ids {
            for place in snapshot.with_id(hash::of_bytes(id.as_bytes())) {
                judge(place, &snapshot.segment_of(place).fields_of(place.entry).map_err(failed)?)?;
            }
        }
    } else {
        for (number, segment) in snapshot.segments().iter().enumerate() {
            let mut failure = None;
            let read = segment.each_fields(|entry, fields| {
                let place = EntryRef { segment: number as u32, entry };
                if !snapshot.is_removed(number, entry) && failure.is_none() {
                    failure = judge(place, fields).err();
                }
            });
            let error: Option<Error> = failure.or_else(|| read.err().map(|error: IndexError| failed(error)));
            error.map_or(Ok(()), Err)?;
        }
    }
    places.sort_unstable();
    places.dedup();
    ids.sort();
    let id_hashes: Vec<u64> = ids.iter().map(|id| hash::of_bytes(id.as_bytes())).collect();
    guard.forget_events(&id_hashes).map_err(failed)?;
    guard.commit(&[], &snapshot, &places).map_err(failed)?;
    Ok(ids)
}
