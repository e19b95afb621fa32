//! A segment: some articles in a sealed file.

use crate::blocks::{decompress, take_bytes};
use crate::checked_file::CheckedFile;
use crate::error::{IndexError, Result};
use crate::postings;
use crate::prepared::PreparedArticle;
use crate::segment_builder;
use crate::segment_fields::FieldBlock;
use crate::segment_outlets::OutletIndex;
use crate::varint;
use crate::word_table;
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use wirecopy_core::text::{TextLine, Token};

/// The kinds of sections.
pub(crate) mod kind {
    pub(crate) const META: u32 = 1;
    pub(crate) const DICTIONARY: u32 = 2;
    pub(crate) const WORD_COUNTS: u32 = 3;
    pub(crate) const TOKENS: u32 = 4;
    pub(crate) const TOKEN_ENDS: u32 = 5;
    pub(crate) const DIRECTORY: u32 = 6;
    pub(crate) const POSTINGS: u32 = 7;
    pub(crate) const FIELDS: u32 = 8;
    pub(crate) const FIELD_BLOCKS: u32 = 9;
    pub(crate) const ID_HASHES: u32 = 10;
    pub(crate) const ID_ENTRIES: u32 = 11;
    pub(crate) const CONTENTS: u32 = 12;
    pub(crate) const OUTLETS: u32 = 13;
    pub(crate) const OUTLET_NAMES: u32 = 14;
    pub(crate) const TEXTS: u32 = 15;
    pub(crate) const TEXT_ENDS: u32 = 16;
    pub(crate) const DATE_ORDERS: u32 = 17;
    /// Kinds of sections, from 1 on.
    pub(crate) const COUNT: u32 = 17;
    /// The names in messages, by number.
    pub(crate) const NAMES: [&str; COUNT as usize + 1] = [
        "",
        "the counts",
        "the dictionary",
        "the counts of words",
        "the words of the articles",
        "the places of the words",
        "the directory of the postings",
        "the postings",
        "the fields",
        "the places of the fields",
        "the ids",
        "the places of the ids",
        "the hashes of the articles",
        "the outlets",
        "the names of the outlets",
        "the texts",
        "the places of the texts",
        "the orders of the dates",
    ];
}

/// Bits of the hash of a spelling.
const SPELLING_BITS: u32 = 30;

/// How many articles of each outlet, by its number, have a key.
pub(crate) type OutletsOfKey = Arc<[(u32, u32)]>;

/// An open segment.
#[derive(Debug)]
pub struct Segment {
    pub(crate) file: CheckedFile,
    entries: u32,
    words: u64,
    pub(crate) outlet_names: Vec<String>,
    /// The articles of each outlet, once asked for.
    pub(crate) by_outlet: OnceLock<OutletIndex>,
    /// The number of articles of each outlet with a key of many articles, for keys that were asked for.
    pub(crate) heavy_keys: Mutex<HashMap<u32, OutletsOfKey>>,
    /// The blocks of fields that were read last, the latest first: neighbours are often read together.
    pub(crate) last_fields: Mutex<Vec<(usize, Arc<FieldBlock>)>>,
}

/// An article of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// Its fields as its caller encoded them.
    pub fields: Vec<u8>,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// A hash of what it is.
    pub content: u64,
}

impl Segment {
    /// Opens a segment. Its sections are not checked; [`Segment::verify`] does that.
    ///
    /// # Errors
    /// The file is missing, of a newer format, or no segment.
    pub fn open(path: &Path) -> Result<Self> {
        let file = CheckedFile::open(path)?;
        let damaged = |section: u32| IndexError::damaged(path, kind::NAMES[section as usize]);
        let mut meta = file.section(kind::META);
        let entries = varint::take_u32(&mut meta).ok_or_else(|| damaged(kind::META))?;
        let words = varint::take(&mut meta).ok_or_else(|| damaged(kind::META))?;
        let (mut names, mut rest) = (Vec::new(), file.section(kind::OUTLET_NAMES));
        while !rest.is_empty() {
            let name = take_bytes(&mut rest).and_then(|name| String::from_utf8(name.to_vec()).ok());
            names.push(name.ok_or_else(|| damaged(kind::OUTLET_NAMES))?);
        }
        let columns = [
            (kind::TOKEN_ENDS, 1),
            (kind::ID_HASHES, 2),
            (kind::ID_ENTRIES, 1),
            (kind::CONTENTS, 2),
            (kind::OUTLETS, 1),
        ];
        for (column, width) in columns {
            if file.numbers(column).len() != width * entries as usize {
                return Err(damaged(column));
            }
        }
        let directory = file.numbers(kind::DIRECTORY);
        if !directory.len().saturating_sub(1).is_power_of_two() || !directory.is_sorted() {
            return Err(damaged(kind::DIRECTORY));
        }
        Ok(Segment {
            file,
            entries,
            words,
            outlet_names: names,
            by_outlet: OnceLock::new(),
            heavy_keys: Mutex::default(),
            last_fields: Mutex::default(),
        })
    }

    /// Writes a segment.
    pub(crate) fn seal(path: &Path, articles: &[PreparedArticle]) -> Result<u64> {
        segment_builder::seal(path, articles)
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Number of articles, with those that were removed since.
    #[must_use]
    pub fn entries(&self) -> u32 {
        self.entries
    }

    /// Number of words of all articles.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.words
    }

    /// Size in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.file.len()
    }

    /// Bytes of its parts, by their names.
    #[must_use]
    pub fn sizes(&self) -> Vec<(&'static str, u64)> {
        (1..=kind::COUNT).map(|kind| (kind::NAMES[kind as usize], self.file.section(kind).len() as u64)).collect()
    }

    pub(crate) fn damaged(&self, section: u32) -> IndexError {
        IndexError::damaged(self.path(), kind::NAMES[section as usize])
    }

    fn row(&self, section: u32, ends: u32, entry: u32) -> Result<&[u8]> {
        let ends = self.file.numbers(ends);
        let end = *ends.get(entry as usize).ok_or_else(|| self.damaged(section))?;
        let start = (entry as usize).checked_sub(1).map_or(0, |before| ends[before]);
        self.file.section(section).get(start as usize..end as usize).ok_or_else(|| self.damaged(section))
    }

    /// The words and lines of an article.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn words_of(&self, entry: u32) -> Result<(Vec<Token>, Vec<TextLine>)> {
        let row = self.row(kind::TOKENS, kind::TOKEN_ENDS, entry)?;
        word_table::decode(self.file.numbers(kind::DICTIONARY), row).ok_or_else(|| self.damaged(kind::TOKENS))
    }

    /// The words of an article.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn tokens_of(&self, entry: u32) -> Result<Vec<Token>> {
        let mut row = self.row(kind::TOKENS, kind::TOKEN_ENDS, entry)?;
        let tokens = word_table::take_words(self.file.numbers(kind::DICTIONARY), &mut row);
        tokens.ok_or_else(|| self.damaged(kind::TOKENS))
    }

    /// Calls `visit` for each article that `is_wanted`, in order.
    ///
    /// # Errors
    /// The segment is damaged, or `visit` fails.
    pub fn each<E: From<IndexError>>(
        &self,
        is_wanted: impl Fn(u32) -> bool,
        mut visit: impl FnMut(u32, StoredArticle) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let contents = self.contents();
        let mut next = 0;
        for (block, [start, _]) in self.field_blocks().iter().enumerate() {
            let of_block = self.fields_of_block(block)?;
            for (nth, entry) in (0..of_block.ranges.len()).zip(*start..) {
                let fields = of_block.get(nth).unwrap_or_default();
                next = entry.saturating_add(1);
                if entry < self.entries && is_wanted(entry) {
                    let (tokens, lines) = self.words_of(entry)?;
                    let fields = fields.to_vec();
                    visit(entry, StoredArticle { fields, tokens, lines, content: contents[entry as usize] })?;
                }
            }
        }
        // a block that is missing must not pass for a shorter segment
        if next == self.entries { Ok(()) } else { Err(self.damaged(kind::FIELD_BLOCKS).into()) }
    }

    /// The hashes of the ids in ascending order with their articles.
    pub(crate) fn ids(&self) -> (&[u64], &[u32]) {
        let hashes = bytemuck::try_cast_slice(self.file.section(kind::ID_HASHES)).unwrap_or_default();
        (hashes, self.file.numbers(kind::ID_ENTRIES))
    }

    pub(crate) fn contents(&self) -> &[u64] {
        bytemuck::try_cast_slice(self.file.section(kind::CONTENTS)).unwrap_or_default()
    }

    /// The articles with this hash of their id.
    pub fn with_id(&self, id_hash: u64) -> impl Iterator<Item = u32> + '_ {
        let (hashes, entries) = self.ids();
        let from = hashes.partition_point(|&hash| hash < id_hash);
        hashes[from..].iter().zip(&entries[from..]).take_while(move |&(&hash, _)| hash == id_hash).map(|(_, &e)| e)
    }

    /// What an article is: see [`ArticleData::content`](crate::ArticleData::content).
    #[must_use]
    pub fn content(&self, entry: u32) -> u64 {
        self.contents().get(entry as usize).copied().unwrap_or_default()
    }

    /// Calls `found` for each article with a key; returns their number.
    pub(crate) fn postings(&self, key: u32, found: impl FnMut(u32)) -> u32 {
        postings::find(self.file.numbers(kind::DIRECTORY), self.file.section(kind::POSTINGS), self.entries, key, found)
    }

    /// How often a word occurs, at least once.
    pub(crate) fn word_count(&self, spelling: u32) -> u32 {
        let counts: &[[u32; 2]] = bytemuck::try_cast_slice(self.file.section(kind::WORD_COUNTS)).unwrap_or_default();
        // hashes are spread evenly, so the place is not far from where an even spread has it
        let guess = ((counts.len() as u64 * u64::from(spelling)) >> SPELLING_BITS) as usize;
        let reach = 4 * counts.len().isqrt() + 1;
        let near = guess.saturating_sub(reach)..guess.saturating_add(reach).min(counts.len());
        let is_inside = counts.get(near.clone()).is_some_and(|near| {
            near.first().is_some_and(|[first, _]| *first <= spelling)
                && near.last().is_some_and(|[l, _]| *l >= spelling)
        });
        let searched = if is_inside { near } else { 0..counts.len() };
        let found = counts[searched.clone()].binary_search_by_key(&spelling, |[word, _]| *word);
        found.map_or(1, |at| counts[searched.start + at][1])
    }

    /// The text of an article, where texts are kept.
    ///
    /// # Errors
    /// The segment is damaged.
    pub fn text_of(&self, entry: u32) -> Result<Option<String>> {
        if self.file.numbers(kind::TEXT_ENDS).is_empty() {
            return Ok(None);
        }
        let row = self.row(kind::TEXTS, kind::TEXT_ENDS, entry)?;
        if row.is_empty() {
            return Ok(None);
        }
        let text = decompress(row).and_then(|bytes| String::from_utf8(bytes).ok());
        text.map(Some).ok_or_else(|| self.damaged(kind::TEXTS))
    }

    /// The compressed text of an article; empty where there is none.
    pub(crate) fn compressed_text(&self, entry: u32) -> Result<Vec<u8>> {
        if self.file.numbers(kind::TEXT_ENDS).is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.row(kind::TEXTS, kind::TEXT_ENDS, entry)?.to_vec())
    }

    /// Checks every section against its checksum, and that every article can be read.
    ///
    /// # Errors
    /// The first part that is damaged.
    pub fn verify(&self) -> Result<()> {
        if let Some(section) = self.file.damaged_section() {
            return Err(IndexError::damaged(
                self.path(),
                format!("{} are not what was written", kind::NAMES.get(section as usize).unwrap_or(&"some bytes")),
            ));
        }
        self.each(|_| true, |_, _| Ok::<(), IndexError>(()))
    }
}

/// The name of the file of a segment.
pub(crate) fn file_name(folder: &Path, name: u64) -> PathBuf {
    folder.join(format!("{name:08}.seg"))
}
