//! Attribution: the agency that wrote a text, by the credits on its pages, and the flows of text between outlets.
//!
//! [`agencies`] is the list of agencies, with the names and marks under which pages credit them. [`reader`] reads the
//! [`credit`] of one article: `mention_filter` passes over what names no agency, `names` finds the names in the
//! `windows` of the lines of a `page`, and `classify` decides by the `rules` whether a name in its `context` is a
//! credit. [`origin`] decides the wire of a cluster from its members' credits, and [`flow`] counts what moves from
//! wires to outlets and between outlets.

pub mod agencies;
pub mod author;
mod classify;
mod context;
pub mod credit;
mod credited;
mod editions;
mod excerpt;
pub mod flow;
mod mention_filter;
mod names;
pub mod origin;
mod page;
mod patterns;
pub mod reader;
mod rules;
mod sites;
mod votes;
mod windows;
mod words;
