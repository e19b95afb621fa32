//! Rows of CSV: values parted by commas, in quotes where RFC 4180 wants them, each row ended by `\n`.

use super::cell::Cell;
use super::number::{push_share, push_whole};

/// Appends a row.
pub(super) fn push_row(out: &mut Vec<u8>, cells: &[Cell<'_>]) {
    let start = out.len();
    for (nth, cell) in cells.iter().enumerate() {
        if nth > 0 {
            out.push(b',');
        }
        push_cell(out, cell);
    }
    // a row of one empty value would be an empty line, which readers pass over
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
    }
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    // all of it is looked at, many bytes at a time, as nearly always nothing is found
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
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = Cell<'static>> {
        prop_oneof![
            Just(Cell::Empty),
            "[a-z ,\"\\n\\ré]{0,12}".prop_map(|text| Cell::Text(text.into())),
            any::<i64>().prop_map(Cell::Whole),
            any::<f64>().prop_map(Cell::Share),
            any::<bool>().prop_map(Cell::Flag),
        ]
    }

    proptest! {
        #[test]
        fn a_row_is_what_the_csv_crate_writes(rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..4), one in cell()) {
            for rows in [rows, vec![vec![one]]] {
                let mut writer = csv::Writer::from_writer(Vec::new());
                let mut out = Vec::new();
                for row in rows {
                    writer.write_record(row.iter().map(|cell| cell.to_csv().into_owned())).unwrap();
                    push_row(&mut out, &row);
                }
                prop_assert_eq!(String::from_utf8_lossy(&out), String::from_utf8(writer.into_inner().unwrap()).unwrap());
            }
        }
    }
}
