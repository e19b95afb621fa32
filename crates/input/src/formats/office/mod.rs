//! Documents of word processors: DOCX and RTF. Their lines are the articles of an export, or one article.

mod code_pages;
pub(super) mod converted_text;
mod document_lines;
pub(super) mod docx;
mod docx_text;
pub(super) mod rtf;
mod rtf_reader;
mod rtf_tokens;
