//! Report: the tables of a run as CSV, JSON Lines or Parquet, its summary, and a page for a browser.

mod cell;
mod column;
mod csv;
mod datapackage;
mod folder_in_making;
mod graph;
mod jsonl;
mod number;
mod page;
mod parquet;
mod result_folder;
mod summary;
mod table;
mod tables;
mod target;
mod write;

pub use column::{ColumnInfo, Kind};
pub use folder_in_making::{FolderInMaking, is_of_a_run};
pub use graph::{GraphFormat, gexf, graphml};
pub use page::{ArticleTexts, TextBudget, write_page};
#[cfg(feature = "parquet")]
pub use parquet::{flow_batches, outlet_batches, record_batches, record_schema};
pub use result_folder::ResultFolder;
pub use summary::{Summary, WrittenFile};
pub use table::Table;
pub use tables::{CLUSTERS, TABLES};
pub use target::{TargetPlace, place_of};
pub use write::{TableFormat, write_graph, write_table, write_tables};
