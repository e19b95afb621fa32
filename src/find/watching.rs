//! Standing queries: which watches a new article concerns, and what they are told.

use super::archive_words::ArchiveWords;
use super::candidate::Candidate;
use super::judge::Judge;
use super::kept;
use super::query::{MatchScratch, Query, QuerySet};
use super::{Archive, Furniture, FurnitureCache};
use crate::error::Result;
use crate::hash;
use crate::pipeline::Settings;
use crate::segments::{Snapshot, StandingIndex};
use crate::standing::{NewArticle, Watcher, decode_fields, failed};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// What is watched: exactly one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchSpec {
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A text: told are articles that have something of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// An outlet: told are its articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// A wire: told are articles whose own words name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wire: Option<String>,
    /// The id of a cluster: told are articles that match one of `articles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// The ids of some articles of the cluster, the lead first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<String>,
}

/// The watches of an index, ready for new articles.
#[derive(Debug)]
pub struct Watches<'i> {
    all: Vec<(u64, WatchSpec)>,
    snapshot: Arc<Snapshot>,
    settings: &'i Settings,
    learned: &'i FurnitureCache,
    set: QuerySet,
    /// For each query of the set its watch, as a position in `all`.
    of_queries: Vec<usize>,
    words: ArchiveWords,
}

impl<'i> Watches<'i> {
    /// Reads the watches of an index.
    ///
    /// # Errors
    /// The index fails.
    pub fn load(index: &StandingIndex, learned: &'i FurnitureCache, settings: &'i Settings) -> Result<Self> {
        let snapshot = index.snapshot().map_err(failed)?;
        let mut set = QuerySet::new(Vec::new(), index.settings().shingle);
        let (mut all, mut of_queries) = (Vec::new(), Vec::new());
        for (number, spec) in index.watches().map_err(failed)? {
            // a watch of a later version is left to it
            let Ok(spec) = serde_json::from_str::<WatchSpec>(&spec) else { continue };
            if let Some(text) = &spec.text {
                let tokens = crate::text::tokens(text);
                set.push(Query { text: text.clone(), ..Query::default() }, tokens);
                of_queries.push(all.len());
            }
            for id in &spec.articles {
                for place in snapshot.with_id(hash::of_bytes(id.as_bytes())) {
                    let segment = snapshot.segment_of(place);
                    let fields = segment.fields_of(place.entry).map_err(failed)?;
                    let (record, _) = decode_fields(&fields, &settings.agencies, index.folder())?;
                    let tokens = segment.tokens_of(place.entry).map_err(failed)?;
                    let own = Furniture::of_outlet(&record.outlet, &snapshot, learned, settings.core.boilerplate)?;
                    let query = Query { published: record.published, ..Query::default() };
                    set.push(query, own.cut(&record.outlet, &tokens));
                    of_queries.push(all.len());
                }
            }
            all.push((number, spec));
        }
        let words = kept::words(&set, &snapshot);
        Ok(Watches { all, snapshot, settings, learned, set, of_queries, words })
    }

    /// The watches whose text or cluster an article has something of, each with what is told.
    fn by_text(&self, article: &NewArticle<'_>) -> Result<Vec<(usize, serde_json::Value)>> {
        let matches = self.set.matches(article.tokens, &mut MatchScratch::default());
        if matches.is_empty() {
            return Ok(Vec::new());
        }
        let level = self.settings.core.boilerplate;
        let furniture = Furniture::of_outlet(&article.record.outlet, &self.snapshot, self.learned, level)?;
        let archive = Archive { articles: 1, words: &self.words, furniture: &furniture };
        let judge = Judge::new(&self.set, &archive, self.settings);
        let (record, credit, tokens) = (article.record.clone(), article.credit.cloned(), article.tokens.to_vec());
        let candidate = Candidate { record, credit, tokens, matches };
        let mut told = Vec::new();
        for &(query, _) in &candidate.matches {
            let answer = judge.answer(query as usize, &[&candidate], 1);
            let watch = self.of_queries[query as usize];
            let Some(hit) = answer.hits.first() else { continue };
            // of a cluster only its copies are told, and each once
            let is_copy = matches!(hit.relation, "copy" | "version");
            let is_told = told.iter().any(|(other, _)| *other == watch);
            if !is_told && (self.all[watch].1.text.is_some() || is_copy) {
                told.push((watch, json!(hit)));
            }
        }
        Ok(told)
    }
}

impl Watcher for Watches<'_> {
    fn events(&self, article: &NewArticle<'_>) -> Result<Vec<(u64, String)>> {
        if self.all.is_empty() {
            return Ok(Vec::new());
        }
        let agencies = &self.settings.agencies;
        let wire = article.credit.and_then(|credit| credit.wire);
        let names_wire = |name: &str| {
            let agency = wire.and_then(|wire| agencies.get(wire));
            agency.is_some_and(|agency| agency.id.eq_ignore_ascii_case(name))
                || wire.is_some_and(|wire| agencies.short(wire).eq_ignore_ascii_case(name))
        };
        let mut told = self.by_text(article)?;
        for (at, (_, spec)) in self.all.iter().enumerate() {
            let is_of_outlet = spec.outlet.as_ref().is_some_and(|outlet| *outlet == article.record.outlet);
            if is_of_outlet || spec.wire.as_deref().is_some_and(names_wire) {
                told.push((at, serde_json::Value::Null));
            }
        }
        let record = article.record;
        let event = |(at, hit): (usize, serde_json::Value)| {
            let (number, spec) = &self.all[at];
            let event = json!({
                "watch": number, "name": spec.name, "article_id": record.id, "outlet": record.outlet,
                "title": record.title, "url": record.url,
                "published": record.published.map(|published| published.to_string()).unwrap_or_default(),
                "hit": hit,
            });
            (*number, event.to_string())
        };
        Ok(told.into_iter().map(event).collect())
    }
}
