//! Parts: rows that are asked for together, read from their file in one go when it pays.

use super::StoredBlock;
use crate::spool::{Filed, Stored};
use bytemuck::Pod;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// When one in so many of a part's rows were read one by one, it is read whole. By then it cost about a third of what it costs to read all of it: a
/// call of the system for a row of a kilobyte takes as long as to copy eight. To wait until it cost as much would be right if nothing were
/// known of what comes; but who asks for rows goes through the parts mostly, and most parts of which some rows are asked for are read.
const ROWS_OF_WHOLE: u32 = 24;

/// The parts of some rows, and which of them are in memory.
#[derive(Debug)]
pub(super) struct Parts<T> {
    parts: Vec<Part>,
    /// Rows that were read one by one, whatever their part.
    read: AtomicU64,
    latest: Mutex<Latest<T>>,
}

/// A few parts that were read whole.
#[derive(Debug)]
struct Latest<T> {
    /// Those that were asked for last behind.
    wholes: Vec<(usize, Arc<Whole<T>>)>,
    /// Memory of one that nobody reads any more: new memory takes as long as what is read into it.
    spare: Vec<T>,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Latest { wholes: Vec::new(), spare: Vec::new() }
    }
}

#[derive(Debug, Default)]
struct Part {
    blocks: Range<usize>,
    rows: u32,
    /// Rows that were read one by one of late.
    read: AtomicU32,
    /// How many of any part had been read so when that count began.
    since: AtomicU64,
}

/// The values of all blocks of a part.
#[derive(Debug)]
pub(super) struct Whole<T> {
    first: u32,
    /// Where each block begins.
    starts: Vec<usize>,
    values: Vec<T>,
}

impl<T> Whole<T> {
    #[inline]
    pub(super) fn has(&self, block: u32) -> bool {
        (block.wrapping_sub(self.first) as usize) < self.starts.len()
    }

    /// Part of a block that it has.
    #[inline]
    pub(super) fn row(&self, block: u32, row: Range<usize>) -> &[T] {
        let start = self.starts[(block - self.first) as usize];
        &self.values[start + row.start..start + row.end]
    }
}

/// How many parts may be in memory at once where so many threads read: one for each of the two texts that a thread compares, and
/// those that were read last.
pub(crate) fn in_memory_at_once(threads: usize) -> usize {
    2 * threads + kept(threads)
}

/// One for each thread, and one that they go on to.
fn kept(threads: usize) -> usize {
    threads + 1
}

impl<T: Pod> Parts<T> {
    /// Those of blocks that are in the order of their parts.
    pub(super) fn new(blocks: &[StoredBlock<T>]) -> Self {
        let count = blocks.last().map_or(0, |block| usize::from(block.part) + 1);
        let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
        for (nth, block) in blocks.iter().enumerate() {
            let part = &mut parts[usize::from(block.part)];
            if part.rows == 0 {
                part.blocks = nth..nth;
            }
            part.blocks.end = nth + 1;
            part.rows += block.rows;
        }
        Parts { parts, read: AtomicU64::new(0), latest: Mutex::default() }
    }

    fn latest(&self) -> MutexGuard<'_, Latest<T>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The blocks of a part.
    pub(super) fn blocks(&self, part: usize) -> Range<usize> {
        self.parts[part].blocks.clone()
    }

    /// A part where it is in memory, or should be from now on, for who has read `before`. Who does not get it reads one row, which is
    /// counted.
    #[inline(never)]
    pub(super) fn whole(
        &self,
        part: usize,
        before: Option<Arc<Whole<T>>>,
        blocks: &[StoredBlock<T>],
        filed: &Filed<T>,
    ) -> Option<Arc<Whole<T>>> {
        let kept = kept(rayon::current_num_threads());
        {
            let mut latest = self.latest();
            before.into_iter().for_each(|before| latest.let_go(before));
            if let Some(nth) = latest.wholes.iter().position(|(number, _)| *number == part) {
                latest.wholes[nth..].rotate_left(1);
                return latest.wholes.last().map(|(_, whole)| Arc::clone(whole));
            }
        }
        let Part { blocks: range, rows, read, since } = &self.parts[part];
        let enough = rows.div_ceil(ROWS_OF_WHOLE);
        let all = self.read.fetch_add(1, Ordering::Relaxed);
        if all.saturating_sub(since.load(Ordering::Relaxed)) > u64::from(enough) * (2 * kept as u64) {
            // it is asked for now and then, among many others
            since.store(all, Ordering::Relaxed);
            read.store(0, Ordering::Relaxed);
        }
        // one thread sees this number, and reads it for all
        if read.fetch_add(1, Ordering::Relaxed) + 1 != enough {
            return None;
        }
        let in_file = |block: &StoredBlock<T>| if block.values.is_here() { 0 } else { block.values.len() };
        let mut values = std::mem::take(&mut self.latest().spare);
        // all of it is written over
        let len = blocks[range.clone()].iter().map(in_file).sum();
        values.reserve_exact(usize::saturating_sub(len, values.len()));
        values.resize(len, T::zeroed());
        let mut starts = Vec::with_capacity(range.len());
        let mut start = 0;
        for block in &blocks[range.clone()] {
            starts.push(start);
            // what is in memory already is read there
            if let Stored::There(stored) = &block.values {
                filed.read_into(&block.values, 0, &mut values[start..start + stored.len()]);
                start += stored.len();
            }
        }
        let whole = Whole { first: range.start as u32, starts, values };
        let whole = Arc::new(whole);
        read.store(0, Ordering::Relaxed);
        let mut latest = self.latest();
        if latest.wholes.len() >= kept {
            let (_, oldest) = latest.wholes.remove(0);
            latest.let_go(oldest);
        }
        latest.wholes.push((part, Arc::clone(&whole)));
        Some(whole)
    }
}

impl<T> Latest<T> {
    /// Takes back a part; when nobody else has it, another is read into its memory.
    fn let_go(&mut self, whole: Arc<Whole<T>>) {
        if let Some(Whole { values, .. }) = Arc::into_inner(whole)
            && values.capacity() > self.spare.capacity()
        {
            self.spare = values;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Buffer, Gatherer, Rows};
    use super::ROWS_OF_WHOLE;
    use crate::spool::{Memory, Spool};

    /// Rows of a part, of which it is read whole when the eighth is asked for.
    const ROWS: u32 = 8 * ROWS_OF_WHOLE;

    /// So many parts in a file; the numbers of the rows of a part ascend in steps of how many parts there are.
    fn rows(parts: u16) -> Rows<u32> {
        let spool = Spool::new(&Memory { budget: 0, folder: None }, 1.0);
        let mut gatherer = Gatherer::new([usize::from(parts); 2], &spool);
        for row in 0..ROWS * u32::from(parts) {
            gatherer.push(row, (row % u32::from(parts)) as u16, |out| out.extend([row, !row])).unwrap();
        }
        let gathered = vec![gatherer.finish().unwrap()];
        Rows::of_gathered((ROWS * u32::from(parts)) as usize, gathered, spool.finish_as_file())
    }

    fn read(rows: &Rows<u32>, row: usize, buffer: &mut Buffer<u32>) -> bool {
        assert_eq!(rows.read(row, buffer), [row as u32, !(row as u32)]);
        buffer.part.is_some()
    }

    #[test]
    fn a_part_of_which_enough_was_read_is_read_whole() {
        let rows = rows(3);
        let (mut one, mut other) = (Buffer::default(), Buffer::default());
        let whole: Vec<bool> = (0..10).map(|nth| read(&rows, 3 * nth, &mut one)).collect();
        assert_eq!(whole, [[false; 7].as_slice(), &[true; 3]].concat());
        // it is there for others too, and the other parts are not
        assert!(read(&rows, 3 * 63, &mut other));
        assert!(!read(&rows, 1, &mut other));
        assert!(read(&rows, 3 * 20, &mut other));
    }

    #[test]
    fn parts_take_the_places_of_those_that_were_not_asked_for_of_late() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| {
            let rows = rows(4);
            let mut buffer = Buffer::default();
            // reads as many rows as it takes; whether the part was there from the first
            let mut was_there = |part: usize| {
                let whole: Vec<bool> = (0..8).map(|nth| read(&rows, 4 * nth + part, &mut buffer)).collect();
                assert!(whole[7]);
                whole[0]
            };
            assert!(!was_there(0) && !was_there(1));
            assert!(was_there(0) && was_there(1) && was_there(0));
            assert!(!was_there(2));
            assert!(was_there(0) && was_there(2) && !was_there(1));
        });
    }

    #[test]
    fn rows_here_and_there_in_many_parts_are_read_one_by_one() {
        let rows = rows(40);
        let mut buffer = Buffer::default();
        assert!((0..ROWS as usize * 40).all(|row| !read(&rows, row, &mut buffer)));
    }
}
