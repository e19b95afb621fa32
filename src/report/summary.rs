//! The summary of a run: its counts, settings and times.

use crate::findings::{Counts, Findings, WireCounts};
use crate::pipeline::Settings;
use std::collections::BTreeMap;
use std::time::Duration;

/// The content of `summary.json`.
#[derive(Debug, serde::Serialize)]
pub struct Summary<'a> {
    /// The version of wirecopy that ran.
    pub version: &'static str,
    /// The settings that decide the findings.
    pub settings: ChosenSettings,
    /// The command, without what does not change the findings. Empty unless a program sets it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub command: String,
    /// The address of the folder that relative paths start from, as `report.html` sees it: `../`. `None` where it is
    /// not known; then the page shows paths and does not link to them.
    #[serde(skip)]
    pub paths_from: Option<String>,
    /// The counts.
    pub counts: Counts,
    /// How much of the corpus is wire copy, and how much of that names the wire.
    pub wires: WireCounts,
    /// Seconds of wall time by stage, in the order of the stages.
    pub seconds: Vec<StageTime>,
    /// Peak of resident memory in bytes, where the system reports it.
    pub peak_memory_bytes: Option<u64>,
    /// The memory budget of the run in bytes.
    pub memory_budget_bytes: u64,
    /// Rejected files and rows by the first words of the reason.
    pub rejected_by_reason: BTreeMap<&'a str, u64>,
}

/// A file of a result.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// xxh3 with 64 bits of its content, as 16 hexadecimal digits.
    pub xxh3: String,
}

/// A summary with the files that were written beside it.
#[derive(serde::Serialize)]
pub(super) struct SummaryWithFiles<'a> {
    #[serde(flatten)]
    pub(super) summary: &'a Summary<'a>,
    pub(super) files: &'a [WrittenFile],
}

/// The settings that decide the findings.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct ChosenSettings {
    /// Tokens in a shingle.
    pub shingle: usize,
    /// Bands of the index.
    pub bands: usize,
    /// Values in a band.
    pub rows: usize,
    /// One shingle in this many is an anchor.
    pub anchor_one_in: u32,
    /// The least number of anchors of an article.
    pub anchors_at_least: usize,
    /// The least overlap score of a match.
    pub threshold: f64,
    /// The least number of shared shingles of a match.
    pub min_shared_shingles: u32,
    /// Seed of the hash functions.
    pub seed: u64,
}

/// One stage and its time.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: crate::stage::Stage,
    /// Its wall time in seconds.
    pub seconds: f64,
}

impl<'a> Summary<'a> {
    /// The summary of a run with these findings and settings.
    #[must_use]
    pub fn new(findings: &'a Findings, settings: &Settings) -> Self {
        let mut rejected_by_reason = BTreeMap::new();
        for rejected in &findings.rejected {
            *rejected_by_reason.entry(rejected.kind()).or_default() += rejected.rows;
        }
        Summary {
            version: env!("CARGO_PKG_VERSION"),
            settings: ChosenSettings {
                shingle: settings.core.shingle.size,
                bands: settings.core.banding.bands,
                rows: settings.core.banding.rows,
                anchor_one_in: settings.core.anchors.one_in,
                anchors_at_least: settings.core.anchors.min_per_article,
                threshold: settings.core.matching.threshold,
                min_shared_shingles: settings.core.matching.min_shared,
                seed: settings.core.seed,
            },
            command: String::new(),
            paths_from: None,
            counts: findings.counts,
            wires: findings.wire_counts(),
            seconds: findings
                .timings
                .stages()
                .iter()
                .map(|&(stage, time)| StageTime { stage, seconds: rounded(time) })
                .collect(),
            peak_memory_bytes: crate::memory::peak(),
            memory_budget_bytes: settings.core.memory.budget,
            rejected_by_reason,
        }
    }
}

fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
