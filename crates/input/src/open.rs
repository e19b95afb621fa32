//! Opens files and splits them by the format of their content, also inside of archives.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use crate::archive::{self, Member};
use crate::charset::SevenBit;
use crate::context::Context;
use crate::decompress::{self, Compression};
use crate::disk_file::DiskFile;
use crate::drop_behind::DropBehindReader;
use crate::file_kind::{FileKind, NameInfo};
use crate::format::{Access, Content, Document, Emitter, Format, ParseDocument, Part};
use crate::formats;
use crate::read_buffer::ReadBuffer;
use crate::settings::Settings;
use crate::walk::File;

/// Files larger than this are shared among threads; compressed files of a quarter of it, since their content is several
/// times as large.
const LARGE_FILE_BYTES: u64 = 512 << 10;

/// A file that was opened.
pub(crate) struct Opened<'f> {
    file: &'f File,
    name: NameInfo,
    source: io::Result<Source>,
    /// Bytes on disk; 0 when unknown.
    size: u64,
}

/// The source of a file's bytes.
enum Source {
    Stdin,
    /// A file that has not been read yet.
    File(std::fs::File),
    /// A small document that was read whole.
    Document(Document),
    /// A document that was not small, with the bytes read of it so far.
    Begun {
        head: Vec<u8>,
        rest: std::fs::File,
    },
}

impl<'f> Opened<'f> {
    /// Opens a file, and reads it if it is a small document. An error becomes a part of it.
    pub(crate) fn open(file: &'f File, settings: &Settings, buffer: &mut ReadBuffer) -> Self {
        let name = NameInfo::of(&file.path);
        let source = if file.is_stdin() { Ok(Source::Stdin) } else { Source::open(&file.path, name, settings, buffer) };
        // the metadata of an open file is cheaper than that of a path
        let size = match &source {
            Ok(Source::File(raw) | Source::Begun { rest: raw, .. }) => raw.metadata().map_or(0, |found| found.len()),
            Ok(Source::Document(document)) => document.bytes.len() as u64,
            Ok(Source::Stdin) | Err(_) => 0,
        };
        Opened { file, name, source, size }
    }

    /// Whether the parts of the file should be shared among threads.
    pub(crate) fn is_large(&self) -> bool {
        let is_compressed =
            self.name.compression.is_some() || self.name.kind.is_some_and(FileKind::needs_random_access);
        let limit = if is_compressed { LARGE_FILE_BYTES / 4 } else { LARGE_FILE_BYTES };
        self.size > limit || self.file.is_stdin()
    }

    /// Reads the file and passes its parts to `emit`, in order. An error is a part as well.
    pub(crate) fn split(self, context: &Context<'_>, emit: &mut dyn FnMut(Part)) {
        let mut emitter = Emitter { context, origin: Arc::new(self.file.origin()), format: "", emit };
        if let Err(error) = self.try_split(&mut emitter) {
            emitter.reject(None, error.to_string());
        }
    }

    fn try_split(self, emitter: &mut Emitter<'_>) -> io::Result<()> {
        let Opened { file, name, source, size } = self;
        let context = emitter.context;
        let raw: Box<dyn Read> = match source? {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(raw) => {
                Box::new(DropBehindReader::new(raw, size, &context.bytes_read, context.max_cached_bytes))
            }
            Source::Begun { head, rest } => Box::new(io::Cursor::new(head).chain(rest)),
            Source::Document(document) => {
                context.add_bytes_read(size);
                emitter.format = name.kind.map_or("", FileKind::name);
                emitter.chunk(document);
                return Ok(());
            }
        };
        let mut content = decompress::open(raw, size, name.compression, Some(context), context.settings)?;
        let head = content.fill_buf()?;
        let Some(kind) = kind_of(name, head, file.is_named(), context.settings) else {
            context.progress.advance(size.saturating_sub(head.len() as u64));
            emitter.unread(extension(&file.path));
            return Ok(());
        };
        if !kind.needs_random_access() || head.is_empty() {
            return split_content(&mut content, kind, name.kind.is_some(), emitter);
        }
        if file.is_stdin() || name.compression.is_some() {
            return split_content(&mut content, kind, name.kind.is_some(), emitter);
        }
        // the head has been counted
        context.add_bytes_read(size.saturating_sub(head.len() as u64));
        drop(content);
        split_on_disk(&file.path, kind, emitter)
    }
}

impl Source {
    fn open(path: &Path, name: NameInfo, settings: &Settings, buffer: &mut ReadBuffer) -> io::Result<Source> {
        let mut raw = std::fs::File::open(path)?;
        let Some(parse) = document_parser(name) else { return Ok(Source::File(raw)) };
        let (head, is_whole) = buffer.read_head(&mut raw)?;
        // the format of what is compressed or in UTF-16 shows once it is decoded
        let is_encoded = Compression::of_head(head).is_some() || decompress::wide_text(head).is_some();
        let kind = kind_of(name, head, false, settings);
        let is_as_named = kind.map(FileKind::name) == name.kind.map(FileKind::name);
        let has_valid_size = (1..=settings.max_article_bytes).contains(&(head.len() as u64));
        let head = head.to_vec();
        if is_whole && !is_encoded && has_valid_size && is_as_named {
            return Ok(Source::Document(Document { bytes: head, parse }));
        }
        Ok(Source::Begun { head, rest: raw })
    }
}

/// The parser of a file that is an uncompressed document by its name. Most of these are small, and are read without a
/// second buffer and without a look at their size.
fn document_parser(name: NameInfo) -> Option<ParseDocument> {
    match name {
        NameInfo {
            kind: Some(FileKind::Articles(Format { access: Access::Document(parse), .. })),
            compression: None,
            ..
        } => Some(*parse),
        _ => None,
    }
}

/// The kind of a file: as the settings say, else by its content. `None` for a file that is not read.
fn kind_of(name: NameInfo, head: &[u8], is_named: bool, settings: &Settings) -> Option<FileKind> {
    let Some(format) = settings.input_format.as_deref().and_then(formats::by_name) else {
        return name.kind_with(head, is_named);
    };
    match name.kind_with(head, is_named) {
        Some(archive @ (FileKind::Tar | FileKind::Zip)) => Some(archive),
        _ => Some(FileKind::Articles(format)),
    }
}

/// The kind of a file that is not read, by its name.
fn extension(path: &Path) -> String {
    match path.extension() {
        Some(extension) if extension.len() <= 10 => extension.to_string_lossy().to_uppercase(),
        _ => "other".to_owned(),
    }
}

/// Splits a file that must be read at any position.
fn split_on_disk(path: &Path, kind: FileKind, emitter: &mut Emitter<'_>) -> io::Result<()> {
    if let FileKind::Articles(Format { access: Access::Random(split), name, .. }) = kind {
        emitter.format = name;
        return split(&Arc::new(DiskFile::of_input(path)), emitter);
    }
    archive::zip(path, emitter.context.settings, &mut |member| split_member(member, emitter))
}

/// Splits content that is read from its start.
fn split_content(
    content: &mut Content<'_>,
    kind: FileKind,
    is_named_as_article: bool,
    emitter: &mut Emitter<'_>,
) -> io::Result<()> {
    if content.fill_buf()?.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "an empty file"));
    }
    let name = kind.name();
    let access = match kind {
        FileKind::Articles(format) => &format.access,
        FileKind::Tar => return archive::tar(content, &mut |member| split_member(member, emitter)),
        FileKind::Foreign(foreign) => {
            emitter.unread(foreign.name);
            if foreign.is_told() || emitter.origin.is_named || is_named_as_article {
                emitter.reject(None, foreign.reason());
            }
            return Ok(());
        }
        FileKind::Zip => return Err(not_inside()),
    };
    emitter.format = name;
    match access {
        Access::Document(parse) => {
            emitter.chunk(Document { bytes: emitter.context.read_whole(content)?, parse: *parse });
            Ok(())
        }
        Access::Stream(split) => {
            let has_records = matches!(name, "csv" | "tsv" | "json" | "jsonl");
            match if has_records { SevenBit::of_head(content.fill_buf()?) } else { None } {
                Some(encoding) => split(&mut decompress::from_seven_bit(content, encoding), emitter),
                None => split(content, emitter),
            }
        }
        Access::Random(split) => split(&Arc::new(DiskFile::copy_of(content)?), emitter),
        Access::Absent(feature) => {
            let what = format!("a {name} file; this build cannot read them, build it with --features {feature}");
            Err(io::Error::new(io::ErrorKind::Unsupported, what))
        }
    }
}

fn not_inside() -> io::Error {
    let what =
        "a zip file that is compressed, inside of another file or on standard input is not read: unpack it first";
    io::Error::new(io::ErrorKind::InvalidInput, what)
}

/// Splits a member of an archive, if its name is that of a file of articles.
fn split_member(member: Member<'_>, archive: &mut Emitter<'_>) {
    let (name, size, raw) = match member {
        Member::File { name, size, content } => (name, size, content),
        Member::Broken { row, reason } => return archive.reject(row, reason),
        Member::Unreadable { name, reason } => {
            let origin = Arc::new(archive.origin.member(&name));
            let context = archive.context;
            return Emitter { context, origin, format: "", emit: &mut *archive.emit }.reject(None, reason);
        }
    };
    let name = name.strip_prefix("./").unwrap_or(&name);
    let info = NameInfo::of(Path::new(name));
    let is_hidden = name.split('/').any(|part| part.starts_with('.') && part != "..") || name.starts_with("__MACOSX/");
    if is_hidden {
        return archive.skip(1);
    }
    let context = archive.context;
    let mut emitter =
        Emitter { context, origin: Arc::new(archive.origin.member(name)), format: "", emit: &mut *archive.emit };
    let leads_out = name.starts_with('/') || name.split('/').any(|part| part == "..");
    let done = if leads_out {
        Err(io::Error::other("its name leads out of the archive: not read"))
    } else if matches!(info.kind, Some(FileKind::Tar)) {
        Err(io::Error::other("an archive inside of an archive is not read"))
    } else {
        decompress::open(raw, size, info.compression, None, context.settings).and_then(|mut content| {
            match kind_of(info, content.fill_buf()?, false, context.settings) {
                Some(FileKind::Tar) => Err(io::Error::other("an archive inside of an archive is not read")),
                Some(kind) => split_content(&mut content, kind, info.kind.is_some(), &mut emitter),
                None => {
                    emitter.unread(extension(Path::new(name)));
                    Ok(())
                }
            }
        })
    };
    if let Err(error) = done {
        emitter.reject(None, error.to_string());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::decompress::READ_BYTES;
    use wirecopy_core::progress::NoProgress;

    #[test]
    fn reads_a_document_of_any_size_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let sizes = [0, 1, 5000, READ_BYTES - 1, READ_BYTES, READ_BYTES + 1, LARGE_FILE_BYTES as usize + 1, 900_000];
        let mut texts = Vec::new();
        let mut bytes = 0;
        for (nth, size) in (0..).zip(sizes) {
            let text: String = "words of one line, ".chars().cycle().take(size).collect();
            // compressed as well, though its name does not say so
            let compressed = zstd::encode_all(text.as_bytes(), 1).unwrap();
            for (name, stored) in [(format!("{nth}.txt"), text.as_bytes()), (format!("{nth}p.txt"), &compressed)] {
                std::fs::write(folder.path().join(name), stored).unwrap();
                bytes += stored.len() as u64;
                texts.push(text.clone());
            }
        }
        let sources = [folder.path().to_owned()];
        for max_article_bytes in [900_000, 800_000] {
            let settings = Settings { max_article_bytes, max_expansion: u64::MAX, ..Settings::default() };
            let batches = Mutex::new(Vec::new());
            let read = crate::read(&sources, &settings, &NoProgress, |batch| batches.lock().unwrap().push(batch));
            let mut batches = batches.into_inner().unwrap();
            batches.sort_by_key(|batch| batch.position);
            let found = batches.iter().flat_map(|batch| batch.articles.iter().map(|article| &article.text));
            assert!(found.eq(texts.iter().filter(|text| (1..=max_article_bytes as usize).contains(&text.len()))));
            let reasons: Vec<String> = batches.into_iter().flat_map(|b| b.rejected).map(|r| r.reason).collect();
            assert_eq!(reasons[..2], ["an empty file", "an empty file"]);
            if max_article_bytes == 900_000 {
                assert_eq!((reasons.len(), read.unwrap().bytes_read), (2, bytes));
            } else {
                assert_eq!(reasons.len(), 4);
                assert!(reasons[2..].iter().all(|reason| reason.starts_with("a file of more than 800000 bytes")));
            }
        }
    }

    #[test]
    fn rejects_an_archive_member_with_a_wrong_checksum() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for name in ["good.txt", "bad.txt"] {
            zip.start_file(name, stored).unwrap();
            write!(zip, "The text of {name}").unwrap();
        }
        let mut bytes = zip.finish().unwrap().into_inner();
        let at = memchr::memmem::find(&bytes, b"text of bad").unwrap();
        bytes[at] = b'T';
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.zip"), bytes).unwrap();
        let batches = Mutex::new(Vec::new());
        let sources = [folder.path().to_owned()];
        crate::read(&sources, &Settings::default(), &NoProgress, |batch| batches.lock().unwrap().push(batch)).unwrap();
        let batches = batches.into_inner().unwrap();
        let texts: Vec<_> = batches.iter().flat_map(|batch| &batch.articles).map(|article| &*article.text).collect();
        assert_eq!(texts, ["The text of good.txt"]);
        let rejected: Vec<_> =
            batches.iter().flat_map(|batch| &batch.rejected).map(|rejected| &*rejected.path).collect();
        assert_eq!(rejected.len(), 1);
        assert!(rejected[0].ends_with("a.zip/bad.txt"), "{rejected:?}");
    }
}
