//! wirecopy finds the news articles that are the same text: wire copy printed, cut, edited and re-headlined by many outlets.

pub mod article;
pub mod attribution;
pub mod boilerplate;
pub mod cluster;
pub mod corpus;
pub mod error;
pub mod evaluate;
pub mod findings;
pub mod hash;
pub mod index;
pub mod input;
pub mod matching;
pub mod memory;
pub mod phase;
pub mod pipeline;
pub mod report;
pub mod rows;
pub mod sketch;
pub mod synth;
pub mod text;
