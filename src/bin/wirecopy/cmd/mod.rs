//! The subcommands, one file each: their flags, and the calls of the library.

pub(crate) mod bench;
pub(crate) mod boilerplate;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod find;
pub(crate) mod index;
pub(crate) mod inspect;
pub(crate) mod man;
pub(crate) mod scan;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod synth;
