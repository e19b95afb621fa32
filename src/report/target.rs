//! Where a run writes, held against what it reads: no result replaces a source, and none is read as a source.

use same_file::Handle;
use std::path::{Path, PathBuf};
use wirecopy_core::util::atomic_file::folder_of;

/// How a target and the sources of a run lie to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPlace {
    /// The target and the sources have nothing in common.
    Apart,
    /// The target is this source.
    IsSource(PathBuf),
    /// The target is a folder, and this source lies in it.
    HoldsSource(PathBuf),
    /// The target lies in this source, which is a folder.
    InSource(PathBuf),
}

/// Finds how `target`, which need not exist, and the sources lie to each other. Folders are compared by device and
/// inode, so that a link or another spelling of a path makes no difference.
#[must_use]
pub fn place_of(target: &Path, sources: &[PathBuf]) -> TargetPlace {
    let target_itself = Handle::from_path(target).ok();
    let folders_of_target = folders_above(target);
    let mut place = TargetPlace::Apart;
    for source in sources.iter().filter(|source| source.as_os_str() != "-") {
        let Ok(source_itself) = Handle::from_path(source) else { continue };
        if let Some(target) = &target_itself {
            if *target == source_itself {
                return TargetPlace::IsSource(source.clone());
            }
            if folders_above(source).contains(target) {
                return TargetPlace::HoldsSource(source.clone());
            }
        }
        if folders_of_target.contains(&source_itself) {
            place = TargetPlace::InSource(source.clone());
        }
    }
    place
}

/// The folders in which a path lies, from the nearest to the root. Folders that do not exist are left out.
fn folders_above(path: &Path) -> Vec<Handle> {
    let mut nearest = folder_of(path).to_owned();
    // a folder that is to be made lies in the nearest that is there
    let real = loop {
        match nearest.canonicalize() {
            Ok(real) => break real,
            Err(_) => nearest = folder_of(&nearest).to_owned(),
        }
        if nearest.as_os_str() == "." {
            break PathBuf::from(".");
        }
    };
    // what a link leads to lies in other folders than the link
    let own = path.canonicalize().ok().and_then(|real| real.parent().map(Path::to_owned));
    own.unwrap_or(real).ancestors().filter_map(|folder| Handle::from_path(folder).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn tells_a_target_that_is_holds_or_lies_in_a_source() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("corpus/deep")).unwrap();
        fs::create_dir_all(at("results")).unwrap();
        fs::write(at("corpus/a.csv"), "x").unwrap();
        let (corpus, file) = (at("corpus"), at("corpus/a.csv"));
        let place = |target: PathBuf, source: &PathBuf| place_of(&target, std::slice::from_ref(source));
        assert_eq!(place(at("results"), &corpus), TargetPlace::Apart);
        assert_eq!(place(at("new"), &corpus), TargetPlace::Apart);
        assert_eq!(place(at("corpus"), &corpus), TargetPlace::IsSource(corpus.clone()));
        assert_eq!(place(at("corpus/deep/.."), &corpus), TargetPlace::IsSource(corpus.clone()));
        assert_eq!(place(file.clone(), &file), TargetPlace::IsSource(file.clone()));
        assert_eq!(place(at("corpus"), &file), TargetPlace::HoldsSource(file.clone()));
        assert_eq!(place(folder.path().to_owned(), &corpus), TargetPlace::HoldsSource(corpus.clone()));
        assert_eq!(place(at("corpus/deep/new/newer"), &corpus), TargetPlace::InSource(corpus.clone()));
        assert_eq!(place(at("corpus/new"), &file), TargetPlace::Apart);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_hides_no_source() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        fs::create_dir(at("corpus")).unwrap();
        fs::write(at("corpus/a.csv"), "x").unwrap();
        std::os::unix::fs::symlink(at("corpus"), at("link")).unwrap();
        fs::hard_link(at("corpus/a.csv"), at("same.csv")).unwrap();
        let corpus = at("corpus");
        assert_eq!(place_of(&at("link"), std::slice::from_ref(&corpus)), TargetPlace::IsSource(corpus.clone()));
        assert_eq!(place_of(&at("link/out"), std::slice::from_ref(&corpus)), TargetPlace::InSource(corpus));
        let file = at("corpus/a.csv");
        assert_eq!(place_of(&at("same.csv"), std::slice::from_ref(&file)), TargetPlace::IsSource(file));
    }
}
