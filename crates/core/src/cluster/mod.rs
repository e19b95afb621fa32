//! Clustering: from verified pairs to groups of documents that are the same text.
//!
//! Matches are of three strengths. Certain matches join documents to *texts*. Strong matches with differing facts,
//! which are corrections, join texts that no template pairs keep separate. Weak matches join the rest, but not over a
//! document that shares one passage with one text and another passage with another: a roundup, a digest, a quote.
//!
//! All of it is a pure function of the verdicts, the documents' tokens and the settings. Connected components of the
//! verified pairs do not influence each other, so each can be clustered by itself.
//!
//! ```
//! use wirecopy_core::Config;
//! use wirecopy_core::document::Provenance;
//! use wirecopy_core::stages::{check, decide};
//! use wirecopy_core::text::tokens;
//! use wirecopy_core::verify::DocumentShingles;
//!
//! let story = "The ferry ran aground off Holm on Monday with 212 people aboard, the coast guard said.";
//! let texts = [story, "Copper rose by three marks in Trevane on Monday.", &format!("{story} Nobody was hurt.")];
//! let texts: Vec<_> = texts.into_iter().map(tokens).collect();
//! let config = Config::news();
//! let shingles = DocumentShingles::from_source(texts, config.shingle, 3);
//! let mut verdicts = check(&[(0, 1), (0, 2), (1, 2)], &shingles, &[None; 3], &[None; 3], &config);
//! let decision = decide(&mut verdicts, &shingles, &config, |_| Provenance::default());
//! assert_eq!(decision.clusters.members(), [[0, 2]]);
//! ```

mod attach;
mod average;
mod bridges;
mod cannot_link;
mod clusters;
mod content_order;
mod edge_strength;
mod excerpts;
pub(crate) mod incremental;
mod ordered;
mod recurrence;
mod series;
mod stories;
mod support;
mod versions;
mod weak_matches;
mod weld;

pub use crate::util::union_find::UnionFind;
pub(crate) use average::average;
pub use clusters::Clusters;
pub use edge_strength::is_certain;
pub use ordered::{Cluster, ClusterId, Member, order_clusters, text_hash};
pub use recurrence::{Recurrence, recurrence};
pub(crate) use series::Series;
pub use stories::stories;
pub(crate) use versions::{listed_versions, versions};
pub(crate) use weld::weld;

/// How matches join documents to clusters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Linkage {
    /// Every match joins its documents, except over a roundup or a quote.
    #[default]
    Single,
    /// Groups are joined if their documents resemble each other on average. The versions of a story are split sooner.
    Average,
}
