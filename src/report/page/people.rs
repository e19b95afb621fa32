//! Outlets, wires and the flows between them as the page holds them.

use crate::attribution::flow::{Flow, OutletRow};
use crate::attribution::origin::Credited;
use crate::findings::Findings;
use serde::Serialize;
use std::collections::BTreeMap;

/// Who printed whose text.
#[derive(Debug, Serialize)]
pub(super) struct People {
    /// One row an outlet, by name.
    outlets: Vec<Outlet>,
    /// One row a wire, by name.
    wires: Vec<Wire>,
    /// The flows, the largest first.
    flows: Vec<Flow>,
    /// How many flows there are beyond those given here.
    more_flows: usize,
}

#[derive(Debug, Serialize)]
struct Outlet {
    #[serde(flatten)]
    row: OutletRow,
    /// Wire copies that name the wire.
    credited: usize,
}

#[derive(Debug, Default, Serialize)]
struct Wire {
    name: String,
    press_release: bool,
    clusters: usize,
    copies: usize,
    credited: usize,
    uncredited: usize,
}

/// Flows that the page holds; all are in the table of flows.
const FLOWS: usize = 2000;

impl People {
    pub(super) fn new(findings: &Findings) -> Self {
        let mut wires: BTreeMap<&str, Wire> = BTreeMap::new();
        let mut credited: BTreeMap<&str, usize> = BTreeMap::new();
        for article in 0..findings.articles.len() {
            let source = findings.attribution(article);
            let Some(agency) = source.taken_from() else { continue };
            let wire = wires.entry(&agency.short).or_default();
            wire.press_release = source.is_press_release();
            wire.copies += 1;
            match source.credited {
                Some(Credited::Yes) => {
                    wire.credited += 1;
                    if !source.is_press_release() {
                        *credited.entry(findings.articles.get(article).outlet).or_default() += 1;
                    }
                }
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
        let more_flows = flows.len().saturating_sub(FLOWS);
        flows.truncate(FLOWS);
        let outlet = |row: OutletRow| Outlet { credited: credited.get(row.outlet.as_str()).copied().unwrap_or(0), row };
        People {
            outlets: findings.outlet_rows().into_iter().map(outlet).collect(),
            wires: wires.into_iter().map(|(name, wire)| Wire { name: name.to_owned(), ..wire }).collect(),
            flows,
            more_flows,
        }
    }
}
