//! CSV: values separated by commas, quoted where RFC 4180 requires it, each row ended by `\n`.

use super::cell::Cell;
use super::number::{push_share, push_whole};
use crate::time::{Precision, Published};
use std::io::Write;

/// Appends a row in which no text is a formula: an apostrophe before it, which spreadsheets do not show, makes it text.
/// The beginnings of formulas are those that OWASP lists under "CSV Injection".
pub(super) fn push_row_without_formulas(out: &mut Vec<u8>, cells: &[Cell<'_>]) {
    push_row(out, &cells.iter().map(without_formula).collect::<Vec<_>>());
}

fn without_formula<'a>(cell: &Cell<'a>) -> Cell<'a> {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => Cell::Text(format!("'{text}").into()),
        other => other.clone(),
    }
}

/// Appends a row.
pub(super) fn push_row(out: &mut Vec<u8>, cells: &[Cell<'_>]) {
    let start = out.len();
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        push_cell(out, cell);
    }
    // a row of one missing value would be an empty line, which readers skip
    if out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

fn push_cell(out: &mut Vec<u8>, cell: &Cell<'_>) {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => push_text(out, text.as_bytes()),
        Cell::Whole(number) => push_whole(out, *number),
        Cell::Share(share) => push_share(out, *share),
        Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Cell::Time(time) => push_time(out, *time),
    }
}

/// Appends what [`rfc3339`](super::cell::rfc3339) gives, without a string in between.
fn push_time(out: &mut Vec<u8>, time: Published) {
    // writing to memory cannot fail
    let _ = write!(out, "{time}");
    match time.precision {
        Precision::Day => {}
        Precision::LocalMinute => out.extend_from_slice(b":00"),
        Precision::Minute => {
            out.pop();
            out.extend_from_slice(b":00Z");
        }
    }
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    // without an early exit the compiler compares many bytes at a time, and nearly always nothing is found
    if !text.iter().fold(false, |found, b| found | matches!(b, b',' | b'"' | b'\n' | b'\r')) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for (nth, part) in text.split(|&b| b == b'"').enumerate() {
        if nth > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::super::cell::rfc3339;
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = Cell<'static>> {
        prop_oneof![
            Just(Cell::Empty),
            "[a-z ,\"\\n\\ré]{0,12}".prop_map(|text| Cell::Text(text.into())),
            any::<i64>().prop_map(Cell::Whole),
            any::<f64>().prop_map(Cell::Share),
            any::<bool>().prop_map(Cell::Flag),
            (0_i64..50_000_000).prop_map(|minutes| Cell::Time(Published::minute(minutes))),
        ]
    }

    /// The value of a cell, formatted by the standard library.
    fn plain(cell: &Cell<'_>) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Whole(number) => number.to_string(),
            Cell::Share(share) => format!("{share:.4}"),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Time(time) => rfc3339(*time),
        }
    }

    #[test]
    fn a_text_that_begins_like_a_formula_gets_an_apostrophe_and_a_number_none() {
        let mut out = Vec::new();
        let cells = [Cell::Text("=1+1".into()), Cell::Text("a=b".into()), Cell::Whole(-3), Cell::Text("@x, y".into())];
        push_row_without_formulas(&mut out, &cells);
        assert_eq!(out, b"'=1+1,a=b,-3,\"'@x, y\"\n");
    }

    proptest! {
        #[test]
        fn writes_rows_as_the_csv_crate_does(
            rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..4),
            one in cell(),
        ) {
            for rows in [rows, vec![vec![one]]] {
                let mut writer = ::csv::Writer::from_writer(Vec::new());
                let mut out = Vec::new();
                for row in rows {
                    writer.write_record(row.iter().map(plain)).unwrap();
                    push_row(&mut out, &row);
                }
                let expected = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                prop_assert_eq!(String::from_utf8_lossy(&out), expected);
            }
        }
    }
}
