//! The tables about outlets: their shares of others' text, and what flows between them.

use super::cell::Cell;
use super::table::{RowSink, Table, in_one};
use crate::findings::Findings;
use std::ops::Range;

pub(super) const OUTLETS: Table = Table {
    name: "outlets",
    columns: &[
        "outlet",
        "articles",
        "copies",
        "copy_share",
        "wire_copies",
        "wire_share",
        "uncredited",
        "uncredited_share",
        "leads",
        "median_lag_minutes",
        "press_releases",
    ],
    parts: in_one,
    rows: outlets,
};

pub(super) const FLOWS: Table = Table {
    name: "flows",
    columns: &["from", "from_kind", "to", "copies", "median_lag_minutes"],
    parts: in_one,
    rows: flows,
};

fn count(number: usize) -> Cell<'static> {
    Cell::Whole(number as i64)
}

fn outlets(findings: &Findings, _: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    for of in findings.outlet_rows() {
        row(&[
            Cell::text(&of.outlet),
            count(of.articles),
            count(of.copies),
            Cell::Share(of.copy_share),
            count(of.wire_copies),
            Cell::Share(of.wire_share),
            count(of.uncredited),
            Cell::Share(of.uncredited_share),
            count(of.leads),
            Cell::from(of.median_lag_minutes),
            count(of.press_releases),
        ])?;
    }
    Ok(())
}

fn flows(findings: &Findings, _: Range<usize>, row: &mut RowSink<'_>) -> std::io::Result<()> {
    for flow in findings.flows() {
        row(&[
            Cell::text(&flow.from),
            Cell::text(flow.from_kind.as_str()),
            Cell::text(&flow.to),
            count(flow.copies),
            Cell::from(flow.median_lag_minutes),
        ])?;
    }
    Ok(())
}
