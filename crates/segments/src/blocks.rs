//! Compressed blocks, and bytes after their length.

use crate::varint;
use std::cell::RefCell;

thread_local! {
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The longest block of fields and the longest text, decompressed.
const MOST_BYTES: usize = 1 << 30;

/// The bytes after their length.
pub(crate) fn take_bytes<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let len = varint::take_u32(rest)? as usize;
    let (bytes, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(bytes)
}

/// Compresses a block; it cannot fail but for want of memory.
pub(crate) fn compress(plain: &[u8], level: i32) -> Vec<u8> {
    zstd::bulk::compress(plain, level).unwrap_or_default()
}

pub(crate) fn decompress(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok()??;
    let most = usize::try_from(size).ok()?.min(MOST_BYTES);
    // making a decompressor costs as much as a block of fields
    DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = zstd::bulk::Decompressor::new().ok();
        }
        kept.as_mut()?.decompress(bytes, most).ok()
    })
}
