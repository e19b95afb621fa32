//! Going on from an earlier run: what is known when articles are sketched is kept in a file, for a run of the same input and the
//! same settings as far as they matter until then. Threshold, window and whatever comes behind may be others.

use super::sketching::{Sketched, Spools};
use super::{Prepared, Settings};
use crate::article::Rejected;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::findings::Counts;
use crate::hash;
use crate::index::{AnchorKeys, BandKeys, Index};
use crate::input;
use crate::progress::Progress;
use crate::state::{Loader, Saver};
use std::path::{Path, PathBuf};

/// The state of one run: where it is kept, and what it depends on.
pub(super) struct State {
    path: PathBuf,
    /// Each thing by its name for the user, and how it is.
    depends: Vec<(String, String)>,
}

/// The file in `folder` for the state of a run over `sources`.
fn path_of(folder: &Path, sources: &[PathBuf]) -> PathBuf {
    folder.join(format!("wirecopy-{:016x}.state", hash::of_bytes(format!("{sources:?}").as_bytes())))
}

/// Forgets the state that a run with [`Settings::resume`] left, when its results are where they should be.
///
/// # Errors
/// [`Error::Write`], when there is a state that cannot be removed.
pub fn forget(sources: &[PathBuf], settings: &Settings) -> Result<()> {
    let Some(folder) = &settings.resume else { return Ok(()) };
    let path = path_of(folder, sources);
    match std::fs::remove_file(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(Error::Write { path, source }),
        _ => Ok(()),
    }
}

impl State {
    /// What a run over `sources` would go on from; looks at every file's size and time, and reads none.
    pub(super) fn new(folder: &Path, sources: &[PathBuf], settings: &Settings) -> Result<State> {
        std::fs::create_dir_all(folder).map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        let files = input::fingerprint(sources, &settings.input)?.ok_or_else(|| Error::Setting {
            field: "resume",
            problem: "standard input cannot be read a second time; write it to a file first".to_owned(),
        })?;
        let outlets = settings.input.outlets.fingerprint();
        let input = input::Settings { outlets: input::Outlets::default(), ..settings.input.clone() };
        let agencies = hash::of_bytes(format!("{:?}", settings.agencies).as_bytes());
        let depends = [
            ("the version of wirecopy", env!("CARGO_PKG_VERSION").to_owned()),
            ("the files, their sizes or times", files.to_string()),
            ("what is read", format!("{input:?}")),
            ("--outlets", outlets.to_string()),
            ("--agencies", agencies.to_string()),
            ("--shingle", format!("{:?}", settings.shingle)),
            ("--boilerplate", format!("{:?}", settings.boilerplate)),
            ("--bands or --rows", format!("{:?}", settings.banding)),
            ("--profile", format!("{:?}", settings.anchors)),
            ("--seed", settings.seed.to_string()),
        ];
        let depends = depends.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(State { path: path_of(folder, sources), depends })
    }

    /// What the earlier run left. Nothing when there was none or it cannot be used; `progress` is told why.
    pub(super) fn load(&self, settings: &Settings, progress: &dyn Progress) -> Option<Prepared> {
        match self.read(settings) {
            Ok(Some(Ok(prepared))) => {
                progress.message(&format!("goes on from {}: nothing is read again", self.path.display()));
                Some(prepared)
            }
            Ok(Some(Err(others))) => {
                let others = others.join("; ");
                progress.message(&format!(
                    "{} is of another run and not used; what differs: {others}",
                    self.path.display()
                ));
                None
            }
            Ok(None) => None,
            Err(error) => {
                progress.message(&format!("{error}; not used, everything is read anew"));
                None
            }
        }
    }

    /// The state, or the names of what it depends on and is now otherwise.
    fn read(&self, settings: &Settings) -> Result<Option<std::result::Result<Prepared, Vec<String>>>> {
        let Some(mut from) = Loader::open(&self.path)? else { return Ok(None) };
        let depended: Vec<(String, String)> = from.value()?;
        if depended != self.depends {
            let others = self.depends.iter().filter(|now| !depended.contains(now)).map(|(name, _)| name.clone());
            return Ok(Some(Err(others.collect())));
        }
        let (rejected, counts): (Vec<Rejected>, Counts) = from.value()?;
        let furniture = from.numbers()?;
        let spools = Spools::new(&settings.memory);
        let mut corpus = Corpus::load(&mut from, &settings.memory)?;
        corpus.count_by(settings.count_by);
        let bands = BandKeys::load(&mut from, spools.bands)?;
        let anchors = AnchorKeys::load(&mut from, spools.anchors)?;
        let distinct: Vec<u32> = from.numbers()?;
        let articles = corpus.len() as usize;
        if [bands.articles(), anchors.articles(), distinct.len(), Vec::len(&furniture)] != [articles; 4] {
            return Err(from.damaged());
        }
        let sketched = Sketched { index: Index::new(bands, anchors), distinct };
        Ok(Some(Ok(Prepared { corpus, rejected, counts, furniture, sketched })))
    }

    /// Keeps what is known now. A run goes on when that cannot be: `progress` is told.
    pub(super) fn save(&self, prepared: &Prepared, progress: &dyn Progress) {
        if let Err(error) = self.write(prepared) {
            let _ = std::fs::remove_file(self.path.with_extension("part"));
            progress.message(&format!("{error}; the run goes on, but could not be resumed"));
        }
    }

    fn write(&self, prepared: &Prepared) -> Result<()> {
        let Prepared { corpus, rejected, counts, furniture, sketched } = prepared;
        let mut to = Saver::create(&self.path)?;
        to.value(&self.depends)?;
        to.value(&(rejected, counts))?;
        to.numbers(furniture)?;
        corpus.save(&mut to)?;
        let (bands, anchors) = sketched.index.parts();
        bands.save(&mut to)?;
        anchors.save(&mut to)?;
        to.numbers(&sketched.distinct)?;
        to.finish()
    }
}
