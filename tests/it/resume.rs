//! Whole runs of `wirecopy scan --resume`: a run that is stopped before its results are written is gone on with.

use crate::support::{folder, prose, wirecopy};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Articles of three outlets: copies, cut copies, an id twice, a broken line, credits, dates that read two ways.
fn corpus() -> TempDir {
    let mut lines = String::new();
    for nth in 0..60 {
        let (story, outlet) = (nth % 20, nth / 20);
        let mut text = prose(story, 200 - 40 * (nth as usize % 3));
        if story % 3 == 0 {
            text = format!("HOLM (Reuters) - {text}");
        }
        // furniture: what is cut before a state is kept
        text = format!("{text}\n{}", prose(1000 + outlet, 40));
        let id = if nth == 41 { 40 } else { nth };
        let day = 1 + story % 28;
        let article = serde_json::json!({
            "id": format!("a{id}"), "outlet": format!("outlet{outlet}.example"), "title": format!("Story {story}"),
            "byline": "By A. Writer", "date": format!("{day:02}/07/2018"), "text": text,
        });
        lines += &format!("{article}\n");
    }
    lines += "{\"id\": \"broken\", \"text\": \n";
    folder(&[("a/articles.jsonl", lines.as_bytes()), ("a/loose/page.txt", prose(3, 200).as_bytes())])
}

/// The tables that a run writes for these flags, and what it says on stderr.
fn tables(input: &Path, flags: &[&str]) -> (Vec<(String, Vec<u8>)>, String) {
    let out = TempDir::new().unwrap();
    let args = [&["scan", input.to_str().unwrap(), "--no-page", "--out", out.path().to_str().unwrap()], flags].concat();
    let output = wirecopy(&args).assert().success().get_output().clone();
    let names = ["clusters", "pairs", "articles", "outlets", "flows", "rejected"].map(|name| format!("{name}.csv"));
    let read = |name: String| (name.clone(), std::fs::read(out.path().join(name)).unwrap());
    (names.into_iter().map(read).collect(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A run that ends after everything was compared, for its results cannot be written; the state that it leaves.
fn stopped(input: &Path, tmp: &Path, flags: &[&str]) -> PathBuf {
    let [input, tmp_name] = [input, tmp].map(|path| path.to_str().unwrap());
    let no_folder = tmp.join("no-folder");
    std::fs::write(&no_folder, "").unwrap();
    let args = ["scan", input, "--out", no_folder.to_str().unwrap(), "--tmp", tmp_name, "--resume"];
    wirecopy(&[&args[..], flags].concat()).assert().code(2);
    let left: Vec<PathBuf> = states(tmp);
    assert_eq!(left.len(), 1, "{left:?}");
    left[0].clone()
}

/// Files of states, whole or not.
fn states(tmp: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(tmp).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some()).collect()
}

#[test]
fn a_run_that_is_gone_on_with_gives_the_same_tables_and_leaves_nothing_behind() {
    let input = corpus();
    let (whole, said) = tables(input.path(), &[]);
    assert!(!said.contains("goes on from"), "{said}");
    for memory in [&["--memory", "2G"], &["--memory", "1K"]] {
        let tmp = TempDir::new().unwrap();
        stopped(input.path(), tmp.path(), memory);
        let resumed = [&["--resume", "--tmp", tmp.path().to_str().unwrap()], &memory[..]].concat();
        let (tables_resumed, said) = tables(input.path(), &resumed);
        assert!(said.contains("goes on from"), "{said}");
        assert_eq!(tables_resumed, whole);
        assert_eq!(states(tmp.path()), [] as [PathBuf; 0]);
        let (_, said) = tables(input.path(), &resumed);
        assert!(!said.contains("goes on from"), "{said}");
    }
}

#[test]
fn what_is_chosen_after_sketching_may_be_chosen_anew() {
    let (input, tmp) = (corpus(), TempDir::new().unwrap());
    stopped(input.path(), tmp.path(), &[]);
    let flags = ["--threshold", "0.9", "--window", "3"];
    let (resumed, said) =
        tables(input.path(), &[&flags[..], &["--resume", "--tmp", tmp.path().to_str().unwrap()]].concat());
    assert!(said.contains("goes on from"), "{said}");
    assert_eq!(resumed, tables(input.path(), &flags).0);
}

#[test]
fn a_state_of_other_settings_is_not_used_and_what_differs_is_named() {
    let (input, tmp) = (corpus(), TempDir::new().unwrap());
    let outlets = tmp.path().join("no-folder-either");
    std::fs::write(&outlets, "outlet,owner\noutlet0.example,Holm Group\n").unwrap();
    let agencies = tmp.path().join("agencies");
    std::fs::write(
        &agencies,
        "[[agency]]\nid = \"skw\"\nname = \"Skerry Wire\"\nkind = \"wire\"\nnames = [\"Skerry Wire\"]\n",
    )
    .unwrap();
    for (flags, name) in [
        (&["--shingle", "4"][..], "--shingle"),
        (&["--boilerplate", "off"], "--boilerplate"),
        (&["--bands", "20"], "--bands or --rows"),
        (&["--rows", "3"], "--bands or --rows"),
        (&["--seed", "7"], "--seed"),
        (&["--max-article-bytes", "9000"], "what is read"),
        (&["--outlets", outlets.to_str().unwrap()], "--outlets"),
        (&["--agencies", agencies.to_str().unwrap()], "--agencies"),
    ] {
        stopped(input.path(), tmp.path(), &[]);
        let resume = ["--resume", "--tmp", tmp.path().to_str().unwrap()];
        let (anew, said) = tables(input.path(), &[&resume[..], flags].concat());
        assert!(said.contains(&format!("what differs: {name}\n")), "{name}: {said}");
        assert_eq!(anew, tables(input.path(), flags).0, "{name}");
    }
}

#[test]
fn a_state_of_files_that_changed_since_is_not_used() {
    type Change = fn(&Path);
    let changes: [Change; 3] = [
        |input| std::fs::write(input.join("a/loose/more.txt"), prose(4, 200)).unwrap(),
        |input| std::fs::remove_file(input.join("a/loose/page.txt")).unwrap(),
        // as long as before, and written later
        |input| {
            let page = input.join("a/loose/page.txt");
            let text = std::fs::read(&page).unwrap();
            std::fs::write(&page, text.to_ascii_uppercase()).unwrap();
            let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
            std::fs::File::options().write(true).open(&page).unwrap().set_modified(later).unwrap();
        },
    ];
    for change in changes {
        let (input, tmp) = (corpus(), TempDir::new().unwrap());
        stopped(input.path(), tmp.path(), &[]);
        change(input.path());
        let (anew, said) = tables(input.path(), &["--resume", "--tmp", tmp.path().to_str().unwrap()]);
        assert!(said.contains("what differs: the files, their sizes or times\n"), "{said}");
        assert_eq!(anew, tables(input.path(), &[]).0);
    }
}

#[test]
fn a_damaged_state_is_told_and_everything_is_read_anew() {
    let input = corpus();
    let whole = tables(input.path(), &[]).0;
    let damages: [fn(&mut Vec<u8>); 3] = [
        |state| state.truncate(state.len() / 2),
        |state| {
            let middle = state.len() / 2;
            state[middle] ^= 1;
        },
        Vec::clear,
    ];
    for damage in damages {
        let tmp = TempDir::new().unwrap();
        let path = stopped(input.path(), tmp.path(), &[]);
        let mut state = std::fs::read(&path).unwrap();
        damage(&mut state);
        std::fs::write(&path, state).unwrap();
        let (anew, said) = tables(input.path(), &["--resume", "--tmp", tmp.path().to_str().unwrap()]);
        assert!(said.contains("everything is read anew"), "{said}");
        assert_eq!(anew, whole);
    }
}

#[test]
fn standard_input_cannot_be_resumed_and_no_folder_is_a_usage_error() {
    let tmp = TempDir::new().unwrap();
    let output = wirecopy(&["scan", "-", "--resume", "--tmp", tmp.path().to_str().unwrap()]).assert().code(2);
    assert!(String::from_utf8_lossy(&output.get_output().stderr).contains("standard input"));
    wirecopy(&["scan", "x", "--resume"]).assert().code(2);
}
