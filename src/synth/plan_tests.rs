//! The truth of synthetic corpora, against exact overlaps computed the naive way.

use super::*;
use std::collections::{HashMap, HashSet};

fn corpus(articles: u64, furniture: f64) -> Vec<(Article, Truth)> {
    let corpus = Corpus::new(Settings { articles, outlets: 60, seed: 3, furniture, ocr: 0.0 }).unwrap();
    (0..articles).map(|i| corpus.article(i)).collect()
}

fn shingles(text: &str) -> HashSet<Vec<String>> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.windows(5).map(<[String]>::to_vec).collect()
}

/// Jaccard index, and the share of the first in the second.
fn overlap(a: &str, b: &str) -> (f64, f64) {
    let (a, b) = (shingles(a), shingles(b));
    let shared = a.intersection(&b).count() as f64;
    (shared / (a.union(&b).count() as f64).max(1.0), shared / (a.len() as f64).max(1.0))
}

#[test]
fn an_article_is_the_same_each_time_and_the_permutation_loses_none() {
    let (a, b) = (corpus(300, 0.3), corpus(300, 0.3));
    assert_eq!(a, b);
    for n in [1, 2, 7, 64, 1000] {
        let seen: HashSet<u64> = (0..n).map(|i| shuffled(i, n, 9)).collect();
        assert_eq!(seen.len() as u64, n);
    }
}

#[test]
fn every_kind_occurs_and_half_the_articles_are_copies() {
    let made = corpus(4000, 0.3);
    let mut kinds: HashMap<Kind, usize> = HashMap::new();
    made.iter().for_each(|(_, truth)| *kinds.entry(truth.kind).or_default() += 1);
    assert_eq!(kinds.len(), 12, "{kinds:?}");
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    made.iter().for_each(|(_, truth)| *sizes.entry(&truth.cluster).or_default() += 1);
    let copies: usize = sizes.values().filter(|&&size| size > 1).sum();
    assert!((1200..2800).contains(&copies), "{copies} copies");
    assert!(sizes.values().any(|&size| size > 20));
    let bytes: usize = made.iter().map(|(article, _)| article.text.len()).sum();
    assert!((2600..4200).contains(&(bytes / made.len())), "{} bytes an article", bytes / made.len());
}

#[test]
fn copies_overlap_as_their_kind_says_and_strangers_do_not() {
    let made = corpus(4000, 0.0);
    let mut leads: HashMap<&str, &str> = HashMap::new();
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for (article, truth) in &made {
        *sizes.entry(&truth.cluster).or_default() += 1;
        if truth.kind == Kind::Lead {
            leads.insert(&truth.cluster, &article.text);
        }
    }
    let mut cuts = 0;
    for (article, truth) in &made {
        let Some(lead) = leads.get(&*truth.cluster) else { continue };
        // only stories of more than three copies are sent in versions, which share less with the lead
        if sizes[&*truth.cluster] > 3 {
            continue;
        }
        let (jaccard, contained) = overlap(&article.text, lead);
        match truth.kind {
            Kind::Verbatim => assert!(jaccard > 0.9, "{} {jaccard}", article.id),
            Kind::Edited => assert!(jaccard > 0.5, "{} {jaccard}", article.id),
            Kind::Cut => {
                assert!(contained > 0.8, "{} {contained}", article.id);
                cuts += 1;
            }
            _ => {}
        }
    }
    assert!(cuts > 20, "{cuts}");
    let singles: Vec<&str> =
        made.iter().filter(|(_, t)| t.kind == Kind::Single).map(|(a, _)| a.text.as_str()).take(80).collect();
    for (at, a) in singles.iter().enumerate() {
        for b in &singles[at + 1..] {
            assert!(overlap(a, b).0 < 0.03);
        }
    }
}

#[test]
fn reports_of_one_template_differ_in_their_facts() {
    let made = corpus(4000, 0.0);
    let reports: Vec<&(Article, Truth)> = made.iter().filter(|(_, t)| t.kind == Kind::Template).collect();
    let of_group = |truth: &Truth| truth.cluster.rsplit_once('-').map(|(group, _)| group.to_owned());
    let (a, b) = reports
        .iter()
        .enumerate()
        .flat_map(|(at, a)| reports[at + 1..].iter().map(move |b| (a, b)))
        .find(|(a, b)| of_group(&a.1) == of_group(&b.1))
        .unwrap();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<HashSet<_>>();
    let (wa, wb) = (words(&a.0.text), words(&b.0.text));
    let shared = wa.intersection(&wb).count() as f64 / wa.union(&wb).count() as f64;
    assert!(shared > 0.5, "{shared}");
    assert_ne!(a.0.text, b.0.text);
    assert_ne!(a.1.cluster, b.1.cluster);
}

#[test]
fn refuses_settings_outside_of_their_ranges() {
    let refused = |settings: Settings| Corpus::new(settings).unwrap_err().to_string();
    assert!(refused(Settings { articles: 0, ..Settings::default() }).starts_with("`synth.articles`"));
    assert!(refused(Settings { outlets: 0, ..Settings::default() }).starts_with("`synth.outlets`"));
    assert!(refused(Settings { furniture: 1.0, ..Settings::default() }).starts_with("`synth.furniture`"));
}
