//! Parquet tables, `--dedup-to`, `--no-pairs` and `--count-by`.

use crate::support::{folder, prose, rows, stderr, table, wirecopy};
use std::path::Path;

/// Scans the samples into the folder `out`.
fn scan(out: &Path, more: &[&str]) {
    let mut command = wirecopy(&["scan", "-q", "corpus-samples", "--out", out.to_str().unwrap()]);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(more).assert().success();
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_tables_equal_the_csv_tables() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let dir = tempfile::TempDir::new().unwrap();
    let (csv, parquet) = (dir.path().join("csv"), dir.path().join("parquet"));
    scan(&csv, &[]);
    scan(&parquet, &["--format", "parquet"]);
    for name in ["clusters", "pairs", "articles", "outlets", "flows", "series", "rejected"] {
        let expected = table(&csv, &format!("{name}.csv"));
        let file = std::fs::File::open(parquet.join(format!("{name}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let mut number = 0;
        for (row, expected) in reader.get_row_iter(None).unwrap().zip(&expected) {
            let row = row.unwrap();
            assert_eq!(row.get_column_iter().count(), expected.len(), "{name}");
            for (column, field) in row.get_column_iter() {
                let text = match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Long(number) => number.to_string(),
                    Field::Double(share) => format!("{share:.4}"),
                    Field::Bool(flag) => flag.to_string(),
                    Field::TimestampMicros(time) => {
                        let minute = wirecopy::time::Published::minute(time / 60_000_000).to_string();
                        let is_day = expected[column].len() == "2031-05-04".len();
                        if is_day { minute.replace("T00:00Z", "") } else { minute.replace('Z', ":00Z") }
                    }
                    other => format!("{other:?}"),
                };
                assert_eq!(text, expected[column], "{name}, row {number}, {column}");
            }
            number += 1;
        }
        assert_eq!(number, expected.len(), "{name}");
        assert!(number > 0 || name == "series", "{name}");
    }
}

#[test]
fn the_corpus_without_duplicates_has_the_kept_articles_and_nothing_more_to_drop() {
    let dir = tempfile::TempDir::new().unwrap();
    let out = dir.path().join("out");
    for target in ["kept.jsonl", "kept.jsonl.gz", "kept.jsonl.zst", "kept"] {
        let target = dir.path().join(target);
        scan(&out, &["--dedup-to", target.to_str().unwrap()]);
        let kept = table(&out, "articles.csv").iter().filter(|article| article["kept"] == "true").count();
        let again = dir.path().join("again");
        wirecopy(&["scan", "-q", target.to_str().unwrap(), "--out", again.to_str().unwrap()]).assert().success();
        let left = table(&again, "articles.csv");
        assert_eq!(left.len(), kept, "{target:?}");
        assert!(left.iter().all(|article| article["kept"] == "true"), "{target:?}");
    }
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 6, "{left:?}");
}

#[test]
fn refuses_to_deduplicate_standard_input() {
    let run = wirecopy(&["scan", "-", "--dedup-to", "kept.jsonl"])
        .write_stdin("{\"id\": \"a\", \"text\": \"one two three\"}\n")
        .assert()
        .code(2);
    assert!(stderr(&run).contains("name a file"));
    assert_eq!(rows(&run.get_output().stdout).len(), 0);
}

#[test]
fn no_pairs_changes_no_other_table_and_removes_an_old_table_of_pairs() {
    let dir = tempfile::TempDir::new().unwrap();
    let (with, without) = (dir.path().join("with"), dir.path().join("without"));
    scan(&with, &[]);
    scan(&without, &[]);
    assert!(without.join("pairs.csv").exists());
    scan(&without, &["--no-pairs"]);
    assert!(!without.join("pairs.csv").exists());
    for name in ["clusters.csv", "articles.csv", "outlets.csv", "flows.csv"] {
        assert_eq!(std::fs::read(with.join(name)).unwrap(), std::fs::read(without.join(name)).unwrap(), "{name}");
    }
}

#[test]
fn counts_owners_instead_of_outlets() {
    let text = prose(5, 200);
    let page =
        format!("<html><body><article><p>{}</p></article></body></html>", prose(6, 200).replace('\n', "</p><p>"));
    let dir = folder(&[
        ("corpus/echo/a.txt", text.as_bytes()),
        ("corpus/bote/b.txt", text.as_bytes()),
        ("corpus/gazette/c.txt", text.as_bytes()),
        ("corpus/gazette/d.html", page.as_bytes()),
        ("outlets.csv", b"outlet,owner\necho,Holm Press\nbote,Holm Press\n"),
    ]);
    let scan = |who: &str| {
        let out = dir.path().join(who);
        let mut command = wirecopy(&["scan", "-q", "--no-page", "--count-by", who]);
        command.arg(dir.path().join("corpus")).arg("--outlets").arg(dir.path().join("outlets.csv"));
        command.arg("--out").arg(&out).assert().success();
        out
    };
    let (outlets, owners) = (scan("outlet"), scan("owner"));
    assert_eq!(table(&outlets, "clusters.csv")[0]["outlets"], "3");
    assert_eq!(table(&owners, "clusters.csv")[0]["outlets"], "2");
    let names = |dir: &Path| {
        let mut names: Vec<String> =
            table(dir, "outlets.csv").into_iter().map(|mut row| row.remove("outlet").unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&outlets), ["bote", "echo", "gazette"]);
    assert_eq!(names(&owners), ["Holm Press", "gazette"]);
    let articles = table(&owners, "articles.csv");
    let of = |column: &str| articles.iter().map(|row| row[column].clone()).collect::<Vec<_>>();
    assert_eq!(of("outlet"), ["bote", "echo", "gazette", "gazette"]);
    assert_eq!(of("owner"), ["Holm Press", "Holm Press", "", ""]);
    assert_eq!(of("extraction"), ["", "", "", "body"]);
    assert!(table(&outlets, "pairs.csv").iter().all(|row| row["same_outlet"] == "false"));
    assert_eq!(table(&owners, "pairs.csv").iter().filter(|row| row["same_outlet"] == "true").count(), 1);
}

#[test]
fn the_data_package_describes_every_column_of_every_table() {
    let dir = tempfile::TempDir::new().unwrap();
    let out = dir.path().join("out");
    scan(&out, &["--no-page"]);
    let package: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("datapackage.json")).unwrap()).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert!(resources.len() > 7);
    for resource in resources {
        let file = std::fs::read_to_string(out.join(resource["path"].as_str().unwrap())).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(file.lines().next(), Some(names.join(",").as_str()));
        assert!(fields.iter().all(|field| field["description"].as_str().is_some_and(|text| text.len() > 3)));
    }
}
