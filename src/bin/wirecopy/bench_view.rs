//! The figures of `bench` as a table for a person.

use crate::summary::{grouped, size};
use std::io::{self, Write};
use wirecopy::bench::{BenchReport, ScanCost};

/// Writes the figures of every run, and what changes from run to run; with a baseline the ratios to it.
pub(crate) fn write_table(out: &mut dyn Write, report: &BenchReport, baseline: Option<&BenchReport>) -> io::Result<()> {
    for (nth, run) in report.runs.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        one(out, run, baseline.map(|baseline| baseline.comparable_run(run)))?;
    }
    compared(out, &report.runs)
}

/// `before` is the run to compare with, where there is a baseline, and where that has one.
fn one(out: &mut dyn Write, run: &ScanCost, before: Option<Option<&ScanCost>>) -> io::Result<()> {
    writeln!(
        out,
        "{} articles ({}), {} {}",
        grouped(run.articles),
        size(run.bytes),
        run.threads,
        if run.threads == 1 { "thread" } else { "threads" }
    )?;
    if before == Some(None) {
        writeln!(out, "the baseline has no run of this corpus on as many threads")?;
    }
    let before = before.flatten();
    let ratios = if before.is_some() { "   wall ×    CPU ×" } else { "" };
    writeln!(out, "  {:<12} {:>9} {:>9} {:>6} {:>12}{ratios}", "stage", "wall s", "CPU s", "share", "articles/s")?;
    let mut row = |name: &str, wall: f64, cpu: f64, old: Option<(f64, f64)>| {
        let share = 100.0 * cpu / run.cpu_seconds.max(f64::MIN_POSITIVE);
        let rate = run.articles as f64 / wall.max(1e-9);
        write!(out, "  {name:<12} {wall:>9.3} {cpu:>9.3} {share:>4.0} % {:>12}", grouped(rate as u64))?;
        if let Some((old_wall, old_cpu)) = old {
            write!(out, " {:>8} {:>8}", ratio(wall, old_wall), ratio(cpu, old_cpu))?;
        }
        writeln!(out)
    };
    for stage in &run.stages {
        let old = before.and_then(|before| before.stage(stage.stage)).map(|old| (old.seconds, old.cpu_seconds));
        row(stage.stage.name(), stage.seconds, stage.cpu_seconds, old)?;
    }
    row("all", run.seconds, run.cpu_seconds, before.map(|before| (before.seconds, before.cpu_seconds)))?;
    let articles = run.articles.max(1) as f64;
    writeln!(
        out,
        "  {:.1} MB/s; {:.1} candidates and {:.1} matches an article",
        run.bytes as f64 / 1e6 / run.seconds.max(1e-9),
        run.candidates as f64 / articles,
        run.matches as f64 / articles
    )?;
    if let Some(peak) = run.peak_memory_bytes {
        let old = before.and_then(|before| before.peak_memory_bytes);
        let against = old.map(|old| format!("; {} the baseline's", ratio(peak as f64, old as f64))).unwrap_or_default();
        writeln!(out, "  peak memory {}, {:.0} bytes an article{against}", size(peak), peak as f64 / articles)?;
    }
    Ok(())
}

/// What more threads and more articles change: of each corpus the speed-up over its first run, on each number of threads the
/// growth from the first corpus on.
fn compared(out: &mut dyn Write, runs: &[ScanCost]) -> io::Result<()> {
    let corpus = |run: &ScanCost| (run.articles, run.bytes);
    let sizes = runs.iter().any(|run| corpus(run) != corpus(&runs[0]));
    let thread_counts = runs.iter().any(|run| run.threads != runs[0].threads);
    for (nth, run) in runs.iter().enumerate() {
        let before = &runs[..nth];
        if let Some(first) = before.iter().find(|other| corpus(other) == corpus(run) && other.threads != run.threads) {
            let of = if sizes { format!("{} articles, ", grouped(run.articles)) } else { String::new() };
            let faster = first.seconds / run.seconds.max(1e-9);
            writeln!(out, "{of}{} threads: {faster:.2} times as fast as {}", run.threads, first.threads)?;
        }
        if let Some(first) = before.iter().find(|other| other.articles != run.articles && other.threads == run.threads)
        {
            let per_article = |run: &ScanCost| run.cpu_seconds / run.articles.max(1) as f64;
            let on = match run.threads {
                _ if !thread_counts => String::new(),
                1 => ", 1 thread".to_owned(),
                threads => format!(", {threads} threads"),
            };
            writeln!(
                out,
                "{} articles{on}: {:.2} times the CPU time an article of {}",
                grouped(run.articles),
                per_article(run) / per_article(first),
                grouped(first.articles)
            )?;
        }
    }
    Ok(())
}

fn ratio(new: f64, old: f64) -> String {
    if old > 0.0 { format!("{:.2} ×", new / old) } else { "–".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(articles: u64, threads: usize, seconds: f64, cpu_seconds: f64) -> ScanCost {
        ScanCost {
            threads,
            articles,
            bytes: 10 * articles,
            seconds,
            cpu_seconds,
            peak_memory_bytes: None,
            candidates: 0,
            matches: 0,
            clusters: 0,
            stages: Vec::new(),
        }
    }

    fn shown(runs: &[ScanCost]) -> Vec<String> {
        let mut out = Vec::new();
        compared(&mut out, runs).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_size_has_its_speed_up_and_every_number_of_threads_its_growth() {
        let runs = [run(100, 1, 4.0, 4.0), run(100, 2, 2.0, 4.0), run(1000, 1, 60.0, 60.0), run(1000, 2, 40.0, 80.0)];
        let lines = [
            "100 articles, 2 threads: 2.00 times as fast as 1",
            "1,000 articles, 1 thread: 1.50 times the CPU time an article of 100",
            "1,000 articles, 2 threads: 1.50 times as fast as 1",
            "1,000 articles, 2 threads: 2.00 times the CPU time an article of 100",
        ];
        assert_eq!(shown(&runs), lines);
    }

    #[test]
    fn one_size_or_one_number_of_threads_is_not_named() {
        assert_eq!(shown(&[run(100, 1, 4.0, 4.0), run(100, 2, 2.0, 4.0)]), ["2 threads: 2.00 times as fast as 1"]);
        let growth = shown(&[run(100, 2, 4.0, 4.0), run(200, 2, 8.0, 8.0)]);
        assert_eq!(growth, ["200 articles: 1.00 times the CPU time an article of 100"]);
        assert!(shown(&[run(100, 1, 4.0, 4.0)]).is_empty() && shown(&[]).is_empty());
    }
}
