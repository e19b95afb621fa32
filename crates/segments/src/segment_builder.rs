//! Seals articles into a segment.

use crate::blocks::compress;
use crate::checked_file;
use crate::error::{IndexError, Result};
use crate::postings;
use crate::prepared::PreparedArticle;
use crate::segment::kind;
use crate::varint;
use crate::word_table::WordTable;
use foldhash::{HashMap, HashMapExt};
use rayon::prelude::*;
use std::path::Path;
use wirecopy_core::text::Token;

/// Articles of a segment at most: their numbers then take two bytes.
pub(crate) const MOST_ARTICLES: usize = 1 << 16;
/// Bytes of the articles of a segment in memory, after which the next ones go into another: far from the 4 GiB that
/// places in a section can tell.
pub(crate) const MOST_BYTES: usize = 512 << 20;
/// Bytes of the fields that are compressed together.
const FIELD_BLOCK: usize = 16 << 10;
const FIELD_LEVEL: i32 = 6;

/// Writes a segment of some articles, and forces it to disk. Returns its size.
pub(crate) fn seal(path: &Path, articles: &[PreparedArticle]) -> Result<u64> {
    let texts: Vec<&[Token]> = articles.iter().map(|article| &article.tokens[..]).collect();
    let table = WordTable::new(&texts);
    let words: u64 = texts.iter().map(|text| text.len() as u64).sum();
    let encode = |article: &PreparedArticle| {
        let mut bytes = Vec::with_capacity(2 * article.tokens.len());
        table.encode(&article.tokens, &article.lines, &mut bytes);
        bytes
    };
    let encoded: Vec<Vec<u8>> = articles.par_iter().map(encode).collect();
    let too_large = || IndexError::TooLarge(path.to_owned());
    let (tokens, token_ends) = concat(encoded.iter().map(|bytes| &bytes[..])).ok_or_else(too_large)?;
    let keys: Vec<Vec<u32>> = articles.iter().map(|article| article.keys.clone()).collect();
    let postings = postings::encode(&keys).ok_or_else(too_large)?;
    let (fields, field_blocks) = fields(articles).ok_or_else(too_large)?;
    let (texts, text_ends) = concat(articles.iter().map(|article| &article.text[..])).ok_or_else(too_large)?;
    let text_ends = if texts.is_empty() { Vec::new() } else { text_ends };
    let mut ids: Vec<(u64, u32)> = (0..).zip(articles).map(|(entry, article)| (article.id_hash, entry)).collect();
    ids.sort_unstable();
    let id_hashes: Vec<u64> = ids.iter().map(|(hash, _)| *hash).collect();
    let id_entries: Vec<u32> = ids.iter().map(|(_, entry)| *entry).collect();
    let (outlet_names, outlets) = outlets(articles);
    let date_orders: Vec<u8> =
        articles.iter().map(|article| article.date_order.map_or(0, |o| 1 + u8::from(o))).collect();
    let contents: Vec<u64> = articles.iter().map(|article| article.content).collect();
    let mut meta = Vec::new();
    [articles.len() as u64, words].into_iter().for_each(|number| varint::push(number, &mut meta));
    checked_file::write(
        path,
        &[
            (kind::META, &meta[..]),
            (kind::DICTIONARY, bytemuck::cast_slice(&table.tokens)),
            (kind::WORD_COUNTS, bytemuck::cast_slice(&table.counts)),
            (kind::TOKENS, &tokens[..]),
            (kind::TOKEN_ENDS, bytemuck::cast_slice(&token_ends)),
            (kind::DIRECTORY, bytemuck::cast_slice(&postings.directory)),
            (kind::POSTINGS, &postings.bytes[..]),
            (kind::FIELDS, &fields[..]),
            (kind::FIELD_BLOCKS, bytemuck::cast_slice(&field_blocks)),
            (kind::ID_HASHES, bytemuck::cast_slice(&id_hashes)),
            (kind::ID_ENTRIES, bytemuck::cast_slice(&id_entries)),
            (kind::CONTENTS, bytemuck::cast_slice(&contents)),
            (kind::OUTLETS, bytemuck::cast_slice(&outlets)),
            (kind::OUTLET_NAMES, &outlet_names[..]),
            (kind::TEXTS, &texts[..]),
            (kind::TEXT_ENDS, bytemuck::cast_slice(&text_ends)),
            (kind::DATE_ORDERS, &date_orders[..]),
        ],
    )
}

/// The rows one after another, and where each ends. `None` where that is beyond what a place can tell.
fn concat<'b>(rows: impl Iterator<Item = &'b [u8]> + Clone) -> Option<(Vec<u8>, Vec<u32>)> {
    u32::try_from(rows.clone().map(|row| row.len() as u64).sum::<u64>()).ok()?;
    let (mut bytes, mut ends) = (Vec::new(), Vec::new());
    for row in rows {
        bytes.extend_from_slice(row);
        ends.push(bytes.len() as u32);
    }
    Some((bytes, ends))
}

/// Parts articles into those of one segment each: neither too many nor too large.
pub(crate) fn parts(articles: &[PreparedArticle]) -> Vec<&[PreparedArticle]> {
    let (mut parts, mut rest) = (Vec::new(), articles);
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(MOST_ARTICLES).take_while(|article| {
            let is_first = bytes == 0;
            bytes += article.bytes();
            is_first || bytes <= MOST_BYTES
        });
        let (part, others) = rest.split_at(fits.count());
        parts.push(part);
        rest = others;
    }
    parts
}

/// The fields in compressed blocks; of each block its first article, and where it ends.
fn fields(articles: &[PreparedArticle]) -> Option<(Vec<u8>, Vec<[u32; 2]>)> {
    let (mut starts, mut bytes) = (vec![0], 0);
    for (entry, article) in articles.iter().enumerate() {
        if bytes >= FIELD_BLOCK {
            starts.push(entry);
            bytes = 0;
        }
        bytes += article.fields.len();
    }
    let end_of = |block: usize| starts.get(block + 1).copied().unwrap_or(articles.len());
    let compress = |block: usize| {
        let mut plain = Vec::with_capacity(2 * FIELD_BLOCK);
        for article in &articles[starts[block]..end_of(block)] {
            varint::push(article.fields.len() as u64, &mut plain);
            plain.extend_from_slice(&article.fields);
        }
        compress(&plain, FIELD_LEVEL)
    };
    let blocks: Vec<Vec<u8>> = (0..starts.len()).into_par_iter().map(compress).collect();
    let (bytes, ends) = concat(blocks.iter().map(|block| &block[..]))?;
    Some((bytes, starts.iter().map(|&start| start as u32).zip(ends).map(|(start, end)| [start, end]).collect()))
}

/// The names of the outlets, each after its length, and the number of each article's outlet.
fn outlets(articles: &[PreparedArticle]) -> (Vec<u8>, Vec<u32>) {
    let (mut names, mut numbers, mut of_articles) = (Vec::new(), HashMap::new(), Vec::with_capacity(articles.len()));
    for article in articles {
        let next = numbers.len() as u32;
        let number = *numbers.entry(&*article.outlet).or_insert_with(|| {
            varint::push(article.outlet.len() as u64, &mut names);
            names.extend_from_slice(article.outlet.as_bytes());
            next
        });
        of_articles.push(number);
    }
    (names, of_articles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_place_cannot_tell_is_refused_and_not_wrapped_around() {
        let row = vec![0_u8; 1 << 10];
        assert_eq!(concat([&row[..], &row[..1]].into_iter()).unwrap().1, [1024, 1025]);
        // 4 GiB of the same kilobyte, of which nothing is copied
        assert!(concat(std::iter::repeat_n(&row[..], 1 << 22)).is_none());
    }

    #[test]
    fn articles_are_parted_by_their_number_and_by_their_bytes() {
        let article = |bytes: usize| PreparedArticle { text: vec![0; bytes], ..PreparedArticle::default() };
        let some: Vec<PreparedArticle> = [200 << 20, 200 << 20, 200 << 20, 513 << 20, 1].map(article).into();
        assert_eq!(parts(&some).iter().map(|part| part.len()).collect::<Vec<_>>(), [2, 1, 1, 1]);
        let many: Vec<PreparedArticle> = (0..MOST_ARTICLES + 3).map(|_| article(0)).collect();
        assert_eq!(parts(&many).iter().map(|part| part.len()).collect::<Vec<_>>(), [MOST_ARTICLES, 3]);
        assert!(parts(&[]).is_empty());
    }
}
