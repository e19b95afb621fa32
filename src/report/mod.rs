//! Report: the tables of a run, as CSV or JSON Lines, and its summary.

mod cell;
mod graph;
mod summary;
mod tables;
mod write;

pub use cell::{Cell, Format};
pub use graph::{gexf, graphml};
pub use summary::Summary;
pub use tables::{TABLES, Table};
pub use write::{write_table, write_to_folder};
