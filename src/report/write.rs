//! Writing tables: to a stream, or into a folder, where a file appears only when it is whole.

use super::cell::{Cell, Format};
use super::csv_row::push_row;
use super::graph::{GraphFormat, gexf, graphml};
use super::page::{Texts, write_page};
use super::parquet;
use super::summary::Summary;
use super::tables::{TABLES, Table};
use crate::error::{Error, Result};
use crate::findings::Findings;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Bytes of rows after which they are written.
const FULL: usize = 1 << 15;

/// Writes one table.
///
/// # Errors
/// What the stream says.
pub fn write_table(table: &Table, findings: &Findings, format: Format, out: &mut (dyn Write + Send)) -> io::Result<()> {
    match format {
        Format::Csv => {
            let header: Vec<Cell<'_>> = table.columns.iter().map(|&column| Cell::text(column)).collect();
            let mut lines = Vec::with_capacity(2 * FULL);
            push_row(&mut lines, &header);
            (table.rows)(findings, &mut |cells| {
                push_row(&mut lines, cells);
                if lines.len() >= FULL {
                    out.write_all(&lines)?;
                    lines.clear();
                }
                Ok(())
            })?;
            out.write_all(&lines)?;
            out.flush()
        }
        Format::JsonLines => (table.rows)(findings, &mut |cells| {
            let object = Object { columns: table.columns, cells };
            serde_json::to_writer(&mut *out, &object)?;
            out.write_all(b"\n")
        }),
        Format::Parquet => parquet::write(table, findings, out),
    }
}

/// Writes every table that the findings have and `summary.json` into `folder`, which is made when it is not there.
///
/// # Errors
/// [`Error::Write`] with the path.
pub fn write_to_folder(findings: &Findings, summary: &Summary<'_>, format: Format, folder: &Path) -> Result<()> {
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
pub fn write_page_to_folder(findings: &Findings, summary: &Summary<'_>, texts: &Texts, folder: &Path) -> Result<()> {
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
    use super::*;

    const TWO: Table = Table {
        name: "two",
        columns: &["name", "share", "number"],
        rows: |_, row| {
            row(&[Cell::text("a, \"b\"\nc"), Cell::Share(0.12345), Cell::Whole(-3)])?;
            row(&[Cell::Empty, Cell::Empty, Cell::Empty])
        },
    };

    fn written(format: Format) -> String {
        let mut out = Vec::new();
        write_table(&TWO, &Findings::default(), format, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_csv_cell_keeps_commas_quotes_and_line_breaks() {
        assert_eq!(written(Format::Csv), "name,share,number\n\"a, \"\"b\"\"\nc\",0.1235,-3\n,,\n");
    }

    #[test]
    fn an_empty_value_is_null_in_json() {
        let expected = "{\"name\":\"a, \\\"b\\\"\\nc\",\"share\":0.1235,\"number\":-3}\n\
                        {\"name\":null,\"share\":null,\"number\":null}\n";
        assert_eq!(written(Format::JsonLines), expected);
    }
}
