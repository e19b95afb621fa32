//! The names and marks of agencies in every spelling that is searched for.

use std::collections::HashSet;

use super::agencies::{Agencies, AgencyId};

/// A name or mark to search for.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) name: String,
    pub(super) agency: AgencyId,
    pub(super) is_mark: bool,
}

/// Every name and mark of every agency once. Names occur in capitals too, and with a typographic apostrophe.
pub(super) fn patterns(agencies: &Agencies) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let mut seen = HashSet::new();
    let mut add = |name: String, agency: AgencyId, is_mark: bool| {
        if name.len() >= 2 && seen.insert(name.clone()) {
            patterns.push(Pattern { name, agency, is_mark });
        }
    };
    for (id, agency) in agencies.iter() {
        for name in &agency.names {
            add(name.clone(), id, false);
            add(name.to_uppercase(), id, false);
            add(name.replace('\'', "’"), id, false);
        }
    }
    // a name that is also a mark is unmistakable
    for (id, agency) in agencies.iter() {
        agency.marks.iter().for_each(|mark| add(mark.clone(), id, true));
    }
    patterns
}
