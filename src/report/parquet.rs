//! Tables as Parquet: typed columns, compressed, read by pandas, R arrow, DuckDB and Spark.

use super::table::Table;
use crate::findings::Findings;
use std::io::{self, Write};

/// What a column holds. Empty values are null in every kind.
#[cfg(feature = "parquet")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Share,
    Flag,
}

/// The kind of a column, by its name: it must not depend on which values a run happens to have.
#[cfg(feature = "parquet")]
pub(super) fn kind(column: &str) -> Kind {
    match column {
        "cluster_size" | "outlets" | "rank" | "lag_minutes" | "shared_words" | "words" | "shared_shingles"
        | "longest_run_words" | "articles" | "copies" | "wire_copies" | "uncredited" | "leads"
        | "median_lag_minutes" | "press_releases" | "boilerplate_words" | "row" => Kind::Whole,
        "score" | "jaccard" | "containment" | "lead_containment" | "containment_a" | "containment_b" | "copy_share"
        | "wire_share" | "uncredited_share" | "spread" => Kind::Share,
        "same_outlet" | "kept" | "no_article" => Kind::Flag,
        _ => Kind::Text,
    }
}

/// Writes a table.
///
/// # Errors
/// What the stream says; a build without Parquet says so.
#[cfg(not(feature = "parquet"))]
pub(super) fn write(_: &Table, _: &Findings, _: &mut (dyn Write + Send)) -> io::Result<()> {
    Err(io::Error::other("this build writes no Parquet: build it with --features parquet"))
}

#[cfg(feature = "parquet")]
pub(super) use with::write;

#[cfg(feature = "parquet")]
mod with {
    use super::super::cell::Cell;
    use super::super::number::four_decimals;
    use super::{Findings, Kind, Table, Write, io, kind};
    use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
    use arrow_array::{ArrayRef, RecordBatch};
    use arrow_schema::{DataType, Field, Schema};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{Compression, ZstdLevel};
    use parquet::errors::ParquetError;
    use parquet::file::properties::WriterProperties;
    use std::sync::Arc;

    /// Rows that are held before they are written.
    const ROWS: usize = 1 << 16;

    enum Column {
        Text(StringBuilder),
        Whole(Int64Builder),
        Share(Float64Builder),
        Flag(BooleanBuilder),
    }

    impl Column {
        fn new(kind: Kind) -> Self {
            match kind {
                Kind::Text => Column::Text(StringBuilder::new()),
                Kind::Whole => Column::Whole(Int64Builder::new()),
                Kind::Share => Column::Share(Float64Builder::new()),
                Kind::Flag => Column::Flag(BooleanBuilder::new()),
            }
        }

        /// Adds a value; `None` when the column holds values of another kind.
        fn push(&mut self, cell: &Cell<'_>) -> Option<()> {
            match (self, cell) {
                (Column::Text(column), Cell::Text(text)) => column.append_value(text),
                (Column::Text(column), Cell::Empty) => column.append_null(),
                (Column::Whole(column), Cell::Whole(number)) => column.append_value(*number),
                (Column::Whole(column), Cell::Empty) => column.append_null(),
                (Column::Share(column), Cell::Share(share)) => column.append_value(four_decimals(*share)),
                (Column::Share(column), Cell::Empty) => column.append_null(),
                (Column::Flag(column), Cell::Flag(flag)) => column.append_value(*flag),
                (Column::Flag(column), Cell::Empty) => column.append_null(),
                _ => return None,
            }
            Some(())
        }

        fn finish(&mut self) -> ArrayRef {
            match self {
                Column::Text(column) => Arc::new(column.finish()),
                Column::Whole(column) => Arc::new(column.finish()),
                Column::Share(column) => Arc::new(column.finish()),
                Column::Flag(column) => Arc::new(column.finish()),
            }
        }
    }

    /// Writes a table.
    ///
    /// # Errors
    /// What the stream says.
    pub(in crate::report) fn write(table: &Table, findings: &Findings, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let field = |&name: &&str| {
            let data_type = match kind(name) {
                Kind::Text => DataType::Utf8,
                Kind::Whole => DataType::Int64,
                Kind::Share => DataType::Float64,
                Kind::Flag => DataType::Boolean,
            };
            Field::new(name, data_type, true)
        };
        let schema = Arc::new(Schema::new(table.columns.iter().map(field).collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("wirecopy {}", env!("CARGO_PKG_VERSION")))
            .build();
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(plain)?;
        let mut columns: Vec<Column> = table.columns.iter().map(|name| Column::new(kind(name))).collect();
        let mut rows = 0;
        let mut flush = |columns: &mut Vec<Column>| {
            let arrays = columns.iter_mut().map(Column::finish).collect();
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?;
            writer.write(&batch).map_err(plain)
        };
        for part in (table.parts)(findings) {
            (table.rows)(findings, part, &mut |cells| {
                for ((column, cell), name) in columns.iter_mut().zip(cells).zip(table.columns) {
                    column.push(cell).ok_or_else(|| io::Error::other(format!("column {name} has a value {cell:?}")))?;
                }
                rows += 1;
                if rows % ROWS == 0 { flush(&mut columns) } else { Ok(()) }
            })?;
        }
        if rows % ROWS != 0 {
            flush(&mut columns)?;
        }
        writer.close().map(drop).map_err(plain)
    }

    /// The stream's own error, so that a closed pipe is still known as one.
    fn plain(error: ParquetError) -> io::Error {
        match error {
            ParquetError::External(error) => match error.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(error) => io::Error::other(error),
            },
            error => io::Error::other(error),
        }
    }
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use super::super::tables::TABLES;
    use super::*;

    #[test]
    fn columns_of_one_name_are_of_one_kind_and_ids_are_text() {
        for column in TABLES.iter().flat_map(|table| table.columns) {
            let id = column.ends_with("_id") || ["path", "outlet", "title", "wire", "credited"].contains(column);
            assert!(!id || kind(column) == Kind::Text, "{column}");
        }
        assert_eq!(kind("wire_share"), Kind::Share);
    }
}
