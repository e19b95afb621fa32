//! What a scan writes to, checked before anything is read: no source is replaced, and no target is read as a source.

use anyhow::{Context, bail, ensure};
use std::io::Write;
use std::path::{Path, PathBuf};
use wirecopy::atomic_file::AtomicFile;
use wirecopy::report::{TargetPlace, place_of};

/// A file or folder that a flag names for output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The flag.
    pub(crate) flag: &'static str,
    /// What it names.
    pub(crate) path: &'a Path,
    /// Whether that is one file, or else a folder.
    pub(crate) is_file: bool,
}

/// Checks targets against the sources and each other. Returns those that lie in a source: they are no part of the
/// corpus, and stderr says so unless `quiet`.
///
/// # Errors
/// A target is a source or holds one, lies in the folder of `--out`, or is a file that cannot be written.
pub(crate) fn check(targets: &[Target<'_>], sources: &[PathBuf], quiet: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut left_out = Vec::new();
    for target in targets {
        let shown = format!("{} {}", target.flag, target.path.display());
        match place_of(target.path, sources) {
            TargetPlace::Apart => {}
            TargetPlace::IsSource(_) => bail!("{shown}: this is a source of the scan; name another place"),
            TargetPlace::HoldsSource(source) => {
                bail!("{shown}: the folder holds {}, a source of the scan; name another folder", source.display())
            }
            TargetPlace::InSource(source) => {
                left_out.push(target.path.to_owned());
                if !quiet {
                    let source = source.display();
                    let _ = writeln!(anstream::stderr(), "{shown}: lies in {source}, and is not read as a part of it");
                }
            }
        }
        let others = targets.iter().filter(|other| other.flag != target.flag);
        for other in others.filter(|other| !other.is_file) {
            let is_in = !matches!(place_of(target.path, &[other.path.to_owned()]), TargetPlace::Apart)
                || target.path.starts_with(other.path);
            ensure!(
                !is_in,
                "{shown}: lies in the folder of {} {}, which is written as a whole; name a place beside it",
                other.flag,
                other.path.display()
            );
        }
        if target.is_file {
            AtomicFile::create(target.path).with_context(|| format!("{shown}: cannot be written"))?;
        }
    }
    Ok(left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(flag: &'static str, path: &Path, is_file: bool, sources: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
        check(&[Target { flag, path, is_file }], sources, true).map_err(|error| error.to_string())
    }

    #[test]
    fn a_target_is_no_source_and_holds_none_and_is_left_out_of_one_that_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        std::fs::create_dir(&corpus).unwrap();
        let sources = [corpus.clone()];
        assert!(checked("--out", &corpus, false, &sources).unwrap_err().contains("is a source"));
        assert!(checked("--out", folder.path(), false, &sources).unwrap_err().contains("holds"));
        let out = corpus.join("out");
        assert_eq!(checked("--out", &out, false, &sources), Ok(vec![out.clone()]));
        assert_eq!(checked("--dedup-to", &folder.path().join("kept.jsonl"), true, &sources), Ok(Vec::new()));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_before_the_scan() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing/net.gexf");
        assert!(checked("--graph", &missing, true, &[]).unwrap_err().contains("cannot be written"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_in_the_folder_of_out_would_go_with_the_next_result() {
        let folder = tempfile::tempdir().unwrap();
        let (out, kept) = (folder.path().join("out"), folder.path().join("out/kept.jsonl"));
        let targets = [
            Target { flag: "--out", path: &out, is_file: false },
            Target { flag: "--dedup-to", path: &kept, is_file: true },
        ];
        assert!(check(&targets, &[], true).unwrap_err().to_string().contains("--out"));
    }
}
