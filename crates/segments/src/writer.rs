//! What the one writer of an index does: each change is a transaction.

use crate::catalog::{Change, RejectedInput, WatchEvent};
use crate::error::{IndexError, Result};
use crate::lookup::EntryRef;
use crate::prepared::{ArticleData, PreparedArticle};
use crate::segment::{Segment, file_name};
use crate::segment_builder::{MOST_ARTICLES, MOST_BYTES, parts};
use crate::snapshot::Snapshot;
use crate::standing_index::{IndexSettings, StandingIndex};
use foldhash::HashSet;
use std::fs::File;
use std::path::PathBuf;

/// Segments of less than this many articles each are merged when there are [`MANY_SEGMENTS`] of them.
const SMALL: [u32; 2] = [1 << 10, 1 << 14];
const MANY_SEGMENTS: usize = 16;

/// The right to write, as long as it lives.
#[derive(Debug)]
pub struct WriteGuard<'i> {
    pub(crate) index: &'i StandingIndex,
    pub(crate) _lock: File,
}

impl WriteGuard<'_> {
    /// Adds articles and removes others in one transaction. When this returns, both are on disk.
    ///
    /// # Errors
    /// A file cannot be written; nothing has changed then.
    pub fn commit(&self, articles: &[PreparedArticle], snapshot: &Snapshot, removed: &[EntryRef]) -> Result<()> {
        self.commit_and_tell(articles, snapshot, removed, &[])
    }

    /// As [`WriteGuard::commit`]; what watches are told of the articles is in the same transaction.
    ///
    /// # Errors
    /// As [`WriteGuard::commit`].
    pub fn commit_and_tell(
        &self,
        articles: &[PreparedArticle],
        snapshot: &Snapshot,
        removed: &[EntryRef],
        events: &[WatchEvent],
    ) -> Result<()> {
        let mut added = Vec::new();
        for part in parts(articles) {
            added.push(self.seal(part)?);
        }
        let removed: Vec<(u64, u32)> = removed.iter().map(|&place| snapshot.named(place)).collect();
        if added.is_empty() && removed.is_empty() {
            return Ok(());
        }
        self.index.catalog().commit(&Change { added: &added, removed: &removed, events, ..Change::default() })
    }

    pub(crate) fn seal(&self, articles: &[PreparedArticle]) -> Result<(u64, u32, u64)> {
        let name = self.index.catalog().next_name()?;
        let bytes = Segment::seal(&file_name(self.index.folder(), name), articles)?;
        Ok((name, articles.len() as u32, bytes))
    }

    /// Replaces what was rejected of some files.
    ///
    /// # Errors
    /// The catalogue fails.
    pub fn set_rejected(&self, paths: &[String], rejected: &[RejectedInput]) -> Result<()> {
        self.index.catalog().set_rejected(paths, rejected)
    }

    /// Merges small segments if there are many.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn tidy(&self) -> Result<()> {
        for limit in SMALL {
            let snapshot = self.index.snapshot()?;
            let is_small = |at: &usize| snapshot.segments[*at].entries() < limit;
            let small: Vec<usize> = (0..snapshot.segments.len()).filter(is_small).collect();
            if small.len() >= MANY_SEGMENTS {
                self.rewrite(&snapshot, &small)?;
            }
        }
        Ok(())
    }

    /// Rewrites the segments that have removed articles or are small, and the catalogue: what was removed is then in no
    /// file.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn compact(&self) -> Result<()> {
        let snapshot = self.index.snapshot()?;
        // one of few long articles is full too
        let is_small = |segment: &Segment| {
            (segment.entries() as usize) < MOST_ARTICLES / 2 && segment.bytes() < MOST_BYTES as u64 / 16
        };
        let is_due = |at: &usize| !snapshot.removed[*at].is_empty() || is_small(&snapshot.segments[*at]);
        let due: Vec<usize> = (0..snapshot.segments.len()).filter(is_due).collect();
        if due.len() > 1 || due.iter().any(|&at| !snapshot.removed[at].is_empty()) {
            self.rewrite(&snapshot, &due)?;
        }
        self.index.catalog().vacuum()
    }

    /// Puts the live articles of some segments into new ones.
    fn rewrite(&self, snapshot: &Snapshot, segments: &[usize]) -> Result<()> {
        let (mut added, mut pending, mut bytes) = (Vec::new(), Vec::new(), 0);
        for &at in segments {
            let segment = &snapshot.segments[at];
            // a damaged file must not be copied under a checksum that is right
            segment.verify()?;
            self.prepared(segment, &snapshot.removed[at], &mut |article| {
                bytes += article.bytes();
                pending.push(article);
                if pending.len() == MOST_ARTICLES || bytes > MOST_BYTES {
                    bytes = 0;
                    added.push(self.seal(&std::mem::take(&mut pending))?);
                }
                Ok(())
            })?;
        }
        if !pending.is_empty() {
            added.push(self.seal(&pending)?);
        }
        let dropped: Vec<u64> = segments.iter().map(|&at| snapshot.names[at]).collect();
        self.index.catalog().commit(&Change { added: &added, dropped: &dropped, ..Change::default() })?;
        for name in dropped {
            // a process that has the file open can still read it; the next writer deletes a file that is left
            let _ = std::fs::remove_file(file_name(self.index.folder(), name));
        }
        Ok(())
    }

    fn prepared(
        &self,
        segment: &Segment,
        removed: &HashSet<u32>,
        visit: &mut dyn FnMut(PreparedArticle) -> Result<()>,
    ) -> Result<()> {
        let IndexSettings { shingle, window, .. } = self.index.settings();
        let mut id_hashes = vec![0; segment.entries() as usize];
        let (hashes, entries) = segment.ids();
        for (&hash, &entry) in hashes.iter().zip(entries) {
            if let Some(of_entry) = id_hashes.get_mut(entry as usize) {
                *of_entry = hash;
            }
        }
        segment.each(
            |entry| !removed.contains(&entry),
            |entry, stored| {
                let data = ArticleData {
                    id_hash: id_hashes[entry as usize],
                    content: stored.content,
                    outlet: segment.outlet(entry),
                    fields: &stored.fields,
                    tokens: &stored.tokens,
                    lines: &stored.lines,
                    date_order: segment.date_order(entry),
                    text: None,
                };
                let text = segment.compressed_text(entry)?;
                visit(PreparedArticle { text, ..PreparedArticle::new(&data, shingle, window) })
            },
        )
    }

    /// Deletes files that are on no list: those of a writer that ended before its transaction, or after it and before
    /// it deleted what it had merged.
    pub(crate) fn delete_strays(&self) -> Result<()> {
        let folder = self.index.folder();
        let listed: Vec<PathBuf> =
            self.index.catalog().listing()?.segments.iter().map(|&(name, _)| file_name(folder, name)).collect();
        for file in std::fs::read_dir(folder).map_err(IndexError::io(folder))? {
            let path = file.map_err(IndexError::io(folder))?.path();
            let is_ours = path.extension().is_some_and(|extension| extension == "seg" || extension == "part");
            if is_ours && !listed.contains(&path) {
                let _ = std::fs::remove_file(&path);
            }
        }
        Ok(())
    }
}
