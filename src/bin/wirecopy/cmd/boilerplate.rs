//! `wirecopy boilerplate`: what was learned to be an outlet's furniture, for a person to check.

use crate::exit::Outcome;
use crate::global::Global;
use crate::progress::Bar;
use crate::settings::{FindFlags, InputFlags};
use crate::{interrupt, reread};
use anyhow::{Context, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use wirecopy::article::Article;
use wirecopy::boilerplate::{BoilerplateLevel, OutletBoilerplate, boilerplate_ranges, learn};
use wirecopy::pipeline;
use wirecopy::text::{TokenisedText, Tokeniser, token_spans};

/// How many outlets an error names.
const NAMED: usize = 10;

/// Flags of `boilerplate`.
#[derive(Debug, clap::Args)]
pub(crate) struct BoilerplateArgs {
    /// The outlet, as the column outlet of articles.csv has it
    #[arg(value_name = "OUTLET")]
    outlet: String,
    /// Files and folders to read: the corpus that it is learned from
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    input: InputFlags,
    #[command(flatten)]
    find: FindFlags,
}

/// A passage that is cut, as it is written first.
struct Passage {
    pages: usize,
    words: usize,
    text: String,
}

impl BoilerplateArgs {
    /// Learns from the corpus and lists every passage that is cut from the outlet's pages, the commonest first.
    pub(crate) fn run(self, global: &Global) -> anyhow::Result<Outcome> {
        let settings = self.find.settings(&self.input)?;
        global.start_threads()?;
        interrupt::listen()?;
        let bar = Bar::new(global.quiet);
        let read = pipeline::read_articles(&self.paths, &settings, &bar);
        bar.finish();
        let (articles, documents) = read?;
        let outlets: BTreeSet<&str> = (0..articles.len()).map(|article| articles.get(article).outlet).collect();
        if self.outlet.is_empty() || !outlets.contains(self.outlet.as_str()) {
            bail!("{}", unknown(&self.outlet, &outlets));
        }
        if settings.core.boilerplate == BoilerplateLevel::Off {
            bail!("--boilerplate off learns nothing; light and full do");
        }
        let pages: Vec<u32> = (0..articles.len()).filter(|&article| articles.outlet(article) == self.outlet).collect();
        let boilerplate = learn(&pages, |&article| documents.tokens.get(article), settings.core.boilerplate);
        if boilerplate.is_empty() {
            let count = pages.len();
            eprintln_line(&format!("{} has {count} articles, and nothing recurs in enough of them", self.outlet))?;
        }
        let mut articles = reread::by_outlet(&self.paths, &self.outlet, &settings.input)?;
        articles.sort_by(|a, b| (&a.path, a.row).cmp(&(&b.path, b.row)));
        let mut out = csv::Writer::from_writer(anstream::stdout().lock());
        out.write_record(["pages", "share", "words", "text"]).context("stdout")?;
        for passage in passages(&articles, &boilerplate) {
            let share = passage.pages as f64 / articles.len().max(1) as f64;
            let row = [passage.pages.to_string(), format!("{share:.4}"), passage.words.to_string(), passage.text];
            out.write_record(&row).context("stdout")?;
        }
        out.flush().context("stdout")?;
        Ok(Outcome::Done)
    }
}

fn eprintln_line(line: &str) -> anyhow::Result<()> {
    use std::io::Write;
    writeln!(anstream::stderr(), "{line}").context("stderr")
}

/// Every passage that is cut, in how many pages it stands, and how it is written where it comes first.
fn passages(articles: &[Article], boilerplate: &OutletBoilerplate) -> Vec<Passage> {
    let mut found: BTreeMap<Vec<u32>, Passage> = BTreeMap::new();
    let mut tokeniser = Tokeniser::default();
    for article in articles {
        let mut text = TokenisedText::default();
        tokeniser.tokenise(&article.text, &mut text);
        let places = token_spans(&article.text);
        let mut on_page = BTreeSet::new();
        for range in boilerplate_ranges(&text.tokens, boilerplate) {
            let key: Vec<u32> = text.tokens[range.clone()].iter().map(|token| token.spelling()).collect();
            if !on_page.insert(key.clone()) {
                continue;
            }
            let written = &article.text[places[range.start].start..places[range.end - 1].end];
            let passage = found.entry(key).or_insert_with(|| Passage {
                pages: 0,
                words: range.len(),
                text: written.split_whitespace().collect::<Vec<_>>().join(" "),
            });
            passage.pages += 1;
        }
    }
    let mut passages: Vec<Passage> = found.into_values().collect();
    passages.sort_by(|a, b| (b.pages, b.words).cmp(&(a.pages, a.words)).then_with(|| a.text.cmp(&b.text)));
    passages
}

fn unknown(outlet: &str, outlets: &BTreeSet<&str>) -> String {
    let known: Vec<&str> = outlets.iter().copied().filter(|name| !name.is_empty()).collect();
    if known.is_empty() {
        return "no article has an outlet; --outlet-column, a url or a folder for each outlet gives them one"
            .to_owned();
    }
    let more = if known.len() > NAMED { format!(" and {} more", known.len() - NAMED) } else { String::new() };
    format!("no article is of outlet {outlet:?}; there are {}{more}", known[..known.len().min(NAMED)].join(", "))
}
