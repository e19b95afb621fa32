//! Tools of all stages, which know none of them: hashing, sorting, union-find, ragged arrays, bit filters, whole files,
//! process memory.

pub mod atomic_file;
pub mod hash;
pub mod hash_bits;
pub mod memory;
pub(crate) mod prefetch;
pub(crate) mod radix_sort;
pub(crate) mod ragged;
pub(crate) mod union_find;
