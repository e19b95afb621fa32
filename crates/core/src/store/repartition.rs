//! Repartitioning: moves the codes of a store that is in files so that documents likely to be compared are stored
//! together. A disk is a hundred times slower at scattered rows than at a row after the other.

use super::partition::{PartitionWriter, PartitionedRows};
use super::{SpillOptions, SpillWriter, TokenBuffer, TokenStore};
use crate::error::Result;
use crate::util::memory;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// The share of the memory budget for repartitioned codes.
const REPARTITIONED_SHARE: f64 = 0.15;

/// Documents divided into partitions: documents that are likely to be compared share a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partitioning {
    /// Number of partitions.
    pub count: usize,
    /// The first partitions, up to this number, have documents that share keys with others. Only these may stay in
    /// memory; the other partitions have singletons, which are rarely read.
    pub shared: usize,
    /// The partition of every document.
    pub partitions: Vec<u16>,
}

impl TokenStore {
    /// Moves all tokens that are kept into partitions, as codes. The files they were in are given up.
    ///
    /// # Errors
    /// [`Error::Spill`](crate::error::Error::Spill) or [`Error::Read`](crate::error::Error::Read) with the folder of
    /// the files.
    ///
    /// # Panics
    /// When `partitioning` does not have a valid partition for each document.
    pub(crate) fn repartition(&mut self, partitioning: &Partitioning, options: &SpillOptions) -> Result<()> {
        let spill = SpillWriter::new(options, REPARTITIONED_SHARE);
        let (documents, places, reader) = (self.documents_of_chunks(), &self.places, &self.reader);
        let trims = self.trims.take();
        let chunks = Mutex::new((0..).zip(&mut self.chunks).zip(&documents).peekable());
        let next_chunk = || {
            let mut chunks = chunks.lock().unwrap_or_else(PoisonError::into_inner);
            let next = chunks.next();
            let after = chunks.peek().and_then(|((_, chunk), _)| chunk.tokens.spilled()).cloned();
            drop(chunks);
            // the system reads it while this thread moves the chunk before it
            after.into_iter().for_each(|extent| reader.spilled.read_ahead(&extent));
            next
        };
        let move_chunks = |_| {
            let (mut writer, mut buffer) = (PartitionWriter::new(partitioning, &spill), TokenBuffer::default());
            while let Some(((number, chunk), documents)) = next_chunk() {
                // taken, so that its memory is freed as soon as it is moved
                let tokens = std::mem::take(&mut chunk.tokens);
                let trims = trims.as_ref().filter(|_| tokens.spilled().is_some());
                for &document in documents {
                    let codes = reader.codes_in_order(&tokens, places[document as usize].tokens, number, &mut buffer);
                    writer.push(document, partitioning.partitions[document as usize], |out| match trims {
                        Some(trims) => trims.kept(document).for_each(|kept| out.extend_from_slice(&codes[kept])),
                        None => out.extend_from_slice(codes),
                    })?;
                }
                tokens.free(&reader.spilled);
            }
            writer.finish()
        };
        let threads = (0..rayon::current_num_threads()).into_par_iter().with_max_len(1);
        let written = threads.map(move_chunks).collect::<Result<Vec<_>>>()?;
        self.reader.spilled.check_io()?;
        memory::drop_in_background(std::mem::take(&mut self.reader.spilled));
        self.repartitioned = Some(PartitionedRows::new(places.len(), written, spill.finish()));
        Ok(())
    }

    /// Gives up repartitioned tokens while the caller does something else: the system takes seconds to remove gigabytes
    /// of files. Afterwards these documents have no tokens, but [`TokenStore::words`] still counts them.
    pub fn drop_repartitioned(&mut self) {
        if let Some(rows) = self.repartitioned.take() {
            memory::drop_in_background(rows);
            self.places.iter_mut().for_each(|place| (place.tokens.start, place.tokens.end) = (0, 0));
        }
    }

    /// Estimates how many bytes the tokens of a document take when they are repartitioned (escaped tokens take more).
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub(crate) fn repartitioned_bytes(&self, document: u32) -> u64 {
        u64::from(self.words(document)) * size_of::<u16>() as u64
    }

    /// A sort key: documents with near keys are stored near each other and are best read together.
    ///
    /// # Panics
    /// When there is no such document.
    #[must_use]
    pub(crate) fn position(&self, document: u32) -> u64 {
        match &self.repartitioned {
            Some(rows) => rows.position(document as usize),
            None => u64::from(document),
        }
    }

    /// Lets the system read the partition of a document from its file in advance.
    ///
    /// # Panics
    /// When there is no such document.
    pub(crate) fn read_partition_ahead(&self, document: u32) {
        self.repartitioned.iter().for_each(|rows| rows.read_ahead(document as usize));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::store_of;
    use super::*;

    #[test]
    fn repartitioning_keeps_the_tokens_of_every_document() {
        let texts: &[&str] = &["one two three", "four", "", "five six"];
        for budget in [0, 60, 1 << 20] {
            let options = SpillOptions { budget, folder: None };
            let mut store = store_of(&[texts], &options);
            let before: Vec<Vec<crate::text::Token>> = (0..4).map(|document| store.get(document).to_vec()).collect();
            let partitions = Partitioning { partitions: vec![1, 0, 1, 0], count: 2, shared: 1 };
            store.repartition(&partitions, &options).unwrap();
            let mut buffer = TokenBuffer::default();
            for (document, tokens) in (0..).zip(&before) {
                store.read_partition_ahead(document);
                assert_eq!(store.read(document, &mut buffer), &tokens[..]);
                assert_eq!(store.read_in_order(document, &mut buffer), &tokens[..]);
                assert_eq!(store.get(document), &tokens[..]);
                assert_eq!(store.words(document) as usize, tokens.len());
                assert!((0..4).all(|other| other == document || store.position(other) != store.position(document)));
            }
            store.check_io().unwrap();
            store.drop_repartitioned();
            for (document, tokens) in (0..).zip(&before) {
                assert_eq!((store.get(document).len(), store.words(document) as usize), (0, tokens.len()));
            }
        }
    }
}
