//! The stages of a run by name, and the time that each of them takes.

use crate::util::memory::cpu_time;
use std::time::{Duration, Instant};

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Reading, parsing and tokenising the articles.
    Read,
    /// Learning what outlets repeat, and removing it.
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

impl Stage {
    /// The name that progress bars and tables of timings show.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Boilerplate => "boilerplate",
            Stage::Sketch => "sketch",
            Stage::Candidates => "candidates",
            Stage::Match => "match",
            Stage::Cluster => "cluster",
            Stage::Attribute => "attribute",
            Stage::Report => "report",
        }
    }
}

/// The time that each stage took, in the order in which the stages ran.
#[derive(Debug, Clone, Default)]
pub struct Timings {
    stages: Vec<(Stage, Duration)>,
    cpu: Vec<Duration>,
}

impl Timings {
    /// Runs `work` and adds the time that it takes to the time of `stage`.
    pub fn time<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        boundary::before(stage);
        let (start, cpu_start) = (Instant::now(), cpu_time());
        let value = work();
        boundary::stage_ends();
        let spent = cpu_time().zip(cpu_start).map(|(end, start)| end.saturating_sub(start)).unwrap_or_default();
        match self.stages.iter().position(|(earlier, _)| *earlier == stage) {
            Some(at) => {
                self.stages[at].1 += start.elapsed();
                self.cpu[at] += spent;
            }
            None => {
                self.stages.push((stage, start.elapsed()));
                self.cpu.push(spent);
            }
        }
        value
    }

    /// The wall time of each stage that ran.
    #[must_use]
    pub fn stages(&self) -> &[(Stage, Duration)] {
        &self.stages
    }

    /// The processor time of each stage, summed over all threads; zero where the system does not report it.
    #[must_use]
    pub fn cpu(&self) -> &[Duration] {
        &self.cpu
    }
}

/// Empty functions called where a stage begins and ends: `benches/instructions` recognises the stages in a profile by
/// these names. Each holds a different value, so that the compiler does not merge them into one function.
mod boundary {
    use super::Stage;
    use std::hint::black_box;

    macro_rules! boundaries {
        ($($name:ident $value:literal)*) => { $(#[inline(never)] pub(super) fn $name() { black_box($value); })* };
    }

    boundaries! {
        stage_begins_read 0 stage_begins_boilerplate 1 stage_begins_sketch 2 stage_begins_candidates 3
        stage_begins_match 4 stage_begins_cluster 5 stage_begins_attribute 6 stage_begins_report 7 stage_ends 8
    }

    pub(super) fn before(stage: Stage) {
        match stage {
            Stage::Read => stage_begins_read(),
            Stage::Boilerplate => stage_begins_boilerplate(),
            Stage::Sketch => stage_begins_sketch(),
            Stage::Candidates => stage_begins_candidates(),
            Stage::Match => stage_begins_match(),
            Stage::Cluster => stage_begins_cluster(),
            Stage::Attribute => stage_begins_attribute(),
            Stage::Report => stage_begins_report(),
        }
    }
}
