//! The page's data on outlets, wires and the flows between them.

use crate::attribution::flow::{Flow, OutletRow};
use crate::attribution::origin::Credited;
use crate::findings::Findings;
use serde::Serialize;
use std::collections::BTreeMap;

/// Outlets, wires and flows.
#[derive(Debug, Serialize)]
pub(super) struct OutletData {
    /// One entry per outlet, by name.
    outlets: Vec<PageOutlet>,
    /// One entry per wire, by name.
    wires: Vec<PageWire>,
    /// The flows, the largest first.
    flows: Vec<Flow>,
    /// The number of flows that the page leaves out.
    more_flows: usize,
}

#[derive(Debug, Serialize)]
struct PageOutlet {
    #[serde(flatten)]
    row: OutletRow,
    /// Wire copies that name the wire.
    credited: usize,
}

#[derive(Debug, Default, Serialize)]
struct PageWire {
    name: String,
    press_release: bool,
    clusters: usize,
    copies: usize,
    credited: usize,
    generic: usize,
    uncredited: usize,
}

/// The most flows in the page; the table of flows has all.
const MAX_FLOWS: usize = 2000;

impl OutletData {
    pub(super) fn new(findings: &Findings) -> Self {
        let mut wires: BTreeMap<&str, PageWire> = BTreeMap::new();
        let mut credited: BTreeMap<&str, usize> = BTreeMap::new();
        for article in 0..findings.articles.len() {
            if findings.is_captured_again(article) {
                continue;
            }
            let source = findings.attribution(article);
            let Some(agency) = source.taken_from() else { continue };
            let wire = wires.entry(&agency.short).or_default();
            wire.press_release = source.is_press_release();
            wire.copies += 1;
            match source.credited() {
                Some(Credited::Yes) => {
                    wire.credited += 1;
                    if !source.is_press_release() {
                        *credited.entry(findings.articles.get(article).outlet).or_default() += 1;
                    }
                }
                Some(Credited::Generic) => wire.generic += 1,
                Some(Credited::No) => wire.uncredited += 1,
                _ => {}
            }
        }
        for cluster in &findings.clusters {
            let agency = cluster.copies.iter().find_map(|copy| findings.attribution(copy.article).taken_from());
            if let Some(wire) = agency.and_then(|agency| wires.get_mut(agency.short.as_str())) {
                wire.clusters += 1;
            }
        }
        let mut flows = findings.flows();
        let more_flows = flows.len().saturating_sub(MAX_FLOWS);
        flows.truncate(MAX_FLOWS);
        let outlet =
            |row: OutletRow| PageOutlet { credited: credited.get(row.outlet.as_str()).copied().unwrap_or(0), row };
        OutletData {
            outlets: findings.outlet_rows().into_iter().map(outlet).collect(),
            wires: wires.into_iter().map(|(name, wire)| PageWire { name: name.to_owned(), ..wire }).collect(),
            flows,
            more_flows,
        }
    }
}
