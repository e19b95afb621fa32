//! Tables with typed columns: as record batches, and compressed as Parquet.

use super::table::Table;
use crate::findings::Findings;
use std::io::{self, Write};

/// Writes a table.
///
/// # Errors
/// Always: this build has no Parquet.
#[cfg(not(feature = "parquet"))]
pub(super) fn write(_: &Table, _: &Findings, _: &mut (dyn Write + Send)) -> io::Result<()> {
    Err(io::Error::other("this build writes no Parquet: build it with the cargo feature parquet"))
}

#[cfg(feature = "parquet")]
pub(super) use writer::write;
#[cfg(feature = "parquet")]
pub use writer::{flow_batches, outlet_batches, record_batches, record_schema};

#[cfg(feature = "parquet")]
mod writer {
    use super::super::cell::Cell;
    use super::super::column::{ColumnInfo, Kind};
    use super::super::number::four_decimals;
    use super::super::table::{Row, RowSink, push_rows};
    use super::super::tables::{FLOWS, OUTLETS};
    use super::{Findings, Table, Write, io};
    use crate::attribution::flow::{Flow, OutletRow};
    use arrow_array::builder::{
        BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
    };
    use arrow_array::{ArrayRef, RecordBatch};
    use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{Compression, ZstdLevel};
    use parquet::errors::ParquetError;
    use parquet::file::properties::WriterProperties;
    use std::sync::Arc;

    /// Rows of a record batch.
    const ROWS_PER_BATCH: usize = 1 << 16;
    /// The zone of all times.
    const UTC: &str = "UTC";
    const MICROSECONDS_PER_MINUTE: i64 = 60_000_000;

    /// Writes a table.
    ///
    /// # Errors
    /// As the stream.
    pub(in crate::report) fn write(table: &Table, findings: &Findings, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("wirecopy {}", env!("CARGO_PKG_VERSION")))
            .build();
        let mut writer = ArrowWriter::try_new(out, record_schema(table), Some(properties)).map_err(io_error)?;
        record_batches(table, findings, &mut |batch| writer.write(&batch).map_err(io_error))?;
        writer.close().map(drop).map_err(io_error)
    }

    /// The schema of a table's record batches.
    #[must_use]
    pub fn record_schema(table: &Table) -> SchemaRef {
        Arc::new(Schema::new(table.columns().iter().map(field).collect::<Vec<_>>()))
    }

    /// Gives the rows of a table to `sink`, in record batches.
    ///
    /// # Errors
    /// As `sink`.
    pub fn record_batches(
        table: &Table,
        findings: &Findings,
        sink: &mut dyn FnMut(RecordBatch) -> io::Result<()>,
    ) -> io::Result<()> {
        collect(table, sink, |row| {
            let mut parts = (table.parts)(findings).unwrap_or_default().into_iter();
            parts.try_for_each(|part| (table.rows)(findings, part, row))
        })
    }

    /// The table of outlets from rows that were counted elsewhere.
    ///
    /// # Errors
    /// None is known.
    pub fn outlet_batches(rows: Vec<OutletRow>) -> io::Result<(SchemaRef, Vec<RecordBatch>)> {
        of_rows(&OUTLETS, rows)
    }

    /// The table of flows from rows that were counted elsewhere.
    ///
    /// # Errors
    /// None is known.
    pub fn flow_batches(rows: Vec<Flow>) -> io::Result<(SchemaRef, Vec<RecordBatch>)> {
        of_rows(&FLOWS, rows)
    }

    fn of_rows<R: Row>(table: &Table, rows: Vec<R>) -> io::Result<(SchemaRef, Vec<RecordBatch>)> {
        let mut batches = Vec::new();
        let mut keep = |batch| {
            batches.push(batch);
            Ok(())
        };
        collect(table, &mut keep, |row| push_rows(rows, row))?;
        Ok((record_schema(table), batches))
    }

    /// Gives the rows that `make` makes to `sink`, in record batches.
    fn collect(
        table: &Table,
        sink: &mut dyn FnMut(RecordBatch) -> io::Result<()>,
        make: impl FnOnce(&mut RowSink<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let schema = record_schema(table);
        let mut builders: Vec<Builder> = table.columns().iter().map(|column| Builder::new(column.kind)).collect();
        let mut rows = 0;
        let mut flush = |builders: &mut Vec<Builder>| {
            let arrays = builders.iter_mut().map(Builder::finish).collect();
            sink(RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?)
        };
        make(&mut |cells| {
            builders.iter_mut().zip(cells).for_each(|(builder, cell)| builder.push(cell));
            rows += 1;
            if rows % ROWS_PER_BATCH == 0 { flush(&mut builders) } else { Ok(()) }
        })?;
        if rows % ROWS_PER_BATCH != 0 {
            flush(&mut builders)?;
        }
        Ok(())
    }

    fn field(column: &ColumnInfo) -> Field {
        let data_type = match column.kind {
            Kind::Text => DataType::Utf8,
            Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
            Kind::Whole => DataType::Int64,
            Kind::Share => DataType::Float64,
            Kind::Flag => DataType::Boolean,
        };
        Field::new(column.name, data_type, true)
    }

    /// Collects the values of one column.
    enum Builder {
        Text(StringBuilder),
        Whole(Int64Builder),
        Share(Float64Builder),
        Flag(BooleanBuilder),
        Time(TimestampMicrosecondBuilder),
    }

    impl Builder {
        fn new(kind: Kind) -> Self {
            match kind {
                Kind::Text => Builder::Text(StringBuilder::new()),
                Kind::Time => Builder::Time(TimestampMicrosecondBuilder::new().with_timezone(UTC)),
                Kind::Whole => Builder::Whole(Int64Builder::new()),
                Kind::Share => Builder::Share(Float64Builder::new()),
                Kind::Flag => Builder::Flag(BooleanBuilder::new()),
            }
        }

        /// Adds a value. Cells of a column are of its kind or empty.
        fn push(&mut self, cell: &Cell<'_>) {
            match (self, cell) {
                (Builder::Text(builder), Cell::Text(text)) => builder.append_value(text),
                (Builder::Text(builder), _) => builder.append_null(),
                (Builder::Whole(builder), Cell::Whole(number)) => builder.append_value(*number),
                (Builder::Whole(builder), _) => builder.append_null(),
                (Builder::Share(builder), Cell::Share(share)) => builder.append_value(four_decimals(*share)),
                (Builder::Share(builder), _) => builder.append_null(),
                (Builder::Flag(builder), Cell::Flag(flag)) => builder.append_value(*flag),
                (Builder::Flag(builder), _) => builder.append_null(),
                (Builder::Time(builder), Cell::Time(time)) => {
                    builder.append_option(time.minutes.checked_mul(MICROSECONDS_PER_MINUTE));
                }
                (Builder::Time(builder), _) => builder.append_null(),
            }
        }

        fn finish(&mut self) -> ArrayRef {
            match self {
                Builder::Text(builder) => Arc::new(builder.finish()),
                Builder::Whole(builder) => Arc::new(builder.finish()),
                Builder::Share(builder) => Arc::new(builder.finish()),
                Builder::Flag(builder) => Arc::new(builder.finish()),
                Builder::Time(builder) => Arc::new(builder.finish()),
            }
        }
    }

    /// The stream's own error where there is one, so that callers recognise a closed pipe.
    fn io_error(error: ParquetError) -> io::Error {
        match error {
            ParquetError::External(error) => match error.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(error) => io::Error::other(error),
            },
            error => io::Error::other(error),
        }
    }
}
