//! Attribution: which agency an article's words name. [`agencies`] is data.

pub mod agencies;
