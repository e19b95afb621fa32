//! The figures of `bench` as text.

use crate::numbers::{grouped, size};
use std::io::{self, Write};
use wirecopy::bench::{BenchReport, ScanCost};

/// Writes a table for each run, then speed-up and growth; with a baseline also the ratios to it.
pub(crate) fn write_report(
    out: &mut dyn Write,
    report: &BenchReport,
    baseline: Option<&BenchReport>,
) -> io::Result<()> {
    for (nth, run) in report.runs.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        let threads = if run.threads == 1 { "thread" } else { "threads" };
        writeln!(out, "{} articles ({}), {} {threads}", grouped(run.articles), size(run.bytes), run.threads)?;
        let earlier = baseline.map(|baseline| baseline.comparable_run(run));
        if earlier == Some(None) {
            writeln!(out, "the baseline has no run of this corpus on as many threads")?;
        }
        write_run(out, run, earlier.flatten())?;
    }
    write_comparison(out, &report.runs)
}

/// Writes the table of one run, with the ratios to an `earlier` one.
fn write_run(out: &mut dyn Write, run: &ScanCost, earlier: Option<&ScanCost>) -> io::Result<()> {
    let ratios = if earlier.is_some() { "   wall ×    CPU ×" } else { "" };
    writeln!(out, "  {:<12} {:>9} {:>9} {:>6} {:>12}{ratios}", "stage", "wall s", "CPU s", "share", "articles/s")?;
    let mut row = |name: &str, wall: f64, cpu: f64, earlier: Option<(f64, f64)>| {
        let share = 100.0 * cpu / run.cpu_seconds.max(f64::MIN_POSITIVE);
        let rate = run.articles as f64 / wall.max(1e-9);
        write!(out, "  {name:<12} {wall:>9.3} {cpu:>9.3} {share:>4.0} % {:>12}", grouped(rate as u64))?;
        if let Some((earlier_wall, earlier_cpu)) = earlier {
            write!(out, " {:>8} {:>8}", ratio(wall, earlier_wall), ratio(cpu, earlier_cpu))?;
        }
        writeln!(out)
    };
    for stage in &run.stages {
        let earlier = earlier.and_then(|run| run.stage(stage.stage)).map(|stage| (stage.seconds, stage.cpu_seconds));
        row(stage.stage.name(), stage.seconds, stage.cpu_seconds, earlier)?;
    }
    row("all", run.seconds, run.cpu_seconds, earlier.map(|run| (run.seconds, run.cpu_seconds)))?;
    let articles = run.articles.max(1) as f64;
    writeln!(
        out,
        "  {:.1} MB/s; for each article {:.1} candidates and {:.1} matches",
        run.bytes as f64 / 1e6 / run.seconds.max(1e-9),
        run.candidates as f64 / articles,
        run.matches as f64 / articles
    )?;
    if let Some(peak) = run.peak_memory_bytes {
        let earlier = earlier.and_then(|run| run.peak_memory_bytes);
        let times = earlier.map(|earlier| format!("; {} the baseline", ratio(peak as f64, earlier as f64)));
        let per_article = peak as f64 / articles;
        writeln!(
            out,
            "  peak memory {}, {per_article:.0} bytes for each article{}",
            size(peak),
            times.unwrap_or_default()
        )?;
    }
    Ok(())
}

/// Writes the speed-up of each corpus over its first number of threads, and the growth on each number of threads over
/// the first corpus.
fn write_comparison(out: &mut dyn Write, runs: &[ScanCost]) -> io::Result<()> {
    let corpus = |run: &ScanCost| (run.articles, run.bytes);
    let has_sizes = runs.iter().any(|run| corpus(run) != corpus(&runs[0]));
    let has_thread_counts = runs.iter().any(|run| run.threads != runs[0].threads);
    for (nth, run) in runs.iter().enumerate() {
        let earlier = &runs[..nth];
        if let Some(first) = earlier.iter().find(|other| corpus(other) == corpus(run) && other.threads != run.threads) {
            let of = if has_sizes { format!("{} articles, ", grouped(run.articles)) } else { String::new() };
            let speed_up = first.seconds / run.seconds.max(1e-9);
            writeln!(out, "{of}{} threads: {speed_up:.2} times as fast as {}", run.threads, first.threads)?;
        }
        let on_as_many = |other: &&ScanCost| other.articles != run.articles && other.threads == run.threads;
        if let Some(first) = earlier.iter().find(on_as_many) {
            let per_article = |run: &ScanCost| run.cpu_seconds / run.articles.max(1) as f64;
            let on = match run.threads {
                _ if !has_thread_counts => String::new(),
                1 => ", 1 thread".to_owned(),
                threads => format!(", {threads} threads"),
            };
            writeln!(
                out,
                "{} articles{on}: {:.2} times the CPU time for each article of {}",
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
        write_comparison(&mut out, runs).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn compares_threads_of_each_size_and_sizes_of_each_thread_count() {
        let runs = [run(100, 1, 4.0, 4.0), run(100, 2, 2.0, 4.0), run(1000, 1, 60.0, 60.0), run(1000, 2, 40.0, 80.0)];
        let lines = [
            "100 articles, 2 threads: 2.00 times as fast as 1",
            "1,000 articles, 1 thread: 1.50 times the CPU time for each article of 100",
            "1,000 articles, 2 threads: 1.50 times as fast as 1",
            "1,000 articles, 2 threads: 2.00 times the CPU time for each article of 100",
        ];
        assert_eq!(shown(&runs), lines);
    }

    #[test]
    fn leaves_out_the_size_or_thread_count_that_all_runs_share() {
        assert_eq!(shown(&[run(100, 1, 4.0, 4.0), run(100, 2, 2.0, 4.0)]), ["2 threads: 2.00 times as fast as 1"]);
        let growth = shown(&[run(100, 2, 4.0, 4.0), run(200, 2, 8.0, 8.0)]);
        assert_eq!(growth, ["200 articles: 1.00 times the CPU time for each article of 100"]);
        assert!(shown(&[run(100, 1, 4.0, 4.0)]).is_empty() && shown(&[]).is_empty());
    }
}
