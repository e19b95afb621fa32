//! Report: the tables of a run, as CSV, JSON Lines or Parquet, its summary, and a page to look at.

mod cell;
mod csv_row;
mod graph;
mod number;
mod outlet_tables;
mod page;
mod parquet;
mod summary;
mod table;
mod tables;
mod write;

pub use cell::{Cell, TableFormat};
pub use graph::{GraphFormat, gexf, graphml};
pub use page::{ArticleTexts, TextBudget, write_page};
pub use summary::Summary;
pub use table::Table;
pub use tables::TABLES;
pub use write::{write_graph, write_page_to_folder, write_table, write_tables_to_folder};
