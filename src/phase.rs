//! The stages of a run by name, how long each took, and how a run tells its caller where it is and is told to stop.

use crate::memory::cpu_time;
use std::time::{Duration, Instant};

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Reading, parsing and tokenising the articles.
    Read,
    /// Learning and cutting what outlets repeat.
    Boilerplate,
    /// Signatures and anchors.
    Sketch,
    /// Candidate pairs from bands and anchors.
    Candidates,
    /// Exact overlap of every candidate pair.
    Match,
    /// Clusters from matches.
    Cluster,
    /// Wires, credits, leads.
    Attribute,
    /// Writing the tables.
    Report,
}

impl Phase {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Read => "read",
            Phase::Boilerplate => "boilerplate",
            Phase::Sketch => "sketch",
            Phase::Candidates => "candidates",
            Phase::Match => "match",
            Phase::Cluster => "cluster",
            Phase::Attribute => "attribute",
            Phase::Report => "report",
        }
    }
}

/// Where a run reports its progress, and from where it learns that it should stop. Called from many threads.
pub trait Progress: Sync {
    /// A stage begins; `total` is its amount of work, when known (bytes for reading, articles or pairs for the rest).
    fn begin(&self, phase: Phase, total: Option<u64>) {
        let _ = (phase, total);
    }
    /// `amount` more of the stage's work is done.
    fn advance(&self, amount: u64) {
        let _ = amount;
    }
    /// Something that a person may want to know of the run, in a sentence.
    fn tell(&self, message: &str) {
        let _ = message;
    }
    /// Whether anybody watches: to find out how much there is to read takes a look at every file.
    fn is_watched(&self) -> bool {
        false
    }
    /// Whether the run should stop at the next good place.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Progress that nobody watches and nobody stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}

/// How long each stage took, in the order in which they ran.
#[derive(Debug, Clone, Default)]
pub struct Timings {
    stages: Vec<(Phase, Duration)>,
    cpu: Vec<Duration>,
}

impl Timings {
    /// Runs `work` as `phase` and keeps its wall time; adds it to that of the phase when it ran before.
    pub fn time<T>(&mut self, phase: Phase, work: impl FnOnce() -> T) -> T {
        boundary::before(phase);
        let (start, cpu_start) = (Instant::now(), cpu_time());
        let value = work();
        boundary::stage_ends();
        let spent = cpu_time().zip(cpu_start).map(|(end, start)| end.saturating_sub(start)).unwrap_or_default();
        match self.stages.iter().position(|(before, _)| *before == phase) {
            Some(at) => {
                self.stages[at].1 += start.elapsed();
                self.cpu[at] += spent;
            }
            None => {
                self.stages.push((phase, start.elapsed()));
                self.cpu.push(spent);
            }
        }
        value
    }

    /// Each stage that ran, with its wall time.
    #[must_use]
    pub fn stages(&self) -> &[(Phase, Duration)] {
        &self.stages
    }

    /// The processor time of each stage, of all threads together; zero where the system does not tell it.
    #[must_use]
    pub fn cpu(&self) -> &[Duration] {
        &self.cpu
    }
}

/// Functions that do nothing and are called where a stage begins and ends, so that whoever counts instructions can tell the
/// stages apart by their names: see benches/instructions. The value in each keeps the compiler from making them one.
mod boundary {
    use super::Phase;
    use std::hint::black_box;

    macro_rules! boundaries {
        ($($name:ident $value:literal)*) => { $(#[inline(never)] pub(super) fn $name() { black_box($value); })* };
    }

    boundaries! {
        stage_begins_read 0 stage_begins_boilerplate 1 stage_begins_sketch 2 stage_begins_candidates 3 stage_begins_match 4
        stage_begins_cluster 5 stage_begins_attribute 6 stage_begins_report 7 stage_ends 8
    }

    pub(super) fn before(phase: Phase) {
        match phase {
            Phase::Read => stage_begins_read(),
            Phase::Boilerplate => stage_begins_boilerplate(),
            Phase::Sketch => stage_begins_sketch(),
            Phase::Candidates => stage_begins_candidates(),
            Phase::Match => stage_begins_match(),
            Phase::Cluster => stage_begins_cluster(),
            Phase::Attribute => stage_begins_attribute(),
            Phase::Report => stage_begins_report(),
        }
    }
}
