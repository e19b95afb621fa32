//! Report: the tables of a run, as CSV, JSON Lines or Parquet, and its summary.

mod cell;
mod graph;
mod outlet_tables;
mod parquet;
mod summary;
mod tables;
mod write;

pub use cell::{Cell, Format};
pub use graph::{GraphFormat, gexf, graphml};
pub use summary::Summary;
pub use tables::{TABLES, Table};
pub use write::{write_graph, write_table, write_to_folder};
