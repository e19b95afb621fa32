//! What was to be added and is no article: it is kept with the index, so that a scan of the index tells it as a scan of
//! the files does.

use super::add::NO_FILE;
use super::failed;
use crate::article::Rejected;
use crate::error::Result;
use crate::input::RejectedList;
use crate::segments::{RejectedInput, StandingIndex, WriteGuard};
use foldhash::HashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was rejected before a run, and in it.
pub(super) struct Rejections {
    /// The files of which something was rejected before.
    known: HashSet<String>,
    /// Of what comes from no file, the rows that were rejected for each kind of reason.
    of_no_file: BTreeMap<String, u64>,
    of_run: Mutex<OfRun>,
}

#[derive(Default)]
struct OfRun {
    /// Those of the known files that were read again.
    read_again: BTreeSet<String>,
    rejected: RejectedList,
    is_new: bool,
}

impl Rejections {
    /// Reads what was rejected before.
    pub(super) fn of(index: &StandingIndex) -> Result<Self> {
        let (mut known, mut of_no_file) = (HashSet::default(), BTreeMap::new());
        for one in index.rejected().map_err(failed)? {
            if one.path == NO_FILE {
                *of_no_file.entry(kind(&one.reason)).or_default() += one.rows;
            }
            known.insert(one.path);
        }
        Ok(Rejections { known, of_no_file, of_run: Mutex::default() })
    }

    fn of_run(&self) -> MutexGuard<'_, OfRun> {
        self.of_run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something of this file was read.
    pub(super) fn read_again(&self, path: &str) {
        if self.known.contains(path) && path != NO_FILE {
            self.of_run().read_again.insert(path.to_owned());
        }
    }

    /// Adds what is rejected in this run.
    pub(super) fn add(&self, rejected: &Rejected) {
        self.read_again(&rejected.path);
        let mut of_run = self.of_run();
        of_run.is_new = true;
        of_run.rejected.push(rejected.clone());
    }

    /// Puts what is rejected now in the place of what was rejected of the same files before. What comes from no file
    /// cannot be read again: its rows are counted.
    pub(super) fn keep(&self, guard: &WriteGuard<'_>) -> Result<()> {
        let OfRun { mut read_again, rejected, is_new } = std::mem::take(&mut *self.of_run());
        let (mut kept, mut counts) = (Vec::new(), self.of_no_file.clone());
        for one in rejected.into_sorted() {
            if one.path == NO_FILE {
                *counts.entry(one.kind().to_owned()).or_default() += one.rows;
            } else {
                kept.push(RejectedInput { path: one.path, row: one.row, rows: one.rows, reason: one.reason });
            }
        }
        if counts != self.of_no_file {
            read_again.insert(NO_FILE.to_owned());
            let of_kind = |(reason, rows)| RejectedInput { path: NO_FILE.to_owned(), row: None, rows, reason };
            kept.extend(counts.into_iter().map(of_kind));
        }
        if read_again.is_empty() && !is_new {
            return Ok(());
        }
        let paths: Vec<String> = read_again.into_iter().collect();
        guard.set_rejected(&paths, &kept).map_err(failed)
    }
}

fn kind(reason: &str) -> String {
    Rejected { path: String::new(), row: None, reason: reason.to_owned(), rows: 1 }.kind().to_owned()
}

/// What was rejected when articles were added to an index, by file and row.
pub(super) fn rejected_before(index: &StandingIndex) -> Result<Vec<Rejected>> {
    let all = index.rejected().map_err(failed)?.into_iter();
    let all = all.map(|RejectedInput { path, row, rows, reason }| Rejected { path, row, reason, rows });
    Ok(all.collect())
}
