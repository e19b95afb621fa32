//! A selection of articles, for reading a source again.

use foldhash::HashMap;

/// Articles by their places: the path of their file and their row in it.
#[derive(Debug, Clone, Default)]
pub struct WantedArticles<'w> {
    /// The rows of each file, ascending.
    rows: HashMap<&'w str, Vec<Option<u64>>>,
}

impl<'w> FromIterator<(&'w str, Option<u64>)> for WantedArticles<'w> {
    fn from_iter<I: IntoIterator<Item = (&'w str, Option<u64>)>>(places: I) -> Self {
        let mut rows: HashMap<&'w str, Vec<Option<u64>>> = HashMap::default();
        places.into_iter().for_each(|(path, row)| rows.entry(path).or_default().push(row));
        rows.values_mut().for_each(|rows| rows.sort_unstable());
        WantedArticles { rows }
    }
}

impl WantedArticles<'_> {
    /// Whether any article of a file is wanted.
    pub(crate) fn has_path(&self, path: &str) -> bool {
        self.rows.contains_key(path)
    }

    /// Whether an article is wanted.
    pub(crate) fn contains(&self, path: &str, row: Option<u64>) -> bool {
        self.rows.get(path).is_some_and(|rows| rows.binary_search(&row).is_ok())
    }
}
