//! Whole runs of `wirecopy bench`: what it measures, and that figures can be compared.

use crate::support::{folder, wirecopy};

#[test]
fn figures_of_several_thread_counts_can_be_written_and_held_against_later_ones() {
    let flags = ["bench", "-q", "-n", "300", "-m", "20", "--repeat", "1", "--threads-upto", "2"];
    let written = wirecopy(&[&flags[..], &["--json"]].concat()).assert().success().get_output().stdout.clone();
    let report: serde_json::Value = serde_json::from_slice(&written).unwrap();
    let runs = report["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| run["threads"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert!(runs.iter().all(|run| run["articles"] == 300 && run["stages"].as_array().unwrap().len() > 5));
    let dir = folder(&[("before.json", &written)]);
    let before = dir.path().join("before.json");
    let shown = wirecopy(&[&flags[..], &["--against", before.to_str().unwrap()]].concat()).assert().success();
    let table = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
    assert!(table.contains("300 articles") && table.contains("CPU ×") && table.contains("2 threads:"), "{table}");
}

#[test]
fn a_size_that_is_no_number_and_a_baseline_that_is_none_are_named() {
    let output = wirecopy(&["bench", "--sizes", "10k,many"]).assert().code(2);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("many"));
    let dir = folder(&[("before.json", b"{}")]);
    let before = dir.path().join("before.json");
    let output = wirecopy(&["bench", "--against", before.to_str().unwrap()]).assert().code(2);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("before.json"));
}
