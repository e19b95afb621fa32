//! `--graph`: the flows between wires and outlets as a graph file for other programs.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use wirecopy::atomic_file::write_file;
use wirecopy::findings::Findings;
use wirecopy::report::{GraphFormat, ResultFolder, write_graph};

/// Where the graph goes, and its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GraphTarget {
    format: GraphFormat,
    /// A file of its own; without one the graph is a file of the result.
    file: Option<PathBuf>,
}

impl GraphTarget {
    /// Parses the value of `--graph`: a file, whose extension gives the format, or a format, for a file beside the
    /// tables, which needs `--out`.
    ///
    /// # Errors
    /// A file with another extension, or a format without `--out`.
    pub(crate) fn parse(value: &str, has_out: bool) -> anyhow::Result<GraphTarget> {
        let format = |name: &str| match name.to_ascii_lowercase().as_str() {
            "graphml" => Some(GraphFormat::GraphMl),
            "gexf" => Some(GraphFormat::Gexf),
            _ => None,
        };
        let path = Path::new(value);
        match (format(value), path.extension().and_then(|extension| format(extension.to_str()?))) {
            (Some(format), _) if has_out => Ok(GraphTarget { format, file: None }),
            (Some(_), _) => bail!("--graph {value}: needs --out, or a file as in --graph flows.{value}"),
            (None, Some(format)) => Ok(GraphTarget { format, file: Some(path.to_owned()) }),
            (None, None) => bail!("--graph {value}: the file must end in .graphml or .gexf"),
        }
    }

    /// The file of its own.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Writes the flows, to their own file or into the folder of the result.
    pub(crate) fn write(&self, findings: &Findings, folder: Option<&mut ResultFolder>) -> anyhow::Result<()> {
        match (&self.file, folder) {
            (Some(path), _) => {
                write_file(path, |out| write_graph(findings, self.format, out))
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
            (None, Some(folder)) => {
                let name = format!("flows.{}", self.format.extension());
                folder.write(&name, |out| write_graph(findings, self.format, out))?;
            }
            (None, None) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_a_format_beside_the_tables_and_a_file_where_it_is_named() {
        let file = |value: &str, has_out| GraphTarget::parse(value, has_out).ok().map(|to| to.file);
        assert_eq!(file("gexf", true), Some(None));
        assert_eq!(file("graphml", false), None);
        assert_eq!(file("net.GRAPHML", false), Some(Some("net.GRAPHML".into())));
        assert_eq!(file("net.dot", true), None);
    }
}
