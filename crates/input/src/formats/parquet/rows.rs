//! The rows of a record batch as articles.

use arrow_array::{ArrayRef, RecordBatch};

use super::cells;
use crate::charset;
use crate::fields::RankedField;
use crate::record::Record;
use crate::sink::Sink;

/// A column that holds a field.
#[derive(Debug, Clone)]
pub(in crate::formats) struct FieldColumn {
    /// The names from the top: `metadata`, `url`.
    pub(in crate::formats) path: Vec<String>,
    pub(in crate::formats) field: RankedField,
}

/// Makes articles of all rows of a batch. `row` is the number of the next row.
pub(in crate::formats) fn parse_batch<'c>(
    columns: impl Iterator<Item = &'c FieldColumn>,
    batch: &RecordBatch,
    sink: &mut Sink<'_>,
    row: &mut u64,
) {
    let column_array = |column: &FieldColumn| Some((column.field, cells::array_at(batch, &column.path)?));
    let arrays: Vec<(RankedField, ArrayRef)> = columns.filter_map(column_array).collect();
    for at in 0..batch.num_rows() {
        let mut record = Record::default();
        let mut bytes = 0;
        for (field, array) in &arrays {
            if record.wants(*field)
                && let Some(text) = cells::text(array, at)
            {
                let text = charset::without_zeros(text);
                bytes += text.len();
                record.set(*field, text);
            }
        }
        sink.add_bytes(bytes);
        if bytes as u64 > sink.context.settings.max_article_bytes {
            sink.reject(Some(*row), sink.context.too_long("row"));
        } else {
            record.parse(Some(*row), sink);
        }
        *row = row.saturating_add(1);
        sink.deliver_if_full();
    }
}
