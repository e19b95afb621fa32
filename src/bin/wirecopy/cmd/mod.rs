//! The subcommands, one file each; flags become the library's settings there.

pub(crate) mod bench;
pub(crate) mod boilerplate;
pub(crate) mod completions;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod man;
pub(crate) mod scan;
pub(crate) mod synth;
