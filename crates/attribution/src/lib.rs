//! Attribution: which agency an article's words name, and who had a text first.
//!
//! [`agencies`] is data; [`credit`] reads one article, [`origin`] one cluster, [`flow`] what runs between outlets. A text whose
//! tokens have no form of a name (`mentions`) is not read for a credit. A name on a page is found by `forms` where `reach` looks, in
//! the lines that `page` has marked, and `place` says what it is there for by its `spot`, with the rules of `dateline`, `byline`,
//! `credit_line` and `photo`.

pub mod agencies;
mod byline;
pub mod credit;
mod credit_line;
mod dateline;
mod evidence;
mod excerpt;
mod filter;
pub mod flow;
mod forms;
mod lines;
mod mentions;
mod openings;
pub mod origin;
mod page;
mod photo;
mod place;
mod reach;
mod spot;
mod words;
