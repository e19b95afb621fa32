//! Finds the copies among a few documents in memory, and says which of them a corpus without duplicates would keep.
//!
//! `cargo run -p wirecopy-core --example deduplicate`
#![allow(clippy::print_stdout)] // an example shows what it found

use wirecopy_core::time::Published;
use wirecopy_core::{Config, Deduplicator, Document, NoProgress, Result};

const STORY: &str = "The ferry Lady Marrow ran aground on a sandbank off Holm early on Sunday with 212 people aboard. \
    Fishing boats from the harbour took all of them to safety before noon, and nobody was hurt. The harbour master \
    said that the ship had left the channel in thick fog. Divers are to look at the hull when the tide is out.";
const OTHER: &str = "Nobody won the chess final in Trevane last night. In the ninth hour a cat walked over the board, \
    and the two players could not agree on where the pieces had stood. The final will be played again in the spring.";

fn main() -> Result<()> {
    let cut = STORY.split_inclusive(". ").take(2).collect::<String>();
    let edited = format!("From our own staff in Holm. {STORY} More follows.");
    // each with its source and the day on which it was printed
    let documents = [(STORY, "north", 3), (OTHER, "south", 3), (&cut, "south", 4), (&edited, "west", 5)];

    let mut dedup = Deduplicator::builder(Config::news()).memory(1 << 30).build()?;
    for (text, source, day) in documents {
        dedup.add(Document { text, source: Some(source), time: Some(Published::day(day)) })?;
    }
    let copies = dedup.finish(&NoProgress)?;

    for cluster in copies.clusters() {
        println!("{}: {} documents", cluster.id, cluster.members.len());
        for member in &cluster.members {
            let share = member.with_lead.containment_a();
            println!("  document {}: {}, {share:.2} of it in the lead", member.document.0, member.form.name());
        }
    }
    let is_lead = |document: usize| copies.clusters().iter().any(|c| c.members[0].document.index() == document);
    let labels = copies.labels().iter().enumerate();
    let kept: Vec<usize> = labels.filter(|&(nth, label)| label.is_none() || is_lead(nth)).map(|(nth, _)| nth).collect();
    println!("kept: {kept:?}");
    assert_eq!(kept, [0, 1]);
    Ok(())
}
