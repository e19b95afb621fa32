//! Reads and writes at a position of a file, from many threads at once.

use std::fs::File;
use std::io::Result;

/// Writes all of `bytes` at byte `position`.
#[cfg(unix)]
pub(super) fn write(file: &File, bytes: &[u8], position: u64) -> Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, position)
}

/// Fills `bytes` from byte `position`.
#[cfg(unix)]
pub(super) fn read(file: &File, bytes: &mut [u8], position: u64) -> Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, position)
}

/// Writes all of `bytes` at byte `position`.
#[cfg(windows)]
pub(super) fn write(file: &File, mut bytes: &[u8], mut position: u64) -> Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, position)? {
            0 => return Err(std::io::ErrorKind::WriteZero.into()),
            written => (bytes, position) = (&bytes[written..], position + written as u64),
        }
    }
    Ok(())
}

/// Fills `bytes` from byte `position`.
#[cfg(windows)]
pub(super) fn read(file: &File, mut bytes: &mut [u8], mut position: u64) -> Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, position)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => (bytes, position) = (&mut bytes[read..], position + read as u64),
        }
    }
    Ok(())
}
