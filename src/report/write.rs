//! Writing tables: to a stream, or into a folder, where a file appears only when it is whole.

use super::cell::{Cell, TableFormat};
use super::csv_row::push_row;
use super::graph::{GraphFormat, gexf, graphml};
use super::page::{ArticleTexts, write_page};
use super::parquet;
use super::summary::Summary;
use super::table::Table;
use super::tables::TABLES;
use crate::error::{Error, Result};
use crate::findings::Findings;
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

/// Bytes that a part of a table has room for from the start: most need no more.
const ROOM: usize = 1 << 16;
/// Parts that are made at one time, for each thread: as many are written meanwhile, and as many are all that is held.
const AT_ONCE: usize = 4;

/// Writes one table. Its rows are made on all threads of the current rayon pool, and come in their order.
///
/// # Errors
/// What the stream says.
pub fn write_table(
    table: &Table,
    findings: &Findings,
    format: TableFormat,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    match format {
        TableFormat::Csv => {
            let header: Vec<Cell<'_>> = table.columns.iter().map(|&column| Cell::text(column)).collect();
            let mut line = Vec::new();
            push_row(&mut line, &header);
            out.write_all(&line)?;
            let push = |lines: &mut Vec<u8>, cells: &[Cell<'_>]| {
                push_row(lines, cells);
                Ok(())
            };
            write_lines(table, findings, push, out)?;
            out.flush()
        }
        TableFormat::JsonLines => {
            let push = |lines: &mut Vec<u8>, cells: &[Cell<'_>]| {
                serde_json::to_writer(&mut *lines, &Object { columns: table.columns, cells })?;
                lines.push(b'\n');
                Ok(())
            };
            write_lines(table, findings, push, out)
        }
        TableFormat::Parquet => parquet::write(table, findings, out),
    }
}

/// Writes the rows of a table as `push` appends them: some parts are made while those before them are written.
fn write_lines(
    table: &Table,
    findings: &Findings,
    push: impl Fn(&mut Vec<u8>, &[Cell<'_>]) -> io::Result<()> + Sync,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let lines_of = |part: &Range<usize>| {
        let mut lines = Vec::with_capacity(ROOM);
        (table.rows)(findings, part.clone(), &mut |cells| push(&mut lines, cells))?;
        Ok(lines)
    };
    let mut write = |made: Vec<Vec<u8>>| made.iter().try_for_each(|lines| out.write_all(lines));
    let mut made = Vec::new();
    for parts in (table.parts)(findings).chunks(AT_ONCE * rayon::current_num_threads()) {
        let before = std::mem::take(&mut made);
        let (written, next) =
            rayon::join(|| write(before), || parts.par_iter().with_max_len(1).map(lines_of).collect::<io::Result<_>>());
        written?;
        made = next?;
    }
    write(made)
}

/// Writes every table that the findings have and `summary.json` into `folder`, which is made when it is not there.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn write_tables_to_folder(
    findings: &Findings,
    summary: &Summary<'_>,
    format: TableFormat,
    folder: &Path,
) -> Result<()> {
    fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
    for table in TABLES {
        let path = folder.join(format!("{}.{}", table.name, format.extension()));
        if table.is_known(findings) {
            write_whole(&path, |out| write_table(table, findings, format, out))?;
        } else if path.exists() {
            // what an earlier run wrote would be taken for this run's
            fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        }
    }
    write_whole(&folder.join("summary.json"), |out| {
        serde_json::to_writer_pretty(&mut *out, summary)?;
        out.write_all(b"\n")
    })
}

/// Writes the flows between wires and outlets as a graph.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn write_graph(findings: &Findings, format: GraphFormat, path: &Path) -> Result<()> {
    let flows = findings.flows();
    write_whole(path, |out| match format {
        GraphFormat::GraphMl => graphml(out, &flows),
        GraphFormat::Gexf => gexf(out, &flows),
    })
}

/// Writes `report.html` into `folder`.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn write_page_to_folder(
    findings: &Findings,
    summary: &Summary<'_>,
    texts: &ArticleTexts,
    folder: &Path,
) -> Result<()> {
    write_whole(&folder.join("report.html"), |out| write_page(findings, summary, texts, out))
}

/// Writes a file aside and renames it, so that a run that is killed leaves the old file or none.
fn write_whole(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> Result<()> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".partial");
    let aside = Path::new(&aside);
    let run = || {
        let mut out = BufWriter::with_capacity(1 << 16, File::create(aside)?);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        fs::rename(aside, path)
    };
    run().map_err(|source| Error::Write { path: path.to_owned(), source })
}

/// A row as a JSON object.
struct Object<'a> {
    columns: &'a [&'static str],
    cells: &'a [Cell<'a>],
}

impl serde::Serialize for Object<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.columns.iter().zip(self.cells))
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{in_one, in_parts};
    use super::*;
    use proptest::prelude::*;

    const TWO: Table = Table {
        name: "two",
        columns: &["name", "share", "number"],
        parts: in_one,
        rows: |_, _, row| {
            row(&[Cell::text("a, \"b\"\nc"), Cell::Share(0.12345), Cell::Whole(-3)])?;
            row(&[Cell::Empty, Cell::Empty, Cell::Empty])
        },
    };

    fn written(format: TableFormat) -> String {
        let mut out = Vec::new();
        write_table(&TWO, &Findings::default(), format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_csv_cell_keeps_commas_quotes_and_line_breaks() {
        assert_eq!(written(TableFormat::Csv), "name,share,number\n\"a, \"\"b\"\"\nc\",0.1235,-3\n,,\n");
    }

    #[test]
    fn an_empty_value_is_null_in_json() {
        let expected = "{\"name\":\"a, \\\"b\\\"\\nc\",\"share\":0.1235,\"number\":-3}\n\
                        {\"name\":null,\"share\":null,\"number\":null}\n";
        assert_eq!(written(TableFormat::JsonLines), expected);
    }

    /// As many rows for each article as it has words.
    const MANY: Table = Table {
        name: "many",
        columns: &["article", "word"],
        parts: |findings| in_parts(findings.words.len(), |article| findings.words[article] as usize),
        rows: |findings, part, row| {
            for article in part {
                (0..findings.words[article])
                    .try_for_each(|word| row(&[Cell::from(article as u32), Cell::from(word)]))?;
            }
            Ok(())
        },
    };

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn rows_that_many_threads_make_come_one_after_the_other(
            // up to three turns of four threads with four parts of 256 rows each, and a few rows around a full part
            words in prop::collection::vec(prop_oneof![0_u32..4, 254_u32..259], 0..100),
            threads in 1_usize..5,
        ) {
            let findings = Findings { words, ..Findings::default() };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let written = |format| {
                let mut out = Vec::new();
                pool.install(|| write_table(&MANY, &findings, format, &mut out)).unwrap();
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
    fn a_stream_that_closes_ends_the_table() {
        /// Takes so many bytes and no more.
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
        let error = write_table(&MANY, &findings, TableFormat::Csv, &mut Closing(10_000)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
