//! wirecopy finds the news articles that are the same text: wire copy printed, cut, edited and re-headlined by many outlets.
//!
//! A run goes through stages, each a module: [`input`] reads articles, [`text`] makes tokens and shingles of them,
//! [`boilerplate`] learns and cuts what each outlet repeats, [`sketch`] keeps MinHash values and anchors, [`index`] finds
//! candidate pairs, [`verify`] computes what each pair really shares, [`incremental`] passes over the pairs that say nothing
//! new, [`cluster`] joins the matches, [`findings`] holds what came out and [`report`] writes it. [`pipeline::scan`] wires
//! them together; [`evaluate`] compares clusters with labels, and [`synth`] makes corpora of which the truth is known.
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
//! The library never prints and never exits. What is wrong with a single article is an [`article::Rejected`]; what stops
//! a run is an [`error::Error`]. The same input gives the same findings for any number of threads.

pub mod articles;
pub mod bench;
pub mod findings;
pub mod pipeline;
pub mod report;
pub mod reread;

pub use wirecopy_attribution as attribution;
pub use wirecopy_core::util::{hash, memory};
pub use wirecopy_core::{
    boilerplate, cluster, config, document, error, find_copies, index, progress, sketch, stage, store, text, time,
    verify,
};
pub use wirecopy_eval as evaluate;
pub use wirecopy_eval::synth;
pub use wirecopy_input as input;
pub use wirecopy_input::article;
