"""Scores clusters against labels: pair precision, recall, F1, and the adjusted Rand index (Hubert and Arabie 1985)."""

import csv
from collections import Counter


def clusters_of(path):
    """The cluster of each article in a CSV file. Articles without a cluster are not in it."""
    with open(path, newline="", encoding="utf-8") as file:
        return {row["article_id"]: row["cluster_id"] for row in csv.DictReader(file)}


def pairs(counts):
    """Number of pairs within groups of these sizes."""
    return sum(n * (n - 1) // 2 for n in counts)


def score(found_path, labels_path):
    """Compares the clusters of two CSV files."""
    found, labels = clusters_of(found_path), clusters_of(labels_path)
    # an article without a cluster forms one by itself
    found = {article: found.get(article, ("alone", article)) for article in labels}
    both = pairs(Counter((found[a], labels[a]) for a in labels).values())
    found_pairs, label_pairs = pairs(Counter(found.values()).values()), pairs(Counter(labels.values()).values())
    all_pairs = pairs([len(labels)])
    precision, recall = both / found_pairs if found_pairs else 0.0, both / label_pairs if label_pairs else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    expected = found_pairs * label_pairs / all_pairs
    maximum = (found_pairs + label_pairs) / 2
    ari = (both - expected) / (maximum - expected) if maximum != expected else 1.0
    return {"precision": precision, "recall": recall, "f1": f1, "ari": ari}
