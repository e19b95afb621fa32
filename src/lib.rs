//! wirecopy finds the news articles that are the same text: wire copy printed, cut, edited and re-headlined by many
//! outlets.
//!
//! [`pipeline::scan`] is the whole run: [`input`] reads articles, [`attribution`] reads which agency each credits, the
//! core ([`find_copies`]) finds which texts are the same, [`findings`] puts both together and [`report`] writes the
//! tables and the page. [`evaluate`] scores clusters against labels; [`synth`] makes corpora whose true clusters are
//! known.
//!
//! ```
//! use wirecopy::progress::NoProgress;
//! use wirecopy::pipeline::{scan, Settings};
//!
//! let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus-samples");
//! let findings = scan(&[folder.into()], &Settings::default(), &NoProgress)?;
//! let largest = &findings.clusters[0];
//! let lead = findings.articles.get(largest.copies[0].article);
//! assert_eq!(lead.title, "Ferry runs aground off Holm with 212 aboard");
//! assert_eq!(largest.copies.len(), 6);
//! # Ok::<(), wirecopy::error::Error>(())
//! ```
//!
//! The library never prints and never exits. A fault in one article is an [`article::Rejected`] and the run goes on;
//! what stops a run is an [`error::Error`]. The same input gives the same findings for any number of threads.

pub mod articles;
pub mod bench;
pub mod find;
pub mod findings;
pub mod pipeline;
pub mod report;
pub mod reread;
#[cfg(feature = "serve")]
pub mod serve;
pub mod setting_names;
pub mod standing;
mod until_failed;

pub use wirecopy_attribution as attribution;
pub use wirecopy_core::util::{atomic_file, hash, memory};
pub use wirecopy_core::{
    boilerplate, cluster, config, document, error, find_copies, index, progress, sketch, stage, store, text, time,
    verify,
};
pub use wirecopy_eval as evaluate;
pub use wirecopy_eval::synth;
pub use wirecopy_input as input;
pub use wirecopy_input::article;
pub use wirecopy_segments as segments;
