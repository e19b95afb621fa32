//! `--graph`: the flows between wires and outlets as a graph file for other programs.

use anyhow::bail;
use std::path::{Path, PathBuf};
use wirecopy::findings::Findings;
use wirecopy::report::{GraphFormat, write_graph};

/// The file of the graph, and its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphTarget {
    format: GraphFormat,
    path: PathBuf,
}

impl GraphTarget {
    /// Parses the value of `--graph`: a file, whose extension gives the format, or a format, for a file in the folder
    /// `out` of the tables.
    ///
    /// # Errors
    /// A file with another extension, or a format without `out`.
    pub(crate) fn parse(value: &str, out: Option<&Path>) -> anyhow::Result<GraphTarget> {
        let format = |name: &str| match name.to_ascii_lowercase().as_str() {
            "graphml" => Some(GraphFormat::GraphMl),
            "gexf" => Some(GraphFormat::Gexf),
            _ => None,
        };
        let path = Path::new(value);
        match (format(value), path.extension().and_then(|extension| format(extension.to_str()?)), out) {
            (Some(named), _, Some(folder)) => {
                Ok(GraphTarget { format: named, path: folder.join("flows").with_extension(named.extension()) })
            }
            (Some(_), _, None) => bail!("--graph {value}: needs --out, or a file as in --graph flows.{value}"),
            (None, Some(format), _) => Ok(GraphTarget { format, path: path.to_owned() }),
            (None, None, _) => bail!("--graph {value}: the file must end in .graphml or .gexf"),
        }
    }

    /// Writes the flows.
    pub(crate) fn write(&self, findings: &Findings) -> wirecopy::error::Result<()> {
        write_graph(findings, self.format, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_a_format_beside_the_tables_and_a_file_where_it_is_named() {
        let path =
            |value: &str, out: Option<&str>| GraphTarget::parse(value, out.map(Path::new)).ok().map(|to| to.path);
        assert_eq!(path("gexf", Some("out")), Some("out/flows.gexf".into()));
        assert_eq!(path("graphml", None), None);
        assert_eq!(path("net.GRAPHML", None), Some("net.GRAPHML".into()));
        assert_eq!(path("net.dot", Some("out")), None);
    }
}
