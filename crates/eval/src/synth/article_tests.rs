//! The ground truth of synthetic articles, checked against exact overlaps computed the naive way.

use super::*;
use std::collections::{HashMap, HashSet};

fn articles(count: u64, boilerplate: f64) -> Vec<(SynthArticle, Truth)> {
    let settings = SynthSettings { articles: count, outlets: 60, seed: 3, boilerplate, ocr: 0.0 };
    let corpus = SynthCorpus::new(settings).unwrap();
    (0..count).map(|i| corpus.article(i)).collect()
}

fn shingles(text: &str) -> HashSet<Vec<String>> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.windows(5).map(<[String]>::to_vec).collect()
}

/// The Jaccard index of two texts, and the containment of the first in the second.
fn overlap(a: &str, b: &str) -> (f64, f64) {
    let (a, b) = (shingles(a), shingles(b));
    let shared = a.intersection(&b).count() as f64;
    (shared / (a.union(&b).count() as f64).max(1.0), shared / (a.len() as f64).max(1.0))
}

#[test]
fn equal_settings_give_equal_articles() {
    assert_eq!(articles(300, 0.3), articles(300, 0.3));
}

#[test]
fn every_kind_occurs_and_about_half_of_the_articles_are_copies() {
    let all = articles(4000, 0.3);
    let mut kinds: HashMap<ArticleKind, usize> = HashMap::new();
    all.iter().for_each(|(_, truth)| *kinds.entry(truth.kind).or_default() += 1);
    assert_eq!(kinds.len(), 12, "{kinds:?}");
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    all.iter().for_each(|(_, truth)| *sizes.entry(&truth.cluster).or_default() += 1);
    let copies: usize = sizes.values().filter(|&&size| size > 1).sum();
    assert!((1200..2800).contains(&copies), "{copies} copies");
    assert!(sizes.values().any(|&size| size > 20));
    let bytes: usize = all.iter().map(|(article, _)| article.text.len()).sum();
    assert!((2600..4200).contains(&(bytes / all.len())), "{} bytes an article", bytes / all.len());
}

#[test]
fn copies_overlap_with_their_lead_as_their_kind_says_and_single_articles_do_not_overlap() {
    let all = articles(4000, 0.0);
    let mut leads: HashMap<&str, &str> = HashMap::new();
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    for (article, truth) in &all {
        *sizes.entry(&truth.cluster).or_default() += 1;
        if truth.kind == ArticleKind::Lead {
            leads.insert(&truth.cluster, &article.text);
        }
    }
    let mut cuts = 0;
    for (article, truth) in &all {
        let Some(lead) = leads.get(&*truth.cluster) else { continue };
        // stories of more than three copies can have versions, which share less with the lead
        if sizes[&*truth.cluster] > 3 {
            continue;
        }
        let (jaccard, contained) = overlap(&article.text, lead);
        match truth.kind {
            ArticleKind::Verbatim => assert!(jaccard > 0.9, "{} {jaccard}", article.id),
            ArticleKind::Edited => assert!(jaccard > 0.5, "{} {jaccard}", article.id),
            ArticleKind::Cut => {
                assert!(contained > 0.8, "{} {contained}", article.id);
                cuts += 1;
            }
            _ => {}
        }
    }
    assert!(cuts > 20, "{cuts}");
    let singles: Vec<&str> =
        all.iter().filter(|(_, t)| t.kind == ArticleKind::Single).map(|(a, _)| a.text.as_str()).take(80).collect();
    for (at, a) in singles.iter().enumerate() {
        for b in &singles[at + 1..] {
            assert!(overlap(a, b).0 < 0.03);
        }
    }
}

#[test]
fn reports_from_one_template_share_half_their_words_and_no_cluster() {
    let all = articles(4000, 0.0);
    let reports: Vec<&(SynthArticle, Truth)> = all.iter().filter(|(_, t)| t.kind == ArticleKind::Template).collect();
    let group = |truth: &Truth| truth.cluster.rsplit_once('-').map(|(group, _)| group.to_owned());
    let (a, b) = reports
        .iter()
        .enumerate()
        .flat_map(|(at, a)| reports[at + 1..].iter().map(move |b| (a, b)))
        .find(|(a, b)| group(&a.1) == group(&b.1))
        .unwrap();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<HashSet<_>>();
    let (wa, wb) = (words(&a.0.text), words(&b.0.text));
    let shared = wa.intersection(&wb).count() as f64 / wa.union(&wb).count() as f64;
    assert!(shared > 0.5, "{shared}");
    assert_ne!(a.0.text, b.0.text);
    assert_ne!(a.1.cluster, b.1.cluster);
}
