//! Filters of the first bytes of names, and of their words: sets of hashes, one bit each, so small that they stay in the first cache.

/// One bit for each hash of 17 bits: 16 KiB, so that it stays in the first cache.
pub(super) type Filter = [u64; 1 << 11];

/// The word and the bit of the filter for the low three bytes.
#[inline]
pub(super) fn place(three: u32) -> (usize, u32) {
    let hash = (three & 0xff_ffff).wrapping_mul(0x9e37_79b1) >> 15;
    ((hash >> 6) as usize, hash & 63)
}

/// The same by other bits, so that what passes one filter by accident does not pass the next.
#[inline]
pub(super) fn other_place(three: u32) -> (usize, u32) {
    let hash = (three & 0xff_ffff).wrapping_mul(0x85eb_ca6b) >> 15;
    ((hash >> 6) as usize, hash & 63)
}

/// The same for six bytes.
#[inline]
pub(super) fn place_of_six(six: u64) -> (usize, u32) {
    let hash = (six & 0xffff_ffff_ffff).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 47;
    ((hash >> 6) as usize, (hash & 63) as u32)
}

/// The same for the spelling of a token, which is a hash.
#[inline]
pub(super) fn place_of_spelling(spelling: u32) -> (usize, u32) {
    ((spelling >> 6 & 0x7ff) as usize, spelling & 63)
}

/// The first six bytes as one number.
#[inline]
pub(super) fn six(bytes: &[u8]) -> Option<u64> {
    if let Some(eight) = bytes.first_chunk() {
        return Some(u64::from_le_bytes(*eight) & 0xffff_ffff_ffff);
    }
    let &[a, b, c, d, e, f] = bytes.first_chunk()?;
    Some(u64::from_le_bytes([a, b, c, d, e, f, 0, 0]))
}
