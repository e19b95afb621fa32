//! `datapackage.json`: the tables of a result and their columns, as Frictionless Data Package describes them.

use super::column::{ColumnInfo, Kind};
use super::table::Table;
use super::write::TableFormat;
use serde_json::{Value, json};

/// The description of these tables, whose files are of one format.
pub(super) fn datapackage<'t>(tables: impl Iterator<Item = &'t Table>, format: TableFormat) -> Value {
    let extension = format.extension();
    let resources = tables.map(|table| {
        let mut resource = json!({
            "name": table.name,
            "path": format!("{}.{extension}", table.name),
            "format": extension,
            "mediatype": media_type(format),
            "schema": {
                "fields": table.columns().iter().map(field).collect::<Vec<_>>(),
                "missingValues": [""],
            },
        });
        if matches!(format, TableFormat::Csv | TableFormat::SpreadsheetCsv) {
            resource["profile"] = json!("tabular-data-resource");
            resource["encoding"] = json!("utf-8");
            resource["dialect"] = json!({ "delimiter": ",", "lineTerminator": "\n", "doubleQuote": true });
        }
        resource
    });
    json!({
        "name": "wirecopy-result",
        "title": "Which articles are the same text, and whose",
        "resources": resources.collect::<Vec<_>>(),
    })
}

fn field(column: &ColumnInfo) -> Value {
    let mut field = json!({ "name": column.name, "type": field_type(column.kind), "description": column.description });
    if column.kind == Kind::Time {
        // a day or a minute, each as RFC 3339 has it
        field["format"] = json!("any");
    }
    field
}

fn field_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Share => "number",
        Kind::Flag => "boolean",
        Kind::Time => "datetime",
    }
}

fn media_type(format: TableFormat) -> &'static str {
    match format {
        TableFormat::Csv | TableFormat::SpreadsheetCsv => "text/csv",
        TableFormat::JsonLines => "application/jsonl",
        TableFormat::Parquet => "application/vnd.apache.parquet",
    }
}
