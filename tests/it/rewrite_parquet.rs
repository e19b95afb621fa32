//! `--dedup-to` and `--annotate` with Parquet tables: schema, values and rows are kept.

use crate::support::{prose, stderr, wirecopy};
use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::{ArrayRef, Float32Array, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Scans a folder's `in` with these flags, in that folder. Returns what was said on stderr.
fn scan(dir: &TempDir, flags: &[&str]) -> String {
    let mut command = wirecopy(&["scan", "in", "--out", "out", "--no-page"]);
    stderr(&command.args(flags).current_dir(dir.path()).assert().success())
}

/// A table of `rows` articles, of which each third is a copy of the one before, with columns of many types.
fn table(rows: usize) -> RecordBatch {
    let ids = StringArray::from_iter_values((0..rows).map(|n| format!("p{n}")));
    let texts = StringArray::from_iter_values((0..rows).map(|n| prose(500 + (n - usize::from(n % 3 == 2)) as u64, 90)));
    let times = TimestampMicrosecondArray::from_iter((0..rows).map(|n| (n % 15 > 0).then_some(n as i64 * 60_000_000)));
    let numbers = Float32Array::from_iter((0..rows).map(|n| (n % 2 == 0).then_some(n as f32 + 0.1)));
    let mut lists = ListBuilder::new(Int32Builder::new());
    for n in 0..rows {
        (0..n % 4).for_each(|at| lists.values().append_option((at > 0).then_some((n * at) as i32)));
        lists.append(n % 7 > 0);
    }
    let field = Arc::new(Field::new("desk", DataType::Utf8, false));
    let desks = StringArray::from_iter_values((0..rows).map(|n| format!("desk {n}")));
    let nested = StructArray::from(vec![(field, Arc::new(desks) as ArrayRef)]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(ids)),
        ("published", Arc::new(times)),
        ("score", Arc::new(numbers)),
        ("sizes", Arc::new(lists.finish())),
        ("text", Arc::new(texts)),
        ("extra", Arc::new(nested)),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let metadata = [("made by".to_owned(), "a desk".to_owned())].into();
    let schema = Schema::new_with_metadata(batch.schema().fields().clone(), metadata);
    RecordBatch::try_new(Arc::new(schema), batch.columns().to_vec()).unwrap()
}

fn write(path: &Path, batch: &RecordBatch) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(40))
        .build();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn read_table(path: &Path) -> RecordBatch {
    let builder = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(path).unwrap()).unwrap();
    let schema = Arc::clone(builder.schema());
    let batches: Vec<RecordBatch> =
        builder.with_batch_size(100_000).build().unwrap().map(|batch| batch.unwrap()).collect();
    assert_eq!(batches.len(), 1);
    RecordBatch::try_new(schema, batches[0].columns().to_vec()).unwrap()
}

/// The ids of the rows, and each row as text.
fn rows_of(batch: &RecordBatch) -> Vec<String> {
    let row = |at: usize| {
        let cells = batch.columns().iter().map(|column| format!("{:?}", column.slice(at, 1)));
        cells.collect::<Vec<_>>().join("|")
    };
    (0..batch.num_rows()).map(row).collect()
}

#[test]
fn parquet_keeps_its_schema_and_the_rows_that_are_no_duplicates() {
    let dir = TempDir::new().unwrap();
    let whole = table(100);
    write(&dir.path().join("in/x.parquet"), &whole);
    let said = scan(&dir, &["--dedup-to", "kept.parquet", "--annotate", "all.parquet"]);
    assert!(said.contains("67 articles kept in kept.parquet, 33 dropped"), "{said}");
    scan(&dir, &["--dedup-to", "kept"]);
    for path in ["kept.parquet", "kept/x.parquet"] {
        let kept = read_table(&dir.path().join(path));
        assert_eq!(kept.schema(), whole.schema(), "{path}");
        let all = rows_of(&whole);
        let expected: Vec<&String> = (0..100).filter(|n| n % 3 != 2).map(|n| &all[n]).collect();
        assert!(rows_of(&kept).iter().collect::<Vec<_>>() == expected, "{path}: {} rows", kept.num_rows());
    }
    let all = read_table(&dir.path().join("all.parquet"));
    assert_eq!(all.num_rows(), 100);
    assert_eq!(all.schema().fields()[..6], whole.schema().fields()[..]);
    assert_eq!(rows_of(&all.project(&[0, 1, 2, 3, 4, 5]).unwrap()), rows_of(&whole));
    let text = |column: usize, at: usize| {
        all.column(column).as_any().downcast_ref::<StringArray>().unwrap().iter().nth(at).unwrap().map(str::to_owned)
    };
    assert_eq!(all.schema().field(6).name(), "cluster_id");
    assert_eq!((text(6, 0), text(7, 0)), (None, None));
    assert_eq!((text(6, 1), text(7, 1)), (text(6, 2), Some("lead".to_owned())));
    assert_eq!(text(7, 2).as_deref(), Some("verbatim"));
}

#[test]
fn tables_of_one_schema_go_to_one_file_and_others_are_refused() {
    let dir = TempDir::new().unwrap();
    write(&dir.path().join("in/x.parquet"), &table(30));
    write(&dir.path().join("in/y.parquet"), &table(30));
    scan(&dir, &["--dedup-to", "kept.parquet"]);
    assert_eq!(read_table(&dir.path().join("kept.parquet")).num_rows(), 20);
    write(&dir.path().join("in/z.parquet"), &table(30).project(&[0, 4]).unwrap());
    let run = wirecopy(&["scan", "in", "--dedup-to", "k.parquet"]).current_dir(dir.path()).assert().code(2);
    assert!(stderr(&run).contains("in/z.parquet has other columns than in/x.parquet"), "{}", stderr(&run));
}

#[test]
fn parquet_rows_become_objects_with_all_columns_in_lines() {
    let dir = TempDir::new().unwrap();
    write(&dir.path().join("in/x.parquet"), &table(30));
    scan(&dir, &["--annotate", "all.jsonl"]);
    let all = fs::read_to_string(dir.path().join("all.jsonl")).unwrap();
    assert_eq!(all.lines().count(), 30);
    let third = all.lines().nth(2).unwrap();
    assert!(third.starts_with("{\"id\":\"p2\",\"published\":\"1970-01-01 00:02:00"), "{third}");
    let object: Value = serde_json::from_str(third).unwrap();
    assert_eq!((&object["score"], &object["sizes"]), (&Value::from(2.1), &serde_json::json!([null, 2])));
    assert_eq!(object["extra"]["desk"], "desk 2");
    assert_eq!(object["kept"], false);
}

#[test]
fn bytes_in_other_encodings_and_hashes_are_written_as_they_were_read() {
    let dir = tempfile::tempdir().unwrap();
    let text = "Мост через реку будет закрыт до марта, сообщили городские власти.";
    let bytes = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(arrow_array::BinaryArray::from_vec(vec![b"\x01\xff\x01\xff"]))),
        ("text", Arc::new(arrow_array::BinaryArray::from_vec(vec![&bytes]))),
    ];
    write(&dir.path().join("in/a.parquet"), &RecordBatch::try_from_iter(columns).unwrap());
    scan(&dir, &["--dedup-to", "kept.jsonl"]);
    let kept = fs::read_to_string(dir.path().join("kept.jsonl")).unwrap();
    assert!(kept.contains(text) && kept.contains("\"01ff01ff\""), "{kept}");
}
