//! `bench`: the figures that it prints, and the comparison with earlier ones.

use crate::support::{folder, stderr, stdout, wirecopy};

#[test]
fn writes_figures_as_json_and_compares_later_figures_with_them() {
    let flags = ["bench", "-q", "-n", "300", "-m", "20", "--repeat", "1", "--threads-upto", "2"];
    let written = wirecopy(&[&flags[..], &["--json"]].concat()).assert().success().get_output().stdout.clone();
    let report: serde_json::Value = serde_json::from_slice(&written).unwrap();
    let runs = report["runs"].as_array().unwrap();
    assert_eq!(runs.iter().map(|run| run["threads"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert!(runs.iter().all(|run| run["articles"] == 300 && run["stages"].as_array().unwrap().len() > 5));
    let dir = folder(&[("before.json", &written)]);
    let before = dir.path().join("before.json");
    let shown = wirecopy(&[&flags[..], &["--against", before.to_str().unwrap()]].concat()).assert().success();
    let table = stdout(&shown);
    assert!(table.contains("300 articles") && table.contains("CPU ×") && table.contains("2 threads:"), "{table}");
}

#[test]
fn fails_for_a_wrong_size_or_baseline_and_names_it() {
    let output = wirecopy(&["bench", "--sizes", "10k,many"]).assert().code(2);
    assert!(stderr(&output).contains("many"));
    let dir = folder(&[("before.json", b"{}")]);
    let before = dir.path().join("before.json");
    let output = wirecopy(&["bench", "--against", before.to_str().unwrap()]).assert().code(2);
    assert!(stderr(&output).contains("before.json"));
}
