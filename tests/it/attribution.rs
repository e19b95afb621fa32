//! Attribution: the wire of each cluster, and which outlets credit it.

use crate::support::{rows, stderr, wirecopy};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const STORY: &str = "The council of Lower Brack voted on Monday to buy back the old salt works, which has stood empty \
since the storm of nineteen years ago, and to turn its drying sheds into a school for boat builders.\n\
Members argued for five hours. The mayor, Ilse Trandem, said the price was fair and the roofs were sound; the \
opposition held that nobody had asked the insurers, the neighbours or the fire brigade.\n\
Work is to start in spring. Forty apprentices can begin in the first year, twice as many in the second, and the town \
will pay half of their rent for as long as they stay.\n";

/// A page with this line would name an agency in its place.
const BYLINE: &str = "By Una Berg\n\n";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn scan(folder: &Path, more: &[&str]) -> Vec<HashMap<String, String>> {
    let mut command = wirecopy(&["scan", "-q", folder.to_str().unwrap()]);
    rows(&command.args(more).assert().success().get_output().stdout)
}

/// The wire of an outlet's copy, whether the copy credits it, and the evidence.
fn of<'a>(rows: &'a [HashMap<String, String>], outlet: &str) -> (&'a str, &'a str, &'a str) {
    let row = rows.iter().find(|row| row["outlet"] == outlet).unwrap();
    (&row["wire"], &row["credited"], &row["credit_evidence"])
}

#[test]
fn uncredited_copies_get_the_wire_of_a_credited_copy() {
    let folder = tempfile::TempDir::new().unwrap();
    write(folder.path(), "a.example/1.txt", &format!("Salt works bought\n\nBRACK (AP) — {STORY}"));
    write(folder.path(), "b.example/1.txt", &format!("Boats from the salt works\n\n{BYLINE}{STORY}"));
    write(folder.path(), "c.example/1.txt", STORY[..STORY.len() - 60].trim_end());
    write(
        folder.path(),
        "d.example/1.txt",
        &format!(
            "A school in a shed\n\n{STORY}And one more thing that the mayor said of the roofs and the town and the \
             sheds…"
        ),
    );
    let rows = scan(folder.path(), &[]);
    let (wire, credited, evidence) = of(&rows, "a.example");
    assert_eq!((wire, credited), ("AP", "yes"));
    assert!(evidence.starts_with("dateline: BRACK (AP) — The council"), "{evidence}");
    assert_eq!(of(&rows, "b.example"), ("AP", "no", ""));
    // a text that breaks off may have lost its credit
    assert_eq!(of(&rows, "d.example"), ("AP", "unknown", ""));
}

#[test]
fn finds_credits_outside_of_the_body_of_a_page() {
    let folder = tempfile::TempDir::new().unwrap();
    let paragraphs: String = STORY.lines().map(|line| format!("<p>{line}</p>")).collect();
    let page = format!(
        "<html><head><title>Salt works bought</title></head><body><nav><a href=\"/\">Home</a></nav>\
         <article><h1>Salt works bought</h1>{paragraphs}</article>\
         <footer><p>© 2031 The Associated Press. All rights reserved.</p></footer></body></html>"
    );
    write(folder.path(), "a.example/1.html", &page);
    write(folder.path(), "b.example/1.txt", &format!("Sheds for boats\n\n{BYLINE}{STORY}"));
    let rows = scan(folder.path(), &[]);
    assert_eq!((of(&rows, "a.example").0, of(&rows, "a.example").1), ("AP", "yes"));
    assert_eq!(of(&rows, "b.example").1, "no");
}

#[test]
fn adds_the_agencies_of_a_file_to_the_built_in_ones() {
    let folder = tempfile::TempDir::new().unwrap();
    let own = folder.path().join("own.toml");
    fs::write(&own, "[[agency]]\nid = \"fjord\"\nname = \"Fjord Wire\"\nkind = \"wire\"\nnames = [\"Fjord Wire\"]\n")
        .unwrap();
    write(folder.path(), "in/a.example/1.txt", &format!("Salt works bought\n\nBy Fjord Wire\n\n{STORY}"));
    write(folder.path(), "in/b.example/1.txt", &format!("Sheds for boats\n\n{BYLINE}{STORY}"));
    let input = folder.path().join("in");
    assert_eq!(of(&scan(&input, &[]), "b.example").0, "");
    let rows = scan(&input, &["--agencies", own.to_str().unwrap()]);
    assert_eq!(of(&rows, "b.example"), ("Fjord Wire", "no", ""));
    wirecopy(&["scan", "-q", input.to_str().unwrap(), "--agencies", "no-such.toml"]).assert().code(2);
}

#[test]
fn publishers_are_the_wire_of_other_outlets_articles_only() {
    let folder = tempfile::TempDir::new().unwrap();
    let agencies = "[[agency]]\nid = \"fjord\"\nname = \"Fjord Times\"\nkind = \"publisher\"\n\
                    names = [\"Fjord Times\"]\ndomains = [\"fjordtimes.example\"]\n";
    write(folder.path(), "own.toml", agencies);
    let line = |id: &str, site: &str, byline: &str, text: &str| {
        let url = format!("https://www.{site}/{id}");
        serde_json::json!({"id": id, "outlet": site, "url": url, "byline": byline, "text": text}).to_string() + "\n"
    };
    let other = STORY.replace(' ', " not ");
    let corpus = [
        line("printed", "fjordtimes.example", "", STORY),
        line("taken", "b.example", "", STORY),
        line("kept", "fjordtimes.example", "", &other),
        line("signed", "fjordtimes.example", "By Ilse Nord, Fjord Times", &other.replace("not", "but")),
        line("alone", "b.example", "By Ilse Nord, Fjord Times", &other.replace("not", "and")),
    ];
    write(folder.path(), "in/corpus.jsonl", &corpus.concat());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    wirecopy(&["scan", "-q", &path("in"), "--agencies", &path("own.toml"), "--out", &path("out")]).assert().success();
    let articles = rows(&fs::read(folder.path().join("out/articles.csv")).unwrap());
    let wire = |id: &str| {
        let row = articles.iter().find(|row| row["article_id"] == id).unwrap();
        (row["wire"].as_str(), row["credited"].as_str())
    };
    // its own site alone does not prove that the text is the publisher's
    assert_eq!((wire("printed"), wire("taken")), (("Fjord Times", "yes"), ("Fjord Times", "unknown")));
    assert_eq!((wire("kept"), wire("signed")), (("", ""), ("", "")));
    assert_eq!(wire("alone"), ("Fjord Times", "yes"));
}

#[test]
fn an_agencys_own_pages_are_apart_also_where_the_outlet_is_a_name() {
    let folder = tempfile::TempDir::new().unwrap();
    let line = |id: &str, outlet: &str, hour: u32, text: &str| {
        let date = format!("2031-05-04T{hour:02}:00:00Z");
        serde_json::json!({"id": id, "outlet": outlet, "date": date, "text": text}).to_string() + "\n"
    };
    let (second, third) = (STORY.replace(' ', " not "), STORY.replace(' ', " then "));
    let corpus = [
        line("early", "Lower Post", 1, STORY),
        line("own", "AP News", 2, STORY),
        line("late", "Upper Post", 3, &format!("{BYLINE}{STORY}")),
        line("single", "Reuters (Web News)", 3, &second),
        line("generic", "Upper Post", 4, &format!("Salt works bought\n\nFrom wire reports\n\n{third}")),
        line("named", "Lower Post", 3, &format!("Salt works bought\n\nBRACK (AP) — {third}")),
    ];
    write(folder.path(), "in/corpus.jsonl", &corpus.concat());
    let out = folder.path().join("out");
    let input = folder.path().join("in");
    let run = wirecopy(&["scan", input.to_str().unwrap(), "--out", out.to_str().unwrap()]).assert().success();
    let articles = crate::support::table(&out, "articles.csv");
    let told = |id: &str| {
        let row = articles.iter().find(|row| row["article_id"] == id).unwrap();
        [&row["wire"], &row["credited"], &row["own_page"]].map(String::as_str)
    };
    assert_eq!(told("own"), ["AP", "yes", "true"]);
    assert_eq!(told("single"), ["Reuters", "yes", "true"]);
    // printed before the agency's page, which is all that names the wire
    assert_eq!(told("early"), ["AP", "unknown", "false"]);
    assert_eq!(told("late"), ["AP", "no", "false"]);
    assert_eq!(told("generic"), ["AP", "generic", "false"]);
    let outlets = crate::support::table(&out, "outlets.csv");
    let agency = outlets.iter().find(|row| row["outlet"] == "AP News").unwrap();
    assert_eq!((&*agency["wire_copies"], &*agency["own_pages"]), ("0", "1"));
    let flows = crate::support::table(&out, "flows.csv");
    assert!(flows.iter().all(|row| row["to"] != "AP News" && row["from"] != "AP News"), "{flows:?}");
    let said = stderr(&run);
    let expected = "67 % wire copy: 4 of 6 articles; 1 name the wire, 1 agencies in general and 1 do not (33 % of \
                    these 3); of 1 it cannot be shown; 2 pages of agencies themselves";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn nobody_is_accused_by_times_that_a_zone_could_turn_around() {
    let folder = tempfile::TempDir::new().unwrap();
    let said = |second: &str, more: &[&str]| {
        let first = format!("Salt works bought\n\n2031-05-04 17:30\n\nBRACK (AP) — {STORY}");
        write(folder.path(), "in/a.example/1.txt", &first);
        write(folder.path(), "in/b.example/1.txt", &format!("Boats & salt\n\n{second}\n\n{BYLINE}{STORY}"));
        let input = folder.path().join("in");
        stderr(&wirecopy(&[&["scan", input.to_str().unwrap()], more].concat()).assert().success())
    };
    for (second, more, accused) in [
        ("2031-05-04 18:30", &[][..], false),
        ("2031-05-04 18:30", &["--timezone", "Europe/Berlin"], true),
        ("2031-05-05 17:30", &[], false),
        ("2031-05-05 19:30", &[], true),
        ("2031-05-05 01:30 UTC", &[], false),
    ] {
        let said = said(second, more);
        assert_eq!(said.contains("1 do not"), accused, "{second} {more:?}: {said}");
        let zoneless = 1 + u64::from(!second.contains("UTC"));
        let told = said.contains(&format!("{zoneless} time{}", if zoneless == 1 { " has" } else { "s have" }));
        assert_eq!(told, more.is_empty(), "{said}");
    }
}

#[test]
fn writes_flows_as_a_table_and_as_a_graph() {
    let folder = tempfile::TempDir::new().unwrap();
    write(
        folder.path(),
        "in/a.example/1.txt",
        &format!("Salt works bought\n\n2031-05-04 17:30 UTC\n\nBRACK (AP) — {STORY}"),
    );
    write(folder.path(), "in/b.example/1.txt", &format!("Boats & salt\n\n2031-05-04 18:30 UTC\n\n{BYLINE}{STORY}"));
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    let args = ["scan", input.to_str().unwrap(), "--out", out.to_str().unwrap(), "--graph", "graphml"];
    let run = wirecopy(&args).assert().success();
    let said = stderr(&run);
    assert!(
        said.contains("100 % wire copy: 2 of 2 articles; 1 name the wire and 1 do not (50 % of these 2)"),
        "{said}"
    );
    let flows = crate::support::table(&out, "flows.csv");
    let told: Vec<(&str, &str, &str)> =
        flows.iter().map(|row| (&*row["from"], &*row["to"], &*row["median_lag_minutes"])).collect();
    assert_eq!(told, [("AP", "a.example", ""), ("AP", "b.example", "60")]);
    let outlets = crate::support::table(&out, "outlets.csv");
    assert_eq!((&*outlets[1]["outlet"], &*outlets[1]["uncredited_share"]), ("b.example", "1.0000"));
    let graph = fs::read_to_string(out.join("flows.graphml")).unwrap();
    assert!(graph.contains(r#"<edge source="wire:AP" target="outlet:b.example">"#), "{graph}");
    wirecopy(&["scan", "-q", input.to_str().unwrap(), "--graph", "graphml"]).assert().code(2);
}
