//! `wirecopy boilerplate`: lists the passages that are removed from an outlet's pages, for a person to check.

use crate::exit::{Outcome, Stdout};
use crate::global::GlobalFlags;
use crate::progress::Bar;
use crate::settings::{InputFlags, SearchFlags};
use crate::{interrupt, reread};
use anyhow::{Context, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use wirecopy::article::Article;
use wirecopy::boilerplate::{BoilerplateLevel, OutletBoilerplate, boilerplate_ranges, learn};
use wirecopy::pipeline;
use wirecopy::text::{TokenisedText, Tokeniser, token_spans};

/// Number of outlets that an error message lists.
const OUTLETS_LISTED: usize = 10;

/// Flags of `boilerplate`.
#[derive(Debug, clap::Args)]
pub(crate) struct BoilerplateArgs {
    /// The outlet, as in the column outlet of articles.csv
    #[arg(value_name = "OUTLET")]
    outlet: String,
    /// Files and folders of the corpus from which the boilerplate is learned
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    search: SearchFlags,
}

/// A passage that is removed.
struct RemovedPassage {
    /// Number of pages that have it.
    pages: usize,
    words: usize,
    /// Its text on the first of these pages.
    text: String,
}

impl BoilerplateArgs {
    /// Learns from the corpus, and lists the passages that are removed from the outlet's pages, the most frequent
    /// first.
    pub(crate) fn run(self, global: &GlobalFlags) -> anyhow::Result<Outcome> {
        let settings = self.search.settings(&self.input)?;
        global.start_threads()?;
        interrupt::handle()?;
        let (articles, documents) = pipeline::read_articles(&self.paths, &settings, &Bar::new(global.quiet))?;
        let outlets: BTreeSet<&str> = (0..articles.len()).map(|article| articles.get(article).outlet).collect();
        if self.outlet.is_empty() || !outlets.contains(self.outlet.as_str()) {
            bail!(unknown_outlet(&self.outlet, &outlets));
        }
        if settings.core.boilerplate == BoilerplateLevel::Off {
            bail!("--boilerplate off removes nothing; use light or full");
        }
        let pages: Vec<u32> = (0..articles.len()).filter(|&article| articles.outlet(article) == self.outlet).collect();
        let boilerplate = learn(&pages, |&article| documents.tokens.get(article), settings.core.boilerplate);
        if boilerplate.is_empty() {
            let count = pages.len();
            let _ =
                writeln!(anstream::stderr(), "no passage recurs in enough of the {count} articles of {}", self.outlet);
        }
        let (mut articles, without_text) = reread::by_outlet(&self.paths, &self.outlet, &settings.input)?;
        if without_text > 0 {
            let pages = without_text + articles.len();
            let problem = format!(
                "the index has no texts, and the files of {without_text} of the {pages} articles of {} are not there \
                 as they were",
                self.outlet
            );
            if articles.is_empty() {
                bail!("{problem}; name the files, or make an index with --keep-text");
            }
            let _ = writeln!(anstream::stderr(), "{problem}; passages are counted in the others");
        }
        articles.sort_by(|a, b| (&a.path, a.row).cmp(&(&b.path, b.row)));
        let mut out = csv::Writer::from_writer(anstream::stdout().lock());
        out.write_record(["pages", "share", "words", "text"]).context(Stdout)?;
        for passage in passages(&articles, &boilerplate) {
            let share = passage.pages as f64 / articles.len().max(1) as f64;
            let row = [passage.pages.to_string(), format!("{share:.4}"), passage.words.to_string(), passage.text];
            out.write_record(&row).context(Stdout)?;
        }
        out.flush().context(Stdout)?;
        Ok(Outcome::Done)
    }
}

/// The passages that are removed from these articles.
fn passages(articles: &[Article], boilerplate: &OutletBoilerplate) -> Vec<RemovedPassage> {
    let mut found: BTreeMap<Vec<u32>, RemovedPassage> = BTreeMap::new();
    let mut tokeniser = Tokeniser::default();
    for article in articles {
        let mut text = TokenisedText::default();
        tokeniser.tokenise(&article.text, &mut text);
        let spans = token_spans(&article.text);
        let mut on_page = BTreeSet::new();
        for range in boilerplate_ranges(&text.tokens, boilerplate) {
            let key: Vec<u32> = text.tokens[range.clone()].iter().map(|token| token.spelling()).collect();
            if !on_page.insert(key.clone()) {
                continue;
            }
            let text_of_passage = &article.text[spans[range.start].start..spans[range.end - 1].end];
            let passage = found.entry(key).or_insert_with(|| RemovedPassage {
                pages: 0,
                words: range.len(),
                text: text_of_passage.split_whitespace().collect::<Vec<_>>().join(" "),
            });
            passage.pages += 1;
        }
    }
    let mut passages: Vec<RemovedPassage> = found.into_values().collect();
    passages.sort_by(|a, b| (b.pages, b.words).cmp(&(a.pages, a.words)).then_with(|| a.text.cmp(&b.text)));
    passages
}

/// The message for an outlet that the corpus does not have.
fn unknown_outlet(outlet: &str, outlets: &BTreeSet<&str>) -> String {
    let known: Vec<&str> = outlets.iter().copied().filter(|name| !name.is_empty()).collect();
    if known.is_empty() {
        return "no article has an outlet; name its column with --outlet-column, or use a folder for each outlet"
            .to_owned();
    }
    let more = if known.len() > OUTLETS_LISTED {
        format!(" and {} more", known.len() - OUTLETS_LISTED)
    } else {
        String::new()
    };
    format!(
        "no article is of the outlet {outlet:?}; known are {}{more}",
        known[..known.len().min(OUTLETS_LISTED)].join(", ")
    )
}
