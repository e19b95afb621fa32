//! Small clusters for the tests of this module.

use super::{Cluster, order_clusters};
use crate::article::Article;
use crate::articles::{ArticleBatch, Articles, CountBy};
use crate::attribution::credit::Credit;
use crate::cluster::{self, UnionFind};
use crate::store::{SpillOptions, TokenStore, TokenStoreWriter};
use crate::text::{ShingleSettings, Tokeniser};
use crate::time::Published;
use crate::verify::DocumentShingles;

/// Calls `test` with the one cluster that the given copies form, each an outlet, a time and a text.
pub(super) fn with_cluster<T>(
    copies: &[(&str, Option<Published>, &str)],
    test: impl FnOnce(&Articles, &DocumentShingles<&TokenStore>, &Cluster) -> T,
) -> T {
    let (mut batch, mut tokeniser) = (ArticleBatch::default(), Tokeniser::default());
    let writer = TokenStoreWriter::new(&SpillOptions::default());
    let mut chunk = writer.chunk(0);
    for (row, (outlet, published, text)) in (1..).zip(copies) {
        let article = Article {
            id: row.to_string(),
            path: "a.jsonl".into(),
            row: Some(row),
            outlet: (*outlet).to_owned(),
            published: *published,
            ..Article::default()
        };
        batch.push(&article, Credit::default());
        chunk.push(text, false, &mut tokeniser);
    }
    let number = writer.put(chunk, 0).unwrap();
    let (articles, order, _) = Articles::new(vec![batch], CountBy::Outlet);
    let order: Vec<(u32, u32)> = order.into_iter().map(|(_, entry)| (number, entry)).collect();
    let store = writer.finish(&order);
    let shingles = DocumentShingles::from_source(&store, ShingleSettings::default(), store.len());
    let mut components = UnionFind::new(copies.len());
    for article in 1..articles.len() {
        components.union(0, article);
    }
    let no_article = vec![false; copies.len()];
    let time = |article| articles.published(article);
    let ordered = cluster::order_clusters(&components.into_clusters(), &shingles, &no_article, time);
    let clusters = order_clusters(&articles, ordered, &no_article);
    test(&articles, &shingles, &clusters[0])
}

/// The words `w3 w4 w5 …` from one number to before another.
pub(super) fn words(from: u32, to: u32) -> String {
    (from..to).map(|n| format!("w{n} ")).collect()
}
