//! The settings of every stage that works on documents.

use crate::boilerplate::BoilerplateLevel;
use crate::cluster::Linkage;
use crate::error::Result;
use crate::index::Banding;
use crate::sketch::AnchorSettings;
use crate::store::SpillOptions;
use crate::text::ShingleSettings;
use crate::verify::MatchSettings;

/// Which pairs of documents a run lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListedPairs {
    /// None: pairs within a text that is connected already are not compared, which is fastest.
    #[default]
    None,
    /// Each copy with the lead of its cluster and with its nearest copy, and every pair that shares text and is of two
    /// clusters, or of a cluster and a document in none, or of two in none. Not two documents that are one text beyond
    /// doubt and in two clusters, as items of a series may be.
    Deciding,
    /// Also the other pairs of a cluster: each with each.
    All,
}

/// The settings of the core.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The length of a shingle.
    pub shingle: ShingleSettings,
    /// How much of what a source repeats is cut before documents are compared.
    pub boilerplate: BoilerplateLevel,
    /// Bands and rows of the index.
    pub banding: Banding,
    /// Which shingles are anchors.
    pub anchors: AnchorSettings,
    /// When an overlap is a match.
    pub matching: MatchSettings,
    /// How matches become clusters.
    pub linkage: Linkage,
    /// Copies are at most this many days apart; documents without a time always take part.
    pub window_days: Option<u32>,
    /// Which pairs are listed. The clusters do not depend on it.
    pub pairs: ListedPairs,
    /// How much memory the run takes, and where temporary files go.
    pub memory: SpillOptions,
    /// Seed of the hash functions.
    pub seed: u64,
}

impl Config {
    /// Settings for text as it was written.
    #[must_use]
    pub fn news() -> Config {
        Config::default()
    }

    /// Settings for text that a machine read from scans: two readings of one text share a fifth to a third of their
    /// runs of three words.
    ///
    /// Measured on synthetic corpora with a mean Jaccard of .2 to .3 between copies: shingles of three words gave the
    /// best clusters (two words join too much, four lose too much), and thresholds from .20 to .24 hardly differed. On
    /// real pages with that much noise, stories are joined by mistake below .22 and copies are lost above .26. Anchors
    /// denser than one in eight found no more pairs and doubled the number of pairs to verify.
    #[must_use]
    pub fn ocr() -> Config {
        Config {
            shingle: ShingleSettings { size: 3 },
            anchors: AnchorSettings { one_in: 8, min_per_article: 48 },
            matching: MatchSettings { threshold: 0.22, is_scanned: true, ..MatchSettings::default() },
            ..Config::default()
        }
    }

    /// Checks that each value is in its range.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::error::Error::Setting) for the first that is not.
    pub fn check(&self) -> Result<()> {
        self.shingle.check()?;
        self.banding.check()?;
        self.matching.check()?;
        Ok(())
    }
}
