//! Writes tables: one to a stream, or all of them into the folder of a result.

use super::cell::Cell;
use super::datapackage::datapackage;
use super::graph::{GraphFormat, gexf, graphml};
use super::result_folder::ResultFolder;
use super::table::Table;
use super::tables::TABLES;
use super::{csv, jsonl, parquet};
use crate::error::Result;
use crate::findings::Findings;
use rayon::prelude::*;
use std::io::{self, Write};
use std::ops::Range;

/// The format of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values with a header (RFC 4180, lines end in `\n`).
    #[default]
    Csv,
    /// As [`Csv`](Self::Csv), but that no text is a formula in a spreadsheet.
    SpreadsheetCsv,
    /// One JSON object per line; a missing value is `null`.
    JsonLines,
    /// Parquet with typed columns (cargo feature `parquet`).
    Parquet,
}

impl TableFormat {
    /// The extension of a file in this format.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv | TableFormat::SpreadsheetCsv => "csv",
            TableFormat::JsonLines => "jsonl",
            TableFormat::Parquet => "parquet",
        }
    }
}

/// Initial capacity in bytes of the lines of one part; most parts need no more.
const LINES_CAPACITY: usize = 1 << 16;
/// Parts that each thread makes before they are written. As many again are in memory while they are written.
const PARTS_PER_THREAD: usize = 4;

/// Writes one table. All threads of the current rayon pool make rows; the rows are written in their order.
///
/// # Errors
/// As the stream.
pub fn write_table(
    table: &Table,
    findings: &Findings,
    format: TableFormat,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let columns = table.columns();
    match format {
        TableFormat::Csv | TableFormat::SpreadsheetCsv => {
            let header: Vec<Cell<'_>> = columns.iter().map(|column| Cell::text(column.name)).collect();
            let mut line = Vec::new();
            csv::push_row(&mut line, &header);
            out.write_all(&line)?;
            let push = match format {
                TableFormat::SpreadsheetCsv => csv::push_row_without_formulas,
                _ => csv::push_row,
            };
            let push_row = |lines: &mut Vec<u8>, cells: &[Cell<'_>]| {
                push(lines, cells);
                Ok(())
            };
            write_lines(table, findings, push_row, out)?;
            out.flush()
        }
        TableFormat::JsonLines => {
            let push_row = |lines: &mut Vec<u8>, cells: &[Cell<'_>]| jsonl::push_row(lines, &columns, cells);
            write_lines(table, findings, push_row, out)
        }
        TableFormat::Parquet => parquet::write(table, findings, out),
    }
}

/// Writes the rows of a table, each as `push_row` appends it. Parts are made while the parts before them are written.
fn write_lines(
    table: &Table,
    findings: &Findings,
    push_row: impl Fn(&mut Vec<u8>, &[Cell<'_>]) -> io::Result<()> + Sync,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let lines_of = |part: &Range<usize>| {
        let mut lines = Vec::with_capacity(LINES_CAPACITY);
        (table.rows)(findings, part.clone(), &mut |cells| push_row(&mut lines, cells))?;
        Ok(lines)
    };
    let mut write = |made: Vec<Vec<u8>>| made.iter().try_for_each(|lines| out.write_all(lines));
    let parts = (table.parts)(findings).unwrap_or_default();
    let mut made = Vec::new();
    for parts in parts.chunks(PARTS_PER_THREAD * rayon::current_num_threads()) {
        let before = std::mem::take(&mut made);
        let (written, next) =
            rayon::join(|| write(before), || parts.par_iter().with_max_len(1).map(lines_of).collect::<io::Result<_>>());
        written?;
        made = next?;
    }
    write(made)
}

/// Writes every table for which the findings have rows into the folder of a result.
///
/// # Errors
/// As [`ResultFolder::write`].
pub fn write_tables(findings: &Findings, format: TableFormat, folder: &mut ResultFolder) -> Result<()> {
    let known = || TABLES.iter().filter(|table| table.is_known(findings));
    for table in known() {
        let name = format!("{}.{}", table.name, format.extension());
        folder.write(&name, |out| write_table(table, findings, format, out))?;
    }
    folder.write("datapackage.json", |out| {
        serde_json::to_writer_pretty(&mut *out, &datapackage(known(), format))?;
        out.write_all(b"\n")
    })
}

/// Writes the flows between wires and outlets as a graph.
///
/// # Errors
/// As the stream.
pub fn write_graph(findings: &Findings, format: GraphFormat, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let flows = findings.flows();
    match format {
        GraphFormat::GraphMl => graphml(out, &flows),
        GraphFormat::Gexf => gexf(out, &flows),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::Column;
    use super::super::table::{Row, column_infos, divide, push_rows, undivided};
    use super::*;
    use proptest::prelude::*;

    struct NamedShare(&'static str, f64, Option<i64>);

    impl Row for NamedShare {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::text("name", "", |row| row.0),
                Column::share("share", "", |row| row.1),
                Column::whole("number", "", |row| row.2),
            ]
        }
    }

    const TWO_ROWS: Table = Table {
        name: "two",
        columns: column_infos::<NamedShare>,
        parts: undivided,
        rows: |_, _, sink| push_rows([NamedShare("a, \"b\"\nc", 0.12345, Some(-3)), NamedShare("", 0.0, None)], sink),
    };

    fn written(format: TableFormat) -> String {
        let mut out = Vec::new();
        write_table(&TWO_ROWS, &Findings::default(), format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_keeps_commas_quotes_and_line_breaks() {
        assert_eq!(written(TableFormat::Csv), "name,share,number\n\"a, \"\"b\"\"\nc\",0.1235,-3\n,0.0000,\n");
    }

    #[test]
    fn json_has_null_for_a_missing_value() {
        let expected = "{\"name\":\"a, \\\"b\\\"\\nc\",\"share\":0.1235,\"number\":-3}\n\
                        {\"name\":null,\"share\":0.0,\"number\":null}\n";
        assert_eq!(written(TableFormat::JsonLines), expected);
    }

    struct WordRow {
        article: usize,
        word: u32,
    }

    impl Row for WordRow {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::whole("article", "", |row| Some(row.article as i64)),
                Column::whole("word", "", |row| Some(row.word.into())),
            ]
        }
    }

    /// One row for each word of each article.
    const WORDS: Table = Table {
        name: "words",
        columns: column_infos::<WordRow>,
        parts: |findings| Some(divide(findings.words.len(), |article| findings.words[article] as usize)),
        rows: |findings, part, sink| {
            let rows = |article: usize| (0..findings.words[article]).map(move |word| WordRow { article, word });
            push_rows(part.flat_map(rows), sink)
        },
    };

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn rows_made_by_many_threads_are_written_in_their_order(
            // up to three rounds of four threads with four parts of 256 rows, and numbers of rows around a full part
            words in prop::collection::vec(prop_oneof![0_u32..4, 254_u32..259], 0..100),
            threads in 1_usize..5,
        ) {
            let findings = Findings { words, ..Findings::default() };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let written = |format| {
                let mut out = Vec::new();
                pool.install(|| write_table(&WORDS, &findings, format, &mut out)).unwrap();
                String::from_utf8(out).unwrap()
            };
            let (mut csv, mut json) = (String::from("article,word\n"), String::new());
            for (article, &words) in findings.words.iter().enumerate() {
                for word in 0..words {
                    csv += &format!("{article},{word}\n");
                    json += &format!("{{\"article\":{article},\"word\":{word}}}\n");
                }
            }
            prop_assert_eq!(written(TableFormat::Csv), csv);
            prop_assert_eq!(written(TableFormat::JsonLines), json);
        }
    }

    #[test]
    fn a_closed_stream_ends_the_table_with_its_own_error() {
        /// Takes the given number of bytes, then fails.
        struct Closing(usize);
        impl Write for Closing {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let findings = Findings { words: vec![300; 100], ..Findings::default() };
        let error = write_table(&WORDS, &findings, TableFormat::Csv, &mut Closing(10_000)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
