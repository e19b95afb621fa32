//! Arrow tables, as files (Feather 2) and as streams: both are read from their start, batch by batch.

mod frames;

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{MessageHeader, root_as_message};
use arrow_schema::{DataType, SchemaRef};

use super::parquet::{FieldColumn, find_columns_of, parse_batch};
use crate::fence::fenced;
use crate::fields::FieldNames;
use crate::format::{Access, Chunk, Content, Emitter, Format};
use crate::sink::Sink;
use frames::{CONTINUATION, Frame, FrameRead};

/// An Arrow file or stream.
pub(super) static ARROW: Format = Format {
    name: "arrow",
    extensions: &["arrow", "feather", "ipc", "arrows"],
    has_reliable_extensions: true,
    recognises: |head| head.starts_with(FILE_MAGIC) || is_stream(head),
    access: Access::Stream(split),
};

const FILE_MAGIC: &[u8] = b"ARROW1";

/// What the batches of a table share.
#[derive(Clone)]
struct ArrowTable {
    schema: SchemaRef,
    dictionaries: HashMap<i64, ArrayRef>,
    columns: Vec<FieldColumn>,
    /// The columns at the top that hold a field, by their number.
    projection: Vec<usize>,
}

/// A batch of rows.
struct ArrowRows {
    frame: Frame,
    table: Arc<ArrowTable>,
    first_row: u64,
}

/// Whether content begins with a message of a stream.
fn is_stream(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(&CONTINUATION) else { return false };
    let Some((length, rest)) = rest.split_first_chunk::<4>() else { return false };
    let length = u32::from_le_bytes(*length) as usize;
    let message = rest.get(..length).and_then(|metadata| root_as_message(metadata).ok());
    message.is_some_and(|message| message.header_type() == MessageHeader::Schema)
}

/// Splits the content into batches of rows.
fn split(content: &mut Content<'_>, emitter: &mut Emitter<'_>) -> io::Result<()> {
    let is_file = content.fill_buf()?.starts_with(FILE_MAGIC);
    if is_file {
        // padded to eight bytes, or to more
        const MAX_PADDED: usize = 64;
        let head = content.fill_buf()?;
        let padding = head[FILE_MAGIC.len()..].iter().take(MAX_PADDED).take_while(|byte| **byte == 0).count();
        content.consume((FILE_MAGIC.len() + padding) / 8 * 8);
    }
    let FrameRead::Frame(first) = Frame::read(content)? else { return Err(broken(&"it has no schema")) };
    let mut table = Arc::new(fenced("Arrow", || read_schema(&first, &emitter.context.names))?);
    let mut row = 1;
    let is_whole = loop {
        let frame = match Frame::read(content) {
            Ok(FrameRead::Frame(frame)) => frame,
            Ok(FrameRead::End) => break !is_file || ends_with_magic(content)?,
            Ok(FrameRead::CutOff) => break false,
            // the one after it cannot be found
            Err(error) => {
                emitter.reject(row, error.to_string());
                return Ok(());
            }
        };
        let message = frame.message()?;
        match message.header_type() {
            MessageHeader::RecordBatch => {
                let rows = message.header_as_record_batch().map_or(0, |batch| batch.length());
                emitter.chunk(ArrowRows { frame, table: Arc::clone(&table), first_row: row });
                row = row.saturating_add(u64::try_from(rows).unwrap_or(0));
            }
            MessageHeader::DictionaryBatch => {
                let max_expansion = emitter.context.settings.max_expansion;
                fenced("Arrow", || add_dictionary(&frame, Arc::make_mut(&mut table), max_expansion))?;
            }
            _ => {}
        }
        if emitter.context.progress.cancelled() {
            return Ok(());
        }
    };
    if !is_whole {
        emitter.reject(row, cut_off(is_file, row - 1));
    } else if row == 1 {
        emitter.reject(None, "a table without rows");
    }
    Ok(())
}

/// Whether the rest of a file is a footer, as far as its last bytes tell.
fn ends_with_magic(content: &mut Content<'_>) -> io::Result<bool> {
    let mut last = Vec::new();
    loop {
        let read = content.fill_buf()?;
        if read.is_empty() {
            return Ok(last == FILE_MAGIC);
        }
        let length = read.len();
        last.extend_from_slice(&read[length.saturating_sub(FILE_MAGIC.len())..]);
        last.drain(..last.len().saturating_sub(FILE_MAGIC.len()));
        content.consume(length);
    }
}

/// What is told of a table that ends between two batches without the mark that writers end it with.
fn cut_off(is_file: bool, rows: u64) -> String {
    let mark = if is_file { "the footer that ends an Arrow file" } else { "the mark that ends an Arrow stream" };
    format!(
        "cut off after row {rows}: {mark} is missing, and with it any rows that came after; write or fetch it again"
    )
}

fn read_schema(frame: &Frame, names: &FieldNames) -> io::Result<ArrowTable> {
    let message = frame.message()?;
    let schema = message.header_as_schema().ok_or_else(|| broken(&"it does not begin with a schema"))?;
    if !schema.endianness().equals_to_target_endianness() {
        return Err(broken(&"its numbers are of a machine of another byte order"));
    }
    let schema = Arc::new(fb_to_schema(schema));
    let columns =
        find_columns_of(&schema, names).map_err(|reason| io::Error::new(io::ErrorKind::InvalidData, reason))?;
    // a column without values has no data to bound its rows
    let is_null = |name: &String| schema.field_with_name(name).is_ok_and(|field| *field.data_type() == DataType::Null);
    let has_values = |column: &FieldColumn| !column.path.first().is_some_and(is_null);
    let columns: Vec<FieldColumn> = columns.into_iter().filter(has_values).collect();
    let is_wanted = |name: &String| columns.iter().any(|column| column.path.first() == Some(name));
    let projection = (0..schema.fields().len()).filter(|at| is_wanted(schema.field(*at).name())).collect();
    Ok(ArrowTable { schema, dictionaries: HashMap::new(), columns, projection })
}

fn add_dictionary(frame: &Frame, table: &mut ArrowTable, max_expansion: u64) -> io::Result<()> {
    let message = frame.message()?;
    let dictionary = message.header_as_dictionary_batch().ok_or_else(|| broken(&"an empty message"))?;
    if let Some(batch) = dictionary.data() {
        frame.check(&batch, max_expansion)?;
    }
    let version = message.version();
    read_dictionary(&frame.body, dictionary, &table.schema, &mut table.dictionaries, &version).map_err(|e| broken(&e))
}

impl Chunk for ArrowRows {
    fn bytes(&self) -> Option<usize> {
        // the rows are counted while they are parsed
        None
    }

    fn parse(self: Box<Self>, sink: &mut Sink<'_>) {
        let max_expansion = sink.context.settings.max_expansion;
        let batch = match fenced("Arrow", || self.decode(max_expansion)) {
            Ok(batch) => batch,
            Err(error) => return sink.reject(Some(self.first_row), error.to_string()),
        };
        let mut row = self.first_row;
        parse_batch(self.table.columns.iter(), &batch, sink, &mut row);
    }
}

impl ArrowRows {
    fn decode(&self, max_expansion: u64) -> io::Result<RecordBatch> {
        let ArrowTable { schema, dictionaries, projection, .. } = &*self.table;
        let message = self.frame.message()?;
        let batch = message.header_as_record_batch().ok_or_else(|| broken(&"an empty message"))?;
        self.frame.check(&batch, max_expansion)?;
        let (schema, version) = (Arc::clone(schema), message.version());
        read_record_batch(&self.frame.body, batch, schema, dictionaries, Some(projection), &version)
            .map_err(|e| broken(&e))
    }
}

fn broken(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("broken Arrow file: {error}"))
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor, Read};

    use arrow_array::types::Int32Type;
    use arrow_array::{DictionaryArray, Int64Array, StringArray, StructArray, TimestampMillisecondArray};
    use arrow_ipc::CompressionType;
    use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};

    use super::*;
    use crate::settings::Settings;
    use crate::sink::Parsed;

    fn batch(first: i64, rows: usize) -> RecordBatch {
        let texts = (0..rows).map(|nth| format!("Nobody was hurt, said the {nth}th."));
        let url: ArrayRef = Arc::new(StringArray::from(vec!["https://echo.example/1"; rows]));
        let meta = StructArray::try_from(vec![("url", url)]).unwrap();
        RecordBatch::try_from_iter([
            ("id", Arc::new(Int64Array::from_iter_values(first..first + rows as i64)) as ArrayRef),
            ("text", Arc::new(StringArray::from_iter_values(texts))),
            ("title", Arc::new(vec!["Ferry"; rows].into_iter().collect::<DictionaryArray<Int32Type>>())),
            ("date", Arc::new(TimestampMillisecondArray::from(vec![1_928_055_600_000; rows]))),
            ("meta", Arc::new(meta)),
        ])
        .unwrap()
    }

    fn file(compression: Option<CompressionType>) -> Vec<u8> {
        let options = IpcWriteOptions::default().try_with_compression(compression).unwrap();
        let batch = batch(1, 3000);
        let mut writer = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).unwrap();
        writer.write(&batch).unwrap();
        writer.write(&batch.slice(0, 2)).unwrap();
        writer.finish().unwrap();
        writer.into_inner().unwrap()
    }

    fn small_file() -> Vec<u8> {
        let mut writer = FileWriter::try_new(Vec::new(), &batch(1, 1).schema()).unwrap();
        writer.write(&batch(1, 2)).unwrap();
        writer.write(&batch(3, 1)).unwrap();
        writer.finish().unwrap();
        writer.into_inner().unwrap()
    }

    fn stream() -> Vec<u8> {
        let mut writer = StreamWriter::try_new(Vec::new(), &batch(1, 1).schema()).unwrap();
        writer.write(&batch(1, 2)).unwrap();
        writer.write(&batch(3, 1)).unwrap();
        writer.finish().unwrap();
        writer.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Parsed, String> {
        let reader: Box<dyn Read> = Box::new(Cursor::new(bytes.to_vec()));
        Emitter::parse_all(&Settings::default(), |emitter| split(&mut BufReader::new(reader), emitter))
    }

    #[test]
    fn reads_files_in_any_compression_and_streams() {
        for compression in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
            let file = file(compression);
            assert!((ARROW.recognises)(&file));
            let parsed = read(&file).unwrap();
            assert_eq!((parsed.articles.len(), parsed.rejected.len()), (3002, 0));
            let last = &parsed.articles[3001];
            assert_eq!((last.row, &*last.id, &*last.title), (Some(3002), "2", "Ferry"));
            assert_eq!((&*last.url, &*last.outlet), ("https://echo.example/1", "echo.example"));
            assert_eq!(last.published.map(|p| p.to_string()).as_deref(), Some("2031-02-05T11:00"));
        }
        let stream = stream();
        assert!((ARROW.recognises)(&stream) && !(ARROW.recognises)(&[0xff; 64]));
        let parsed = read(&stream).unwrap();
        assert_eq!(parsed.articles.iter().map(|a| &*a.id).collect::<Vec<_>>(), ["1", "2", "3"]);
    }

    #[test]
    fn what_is_cut_off_anywhere_is_told_in_one_line() {
        for whole in [stream(), small_file()] {
            for left in 0..whole.len() {
                let (articles, rejected) = match read(&whole[..left]) {
                    Ok(parsed) => (parsed.articles.len(), parsed.rejected.len()),
                    Err(_) => (0, 1),
                };
                assert!(articles <= 3 && rejected == 1, "{left} of {}: {articles} {rejected}", whole.len());
            }
            let parsed = read(&whole).unwrap();
            assert_eq!((parsed.articles.len(), parsed.rejected.len()), (3, 0));
        }
        // a file whose footer is gone says up to where it was read
        let file = small_file();
        let parsed = read(&file[..file.len() - 1]).unwrap();
        let [rejected] = &parsed.rejected[..] else { panic!("{:?}", parsed.rejected) };
        assert!(rejected.row == Some(4) && rejected.reason.contains("cut off after row 3"), "{rejected:?}");
    }

    #[test]
    fn what_is_changed_is_no_panic() {
        let whole = stream();
        // lengths of buffers and batches, of which no one may be believed
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x7f;
            let _ = read(&changed);
        }
    }

    #[test]
    fn a_table_without_text_lists_its_columns() {
        let batch = batch(1, 1).project(&[0, 2, 4]).unwrap();
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        writer.write(&batch).unwrap();
        let reason = read(&writer.into_inner().unwrap()).unwrap_err();
        assert!(reason.contains("id, title, meta.url"), "{reason}");
    }
}
