//! A file that is compressed while it is written.

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use liblzma::write::XzEncoder;
use std::io::{self, Write};
use std::path::Path;
use wirecopy::atomic_file::AtomicFile;
use wirecopy::input::Compression;

/// A file that is compressed while it is written. [`finish`](CompressedFile::finish) ends it.
pub(super) enum CompressedFile {
    Plain(AtomicFile),
    Gzip(GzEncoder<AtomicFile>),
    Zstd(zstd::Encoder<'static, AtomicFile>),
    Bzip2(BzEncoder<AtomicFile>),
    Xz(XzEncoder<AtomicFile>),
}

impl CompressedFile {
    pub(super) fn create(path: &Path, compression: Option<Compression>) -> io::Result<Self> {
        const XZ_LEVEL: u32 = 6;
        const ZSTD_LEVEL: i32 = 3;
        let file = AtomicFile::create(path)?;
        Ok(match compression {
            None => CompressedFile::Plain(file),
            Some(Compression::Gzip) => CompressedFile::Gzip(GzEncoder::new(file, flate2::Compression::default())),
            Some(Compression::Zstd) => CompressedFile::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?),
            Some(Compression::Bzip2) => CompressedFile::Bzip2(BzEncoder::new(file, bzip2::Compression::default())),
            Some(Compression::Xz) => CompressedFile::Xz(XzEncoder::new(file, XZ_LEVEL)),
        })
    }

    /// Writes the rest, and gives the file its name.
    pub(super) fn finish(self) -> io::Result<()> {
        let file = match self {
            CompressedFile::Plain(file) => file,
            CompressedFile::Gzip(file) => file.finish()?,
            CompressedFile::Zstd(file) => file.finish()?,
            CompressedFile::Bzip2(file) => file.finish()?,
            CompressedFile::Xz(file) => file.finish()?,
        };
        file.finish()?;
        Ok(())
    }
}

impl Write for CompressedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            CompressedFile::Plain(file) => file.write(bytes),
            CompressedFile::Gzip(file) => file.write(bytes),
            CompressedFile::Zstd(file) => file.write(bytes),
            CompressedFile::Bzip2(file) => file.write(bytes),
            CompressedFile::Xz(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            CompressedFile::Plain(file) => file.flush(),
            CompressedFile::Gzip(file) => file.flush(),
            CompressedFile::Zstd(file) => file.flush(),
            CompressedFile::Bzip2(file) => file.flush(),
            CompressedFile::Xz(file) => file.flush(),
        }
    }
}
