//! Exports of media research: files of many articles that archives of the press write for their users. Each article
//! becomes a record; cover pages, lists of contents, search terms and index terms are no text.

mod article;
pub(super) mod europresse;
pub(super) mod factiva;
pub(super) mod factiva_lines;
mod labels;
pub(super) mod lexisnexis;
mod lexisnexis_blocks;
pub(super) mod nexis;
pub(super) mod proquest;
mod split;

/// Whether content may be text, and not markup or records.
pub(super) fn may_be_text(head: &[u8]) -> bool {
    !matches!(head.first(), None | Some(b'<' | b'{' | b'['))
}

/// Whether content is a table, whose cells may hold articles as an export has them.
pub(super) fn is_table(head: &[u8]) -> bool {
    [&super::csv::CSV, &super::csv::TSV].iter().any(|table| (table.recognises)(head))
}
