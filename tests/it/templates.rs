//! Series of reports from templates: a scan must not join two reports, and must not separate copies of one.

use crate::support::{table, wirecopy};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use tempfile::TempDir;

/// Templates of reports from an invented country. `<n:A-B>` stands for a number, `<x:A-B>` for one with a decimal,
/// `<f>` for an eighth, `<d>` for a weekday, `<m>` for a day of a month, `<t>` for a town, `<c>` for a company; `<=N>`
/// repeats the Nth fact.
const TEMPLATES: [&str; 12] = [
    "Valdera central bank adds reserves. The central bank of Valdera entered the money market to arrange <x:1-4> \
     billion marks of <n:2-9>-day repurchase agreements, a spokesman for the bank said. Overnight funds were trading \
     at <n:5-8> <f> per cent at the time of the indirect injection of temporary reserves, dealers in Trevane said.",
    "Valdera narrow money rises. The narrow money supply of Valdera rose <n:100-990> million marks to a seasonally \
     adjusted <x:300-400> billion in the week to <m>, the central bank said. The figure of the week before was \
     revised to <x:300-400> billion from <x:300-400> billion. The moving average of four weeks rose to <x:300-400> \
     billion. Economists polled in Trevane had expected anything between a fall of <n:100-300> million and a rise of \
     <n:400-900> million.",
    "Trevane metal exchange, prices at the call. Copper cash <n:1200-1299> three months <n:1300-1399> sales <n:1-9> \
     lots steady. Tin cash <n:5000-5099> three months <n:5100-5199> sales <n:1-9> lots quiet. Lead cash <n:400-450> \
     three months <n:451-499> sales <n:1-9> lots steady. Zinc cash <n:700-750> three months <n:751-799> sales \
     <n:1-9> lots quiet. Nickel cash <n:2000-2099> three months <n:2100-2199> sales <n:1-9> lots idle, brokers on \
     the floor said.",
    "The weather for <t>. <d> will begin with fog along the coast near <=0>, which clears by noon. Highs will reach \
     <n:8-28> degrees in the town and <n:4-12> in the hills, with a wind of <n:10-60> kilometres an hour from the \
     west. The chance of rain is <n:10-90> per cent. During the night it cools to <n:1-7> degrees, and shepherds \
     above the tree line are asked to look after their lambs, the weather office said.",
    "Island lottery results. The numbers drawn on <d> evening in the island lottery were <n:1-9>, <n:10-19>, \
     <n:20-29>, <n:30-39> and <n:40-49>, with <n:1-9> as the extra number. <n:2-40> tickets had four right and win \
     <n:100-900> marks each. The jackpot stands at <x:1-9> million marks. Tickets for the next draw are sold until \
     an hour before it at every post office, and winners have ninety days to claim.",
    "<t> beat <t> in the shinty league. <=0> won by <n:3-9> goals to <n:0-2> on <d> before a crowd of <n:1000-9000> \
     at the harbour ground. The home side led at half time after scoring in the <n:2-40>th minute, and the visitors \
     had <n:1-4> men sent off. <=0> now have <n:10-60> points from <n:12-30> matches in the league table, and <=1> \
     stay where they were, the league's office said in its report.",
    "<c> reports quarter. <c> of Trevane said its net profit for the quarter was <x:1-90> million marks, or \
     <n:10-95> pence a share, against <x:1-90> million or <n:10-95> pence in the same quarter of the year before. \
     Sales came to <n:100-990> million marks against <n:100-990> million. The average number of shares was <x:10-50> \
     million. The company said that it expected the rest of the year to bring no great change in its markets.",
    "<c> sets its dividend. The board of <=0> of Port Arvel declared a quarterly dividend of <n:5-95> pence a share, \
     payable on <m> to holders of record on <m>, the company said in a filing with the exchange of Trevane. The \
     payment before it was <n:5-95> pence.",
    "Grain board calls tender. The grain board of Corrin said it would buy up to <n:10-90> thousand tonnes of \
     milling wheat in a tender that closes on <m>. Offers must stay valid until <m>, and shipment is to take place \
     between <m> and <m>. The board asks for wheat of any origin with at most <n:10-14> per cent of moisture, free \
     alongside the quay at <t>, and reserves its right to refuse all offers.",
    "Earthquake near <t>. An earthquake of magnitude <x:3-6> shook the seabed <n:10-95> kilometres from <=0> at \
     <n:1-23>:<n:10-59> on <d>, the seismic institute said. Its centre lay <n:5-70> kilometres deep. There were no \
     reports of damage. In the past ten days <n:1-9> earthquakes of magnitude 3.0 or more were recorded nearby. This \
     text was made from the institute's data by a program and looked over by an editor.",
    "Trevane shares at the close. The index of the thirty leading shares on the Trevane exchange closed at \
     <x:2000-2400> points on <d>, <x:1-40> points from where it began. Turnover came to <n:100-900> million marks. \
     Of the shares traded <n:100-300> rose, <n:100-300> fell and <n:20-90> stood still. <c> gained <n:1-9> per cent \
     and <c> lost <n:1-9> per cent. The mark bought <x:1-3> florins in late dealings, brokers said.",
    "Ship movements at <t>. The harbour office of <=0> counted <n:3-40> ships in and <n:3-40> out on <d>. The \
     freighter Marram Queen is due on <m> with <n:1000-9000> tonnes of barley, and the tanker Oriel Light on <m> \
     with <n:1000-9000> tonnes of lamp oil. The lock will be shut for repairs from <n:1-11> until <n:12-23>, and \
     masters are asked to report to the pilot station an hour before they reach the outer buoy.",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 4] = ["March", "April", "June", "October"];
const TOWNS: [&str; 8] = ["Belmore", "Skerry", "Holm", "Arvel", "Lannoch", "Quillan", "Ostrey", "Wick Sands"];
const COMPANIES: [&str; 8] = [
    "Holm Shipping",
    "Skerry Glass",
    "Upper Loom",
    "Marrow Foods",
    "Ostrey Salt",
    "Lannoch Paper",
    "Quillan Rail",
    "Arvel Cable",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        wirecopy::hash::next_random(&mut self.0) % end
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    /// A value for a slot of a template.
    fn fact(&mut self, slot: &str) -> String {
        let (kind, range) = slot.split_once(':').unwrap_or((slot, "0-0"));
        let (from, to) = range.split_once('-').unwrap();
        let (from, to): (u64, u64) = (from.parse().unwrap(), to.parse().unwrap());
        let number = from + self.below(to - from + 1);
        match kind {
            "n" => number.to_string(),
            "x" => format!("{number}.{}", 1 + self.below(9)),
            "f" => format!("{}/8", 1 + self.below(7)),
            "d" => self.one_of(&DAYS).to_owned(),
            "m" => format!("{} {}", self.one_of(&MONTHS), 1 + self.below(28)),
            "t" => self.one_of(&TOWNS).to_owned(),
            _ => self.one_of(&COMPANIES).to_owned(),
        }
    }
}

/// The slots of a template, without those that repeat one.
fn slots(template: &str) -> Vec<&str> {
    let slots = template.split('<').skip(1).map(|rest| rest.split_once('>').unwrap().0);
    slots.filter(|slot| !slot.starts_with('=')).collect()
}

/// A template with these facts in its slots.
fn fill(template: &str, facts: &[String]) -> String {
    let mut parts = template.split('<');
    let mut out = parts.next().unwrap().to_owned();
    let mut next = 0;
    for part in parts {
        let (slot, rest) = part.split_once('>').unwrap();
        let at = slot.strip_prefix('=').map(|nth| nth.parse().unwrap()).unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        out.push_str(&facts[at]);
        out.push_str(rest);
    }
    out
}

/// A text as one outlet prints it.
struct Printed {
    /// Number of the report.
    report: usize,
    text: String,
    /// Minute of publication.
    minute: u64,
}

/// Ten reports from each template, one a day; every third differs from the one before in one fact only. Each is printed
/// by one to three outlets, by the third with small edits. Some are corrected within the hour, and the correction says
/// so.
fn serial_reports() -> Vec<Printed> {
    let mut random = Random(0x7e3a);
    let mut printed = Vec::new();
    let mut report = 0;
    for (nth, template) in TEMPLATES.into_iter().enumerate() {
        let slots = slots(template);
        let mut facts: Vec<String> = Vec::new();
        for day in 0..10 {
            if day % 3 == 2 {
                // change one fact that is a number
                let numbers: Vec<usize> = (0..slots.len()).filter(|&at| slots[at].len() > 1).collect();
                let at = numbers[random.below(numbers.len() as u64) as usize];
                let before = facts[at].clone();
                while facts[at] == before {
                    facts[at] = random.fact(slots[at]);
                }
            } else {
                facts = slots.iter().map(|slot| random.fact(slot)).collect();
            }
            let text = fill(template, &facts);
            let minute = day * 1440 + nth as u64 * 17 + 480;
            let outlets = 1 + random.below(3);
            for outlet in 0..outlets {
                let edited = text
                    .replace(" said", " said in a note")
                    .replacen(". ", ".\n", 1)
                    .replace(" will ", " is expected to ");
                let text = if outlet == 2 { edited } else { text.clone() };
                printed.push(Printed { report, text, minute: minute + outlet * 25 });
            }
            if day % 4 == 1 {
                let at = (0..slots.len()).find(|&at| slots[at].len() > 1).unwrap();
                let mut facts = facts.clone();
                let before = std::mem::take(&mut facts[at]);
                facts[at] = random.fact(slots[at]);
                let note = format!("Corrects the figure of {before} that was sent at {}.", printed.len() % 24);
                let text = format!("{note}\n{}", fill(template, &facts));
                printed.push(Printed { report, text, minute: minute + 55 });
            }
            report += 1;
        }
    }
    printed
}

/// Stories of one event each, in copies that differ in a number, a weekday or a rising toll.
fn stories() -> Vec<Printed> {
    let mut printed = Vec::new();
    for story in 0..12_u64 {
        let part = |nth: u64, words| crate::support::prose(story * 100 + nth, words);
        let text = |toll: u64, day: &str, drums: u64| {
            format!(
                "At least {toll} people were taken off the ferry on {day}, the coast guard said. {} The ship carried \
                 {drums} drums of lamp oil and had left Skerry at 7:40 with 212 passengers. {} It was built 31 years \
                 ago. {}",
                part(0, 60 + 10 * story as usize),
                part(1, 60),
                part(2, 30)
            )
        };
        let copies = [text(14, "Monday", 90), text(14, "today", 90), text(14, "Monday", 95), text(17, "Monday", 90)];
        for (copy, text) in copies.into_iter().enumerate() {
            printed.push(Printed { report: story as usize, text, minute: 700 * copy as u64 });
        }
    }
    printed
}

#[test]
fn copies_may_differ_in_a_number_or_a_weekday() {
    for dated in [true, false] {
        assert_eq!(mixed_and_split(&stories(), dated), (Vec::new(), Vec::new()), "dated: {dated}");
    }
}

/// Scans the texts; returns the clusters with articles of several reports, and the reports with articles in several
/// clusters.
fn mixed_and_split(printed: &[Printed], dated: bool) -> (Vec<String>, Vec<usize>) {
    let mut lines = String::new();
    for (nth, printed) in printed.iter().enumerate() {
        let date = if dated {
            let day = 1 + printed.minute / 1440;
            format!(", \"date\": \"2031-03-{day:02}T{:02}:{:02}:00Z\"", printed.minute % 1440 / 60, printed.minute % 60)
        } else {
            String::new()
        };
        let text = printed.text.replace('\n', "\\n");
        writeln!(lines, "{{\"id\": \"a{nth}\", \"outlet\": \"o{}\", \"text\": \"{text}\"{date}}}", nth % 9).unwrap();
    }
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("in.jsonl"), lines).unwrap();
    let out = dir.path().join("out");
    let (input, output) = (dir.path().join("in.jsonl"), out.to_str().unwrap());
    wirecopy(&["scan", "-q", "--no-page", input.to_str().unwrap(), "--out", output]).assert().success();
    let cluster_of: HashMap<String, String> = table(&out, "clusters.csv")
        .into_iter()
        .map(|row| (row["article_id"].clone(), row["cluster_id"].clone()))
        .collect();
    let mut reports: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut clusters: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (nth, printed) in printed.iter().enumerate() {
        let id = format!("a{nth}");
        let cluster = cluster_of.get(&id);
        if let Some(cluster) = cluster {
            reports.entry(cluster).or_default().insert(printed.report);
        }
        clusters.entry(printed.report).or_default().insert(cluster.cloned().unwrap_or(id));
    }
    let mixed = reports.into_values().filter(|reports| reports.len() > 1).map(|reports| format!("{reports:?}"));
    let split = clusters.into_iter().filter(|(_, clusters)| clusters.len() > 1).map(|(report, _)| report);
    (mixed.collect(), split.collect())
}

#[test]
fn mixes_no_two_reports_of_a_series() {
    let printed = serial_reports();
    assert_eq!(mixed_and_split(&printed, true), (Vec::new(), Vec::new()));
    // without dates, tables of prices that differ in one price are joined: the other reports of the series share too
    // few words to show that it is one
    let (mixed, split) = mixed_and_split(&printed, false);
    assert!(mixed.len() <= 3 && split.is_empty(), "undated: mixed {mixed:?}, split {split:?}");
}
