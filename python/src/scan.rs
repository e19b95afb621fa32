//! A scan, and what can be had from its result: tables, labels, the report.

use crate::arrow::Batches;
use crate::data::Data;
use crate::errors::{exception, failed, with_arguments, wrong};
use crate::{settings, watch};
use arrow_array::{ArrayRef, BooleanArray, StringArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use wirecopy::atomic_file::write_file;
use wirecopy::error::{Error, Result};
use wirecopy::findings::{ClusterOrigins, Findings};
use wirecopy::pipeline::{Settings, scan_source};
use wirecopy::progress::{NoProgress, Progress};
use wirecopy::report::{
    ArticleTexts, ResultFolder, Summary, TABLES, TableFormat, TargetPlace, TextBudget, place_of, record_batches,
    record_schema, write_page, write_table, write_tables,
};
use wirecopy::reread::{Shorten, texts_of_source};
use wirecopy::verify::DocumentShingles;

/// The result of a scan.
#[pyclass(frozen, module = "wirecopy._wirecopy")]
pub(crate) struct Scan {
    /// Never locked by a thread that holds the interpreter: reading texts again may need it.
    findings: RwLock<Findings>,
    settings: Settings,
    data: Data,
    /// Rows of the table that was read; 0 for paths.
    rows: u64,
    /// Whether the parents of copies were found: only flows need them, and they cost a quarter of a scan.
    has_parents: AtomicBool,
}

/// Finds the articles that are the same text.
#[pyfunction]
#[pyo3(signature = (data, arguments, threads=None, report=None))]
pub(crate) fn scan(
    py: Python<'_>,
    data: Data,
    arguments: &Bound<'_, PyDict>,
    threads: Option<usize>,
    report: Option<Bound<'_, PyAny>>,
) -> PyResult<Scan> {
    let settings = settings::settings(arguments)?;
    let found = watch::run(py, threads, report.as_ref(), |watch| {
        let (findings, rows) = data.read(|source| scan_source(source, &settings, watch));
        findings.map(|mut findings| {
            for rejected in &mut findings.rejected {
                rejected.reason = with_arguments(&rejected.reason).into_owned();
            }
            (findings, rows)
        })
    })?;
    let (findings, rows) = found.map_err(exception)?;
    Ok(Scan { findings: RwLock::new(findings), settings, data, rows, has_parents: AtomicBool::new(false) })
}

impl Scan {
    /// Calls `with` with the findings, while other Python threads can run.
    fn with<T: Send>(&self, py: Python<'_>, with: impl FnOnce(&Findings) -> T + Send) -> T {
        py.detach(|| with(&self.findings.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// The texts of some articles, read again.
    fn texts(
        &self,
        findings: &Findings,
        wanted: &[u32],
        shorten: &Shorten<'_>,
        progress: &dyn Progress,
    ) -> Result<Vec<(u32, String)>> {
        let (articles, input) = (&findings.articles, &self.settings.input);
        self.data.read(|source| texts_of_source(articles, wanted, source, input, shorten, progress)).0
    }

    /// Finds the copies from which copies were taken, unless they are known.
    fn find_parents(&self) -> Result<()> {
        let mut findings = self.findings.write().unwrap_or_else(PoisonError::into_inner);
        if self.has_parents.load(Ordering::Relaxed) {
            return Ok(());
        }
        let shingle = self.settings.core.shingle;
        let shingles = DocumentShingles::new(&findings.documents.tokens, shingle, findings.distinct.clone());
        let agencies = Arc::clone(&self.settings.agencies);
        let (articles, clusters, captures) = (&findings.articles, &findings.clusters, &findings.captures);
        let origins = ClusterOrigins::new(articles, clusters, captures, &shingles, true, agencies);
        // words that could not be read from a temporary file are zeros
        findings.documents.tokens.check_io()?;
        findings.origins = origins;
        self.has_parents.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Finds the passages that the evidence shows, unless they are known.
    fn find_passages(&self, progress: &dyn Progress) -> Result<()> {
        let texts = {
            let findings = self.findings.read().unwrap_or_else(PoisonError::into_inner);
            let wanted = findings.texts_for_evidence();
            if wanted.is_empty() || !findings.passages.is_empty() {
                return Ok(());
            }
            self.texts(&findings, &wanted, &|_| (), progress)?
        };
        let mut findings = self.findings.write().unwrap_or_else(PoisonError::into_inner);
        findings.keep_passages(texts, self.settings.core.shingle.size);
        Ok(())
    }

    /// Writes the page.
    fn write_page(
        &self,
        findings: &Findings,
        page_text: u64,
        progress: &dyn Progress,
        write: impl FnOnce(&ArticleTexts, &Summary<'_>) -> Result<()>,
    ) -> Result<()> {
        let budget = TextBudget { bytes: page_text.saturating_mul(1_000_000), ..TextBudget::default() };
        let mut texts = ArticleTexts::new();
        let wanted = budget.wanted(findings);
        for (article, text) in self.texts(findings, &wanted, &|text| budget.shorten(text), progress)? {
            texts.insert(article, text);
        }
        write(&texts, &Summary::new(findings, &self.settings))
    }

    /// Refuses a target that would replace a source.
    fn check_target(&self, target: &Path) -> PyResult<()> {
        let Data::Paths(sources) = &self.data else { return Ok(()) };
        match place_of(target, sources) {
            TargetPlace::IsSource(source) | TargetPlace::HoldsSource(source) => {
                let (target, source) = (target.display(), source.display());
                Err(wrong("path", format!("{target} is or holds {source}, which was read; choose another")))
            }
            TargetPlace::Apart | TargetPlace::InSource(_) => Ok(()),
        }
    }

    /// For each row of the input, or each article of paths, what `of` says of its article; `None` for a row that was
    /// rejected.
    fn by_row<T: Clone>(&self, findings: &Findings, of: impl Fn(u32) -> Option<T>) -> Vec<Option<T>> {
        let articles = 0..findings.articles.len();
        if matches!(self.data, Data::Paths(_)) {
            return articles.map(of).collect();
        }
        let mut rows = vec![None; usize::try_from(self.rows).unwrap_or(0)];
        for article in articles {
            let row = findings.articles.get(article).row.and_then(|row| usize::try_from(row - 1).ok());
            if let Some(place) = row.and_then(|row| rows.get_mut(row)) {
                *place = of(article);
            }
        }
        rows
    }
}

#[pymethods]
impl Scan {
    /// A table by its name.
    #[pyo3(signature = (name, threads=None))]
    fn table(&self, py: Python<'_>, name: &str, threads: Option<usize>) -> PyResult<Batches> {
        let Some(table) = TABLES.iter().find(|table| table.name == name) else {
            let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
            return Err(wrong("table", format!("{name:?} is none of {}", names.join(", "))));
        };
        if name == "flows" {
            watch::run(py, threads, None, |_| self.find_parents())?.map_err(exception)?;
        }
        if name == "evidence" {
            watch::run(py, threads, None, |watch| self.find_passages(watch))?.map_err(exception)?;
        }
        let made = self.with(py, |findings| -> io::Result<Option<Batches>> {
            if !table.is_known(findings) {
                return Ok(None);
            }
            let mut batches = Vec::new();
            record_batches(table, findings, &mut |batch| {
                batches.push(batch);
                Ok(())
            })?;
            Ok(Some(Batches { schema: record_schema(table), batches }))
        });
        made.map_err(failed)?.ok_or_else(|| wrong(name, "the scan did not list them; scan with pairs=True"))
    }

    /// The cluster of each row of the input.
    fn labels(&self, py: Python<'_>) -> PyResult<Batches> {
        let labels: StringArray = self.with(py, |findings| {
            let id = |article: u32| findings.copy(article).map(|(cluster, _)| cluster.id.as_str());
            self.by_row(findings, id).into_iter().collect()
        });
        Batches::of_columns(vec![("cluster_id", Arc::new(labels) as ArrayRef)])
    }

    /// Whether a corpus without duplicates keeps each row of the input; rows that are no articles are kept.
    fn kept(&self, py: Python<'_>) -> PyResult<Batches> {
        let kept: Vec<bool> = self.with(py, |findings| {
            let kept = self.by_row(findings, |article| Some(findings.is_kept(article)));
            kept.into_iter().map(|kept| kept.unwrap_or(true)).collect()
        });
        Batches::of_columns(vec![("kept", Arc::new(BooleanArray::from(kept)) as ArrayRef)])
    }

    /// The summary, as in `summary.json`.
    fn summary(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |findings| serde_json::to_string(&Summary::new(findings, &self.settings))).map_err(failed)
    }

    /// The number of rejected rows and files, and the first of them.
    fn rejected(&self, py: Python<'_>) -> (u64, Option<String>) {
        self.with(py, |findings| {
            let first = findings.rejected.first().map(|first| format!("{}: {}", first.place(), first.reason));
            (findings.counts.rejected, first)
        })
    }

    /// Writes all tables, `summary.json` and, unless told otherwise, `report.html` into a folder.
    #[pyo3(signature = (folder, format, page=true, force=false, page_text=8, threads=None))]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        format: &str,
        page: bool,
        force: bool,
        page_text: u64,
        threads: Option<usize>,
    ) -> PyResult<()> {
        let format = match format {
            "csv" => TableFormat::Csv,
            "jsonl" => TableFormat::JsonLines,
            "parquet" => TableFormat::Parquet,
            other => return Err(wrong("format", format!("{other:?} is none of csv, jsonl, parquet"))),
        };
        self.check_target(&folder)?;
        let written = watch::run(py, threads, None, |watch| -> Result<()> {
            self.find_parents()?;
            self.find_passages(watch)?;
            let mut result = ResultFolder::open(&folder, force, &|| ())?;
            let findings = self.findings.read().unwrap_or_else(PoisonError::into_inner);
            write_tables(&findings, format, &mut result)?;
            if page {
                self.write_page(&findings, page_text, watch, |texts, summary| {
                    result.write("report.html", |out| write_page(&findings, summary, texts, out))
                })?;
            }
            result.finish(&Summary::new(&findings, &self.settings))
        });
        written?.map_err(exception)
    }

    /// Writes the page for a browser.
    #[pyo3(signature = (path, page_text=8, threads=None))]
    fn report(&self, py: Python<'_>, path: PathBuf, page_text: u64, threads: Option<usize>) -> PyResult<()> {
        self.check_target(&path)?;
        let written = watch::run(py, threads, None, |watch| -> Result<()> {
            self.find_parents()?;
            self.find_passages(watch)?;
            let findings = self.findings.read().unwrap_or_else(PoisonError::into_inner);
            self.write_page(&findings, page_text, watch, |texts, summary| {
                let written = write_file(&path, |out| write_page(&findings, summary, texts, out));
                written.map(drop).map_err(|source| Error::Write { path: path.clone(), source })
            })
        });
        written?.map_err(exception)
    }

    /// A table as the command line prints it.
    fn csv(&self, py: Python<'_>, name: &str) -> PyResult<Vec<u8>> {
        let Some(table) = TABLES.iter().find(|table| table.name == name) else {
            return Err(wrong("table", format!("there is no table {name:?}")));
        };
        self.with(py, |findings| {
            let mut out = Vec::new();
            write_table(table, findings, TableFormat::Csv, &mut out).map(|()| out)
        })
        .map_err(failed)
    }

    /// The texts of articles by their ids, read again: `None` for an id that no article has.
    fn texts_of(&self, py: Python<'_>, ids: Vec<String>) -> PyResult<Vec<Option<String>>> {
        let found = watch::run(py, None, None, |_| -> Result<Vec<Option<String>>> {
            let findings = self.findings.read().unwrap_or_else(PoisonError::into_inner);
            let with_id = |id: &String| (0..findings.articles.len()).find(|&n| findings.articles.get(n).id == id);
            let numbers: Vec<Option<u32>> = ids.iter().map(with_id).collect();
            let mut wanted: Vec<u32> = numbers.iter().copied().flatten().collect();
            wanted.sort_unstable();
            wanted.dedup();
            let texts = self.texts(&findings, &wanted, &|_| (), &NoProgress)?;
            let text = |number: u32| texts.iter().find(|(article, _)| *article == number).map(|(_, text)| text.clone());
            Ok(numbers.into_iter().map(|number| number.and_then(text)).collect())
        });
        found?.map_err(exception)
    }

    /// Scores the clusters against labels, rows of an article's id, its cluster and its kind: JSON.
    fn evaluate(&self, py: Python<'_>, labels: Vec<(String, Option<String>, Option<String>)>) -> PyResult<String> {
        self.with(py, |findings| crate::evaluate::scores(findings, &labels))
    }
}
