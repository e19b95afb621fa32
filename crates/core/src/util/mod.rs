//! Tools of all stages, which know none of them: hashing, sorting, union-find, ragged arrays, bit filters, process
//! memory.

pub mod hash;
pub mod hash_bits;
pub mod memory;
pub mod prefetch;
pub mod radix_sort;
pub mod ragged;
pub mod union_find;
