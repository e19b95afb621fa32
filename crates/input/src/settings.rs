//! What to read, and within which limits.

use crate::fields::Columns;
use crate::outlets::Outlets;

/// What to read, and within which limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Globs. When there are any, a file in a folder is read only if its name or its path under the root matches one.
    pub include: Vec<String>,
    /// Globs. A file or folder is left out if its name or its path under the root matches one.
    pub exclude: Vec<String>,
    /// Whether symbolic links in folders are followed, each target once. A source that is a link is followed always.
    pub follow_links: bool,
    /// Files and folders, compared by device and inode, that are passed over: what the run itself writes.
    pub leave_out: Vec<std::path::PathBuf>,
    /// The longest article, in bytes of its source (a file, a line, a record) after decompression.
    pub max_article_bytes: u64,
    /// How many times larger than its compressed form a file may become before it counts as a decompression bomb.
    pub max_expansion: u64,
    /// The format of all files, by its name in the counts; `None` where their content decides.
    pub input_format: Option<String>,
    /// How the text is taken out of HTML pages.
    pub extractor: Extractor,
    /// The columns and fields that hold an article's parts, where they do not have the usual names.
    pub columns: Columns,
    /// The sheet of a spreadsheet, by its name or its number, counted from 1; `None` for the first with a column of
    /// texts.
    pub sheet: Option<String>,
    /// The table of a database; `None` for the only one with a column of texts.
    pub table: Option<String>,
    /// The zone of times without one, as the zone database names it: `Europe/Berlin`. A zone in the table of outlets is
    /// better. Without either only the day of such a time counts beside times with a zone.
    pub timezone: Option<String>,
    /// Names and owners of outlets.
    pub outlets: Outlets,
}

/// How the text is taken out of HTML pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Extractor {
    /// The body, by a fast readability extractor.
    #[default]
    Fast,
    /// The body, by an extractor that finds a little more and takes several times as long (cargo feature `precise`).
    Precise,
    /// All visible text, with the site's boilerplate.
    None,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            include: Vec::new(),
            exclude: Vec::new(),
            follow_links: false,
            leave_out: Vec::new(),
            max_article_bytes: 16 << 20,
            max_expansion: 500,
            input_format: None,
            extractor: Extractor::Fast,
            columns: Columns::default(),
            sheet: None,
            table: None,
            timezone: None,
            outlets: Outlets::default(),
        }
    }
}
