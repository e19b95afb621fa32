//! Candidates in rounds: reports from one template share keys with eighty others each, and millions of pairs would take
//! more memory than their documents.

use super::candidate_search::Search;
use super::candidates::Candidates;
use super::cooccurrence::Cooccurrence;
use super::locality::Locality;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Documents that a thread searches at a time, about. With more, a thread that is done first would wait long for the
/// others.
const DOCUMENTS_PER_TASK: usize = if cfg!(test) { 3 } else { 64 };
/// Tasks after which pairs are counted. It does not depend on the number of threads, so that rounds do not either.
const TASKS_PER_COUNT: usize = if cfg!(test) { 2 } else { 64 };

/// Searches candidates round by round.
pub(crate) struct CandidateRounds<'i, E, W> {
    /// `None` once all is searched: the memory is free while the last round is verified.
    search: Option<Search<E, W>>,
    locality: Option<&'i Locality>,
    tasks: Vec<Range<usize>>,
    next: usize,
    /// For each thread.
    counts: Vec<Cooccurrence>,
}

impl<'i, E: Fn(u8, u32, u32) -> bool + Sync, W: Fn(u32, u32) -> bool + Sync> CandidateRounds<'i, E, W> {
    pub(super) fn new(search: Search<E, W>, locality: Option<&'i Locality>) -> Self {
        let documents = search.order.documents().len();
        let tasks = search.order.ranges(documents.div_ceil(DOCUMENTS_PER_TASK).max(1));
        let counts = (0..rayon::current_num_threads()).map(|_| Cooccurrence::new(documents)).collect();
        CandidateRounds { search: Some(search), locality, tasks, next: 0, counts }
    }

    /// The candidates of the next texts, `most` pairs and those of a few texts more. `None` after the last round.
    pub(crate) fn next_round(&mut self, most: usize) -> Option<Candidates> {
        let search = self.search.as_ref()?;
        let (mut found, mut pairs) = (Vec::new(), 0);
        while self.next < self.tasks.len() && pairs < most {
            let end = self.tasks.len().min(self.next + TASKS_PER_COUNT);
            let (tasks, next) = (&self.tasks[self.next..end], AtomicUsize::new(0));
            let work = |counts: &mut Cooccurrence| {
                let mut found = Candidates::default();
                while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    search.search(task.clone(), counts, &mut found);
                }
                found
            };
            let of_threads: Vec<Candidates> = self.counts.par_iter_mut().with_max_len(1).map(work).collect();
            pairs += of_threads.iter().map(Candidates::len).sum::<usize>();
            found.extend(of_threads);
            self.next = end;
        }
        if self.next == self.tasks.len() {
            (self.search, self.counts) = (None, Vec::new());
        }
        Some(Candidates::merge(found, self.locality))
    }
}
