//! The flag `--graph`: the flows between wires and outlets as a graph that other programs draw.

use anyhow::bail;
use std::path::{Path, PathBuf};
use wirecopy::findings::Findings;
use wirecopy::report::{GraphFormat, write_graph};

/// Where the graph goes, and in which format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    format: GraphFormat,
    path: PathBuf,
}

/// A file by its extension; or a format, for a file beside the tables.
///
/// # Errors
/// A file of an unknown extension, or a format without `--out`.
pub(crate) fn target(value: &str, out: Option<&Path>) -> anyhow::Result<Target> {
    let format = |name: &str| match name.to_ascii_lowercase().as_str() {
        "graphml" => Some(GraphFormat::GraphMl),
        "gexf" => Some(GraphFormat::Gexf),
        _ => None,
    };
    let path = Path::new(value);
    match (format(value), path.extension().and_then(|extension| format(extension.to_str()?)), out) {
        (Some(named), _, Some(folder)) => {
            Ok(Target { format: named, path: folder.join("flows").with_extension(named.extension()) })
        }
        (Some(_), _, None) => bail!("--graph {value}: give --out too, or a file as in --graph flows.{value}"),
        (None, Some(format), _) => Ok(Target { format, path: path.to_owned() }),
        (None, None, _) => bail!("--graph {value}: the file must end in .graphml or .gexf"),
    }
}

impl Target {
    /// Writes the flows.
    pub(crate) fn write(&self, findings: &Findings) -> wirecopy::error::Result<()> {
        write_graph(findings, self.format, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_goes_beside_the_tables_and_a_file_where_it_says() {
        let path = |value: &str, out: Option<&str>| target(value, out.map(Path::new)).ok().map(|to| to.path);
        assert_eq!(path("gexf", Some("out")), Some("out/flows.gexf".into()));
        assert_eq!(path("graphml", None), None);
        assert_eq!(path("net.GRAPHML", None), Some("net.GRAPHML".into()));
        assert_eq!(path("net.dot", Some("out")), None);
    }
}
