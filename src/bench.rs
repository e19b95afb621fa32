//! Measures the cost of a scan by stage, for comparison with an earlier run on the same input.

use crate::error::Result;
use crate::memory;
use crate::pipeline::{self, Settings};
use crate::progress::Progress;
use crate::report::{self, CLUSTERS, TableFormat};
use crate::stage::Stage;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;

/// The cost of one stage of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StageCost {
    /// The stage.
    pub stage: Stage,
    /// Wall time in seconds.
    pub seconds: f64,
    /// Processor time of all threads in seconds.
    pub cpu_seconds: f64,
}

/// The cost of one scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanCost {
    /// Number of threads.
    pub threads: usize,
    /// Articles read.
    pub articles: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Wall time of all stages, in seconds.
    pub seconds: f64,
    /// Processor time of all stages, in seconds.
    pub cpu_seconds: f64,
    /// Peak memory of the process, where the system reports it.
    pub peak_memory_bytes: Option<u64>,
    /// Candidate pairs.
    pub candidates: u64,
    /// Matches.
    pub matches: u64,
    /// Clusters.
    pub clusters: u64,
    /// The stages in the order in which they ran.
    pub stages: Vec<StageCost>,
}

/// Scans `sources` and discards the clusters. The peak memory is that of the whole process: measure each scan in a
/// process of its own.
///
/// # Errors
/// As [`pipeline::scan`].
pub fn measure(sources: &[PathBuf], settings: &Settings, progress: &dyn Progress) -> Result<ScanCost> {
    let mut findings = pipeline::scan(sources, settings, progress)?;
    let mut timings = std::mem::take(&mut findings.timings);
    // writing to a sink cannot fail
    let _ = timings.time(Stage::Report, || {
        report::write_table(&CLUSTERS, &findings, TableFormat::Csv, &mut io::BufWriter::new(io::sink()))
    });
    let stages: Vec<StageCost> = timings
        .stages()
        .iter()
        .zip(timings.cpu())
        .map(|(&(stage, wall), cpu)| StageCost { stage, seconds: wall.as_secs_f64(), cpu_seconds: cpu.as_secs_f64() })
        .collect();
    let counts = &findings.counts;
    Ok(ScanCost {
        threads: rayon::current_num_threads(),
        articles: counts.articles,
        bytes: counts.bytes,
        seconds: stages.iter().map(|stage| stage.seconds).sum(),
        cpu_seconds: stages.iter().map(|stage| stage.cpu_seconds).sum(),
        peak_memory_bytes: memory::peak(),
        candidates: counts.candidates,
        matches: counts.matches,
        clusters: counts.clusters,
        stages,
    })
}

/// Several scans, as `bench --json` writes and `bench --against` reads them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchReport {
    /// Version of wirecopy.
    pub version: String,
    /// The scans.
    pub runs: Vec<ScanCost>,
}

impl BenchReport {
    /// A report of this version.
    #[must_use]
    pub fn new(runs: Vec<ScanCost>) -> BenchReport {
        BenchReport { version: env!("CARGO_PKG_VERSION").to_owned(), runs }
    }

    /// The scan of as many articles and bytes on as many threads as `run`, if there is one.
    #[must_use]
    pub fn comparable_run(&self, run: &ScanCost) -> Option<&ScanCost> {
        let case = |run: &ScanCost| (run.articles, run.bytes, run.threads);
        self.runs.iter().find(|other| case(other) == case(run))
    }
}

impl ScanCost {
    /// The cost of a stage, if it ran.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageCost> {
        self.stages.iter().find(|found| found.stage == stage)
    }

    /// The scan with the median processor time; of an even number, the upper of the two in the middle.
    #[must_use]
    pub fn median(mut runs: Vec<ScanCost>) -> Option<ScanCost> {
        runs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
        let middle = runs.len() / 2;
        runs.into_iter().nth(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(articles: u64, threads: usize, cpu_seconds: f64) -> ScanCost {
        let stages = vec![StageCost { stage: Stage::Read, seconds: cpu_seconds, cpu_seconds }];
        ScanCost {
            threads,
            articles,
            bytes: 10 * articles,
            seconds: cpu_seconds,
            cpu_seconds,
            peak_memory_bytes: None,
            candidates: 0,
            matches: 0,
            clusters: 0,
            stages,
        }
    }

    #[test]
    fn median_is_by_processor_time() {
        let median = ScanCost::median(vec![run(1, 1, 9.0), run(1, 1, 2.0), run(1, 1, 3.0)]);
        assert_eq!(median, Some(run(1, 1, 3.0)));
        assert_eq!(ScanCost::median(Vec::new()), None);
    }

    #[test]
    fn compares_only_runs_of_the_same_size_and_threads() {
        let report = BenchReport::new(vec![run(10, 1, 1.0), run(10, 2, 2.0), run(20, 2, 4.0)]);
        assert_eq!(report.comparable_run(&run(10, 2, 7.0)), Some(&report.runs[1]));
        assert_eq!(report.comparable_run(&run(30, 2, 7.0)), None);
        let back: BenchReport = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        assert_eq!(back, report);
    }
}
