//! Articles that were added more than once in a run.

use super::{decode_fields, failed};
use crate::attribution::agencies::Agencies;
use crate::error::Result;
use crate::segments::{StandingIndex, WriteGuard};

/// Of articles that were added more than once in a run, keeps the one with the lowest place, as a scan would number
/// them. Returns how many were removed.
pub(super) fn remove_doubles(
    index: &StandingIndex,
    guard: &WriteGuard<'_>,
    doubled: &[(u64, u64)],
    agencies: &Agencies,
) -> Result<u64> {
    if doubled.is_empty() {
        return Ok(0);
    }
    let snapshot = index.snapshot().map_err(failed)?;
    let mut surplus = Vec::new();
    for &(id_hash, content) in doubled {
        let mut placed = Vec::new();
        for place in snapshot.with_id(id_hash) {
            let segment = snapshot.segment_of(place);
            if segment.content(place.entry) == content {
                let fields = segment.fields_of(place.entry).map_err(failed)?;
                placed.push((decode_fields(&fields, agencies, index.folder())?.0, place));
            }
        }
        placed.sort_by(|(a, at_a), (b, at_b)| a.cmp_place(b).then(at_a.cmp(at_b)));
        surplus.extend(placed.iter().skip(1).map(|(_, place)| *place));
    }
    guard.commit(&[], &snapshot, &surplus).map_err(failed)?;
    Ok(surplus.len() as u64)
}
