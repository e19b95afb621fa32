//! Removing articles from an index.

use super::{decode_fields, failed};
use crate::articles::ArticleRecord;
use crate::attribution::agencies::Agencies;
use crate::error::{Error, Result};
use crate::hash;
use crate::segments::{EntryRef, IndexError, StandingIndex};
use foldhash::HashSet;
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

/// What was removed, and what was not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// The ids of the articles that were removed, in order.
    pub ids: Vec<String>,
    /// Ids and outlets that were named and of which there is nothing, in the order in which they were given.
    pub absent: Vec<String>,
}

/// Removes articles. From now on nobody finds them; compaction takes them out of the files.
///
/// # Errors
/// Another process writes; a file of the index fails.
pub fn remove(index: &StandingIndex, removal: &Removal, agencies: &Agencies, patience: Duration) -> Result<Removed> {
    let guard = index.lock(patience).map_err(failed)?;
    let snapshot = index.snapshot().map_err(failed)?;
    let (mut places, mut ids, mut outlets) = (Vec::new(), Vec::new(), HashSet::default());
    let mut judge = |place: EntryRef, fields: &[u8]| -> Result<()> {
        let (record, _) = decode_fields(fields, agencies, index.folder())?;
        if removal.names(&record) {
            places.push(place);
            ids.push(record.id);
            outlets.insert(record.outlet);
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
    let absent_ids = removal.ids.iter().filter(|id| ids.binary_search(id).is_err());
    let absent_outlets = removal.outlets.iter().filter(|outlet| !outlets.contains(*outlet));
    let absent = absent_ids.chain(absent_outlets).cloned().collect();
    Ok(Removed { ids, absent })
}
