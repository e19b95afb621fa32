//! The core of wirecopy: documents in, clusters of the same text out. It knows no path, no file format and no news
//! agency.
//!
//! [`Deduplicator`] takes documents and finds the copies among them. [`Sketcher`], [`Verifier`] and the other functions
//! of [`stages`] are its stateless pieces.
//!
//! Modules, lowest floor first; each imports only from those before it: [`util`], [`text`], [`store`], [`document`],
//! [`sketch`] and [`boilerplate`], [`index`] and [`verify`], [`cluster`], [`config`], [`stages`], [`find_copies`].
// who changes the core reads the documentation with its private items, where these links lead somewhere
#![allow(rustdoc::private_intra_doc_links)]

pub mod boilerplate;
pub mod cluster;
pub mod config;
mod deduplicator;
pub mod document;
pub mod error;
pub mod find_copies;
pub mod index;
pub mod listed_pairs;
mod overlap;
pub mod progress;
pub mod sketch;
mod sketching;
pub mod stage;
pub mod stages;
pub mod store;
pub mod text;
pub mod time;
pub mod util;
pub mod verify;

pub use cluster::{Cluster, ClusterId, Member};
pub use config::{Config, ListedPairs};
pub use deduplicator::{Copies, Deduplicator, DeduplicatorBuilder, Pair};
pub use document::{DocId, Document, Provenance};
pub use error::{Error, Result};
pub use progress::{NoProgress, Progress};
pub use stages::{Sketch, Sketcher, Verifier};
