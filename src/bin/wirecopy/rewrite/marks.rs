//! What the findings say about the rows of a file.

use super::added::AddedNames;
use std::sync::atomic::{AtomicU32, Ordering};
use wirecopy::findings::Findings;

/// What the findings say about the input.
pub(super) struct Marks<'f> {
    pub(super) findings: &'f Findings,
    /// The names of the columns that are added; `None` where duplicates are dropped instead.
    pub(super) added: Option<AddedNames>,
    /// Articles that were found again in the second reading.
    pub(super) found: AtomicU32,
}

/// What the findings say about the rows of one file.
pub(super) struct FileMarks<'f> {
    marks: &'f Marks<'f>,
    /// The numbers of its articles, from the first to before the last.
    first: u32,
    end: u32,
}

/// What the findings say about one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'f> {
    /// Its cluster; empty when the article is in none.
    pub(super) cluster_id: &'f str,
    /// Its form; empty when the article is in no cluster.
    pub(super) form: &'static str,
    /// Whether a corpus without duplicates keeps it.
    pub(super) is_kept: bool,
}

impl<'f> Marks<'f> {
    /// The marks of a file with this name.
    pub(super) fn of_file(&'f self, name: &str) -> FileMarks<'f> {
        // articles are numbered by path and row
        let path = |article| self.findings.articles.get(article).path;
        let first = partition_point(0, self.findings.articles.len(), |article| path(article) < name);
        let end = partition_point(first, self.findings.articles.len(), |article| path(article) <= name);
        FileMarks { marks: self, first, end }
    }

    /// The mark of an article.
    pub(super) fn of_article(&self, article: u32) -> Mark<'f> {
        let (cluster_id, form) =
            self.findings.copy(article).map_or(("", ""), |(cluster, copy)| (&*cluster.id, copy.form.name()));
        Mark { cluster_id, form, is_kept: self.findings.is_kept(article) }
    }

    /// The number of articles that the scan has read and that were not found again.
    pub(super) fn missing(&self) -> u32 {
        self.findings.articles.len().saturating_sub(self.found.load(Ordering::Relaxed))
    }

    /// Whether every article that the scan has read was found again. Without that nothing is written.
    pub(super) fn are_all_found(&self) -> bool {
        self.missing() == 0
    }

    /// Whether a row with this mark is written.
    pub(super) fn is_written(&self, mark: Mark<'_>) -> bool {
        self.added.is_some() || mark.is_kept
    }
}

impl<'f> FileMarks<'f> {
    pub(super) fn marks(&self) -> &'f Marks<'f> {
        self.marks
    }

    /// Counts all articles of the file as found again.
    pub(super) fn count_all(&self) {
        self.marks.found.fetch_add(self.end - self.first, Ordering::Relaxed);
    }

    /// The article in a row that was read again.
    pub(super) fn read_again(&self, row: Option<u64>) -> Option<u32> {
        let article = self.article(row)?;
        self.marks.found.fetch_add(1, Ordering::Relaxed);
        Some(article)
    }

    /// The article in a row.
    fn article(&self, row: Option<u64>) -> Option<u32> {
        let row_of = |article| self.marks.findings.articles.get(article).row;
        let found = partition_point(self.first, self.end, |article| row_of(article) < row);
        (found < self.end && row_of(found) == row).then_some(found)
    }

    /// The mark of the only article of a file without rows.
    pub(super) fn of_file(&self) -> Mark<'f> {
        self.mark(self.article(None))
    }

    /// The mark of a row that was read again. A row without an article is kept.
    pub(super) fn of_row(&self, row: Option<u64>) -> Mark<'f> {
        self.mark(self.read_again(row))
    }

    fn mark(&self, article: Option<u32>) -> Mark<'f> {
        article.map_or(Mark { cluster_id: "", form: "", is_kept: true }, |article| self.marks.of_article(article))
    }

    /// Whether the file holds articles, and each of them in a row.
    pub(super) fn has_rows(&self) -> bool {
        self.first < self.end && self.article(None).is_none()
    }
}

/// The first number from `from` to before `end` for which `is_before` does not hold.
fn partition_point(from: u32, end: u32, is_before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (from, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
