//! Writes the flows between wires and outlets as a graph: GraphML (networkx, yEd) or GEXF 1.3 (Gephi).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::attribution::flow::{Flow, SourceKind, nodes};

/// A format of graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GraphFormat {
    /// GraphML, for networkx, yEd and others.
    GraphMl,
    /// GEXF 1.3, for Gephi.
    Gexf,
}

impl GraphFormat {
    /// The extension of a file in this format.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            GraphFormat::GraphMl => "graphml",
            GraphFormat::Gexf => "gexf",
        }
    }
}

/// Writes the flows as GraphML: directed, nodes with `label` and `kind`, edges with `weight` (copies) and
/// `median_lag_minutes` where it is known.
///
/// # Errors
/// As the writer.
pub fn graphml(out: &mut dyn Write, flows: &[Flow]) -> io::Result<()> {
    out.write_all(
        br#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="label" for="node" attr.name="label" attr.type="string"/>
  <key id="kind" for="node" attr.name="kind" attr.type="string"/>
  <key id="weight" for="edge" attr.name="weight" attr.type="int"/>
  <key id="lag" for="edge" attr.name="median_lag_minutes" attr.type="long"/>
  <graph id="flows" edgedefault="directed">
"#,
    )?;
    let ids = NodeIds::of(flows);
    for (&(kind, name), id) in &ids.0 {
        let (label, kind) = (escaped(name), kind.as_str());
        writeln!(out, r#"    <node id="{id}"><data key="label">{label}</data><data key="kind">{kind}</data></node>"#)?;
    }
    for flow in flows {
        let (from, to) = (ids.get(flow.from_kind, &flow.from), ids.get(SourceKind::Outlet, &flow.to));
        write!(out, r#"    <edge source="{from}" target="{to}"><data key="weight">{}</data>"#, flow.copies)?;
        if let Some(lag) = flow.median_lag_minutes {
            write!(out, r#"<data key="lag">{lag}</data>"#)?;
        }
        writeln!(out, "</edge>")?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")
}

/// Writes the flows as GEXF 1.3, with the same attributes as [`graphml`].
///
/// # Errors
/// As the writer.
pub fn gexf(out: &mut dyn Write, flows: &[Flow]) -> io::Result<()> {
    out.write_all(
        br#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <graph mode="static" defaultedgetype="directed">
    <attributes class="node"><attribute id="kind" title="kind" type="string"/></attributes>
    <attributes class="edge"><attribute id="lag" title="median_lag_minutes" type="long"/></attributes>
    <nodes>
"#,
    )?;
    let ids = NodeIds::of(flows);
    for (&(kind, name), id) in &ids.0 {
        let (label, kind) = (escaped(name), kind.as_str());
        writeln!(
            out,
            "      <node id=\"{id}\" label=\"{label}\"><attvalues>\
             <attvalue for=\"kind\" value=\"{kind}\"/></attvalues></node>"
        )?;
    }
    out.write_all(b"    </nodes>\n    <edges>\n")?;
    for (at, flow) in flows.iter().enumerate() {
        let (from, to) = (ids.get(flow.from_kind, &flow.from), ids.get(SourceKind::Outlet, &flow.to));
        write!(out, r#"      <edge id="{at}" source="{from}" target="{to}" weight="{}">"#, flow.copies)?;
        if let Some(lag) = flow.median_lag_minutes {
            write!(out, r#"<attvalues><attvalue for="lag" value="{lag}"/></attvalues>"#)?;
        }
        writeln!(out, "</edge>")?;
    }
    out.write_all(b"    </edges>\n  </graph>\n</gexf>\n")
}

/// The id of each node. The kind is part of it, because an outlet may have the name of an agency. Names that differ
/// only in characters that XML cannot hold are numbered.
struct NodeIds<'a>(BTreeMap<(SourceKind, &'a str), String>);

impl<'a> NodeIds<'a> {
    fn of(flows: &'a [Flow]) -> Self {
        let mut taken = BTreeSet::new();
        let mut ids = BTreeMap::new();
        for (kind, name) in nodes(flows) {
            let plain = format!("{}:{}", kind.as_str(), escaped(name));
            let mut id = plain.clone();
            let mut number = 1;
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{plain} ({number})");
            }
            ids.insert((kind, name), id);
        }
        NodeIds(ids)
    }

    /// The id of a node; every end of a flow is one.
    fn get(&self, kind: SourceKind, name: &'a str) -> &str {
        self.0.get(&(kind, name)).map_or("", |id| id)
    }
}

/// Text for XML content and attributes: markup escaped, characters that XML 1.0 forbids left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::events::Event;

    use super::*;

    fn flow(from: &str, from_kind: SourceKind, to: &str, lag: Option<i64>) -> Flow {
        Flow { from: from.to_owned(), from_kind, to: to.to_owned(), copies: 3, median_lag_minutes: lag }
    }

    /// The values of one attribute of all elements of one name; panics when the document does not parse.
    fn read(xml: &[u8], element: &str, attribute: &str) -> Vec<String> {
        let text = std::str::from_utf8(xml).unwrap();
        let mut reader = quick_xml::Reader::from_str(text);
        let mut values = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return values,
                Event::Start(e) | Event::Empty(e) if e.name().as_ref() == element => {
                    for a in e.attributes() {
                        let a = a.unwrap();
                        if a.key.as_ref() == attribute {
                            values.push(quick_xml::escape::unescape(&a.value).unwrap().into_owned());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn an_outlet_with_the_name_of_an_agency_is_a_separate_node() {
        let flows = [flow("AP", SourceKind::Wire, "AP", Some(7)), flow("a & <b>", SourceKind::Outlet, "c\"d", None)];
        for write in [graphml, gexf] {
            let mut out = Vec::new();
            write(&mut out, &flows).unwrap();
            assert_eq!(read(&out, "node", "id"), ["wire:AP", "outlet:AP", "outlet:a & <b>", "outlet:c\"d"]);
            assert_eq!(read(&out, "edge", "source"), ["wire:AP", "outlet:a & <b>"]);
            assert_eq!(read(&out, "edge", "target"), ["outlet:AP", "outlet:c\"d"]);
        }
    }

    #[test]
    fn names_that_differ_only_in_what_xml_cannot_hold_are_nodes_of_their_own() {
        let flows = [flow("Pier\u{1}", SourceKind::Outlet, "Pier\u{2}", None)];
        let mut out = Vec::new();
        graphml(&mut out, &flows).unwrap();
        assert_eq!(read(&out, "node", "id"), ["outlet:Pier", "outlet:Pier (2)"]);
        assert_eq!(read(&out, "edge", "target"), ["outlet:Pier (2)"]);
    }

    proptest! {
        #[test]
        fn any_names_give_xml_that_parses_and_edges_whose_nodes_exist(
            names in prop::collection::vec("\\PC*|[\\x00-\\x7f]*", 2..8),
        ) {
            let flows: Vec<Flow> = names.windows(2).map(|w| flow(&w[0], SourceKind::Outlet, &w[1], Some(-1))).collect();
            for write in [graphml, gexf] {
                let mut out = Vec::new();
                write(&mut out, &flows).unwrap();
                let nodes = read(&out, "node", "id");
                prop_assert_eq!(nodes.iter().collect::<BTreeSet<_>>().len(), super::nodes(&flows).len());
                for end in read(&out, "edge", "source").iter().chain(&read(&out, "edge", "target")) {
                    prop_assert!(nodes.contains(end));
                }
            }
        }
    }
}
