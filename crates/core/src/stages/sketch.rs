//! The sketch of a document: its band keys, its anchors and the number of its distinct shingles.

use crate::config::Config;
use crate::index::Banding;
use crate::sketch::{AnchorSettings, MinHasher, ShingledText, sample_anchors};
use crate::text::{Repeat, RepeatFinder, Shingle, ShingleSettings, Token, tokens};

/// The sketch of a document. Documents that share a band key or two anchors are candidates for being copies of each
/// other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// The tokens of the document.
    pub tokens: Vec<Token>,
    /// Number of its distinct shingles.
    pub distinct: u32,
    /// Its band keys, one for each band. Only keys of the same band are comparable.
    pub bands: Vec<u32>,
    /// Its anchors, in the order of the text.
    pub anchors: Vec<u32>,
}

/// Sketches one document after the other.
///
/// ```
/// use wirecopy_core::{Config, stages::Sketcher};
///
/// let mut sketcher = Sketcher::new(&Config::news());
/// let sketch = sketcher.sketch("The ferry ran aground on a sandbank off the island early on Sunday.");
/// assert_eq!((sketch.tokens.len(), sketch.distinct, sketch.bands.len()), (13, 9, 32));
/// let printed_otherwise = sketcher.sketch("THE FERRY ran aground, on a sandbank off the island, early on Sunday");
/// assert_eq!(sketch.bands, printed_otherwise.bands);
/// ```
#[derive(Debug)]
pub struct Sketcher {
    shingle: ShingleSettings,
    banding: Banding,
    anchors: AnchorSettings,
    hasher: MinHasher,
    // reusable memory
    shingles: Vec<Shingle>,
    finder: RepeatFinder,
    repeats: Vec<Repeat>,
    positions: Vec<u32>,
    signature: Vec<u32>,
}

impl Sketcher {
    /// A sketcher for these settings. Sketches are comparable if the settings of shingles, bands, anchors and the seed
    /// are equal.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Sketcher {
            shingle: config.shingle,
            banding: config.banding,
            anchors: config.anchors,
            hasher: MinHasher::new(config.banding.values(), config.seed),
            shingles: Vec::new(),
            finder: RepeatFinder::default(),
            repeats: Vec::new(),
            positions: Vec::new(),
            signature: Vec::new(),
        }
    }

    /// The sketch of a text.
    #[must_use]
    pub fn sketch(&mut self, text: &str) -> Sketch {
        self.sketch_tokens(tokens(text))
    }

    /// The sketch of a document of these tokens, such as those that remain after boilerplate was cut.
    #[must_use]
    pub fn sketch_tokens(&mut self, tokens: Vec<Token>) -> Sketch {
        let mut sketch = Sketch::default();
        sketch.distinct = self.append(&tokens, &mut sketch.bands, &mut sketch.anchors);
        Sketch { tokens, ..sketch }
    }

    /// Appends the band keys and the anchors of a document. Returns the number of its distinct shingles.
    pub(crate) fn append(&mut self, tokens: &[Token], bands: &mut Vec<u32>, anchors: &mut Vec<u32>) -> u32 {
        self.shingle.shingles(tokens, &mut self.shingles);
        self.finder.find(&self.shingles, &mut self.repeats);
        self.hasher.signature(&self.shingles, &mut self.signature);
        self.banding.keys(&self.signature, bands);
        let (shingles, repeats) = (&self.shingles[..], &self.repeats[..]);
        let text = ShingledText { tokens, shingles, repeats, settings: self.shingle };
        sample_anchors(text, self.anchors, &mut self.positions, anchors);
        (shingles.len() - repeats.len()) as u32
    }
}
