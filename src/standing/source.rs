//! An index as a source of a scan: its articles, as if they had just been read.

use super::fields::decode_record;
use super::rejections::rejected_before;
use super::{decode_fields, failed};
use crate::article::Rejected;
use crate::articles::ArticleBatch;
use crate::attribution::agencies::Agencies;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::segments::{EntryRef, Snapshot, StandingIndex, StoredArticle};
use crate::store::{ChunkBuilder, TokenStoreWriter};
use foldhash::HashSet;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Articles that are stored together.
const BATCH: usize = 2000;

/// The articles of an index, their words in a token store.
#[derive(Debug, Default)]
pub struct KeptArticles {
    /// The fields of some articles, and the number of their chunk in the token store.
    pub batches: Vec<(ArticleBatch, u32)>,
    /// What was rejected when articles were added.
    pub rejected: Vec<Rejected>,
    /// Number of files.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
}

/// Parts sources into folders with an index, and others.
#[must_use]
pub fn split_sources(sources: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    sources.iter().cloned().partition(|path| StandingIndex::is_at(path))
}

/// Reads all articles of the index in `folder`, in the order of its files.
///
/// # Errors
/// The index is damaged or of a newer format; temporary files fail; an interruption.
pub fn read_all(
    folder: &Path,
    agencies: &Agencies,
    writer: &TokenStoreWriter,
    progress: &dyn Progress,
) -> Result<KeptArticles> {
    let index = StandingIndex::open(folder).map_err(failed)?;
    let snapshot = index.snapshot().map_err(failed)?;
    let doubles = doubles(&snapshot, folder)?;
    let read_segment = |number: usize| -> Result<Vec<(ArticleBatch, u32)>> {
        let (mut batches, mut fields, mut chunk) = (Vec::new(), ArticleBatch::default(), writer.chunk(0));
        let is_wanted = |entry| {
            let place = EntryRef { segment: number as u32, entry };
            !snapshot.is_removed(number, entry) && !doubles.contains(&place)
        };
        snapshot.segments()[number].each(is_wanted, |_, article| {
            if progress.cancelled() {
                return Err(Failure(Error::Interrupted));
            }
            push(&article, agencies, folder, &mut fields, &mut chunk)?;
            if fields.len() == BATCH {
                let full = std::mem::replace(&mut chunk, writer.chunk(0));
                batches.push(stored(std::mem::take(&mut fields), full, writer)?);
            }
            Ok::<(), Failure>(())
        })?;
        if !fields.is_empty() {
            batches.push(stored(fields, chunk, writer)?);
        }
        Ok(batches)
    };
    let of_segments: Vec<_> =
        (0..snapshot.segments().len()).into_par_iter().map(read_segment).collect::<Result<Vec<_>>>()?;
    Ok(KeptArticles {
        batches: of_segments.into_iter().flatten().collect(),
        rejected: rejected_before(&index)?,
        files: snapshot.segments().len() as u64,
        bytes: snapshot.segments().iter().map(|segment| segment.bytes()).sum(),
    })
}

/// The library's error, made from one of the index where that is what failed.
struct Failure(Error);

impl From<crate::segments::IndexError> for Failure {
    fn from(error: crate::segments::IndexError) -> Self {
        Failure(failed(error))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(error)
    }
}

impl From<Failure> for Error {
    fn from(Failure(error): Failure) -> Self {
        error
    }
}

fn push(
    article: &StoredArticle,
    agencies: &Agencies,
    folder: &Path,
    fields: &mut ArticleBatch,
    chunk: &mut ChunkBuilder,
) -> Result<()> {
    let (record, credit) = decode_fields(&article.fields, agencies, folder)?;
    fields.push_record(&record, credit);
    chunk.push_tokens(&article.tokens, &article.lines);
    Ok(())
}

fn stored(mut fields: ArticleBatch, chunk: ChunkBuilder, writer: &TokenStoreWriter) -> Result<(ArticleBatch, u32)> {
    fields.shrink_to_fit();
    let bytes = fields.bytes();
    Ok((fields, writer.put(chunk, bytes)?))
}

/// The articles that are in the index more than once, but for the one with the lowest place: an add that was cut short
/// can leave some.
pub(super) fn doubles(snapshot: &Snapshot, folder: &Path) -> Result<HashSet<EntryRef>> {
    let mut all: Vec<(u64, EntryRef)> = Vec::new();
    for (number, segment) in snapshot.segments().iter().enumerate() {
        let live = (0..segment.entries()).filter(|&entry| !snapshot.is_removed(number, entry));
        let place = |entry| EntryRef { segment: number as u32, entry };
        all.extend(live.map(|entry| (segment.content(entry), place(entry))));
    }
    all.par_sort_unstable();
    let mut doubles = HashSet::default();
    for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        let mut placed = Vec::with_capacity(same.len());
        for &(_, place) in same {
            let fields = snapshot.segment_of(place).fields_of(place.entry).map_err(failed)?;
            placed.push((decode_record(&fields, folder)?, place));
        }
        placed.sort_by(|(a, at_a), (b, at_b)| a.cmp_place(b).then(at_a.cmp(at_b)));
        doubles.extend(placed.iter().skip(1).map(|(_, place)| *place));
    }
    Ok(doubles)
}
