//! The answer to a query: where its text stands, how much of it, and what is new. Its fields are those of `--format
//! jsonl` and of the service.

use serde::Serialize;

/// Where a text stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// The name of the query.
    pub text: String,
    /// Its words.
    pub words: u32,
    /// Whether the archive has an article with a passage of the text.
    pub found: bool,
    /// Articles of the archive that were searched.
    pub articles_searched: u64,
    /// How much of it stands anywhere, and what is new.
    pub coverage: Coverage,
    /// The earliest article that has most of it.
    pub first: Option<FirstSeen>,
    /// The agency whose text it is, by the credits of the copies.
    pub wire: String,
    /// How certain that is: sure, likely, or empty.
    pub wire_certainty: &'static str,
    /// Articles that have something of it.
    pub articles: u64,
    /// Outlets of those.
    pub outlets: u64,
    /// The best of these articles, best first.
    pub hits: Vec<Hit>,
}

/// How much of a text stands anywhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Words that some hit has.
    pub found_words: u32,
    /// Their share of all words.
    pub share: f64,
    /// What no hit has, as ranges of the text's characters, from 0.
    pub new: Vec<[usize; 2]>,
}

/// The earliest article that has most of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FirstSeen {
    /// Its id.
    pub article_id: String,
    /// Its outlet.
    pub outlet: String,
    /// When it was published.
    pub published: String,
    /// Articles of other outlets that may be as early, as far as their times tell.
    pub ties: u32,
}

/// An article that has something of a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Hit {
    /// Its id.
    pub article_id: String,
    /// The outlet that printed it.
    pub outlet: String,
    /// When it was published; empty when unknown.
    pub published: String,
    /// Headline.
    pub title: String,
    /// Its address; empty when unknown.
    pub url: String,
    /// The file it came from.
    pub path: String,
    /// Its row there.
    pub row: Option<u64>,
    /// `copy`, `version`, `contains` (the longer has most of the shorter), `quotes` (they share passages), `template`.
    pub relation: &'static str,
    /// The share of the text's words that the article has.
    pub share_of_text: f64,
    /// The share of the article's words, without furniture, that the text has.
    pub share_of_article: f64,
    /// Words of the text in shared passages.
    pub shared_words: u32,
    /// Words of the longest passage.
    pub longest_passage_words: u32,
    /// The agency that the article's text is from; empty when unknown.
    pub wire: String,
    /// How certain that is.
    pub wire_certainty: &'static str,
    /// Of a copy of a wire text, whether it names the wire: yes, generic, no, unknown.
    pub credited: &'static str,
    /// Where the article names a source, and its words.
    pub credit: String,
    /// The shared passages in the words of the text, longest first.
    pub passages: Vec<FoundPassage>,
}

/// A passage that an article shares with a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FoundPassage {
    /// Its words as the text has them, on one line.
    pub text: String,
    /// Their number.
    pub words: u32,
    /// Where it is in the text, as a range of characters from 0.
    pub here: [usize; 2],
    /// Where it is in the article, as a range of its words from 0, without furniture.
    pub there_words: [usize; 2],
}
