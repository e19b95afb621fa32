//! The stages of a scan as functions of record batches, for engines that distribute it.

mod decide;
mod pairs;
mod prepare;
mod printed;
mod read;
mod rows;
mod words;

use crate::arrow::{Batches, collect};
use crate::errors::wrong;
use crate::settings;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wirecopy::pipeline::Settings;
use wirecopy::report::{TABLES, record_schema};

/// The stages under some settings. Each method takes an object with `__arrow_c_stream__` and gives a table; all of them
/// are pure. `n` numbers the articles of a run from 0.
#[pyclass(frozen, module = "wirecopy._wirecopy")]
pub(crate) struct Stages {
    settings: Settings,
    words: words::Words,
}

#[pymethods]
impl Stages {
    /// `words` is a table that [`Stages::words`] made; all stages of a run must have the same.
    #[new]
    #[pyo3(signature = (arguments, words=None))]
    fn new(arguments: &Bound<'_, PyDict>, words: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let words = match words {
            Some(table) => words::Words::of_table(&collect(table)?.one()?)?,
            None => words::Words::default(),
        };
        Ok(Stages { settings: settings::settings(arguments)?, words })
    }

    /// The columns of a table of a scan: a table without rows.
    fn schema(&self, name: &str) -> PyResult<Batches> {
        let table = TABLES.iter().find(|table| table.name == name);
        let table = table.ok_or_else(|| wrong("name", format!("there is no table {name:?}")))?;
        Ok(Batches { schema: record_schema(table), batches: Vec::new() })
    }

    /// Any rows → `token`, `count`: the most frequent words.
    fn words(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| read::words_of(&table, &self.settings))
    }

    /// Any rows → the same number of rows: what was read of each, tokenised, and the key of its outlet.
    fn read(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| read::read_of(&table, &self.settings, &self.words))
    }

    /// What was read of whole outlets, with each row's `n` → articles that are cut and sketched.
    fn prepare(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| prepare::prepare(&table.one()?, &self.settings, &self.words))
    }

    /// `n`, `bands` → `key`, `n`: a record for each band.
    fn band_records(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::band_records(&table.one()?))
    }

    /// `key`, `n`, every key whole → `a`, `b`: each article with the lowest one of its key.
    fn stars(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::stars(&table.one()?))
    }

    /// `a`, `b` → `n`, `root`: the lowest article of each component.
    fn components(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::components(&table.one()?))
    }

    /// Prepared articles of whole components of bands → `a`, `b`: pairs that are one text.
    fn same_texts(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::same_texts(&table.one()?, &self.settings, &self.words))
    }

    /// Sketches with their `text` → `key` and what pairing has to know of each article.
    fn postings(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::postings(&table.one()?, &self.settings))
    }

    /// Postings, every key whole → sums of the weights of pairs, as far as this batch knows.
    fn pair_counts(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::pair_counts_of(&table.one()?, &self.settings))
    }

    /// Sums of pairs, all of each two texts → `a`, `b`, `turn`: 0 is checked first, 1 later, 2 only to be listed.
    fn choose(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::choose_of(&table.one()?, &self.settings))
    }

    /// Pairs with both articles' tokens, time and outlet → `a`, `b`, `decides`, `certain`.
    fn check(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let table = collect(table)?;
        py.detach(|| pairs::check_of(&table.one()?, &self.settings, &self.words))
    }

    /// Prepared articles of whole components of decisive pairs, and those pairs → tables by their names, and `printed`,
    /// of which outlets and flows are counted.
    fn decide(
        &self,
        py: Python<'_>,
        articles: &Bound<'_, PyAny>,
        pairs: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<(String, Batches)>> {
        let (articles, pairs) = (collect(articles)?, collect(pairs)?);
        py.detach(|| decide::decide_of(&articles.one()?, &pairs.one()?, &self.settings, &self.words))
    }

    /// Prepared articles of whole components of decisive pairs, and pairs with `decisive` → the listed pairs.
    fn list_pairs(&self, py: Python<'_>, articles: &Bound<'_, PyAny>, pairs: &Bound<'_, PyAny>) -> PyResult<Batches> {
        let (articles, pairs) = (collect(articles)?, collect(pairs)?);
        py.detach(|| decide::list_of(&articles.one()?, &pairs.one()?, &self.settings, &self.words))
    }

    /// Prepared articles, and pairs of two components → those that share text, as listed pairs.
    fn measure_pairs(
        &self,
        py: Python<'_>,
        articles: &Bound<'_, PyAny>,
        pairs: &Bound<'_, PyAny>,
    ) -> PyResult<Batches> {
        let (articles, pairs) = (collect(articles)?, collect(pairs)?);
        py.detach(|| decide::measure_of(&articles.one()?, &pairs.one()?, &self.settings, &self.words))
    }

    /// Rows of `printed` of whole outlets → the tables of outlets and flows.
    fn count(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Vec<(String, Batches)>> {
        let table = collect(table)?;
        py.detach(|| printed::count_of(&table.one()?))
    }
}
