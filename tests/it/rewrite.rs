//! `--dedup-to` and `--annotate`: that every column, type and row of the input is kept, in each format.

use crate::support::{folder, gzip, prose, rows, stderr, wirecopy};
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

/// Scans a folder's `in` with these flags, in that folder. Returns what was said on stderr.
fn scan(dir: &TempDir, flags: &[&str]) -> String {
    let mut command = wirecopy(&["scan", "in", "--out", "out", "--no-page"]);
    stderr(&command.args(flags).current_dir(dir.path()).assert().success())
}

fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).unwrap()
}

/// The words of three articles: two copies, of which the second is later, and one of its own.
fn texts() -> [String; 3] {
    let story = prose(1, 150).replace('\n', " ");
    [story.clone(), story, prose(2, 150).replace('\n', " ")]
}

/// JSON Lines with three articles, a broken line, a blank line and a row without text.
fn json_lines() -> String {
    let [first, copy, other] = texts();
    format!(
        "{{\"n\": 1.50, \"id\":\"a\",\"published\":\"2031-05-04\",\"text\":\"{first}\", \"tags\": [\"x\", null]}}\r\n\
         {{\"text\":\"{copy}\", \"published\":\"2031-05-05\", \"id\":\"b\"}}\n\
         \n{{broken\n{{\"id\": \"e\", \"text\": \"\"}}\n\
         {{\"id\":\"c\",\"text\":\"{other}\",\"big\":12345678901234567890123}}"
    )
}

/// The same articles as a table, with a column that wirecopy does not know.
fn csv_table() -> String {
    let [first, copy, other] = texts();
    format!(
        "id;published;text;price;cluster_id\r\na;2031-05-04;\"{first}\";1,50;mine\r\n\
         b;2031-05-05;{copy};\"2 \"\"q\"\"\";mine\r\nc;;{other}\r\ne;;;0;mine\r\n"
    )
}

#[test]
fn json_lines_keep_every_line_that_is_no_duplicate_byte_for_byte() {
    let dir = folder(&[("in/day/x.jsonl", json_lines().as_bytes())]);
    let said = scan(&dir, &["--dedup-to", "kept"]);
    assert!(said.contains("2 articles kept in kept, 1 dropped"), "{said}");
    let lines = json_lines();
    let expected: Vec<&str> = lines.split_inclusive('\n').filter(|line| !line.contains("\"b\"")).collect();
    assert_eq!(read(&dir, "kept/day/x.jsonl"), expected.concat());
    scan(&dir, &["--dedup-to", "kept.jsonl"]);
    assert_eq!(read(&dir, "kept.jsonl"), expected.concat());
}

#[test]
fn annotated_lines_have_three_fields_more_and_no_line_is_lost() {
    let dir = folder(&[("in/x.jsonl", json_lines().as_bytes())]);
    scan(&dir, &["--annotate", "all.jsonl"]);
    let all = read(&dir, "all.jsonl");
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), json_lines().lines().count());
    assert_eq!((lines[2], lines[3]), ("", "{broken"));
    let id = rows(&fs::read(dir.path().join("out/clusters.csv")).unwrap())[0]["cluster_id"].clone();
    for (line, form, kept) in [(0, "lead", true), (1, "verbatim", false)] {
        let object: Value = serde_json::from_str(lines[line]).unwrap();
        assert_eq!((&object["cluster_id"], &object["form"]), (&Value::from(id.clone()), &Value::from(form)));
        assert_eq!(object["kept"], kept);
    }
    assert!(lines[0].starts_with("{\"n\": 1.50, \"id\":\"a\"") && lines[0].contains("\"tags\": [\"x\", null],\"cl"));
    assert!(lines[4].ends_with("\"cluster_id\":null,\"form\":null,\"kept\":true}"), "{}", lines[4]);
    assert!(lines[5].contains("\"big\":12345678901234567890123,\"cluster_id\":null,\"form\":null,\"kept\":true}"));
}

#[test]
fn a_table_keeps_its_delimiter_its_columns_and_its_quotes() {
    let table = csv_table();
    let dir = folder(&[("in/x.csv", table.as_bytes())]);
    let expected: Vec<&str> = table.split_inclusive("\r\n").filter(|row| !row.starts_with("b;")).collect();
    for target in ["kept", "kept.csv"] {
        scan(&dir, &["--dedup-to", target]);
    }
    assert_eq!(read(&dir, "kept/x.csv"), expected.concat());
    assert_eq!(read(&dir, "kept.csv"), expected.concat());
}

#[test]
fn an_added_column_gets_another_name_where_the_input_has_one_of_its_name() {
    let dir = folder(&[("in/x.csv", csv_table().as_bytes())]);
    scan(&dir, &["--annotate", "all.csv"]);
    let all = read(&dir, "all.csv");
    assert!(all.starts_with("id;published;text;price;cluster_id;wirecopy_cluster_id;form;kept\r\n"), "{all}");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(all.as_bytes());
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1][3..5], ["2 \"q\"", "mine"]);
    assert_eq!(rows[1][6..], ["verbatim", "false"]);
    // a row with fewer cells than columns gets the missing ones
    assert_eq!(rows[2][3..], ["", "", "", "", "true"]);
    // the same names in a folder that has the table and lines
    let dir = folder(&[("in/x.csv", csv_table().as_bytes()), ("in/y.jsonl", json_lines().as_bytes())]);
    scan(&dir, &["--annotate", "all"]);
    let first: Value = serde_json::from_str(read(&dir, "all/y.jsonl").lines().next().unwrap()).unwrap();
    assert!(first["wirecopy_cluster_id"].is_string() && first.get("cluster_id").is_none(), "{first}");
}

#[test]
fn a_field_of_the_name_of_an_added_one_is_found_in_any_line() {
    let line =
        |id: &str, more: &str| format!("{{\"id\":\"{id}\",\"text\":\"{}\"{more}}}\n", prose(7, 90).replace('\n', " "));
    let lines = line("a", "") + &line("b", ",\"kept\":\"yes\"") + &line("c", ",\"note\":\"kept\"");
    let dir = folder(&[("in/x.jsonl", lines.as_bytes())]);
    scan(&dir, &["--annotate", "all.jsonl"]);
    for line in read(&dir, "all.jsonl").lines() {
        let object: Value = serde_json::from_str(line).unwrap();
        assert!(object["wirecopy_kept"].is_boolean() && object["cluster_id"].is_string(), "{object}");
    }
    assert!(read(&dir, "all.jsonl").contains("\"kept\":\"yes\",\"cluster_id\""));
}

#[test]
fn json_keeps_its_objects_and_whether_they_are_in_a_list() {
    let [first, copy, other] = texts();
    let object =
        |id: &str, text: &str| format!("{{\n  \"id\": \"{id}\",\n  \"x\": [1.0, {{}}],\n  \"text\": \"{text}\"\n}}");
    let [a, b, c] = [object("a", &first), object("b", &copy), object("c", &other)];
    let single = object("d", &prose(9, 80).replace('\n', " "));
    let dir =
        folder(&[("in/list.json", format!("[{a},\n {b}, {c}]\n").as_bytes()), ("in/one.json", single.as_bytes())]);
    scan(&dir, &["--dedup-to", "kept"]);
    assert_eq!(read(&dir, "kept/list.json"), format!("[\n{a},\n{c}\n]\n"));
    assert_eq!(read(&dir, "kept/one.json").trim_end(), single);
    scan(&dir, &["--dedup-to", "kept.json", "--annotate", "all.jsonl"]);
    let list: Value = serde_json::from_str(&read(&dir, "kept.json")).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 3);
    let ids: Vec<Value> = read(&dir, "all.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
}

#[test]
fn compressed_files_stay_compressed_in_their_way() {
    let lines = json_lines();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    std::io::Write::write_all(&mut bzip2, lines.replace("\"a\"", "\"f\"").as_bytes()).unwrap();
    let files: [(&str, &[u8]); 3] = [
        ("in/x.jsonl.gz", &gzip(lines.as_bytes())),
        ("in/y.csv.zst", &zstd::encode_all(csv_table().as_bytes(), 3).unwrap()),
        ("in/z.jsonl.bz2", &bzip2.finish().unwrap()),
    ];
    let dir = folder(&files);
    scan(&dir, &["--dedup-to", "kept"]);
    let (mut gz, mut bz) = (String::new(), String::new());
    let open = |name: &str| fs::File::open(dir.path().join("kept").join(name)).unwrap();
    flate2::read::MultiGzDecoder::new(open("x.jsonl.gz")).read_to_string(&mut gz).unwrap();
    bzip2::read::BzDecoder::new(open("z.jsonl.bz2")).read_to_string(&mut bz).unwrap();
    let table = String::from_utf8(zstd::decode_all(open("y.csv.zst")).unwrap()).unwrap();
    assert!(gz.starts_with("{\"n\": 1.50") && table.starts_with("id;published;"));
    // of three times the story and three times the other text, one each is left
    let articles = [&gz, &bz, &table].map(|text| text.matches("2031-05-04").count());
    assert_eq!(articles.iter().sum::<usize>(), 1, "{articles:?}");
}

#[test]
fn mixed_input_goes_to_one_file_of_lines_in_its_order_with_nothing_lost() {
    let page = |seed: u64| format!("<html><body><article><p>{}</p></article></body></html>", prose(seed, 120));
    let warc_body = page(23);
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://echo.example/w\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n\
         HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{warc_body}\r\n\r\n",
        warc_body.len() + "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".len()
    );
    let (same_page, table, text) = (page(21), csv_table(), prose(22, 120));
    let files: [(&str, &[u8]); 6] = [
        ("in/a/one.html", same_page.as_bytes()),
        ("in/a/two.html", same_page.as_bytes()),
        ("in/b.csv", table.as_bytes()),
        ("in/c.txt", text.as_bytes()),
        ("in/d.warc", warc.as_bytes()),
        ("in/labels.csv", b"id,kind\na,lead\n"),
    ];
    let dir = folder(&files);
    let said = scan(&dir, &["--dedup-to", "kept", "--annotate", "all.jsonl"]);
    let ids: Vec<String> = read(&dir, "all.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let warc_id = ids[7].clone();
    assert_eq!(ids, ["a/one.html", "a/two.html", "a", "b", "c", "e", "c.txt", &warc_id], "{said}");
    assert_eq!(read(&dir, "kept/a/one.html"), same_page);
    assert!(!dir.path().join("kept/a/two.html").exists(), "a page that is dropped is not copied");
    assert_eq!(read(&dir, "kept/labels.csv"), "id,kind\na,lead\n");
    assert_eq!(read(&dir, "kept/articles.jsonl").lines().count(), 1);
    assert!(!dir.path().join("kept/d.warc").exists());
    // what was kept can be scanned again, has no duplicates, and as many articles as the tables say
    let kept = rows(&fs::read(dir.path().join("out/articles.csv")).unwrap())
        .iter()
        .filter(|row| row["kept"] == "true")
        .count();
    let again = wirecopy(&["scan", "kept", "--out", "again"]).current_dir(dir.path()).assert().success();
    assert_eq!(rows(&fs::read(dir.path().join("again/articles.csv")).unwrap()).len(), kept, "{}", stderr(&again));
    assert_eq!(rows(&fs::read(dir.path().join("again/clusters.csv")).unwrap()).len(), 0);
}

#[test]
fn a_target_that_cannot_hold_the_input_is_refused_before_the_scan() {
    let (table, lines) = (csv_table(), json_lines());
    let other = table.replace("price", "cost");
    let files: [(&str, &[u8]); 4] = [
        ("in/x.csv", table.as_bytes()),
        ("in/y.csv", other.as_bytes()),
        ("mixed/z.jsonl", lines.as_bytes()),
        ("full/file", b"x"),
    ];
    let dir = folder(&files);
    let refused = |source: &str, target: &str, reason: &str| {
        let run = wirecopy(&["scan", source, "--dedup-to", target]).current_dir(dir.path()).assert().code(2);
        assert!(stderr(&run).contains(reason), "{target}: {}", stderr(&run));
        assert!(run.get_output().stdout.is_empty());
    };
    refused("in", "kept.csv", "in/y.csv has other columns than in/x.csv");
    refused("mixed", "kept.csv", "cannot hold mixed/z.jsonl");
    refused("mixed", "kept.parquet", "cannot hold mixed/z.jsonl");
    refused("mixed", "kept.warc.gz", "no .warc file can be written");
    refused("mixed", "kept.gz", "name the format before the compression");
    refused("mixed/z.jsonl", "mixed/z.jsonl", "a source of the scan");
    refused("mixed", "full", "the folder is not empty");
    refused("-", "kept.jsonl", "name a file");
}

#[test]
fn drops_only_what_is_mostly_in_what_is_kept() {
    let lines: Vec<String> = (0..30).map(|seed| prose(100 + seed, 20).replace('\n', " ")).collect();
    let texts = [
        ("lead", lines[..20].concat()),
        ("cut", lines[..11].concat()),
        ("longer", lines[..20].concat() + &lines[20..].concat()),
        ("edited", lines[..18].concat() + &lines[27..29].concat()),
    ];
    let records: Vec<String> = (1..)
        .zip(&texts)
        .map(|(day, (id, text))| crate::support::record(id, id, &format!("2031-05-{day:02}"), "Late ferry", text))
        .collect();
    let dir = folder(&[("in/x.jsonl", (records.join("\n") + "\n").as_bytes())]);
    let kept = |flags: &[&str]| -> Vec<String> {
        let said = scan(&dir, &[flags, &["--dedup-to", "kept.jsonl"]].concat());
        let ids: Vec<String> = read(&dir, "kept.jsonl")
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
            .collect();
        assert!(said.contains(&format!("{} dropped", 4 - ids.len())), "{said}");
        ids
    };
    assert_eq!(kept(&[]), ["lead", "longer"]);
    assert_eq!(kept(&["--dedup-containment", "0.5"]), ["lead"]);
    assert_eq!(kept(&["--dedup-containment", "0.95"]), ["lead", "longer", "edited"]);
    assert_eq!(kept(&["--dedup-forms", "cut"]), ["lead", "longer", "edited"]);
    let run = wirecopy(&["scan", "in", "--dedup-to", "k", "--dedup-containment", "2"]).current_dir(dir.path()).assert();
    assert!(stderr(&run.code(2)).contains("--dedup-containment: 2 is not a share"));
    wirecopy(&["scan", "in", "--dedup-to", "k", "--dedup-forms", "version"]).current_dir(dir.path()).assert().code(2);
}

#[test]
fn a_file_that_breaks_off_is_copied_up_to_there() {
    let whole = gzip((json_lines() + "\n").repeat(40).as_bytes());
    let dir = folder(&[("in/x.jsonl.gz", &whole[..whole.len() - 20])]);
    let said = scan(&dir, &["--annotate", "all"]);
    assert!(said.contains("in/x.jsonl.gz: read again up to an error"), "{said}");
    assert!(Path::new(&dir.path().join("all/x.jsonl.gz")).exists());
}

#[test]
fn rows_of_other_encodings_and_whole_tables_are_written_as_they_were_read() {
    let text = "Мост через реку будет закрыт до марта, сообщили городские власти.";
    let table = format!("id,outlet,text\n1,Маяк,\"{text}\"\n2,Лёд,\"{text} Паром ходит.\"\n");
    let japanese = "id,title,text\n1,鋳造所,羽根湾の灯籠職人たちは火曜日に決めた。\n";
    let pandas = format!("{{\"id\":{{\"0\":1,\"1\":2}},\"text\":{{\"0\":\"{text}\",\"1\":\"Лёд\"}}}}");
    for (name, bytes, expected) in [
        ("in/x.csv", encoding_rs::WINDOWS_1251.encode(&table).0.into_owned(), ["Маяк", "Лёд"]),
        ("in/x.csv", encoding_rs::ISO_2022_JP.encode(japanese).0.into_owned(), ["鋳造所", "職人たち"]),
        ("in/x.json", pandas.into_bytes(), ["Мост", "Лёд"]),
    ] {
        let dir = folder(&[(name, &bytes)]);
        scan(&dir, &["--dedup-to", "kept.jsonl"]);
        let kept = read(&dir, "kept.jsonl");
        assert!(expected.iter().all(|part| kept.contains(part)), "{kept}");
    }
}
