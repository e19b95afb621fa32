//! The deduplicator: documents go in, clusters of documents that are the same text come out.

use crate::cluster::{Cluster, ClusterId, order_clusters};
use crate::config::{Config, ListedPairs};
use crate::document::{DocId, Document, Documents, DocumentsBuilder};
use crate::error::Result;
use crate::find_copies::{Found, find_copies};
use crate::progress::Progress;
use crate::stage::Timings;
use crate::verify::{DocumentShingles, Overlap, PairList, PairStats, Relation};
use std::path::PathBuf;

/// Finds the documents of a collection that are the same text, whole or cut, edited or extended.
///
/// It takes the documents one after the other and keeps their tokens, not their text. What it finds depends only on the
/// documents, their order and the [`Config`], not on the number of threads or on the memory budget.
///
/// ```
/// use wirecopy_core::{Config, Deduplicator, Document, NoProgress};
///
/// let story = "The ferry ran aground on a sandbank off the island early on Sunday, and all of the people on board \
///     were taken to safety by boats that had come from the pier, the harbour master said.";
/// let copy = format!("By our staff. {story}");
/// let other = "Nobody won the chess final last night, after the board was knocked over by a cat in the ninth hour.";
///
/// let mut dedup = Deduplicator::builder(Config::news()).memory(1 << 30).build()?;
/// dedup.extend([story, &copy, other].map(|text| Document { text, ..Document::default() }))?;
/// let copies = dedup.finish(&NoProgress)?;
///
/// let [cluster] = copies.clusters() else { panic!("one cluster") };
/// assert_eq!(cluster.members.iter().map(|member| member.document.index()).collect::<Vec<_>>(), [0, 1]);
/// assert_eq!(copies.labels(), [Some(cluster.id), Some(cluster.id), None]);
/// # Ok::<(), wirecopy_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Deduplicator {
    config: Config,
    documents: DocumentsBuilder,
}

/// The settings of a [`Deduplicator`].
///
/// ```
/// use wirecopy_core::{Config, Deduplicator};
///
/// let folder = std::env::temp_dir();
/// let dedup = Deduplicator::builder(Config::ocr()).memory(512 << 20).spill_to(folder).list_pairs(true).build();
/// assert!(dedup.is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct DeduplicatorBuilder {
    config: Config,
}

impl DeduplicatorBuilder {
    /// Sets the memory budget in bytes ([`SpillOptions::budget`](crate::store::SpillOptions::budget)).
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.config.memory.budget = bytes;
        self
    }

    /// Sets the folder of the temporary files for tokens that exceed the memory budget.
    #[must_use]
    pub fn spill_to(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.memory.folder = Some(folder.into());
        self
    }

    /// Sets whether every candidate pair is verified and listed in [`Copies::pairs`]. The clusters are the same, but a
    /// run takes longer.
    #[must_use]
    pub fn list_pairs(mut self, list: bool) -> Self {
        self.config.pairs = if list { ListedPairs::All } else { ListedPairs::None };
        self
    }

    /// A deduplicator without documents.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::error::Error::Setting) for a setting that is out of its range.
    pub fn build(self) -> Result<Deduplicator> {
        self.config.check()?;
        let documents = DocumentsBuilder::new(&self.config.memory);
        Ok(Deduplicator { config: self.config, documents })
    }
}

impl Deduplicator {
    /// A builder that starts from `config`.
    #[must_use]
    pub fn builder(config: Config) -> DeduplicatorBuilder {
        DeduplicatorBuilder { config }
    }

    /// Adds a document and returns its number. The first is number 0.
    ///
    /// # Errors
    /// [`Error::Spill`](crate::error::Error::Spill) when a temporary file cannot be written.
    pub fn add(&mut self, document: Document<'_>) -> Result<DocId> {
        self.documents.push(document)
    }

    /// Adds documents, in order.
    ///
    /// # Errors
    /// As [`Deduplicator::add`].
    pub fn extend<'d>(&mut self, documents: impl IntoIterator<Item = Document<'d>>) -> Result<()> {
        documents.into_iter().try_for_each(|document| self.add(document).map(drop))
    }

    /// Finds the copies among all documents. Runs on the current rayon pool.
    ///
    /// # Errors
    /// [`Error::Spill`](crate::error::Error::Spill) or [`Error::Read`](crate::error::Error::Read) when a temporary file
    /// cannot be written or read, [`Error::Interrupted`](crate::error::Error::Interrupted) when `progress` asks to
    /// stop.
    pub fn finish(self, progress: &dyn Progress) -> Result<Copies> {
        let mut documents = self.documents.finish()?;
        let mut found = find_copies(&mut documents, &self.config, &mut Timings::default(), progress)?;
        let (ordered, distinct) = (found.ordered.take(), std::mem::take(&mut found.distinct));
        let clusters = ordered.unwrap_or_else(|| {
            let shingles = DocumentShingles::new(&documents.tokens, self.config.shingle, distinct);
            order_clusters(&found.clusters, &shingles, &found.no_article, |document| documents.time(document))
        });
        documents.tokens.check_io()?;
        Copies::new(clusters, &found, &documents)
    }
}

/// The copies among the documents of a [`Deduplicator`].
///
/// ```
/// use wirecopy_core::{Config, Deduplicator, Document, NoProgress, verify::Relation};
///
/// let story = "The ferry ran aground on a sandbank off the island early on Sunday, and all of the people on board \
///     were taken to safety by boats that had come from the pier, the harbour master said.";
/// let copy = format!("{story} Nobody was hurt.");
///
/// let mut dedup = Deduplicator::builder(Config::news()).list_pairs(true).build()?;
/// dedup.extend([story, &copy].map(|text| Document { text, ..Document::default() }))?;
/// let copies = dedup.finish(&NoProgress)?;
/// assert_eq!(copies.clusters().len(), 1);
/// assert_eq!(copies.labels()[0], copies.labels()[1]);
/// assert_eq!(copies.stories()[1].index(), 0);
/// assert_eq!(copies.pairs().map(|pairs| pairs[0].relation), Some(Relation::Copy));
/// # Ok::<(), wirecopy_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Copies {
    clusters: Vec<Cluster>,
    labels: Vec<Option<ClusterId>>,
    pairs: Option<Vec<Pair>>,
    stories: Vec<DocId>,
}

/// Two documents that share text.
///
/// ```
/// use wirecopy_core::{Config, Deduplicator, Document, NoProgress};
///
/// let story = "The ferry ran aground on a sandbank off the island early on Sunday, and all of the people on board \
///     were taken to safety by boats that had come from the pier, the harbour master said.";
/// let copy = format!("Holm. {story}");
///
/// let mut dedup = Deduplicator::builder(Config::news()).list_pairs(true).build()?;
/// dedup.extend([story, &copy].map(|text| Document { text, ..Document::default() }))?;
/// let copies = dedup.finish(&NoProgress)?;
/// let pair = copies.pairs().unwrap_or_default()[0];
/// assert_eq!((pair.a.index(), pair.b.index(), pair.longest_run), (0, 1, 36));
/// assert_eq!(pair.overlap.containment_a(), 1.0);
/// # Ok::<(), wirecopy_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The document with the lower number.
    pub a: DocId,
    /// The other.
    pub b: DocId,
    /// Their shared shingles.
    pub overlap: Overlap,
    /// How evenly the shared shingles are spread over both documents, 0 to 1.
    pub spread: f32,
    /// The longest run of words that both have, in words.
    pub longest_run: u32,
    /// How the documents are related.
    pub relation: Relation,
}

impl Copies {
    fn new(clusters: Vec<Cluster>, found: &Found, documents: &Documents) -> Result<Copies> {
        let mut labels = vec![None; documents.len() as usize];
        for cluster in &clusters {
            cluster.members.iter().for_each(|member| labels[member.document.index()] = Some(cluster.id));
        }
        let pair = |stats: PairStats| Pair {
            a: DocId(stats.a),
            b: DocId(stats.b),
            overlap: stats.overlap,
            spread: stats.spread,
            longest_run: stats.longest_run,
            relation: found.relation(&stats),
        };
        let list = |pairs: &PairList| pairs.iter().map(|stats| stats.map(pair)).collect::<Result<_>>();
        let pairs = found.pairs.as_ref().map(list).transpose()?;
        let stories = found.stories.iter().map(|&story| DocId(story)).collect();
        Ok(Copies { clusters, labels, pairs, stories })
    }

    /// The groups of documents that are the same text, the largest first.
    #[must_use]
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// For each document the id of its cluster, `None` if it shares its text with no other.
    #[must_use]
    pub fn labels(&self) -> &[Option<ClusterId>] {
        &self.labels
    }

    /// The pairs of documents that share text, in ascending order. `None` unless
    /// [`list_pairs`](DeduplicatorBuilder::list_pairs) was set.
    #[must_use]
    pub fn pairs(&self) -> Option<&[Pair]> {
        self.pairs.as_deref()
    }

    /// For each document the lowest document of its story: of all that are copies or versions of each other. A document
    /// without copies and versions is its own story.
    #[must_use]
    pub fn stories(&self) -> &[DocId] {
        &self.stories
    }
}
