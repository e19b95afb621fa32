//! `wirecopy serve`: requests and answers, limits, tokens, the page, and a stop.

use crate::support::{folder, prose, record, wirecopy};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A running service, which ends with the test.
struct Running {
    child: Child,
    address: String,
    _dir: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A service on an index of twelve articles.
fn start(flags: &[&str]) -> Running {
    let lines: Vec<String> = (0..12)
        .map(|nth| {
            let text = prose(nth % 9, 150);
            record(&format!("a{nth}"), &format!("outlet{nth}"), "2031-03-01", &format!("Story {nth}"), &text)
        })
        .collect();
    let dir = folder(&[("all.jsonl", lines.join("\n").as_bytes())]);
    let (file, place) = (dir.path().join("all.jsonl"), dir.path().join("index"));
    let (file, place) = (file.to_str().unwrap(), place.to_str().unwrap());
    wirecopy(&["index", "create", place, "-q"]).assert().success();
    wirecopy(&["index", "add", place, file, "-q"]).assert().success();
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["serve", place, "--listen", "127.0.0.1:0", "-j2"])
        .args(flags)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    Running { child, address, _dir: dir }
}

impl Running {
    /// The status, the head and the body of an answer.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str("Host: localhost\r\n");
        }
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // what is too large by its length is refused before it is sent
        stream.write_all(if body.len() > 8 << 20 { b"" } else { body }).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, answer[end + 4..].to_vec())
    }

    fn json(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let headers = [("Content-Type", "application/json")];
        let (status, _, body) = self.ask(method, path, &headers, body.to_string().as_bytes());
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }
}

#[test]
fn texts_are_found_added_and_removed() {
    let service = start(&[]);
    let (status, answer) = service.json("POST", "/v1/find", &json!({"text": prose(1, 150), "limit": 5}));
    assert_eq!((status, &answer["found"], &answer["articles"]), (200, &json!(true), &json!(2)));
    assert_eq!(answer["hits"][0]["relation"], "copy");
    let html = format!("<html><body><article><p>{}</p></article></body></html>", prose(2, 150));
    let (status, _, body) = service.ask("POST", "/v1/find", &[("Content-Type", "text/html")], html.as_bytes());
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &answer["articles"]), (200, &json!(2)));

    let new = json!({"id": "n/1", "outlet": "new", "title": "New", "text": prose(77, 120), "published": "2031-04-01"});
    assert_eq!(service.json("POST", "/v1/find", &json!({"text": prose(77, 120)})).1["found"], false);
    assert_eq!(
        service.json("POST", "/v1/articles", &new),
        (
            201,
            json!({
                "added": 1, "known": 0, "replaced": 0, "rejected": [],
                "articles": [{"article_id": "n/1", "event": "alone", "cluster_id": "", "clusters": []}]
            })
        )
    );
    assert_eq!(service.json("POST", "/v1/articles", &new).1["known"], 1);
    let changed = json!({"id": "n/1", "outlet": "new", "text": prose(78, 120)});
    assert_eq!(service.json("POST", "/v1/articles", &changed).0, 409);
    assert_eq!(service.json("POST", "/v1/articles?replace=true", &changed).1["replaced"], 1);
    assert_eq!(service.json("POST", "/v1/find", &json!({"text": prose(77, 120)})).1["found"], false);
    assert_eq!(service.json("POST", "/v1/find", &json!({"text": prose(78, 120)})).1["hits"][0]["article_id"], "n/1");
    assert_eq!(service.json("GET", "/v1/articles/n%2F1", &Value::Null).1["outlet"], "new");
    assert_eq!(service.json("DELETE", "/v1/articles/n%2F1", &Value::Null), (200, json!({"removed": 1})));
    assert_eq!(service.json("GET", "/v1/articles/n%2F1", &Value::Null).0, 404);
    assert_eq!(service.json("DELETE", "/v1/articles/n%2F1", &Value::Null).0, 404);
}

#[test]
fn clusters_are_those_of_a_scan_in_pages() {
    let service = start(&[]);
    let (status, first) = service.json("GET", "/v1/clusters?limit=2", &Value::Null);
    assert_eq!((status, first["clusters"].as_array().unwrap().len()), (200, 2));
    assert_eq!(first["current"], true);
    let next = first["next"].as_str().unwrap();
    let (_, second) = service.json("GET", &format!("/v1/clusters?limit=2&after={next}"), &Value::Null);
    assert_eq!((second["clusters"].as_array().unwrap().len(), &second["next"]), (1, &Value::Null));
    let id = first["clusters"][0]["cluster_id"].as_str().unwrap();
    let (_, cluster) = service.json("GET", &format!("/v1/clusters/{id}"), &Value::Null);
    assert_eq!(cluster["copies"].as_array().unwrap().len(), 2);
    assert_eq!(service.json("GET", "/v1/clusters?outlets=3", &Value::Null).1["clusters"], json!([]));
    assert_eq!(service.json("GET", "/v1/clusters?since=2032-01-01", &Value::Null).1["clusters"], json!([]));
    assert_eq!(service.json("GET", "/v1/clusters?since=soon", &Value::Null).0, 400);
    assert_eq!(service.json("GET", "/v1/clusters/none", &Value::Null).0, 404);
}

#[test]
fn wrong_requests_have_problems() {
    let service = start(&["--read-only"]);
    let json = ("Content-Type", "application/json");
    let bomb = "[".repeat(100_000);
    let large = vec![b'a'; 9 << 20];
    for (method, path, headers, body, expected) in [
        ("POST", "/v1/find", vec![json], &b"{"[..], 400),
        ("POST", "/v1/find", vec![json], &b"{\"text\": \" \"}"[..], 400),
        ("POST", "/v1/find", vec![json], &b"{\"txt\": \"a\"}"[..], 400),
        ("POST", "/v1/find", vec![json], bomb.as_bytes(), 400),
        ("POST", "/v1/find", vec![("Content-Type", "text/plain")], &b"\xff\xfe"[..], 400),
        ("POST", "/v1/find", vec![("Content-Type", "image/png")], &b"x"[..], 415),
        ("POST", "/v1/find", vec![json], &large, 413),
        ("POST", "/v1/find", vec![json, ("Host", "evil.example")], &b"{\"text\": \"a\"}"[..], 403),
        ("GET", "/", vec![("Host", "evil.example")], &b""[..], 403),
        ("GET", "/healthz", vec![("Host", "evil.example")], &b""[..], 403),
        ("GET", "/openapi.json", vec![("Host", "evil.example")], &b""[..], 403),
        ("POST", "/v1/articles", vec![json], &b"{}"[..], 403),
        ("DELETE", "/v1/articles/a1", vec![], &b""[..], 403),
        ("PUT", "/v1/find", vec![json], &b"{}"[..], 405),
        ("GET", "/v1/nothing", vec![], &b""[..], 404),
    ] {
        let (status, head, body) = service.ask(method, path, &headers, body);
        assert_eq!(status, expected, "{method} {path}: {}", String::from_utf8_lossy(&body));
        assert!(head.to_lowercase().contains("application/problem+json"), "{method} {path}: {head}");
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["status"], expected);
    }
}

#[test]
fn tokens_allow_what_they_say() {
    let dir = folder(&[(
        "tokens",
        // of `secret`
        b"desk read 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b\n",
    )]);
    let tokens = dir.path().join("tokens");
    let service = start(&["--tokens", tokens.to_str().unwrap()]);
    let body = json!({"text": prose(1, 150)}).to_string();
    let ask = |token: &str| {
        let bearer = format!("Bearer {token}");
        let headers = [("Content-Type", "application/json"), ("Authorization", &bearer), ("Host", "any.example")];
        service.ask("POST", "/v1/find", &headers, body.as_bytes()).0
    };
    assert_eq!((ask("secret"), ask("wrong"), ask("")), (200, 401, 401));
    let headers = [("Content-Type", "application/json"), ("Authorization", "Bearer secret")];
    assert_eq!(service.ask("POST", "/v1/articles", &headers, b"{}").0, 403);
    assert_eq!(service.ask("GET", "/healthz", &[], b"").0, 200);
    assert_eq!(service.ask("GET", "/metrics", &[], b"").0, 401);
    let index = service._dir.path().join("index");
    let refused = wirecopy(&["serve", index.to_str().unwrap(), "--listen", "0.0.0.0:0"]).assert().code(2);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("--tokens is needed"));
}

#[test]
fn the_page_asks_nobody_else_and_the_description_names_every_route() {
    let service = start(&[]);
    let (status, head, body) = service.ask("GET", "/", &[], b"");
    let page = String::from_utf8(body).unwrap();
    assert_eq!(status, 200);
    assert!(head.contains("default-src 'none'") && !page.contains("http"), "{head}");
    for part in ["/page.js", "/page.css"] {
        assert_eq!(service.ask("GET", part, &[], b"").0, 200);
    }
    let document: Value = serde_json::from_slice(&service.ask("GET", "/openapi.json", &[], b"").2).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for path in document["paths"].as_object().unwrap().keys().filter(|path| !path.contains('{')) {
        // each path is one of the service: not "no such address"
        let (status, _, _) = service.ask("GET", path, &[], b"");
        assert!([200, 405].contains(&status), "{path}: {status}");
    }
    let metrics = String::from_utf8(service.ask("GET", "/metrics", &[], b"").2).unwrap();
    assert!(
        metrics.contains("wirecopy_index_articles 12") && metrics.contains("route=\"/\",status=\"200\""),
        "{metrics}"
    );
}

#[cfg(unix)]
#[test]
fn the_service_stops_when_it_is_told_and_adds_go_on_beside_finds() {
    let mut service = start(&[]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for nth in 0..10 {
                let article = json!({"id": format!("n{nth}"), "text": prose(100 + nth, 80)});
                assert_eq!(service.json("POST", "/v1/articles", &article).0, 201);
            }
        });
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let (status, answer) = service.json("POST", "/v1/find", &json!({"text": prose(1, 150)}));
                    assert_eq!((status, &answer["articles"]), (200, &json!(2)));
                }
            });
        }
    });
    let pid = service.child.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(service.child.wait().unwrap().success());
}

#[test]
fn silent_and_slow_clients_hold_nothing_up() {
    let service = start(&["--at-once", "1", "--connections", "6", "--idle", "2", "--timeout", "3"]);
    let mut slow: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(&service.address).unwrap()).collect();
    for stream in &mut slow {
        let head =
            "POST /v1/find HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
    }
    // until the service has read the heads
    std::thread::sleep(std::time::Duration::from_millis(700));
    // many that say nothing at all: each new one takes the place of an older one
    let mut idle: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(&service.address).unwrap()).collect();
    for path in ["/healthz", "/metrics"] {
        assert_eq!(service.ask("GET", path, &[], b"").0, 200);
    }
    assert_eq!(service.json("POST", "/v1/find", &json!({"text": prose(1, 150)})).1["articles"], 2);
    // those that are half way in a request are told, and the last silent one is hung up on
    for mut stream in slow {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("took too long"), "{answer}");
    }
    let mut rest = Vec::new();
    let ended = idle.last_mut().unwrap().read_to_end(&mut rest);
    assert!(ended.is_err() || rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{rest:?}");
    assert_eq!(service.ask("GET", "/healthz", &[], b"").0, 200);
}

#[test]
fn a_new_article_is_told_its_cluster_and_answers_come_in_gzip() {
    let service = start(&[]);
    let add = |id: &str, text: &str| {
        let article = json!({"id": id, "outlet": "new", "text": text, "published": "2031-04-01"});
        let (status, answer) = service.json("POST", "/v1/articles", &article);
        assert_eq!(status, 201);
        answer["articles"][0].clone()
    };
    // a1 and a10 have one text, a4 stands alone
    let joined = add("n1", &prose(1, 150));
    assert_eq!((&joined["event"], &joined["clusters"][0]["articles"]), (&json!("joined"), &json!(2)));
    let of_scan = service.json("GET", "/v1/clusters", &Value::Null).1;
    let clusters = of_scan["clusters"].as_array().unwrap().iter();
    let has_it = |cluster: &&Value| cluster["copies"].as_array().unwrap().iter().any(|copy| copy["article_id"] == "n1");
    assert_eq!(clusters.clone().find(has_it).unwrap()["cluster_id"], joined["cluster_id"]);
    let created = add("n2", &prose(4, 150));
    assert_eq!((&created["event"], &created["clusters"][0]["lead"]), (&json!("created"), &json!("a4")));
    let merged = add("n3", &format!("{} {}", prose(0, 150), prose(2, 150)));
    assert_eq!((&merged["event"], merged["clusters"].as_array().unwrap().len()), (&json!("merged"), 2));

    let (_, outlet) = service.json("GET", "/v1/outlets/new", &Value::Null);
    assert_eq!((&outlet["articles"], &outlet["leads"]), (&json!(3), &json!(0)));
    assert_eq!(service.json("GET", "/v1/outlets/none", &Value::Null).0, 404);
    let (status, head, body) = service.ask("GET", "/v1/clusters?sort=latest", &[("Accept-Encoding", "gzip")], b"");
    assert!(status == 200 && head.to_lowercase().contains("content-encoding: gzip"), "{head}");
    let mut plain = String::new();
    flate2::read::GzDecoder::new(unchunked(&head, &body).as_slice()).read_to_string(&mut plain).unwrap();
    let sorted: Value = serde_json::from_str(&plain).unwrap();
    assert_eq!(sorted["clusters"].as_array().unwrap().len(), of_scan["clusters"].as_array().unwrap().len() + 1);
}

/// A body without the marks of its chunks, where it has such.
fn unchunked(head: &str, body: &[u8]) -> Vec<u8> {
    assert!(!head.to_lowercase().contains("transfer-encoding: chunked"), "{head}");
    body.to_vec()
}

#[test]
fn watches_are_told_of_new_copies_and_nobody_misses_one() {
    let service = start(&[]);
    let make = |body: Value| service.json("POST", "/v1/watches", &body);
    let (status, watch) = make(json!({"name": "ours", "text": prose(50, 150)}));
    assert_eq!((status, &watch["name"]), (201, &json!("ours")));
    let of_text = watch["id"].as_u64().unwrap();
    let of_outlet = make(json!({"outlet": "new"})).1["id"].as_u64().unwrap();
    let clusters = service.json("GET", "/v1/clusters?limit=1", &Value::Null).1;
    let cluster = &clusters["clusters"][0];
    let (status, of_cluster) = make(json!({"cluster": cluster["cluster_id"]}));
    assert_eq!((status, of_cluster["articles"].as_array().unwrap().len()), (201, 2));
    for wrong in [json!({}), json!({"text": " "}), json!({"text": "a", "outlet": "b"}), json!({"txt": "a"})] {
        assert_eq!(make(wrong).0, 400);
    }
    let add = |id: &str, outlet: &str, text: &str| {
        let article = json!({"id": id, "outlet": outlet, "text": text, "published": "2031-04-01"});
        assert_eq!(service.json("POST", "/v1/articles", &article).0, 201);
    };
    add("n1", "other", &prose(60, 150));
    add("n2", "other", &format!("{} {}", prose(61, 40), prose(50, 150)));
    add("n3", "new", &prose(62, 150));
    let lead: usize = cluster["copies"][0]["article_id"].as_str().unwrap()[1..].parse().unwrap();
    add("n4", "other", &prose(lead as u64 % 9, 150));
    let first = |watch: u64, last: u64| -> (u64, Value) {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        let head = format!("GET /v1/watches/{watch}/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: {last}");
        let head = format!("{head}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
        let id = lines.find_map(|line| line.strip_prefix("id: ").map(str::to_owned)).unwrap();
        let data = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
        (id.parse().unwrap(), serde_json::from_str(&data).unwrap())
    };
    let (number, event) = first(of_text, 0);
    assert_eq!((&event["article_id"], &event["name"]), (&json!("n2"), &json!("ours")));
    assert!(event["hit"]["share_of_text"].as_f64().unwrap() > 0.9, "{event}");
    assert_eq!(first(of_outlet, 0).1["article_id"], "n3");
    assert_eq!(first(of_cluster["id"].as_u64().unwrap(), 0).1["article_id"], "n4");
    // who comes back is told what came meanwhile, and no more
    add("n5", "other", &prose(50, 150));
    assert_eq!(first(of_text, number).1["article_id"], "n5");
    // what is taken down is told to nobody
    assert_eq!(service.json("DELETE", "/v1/articles/n2", &Value::Null).0, 200);
    assert_eq!(first(of_text, 0).1["article_id"], "n5");
    let watches = service.json("GET", "/v1/watches", &Value::Null).1;
    assert_eq!(watches["watches"].as_array().unwrap().len(), 3);
    let path = format!("/v1/watches/{of_text}");
    assert_eq!(service.json("GET", &path, &Value::Null).1["name"], "ours");
    assert_eq!(service.json("DELETE", &path, &Value::Null).0, 200);
    assert_eq!(service.json("GET", &path, &Value::Null).0, 404);
    assert_eq!(service.json("GET", &format!("{path}/events"), &Value::Null).0, 404);
}
