//! What every stage is built from, and what knows none of them: hashing, sorting, union-find, process memory.

pub mod hash;
pub mod memory;
pub mod prefetch;
pub mod radix_sort;
pub mod union_find;
