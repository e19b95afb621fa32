"""Scores clusters against labels: pair precision, recall and F1, and the adjusted Rand index (Hubert and Arabie 1985)."""

import csv
from collections import Counter


def clusters_of(path):
    """Cluster by article; an article that is not in the file is alone."""
    with open(path, newline="", encoding="utf-8") as file:
        return {row["article_id"]: row["cluster_id"] for row in csv.DictReader(file)}


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts)


def score(found_path, labels_path):
    found, labels = clusters_of(found_path), clusters_of(labels_path)
    # an article alone is a cluster of its own
    found = {article: found.get(article, ("alone", article)) for article in labels}
    both = pairs(Counter((found[a], labels[a]) for a in labels).values())
    ours, theirs = pairs(Counter(found.values()).values()), pairs(Counter(labels.values()).values())
    everything = pairs([len(labels)])
    precision, recall = both / ours if ours else 0.0, both / theirs if theirs else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    expected = ours * theirs / everything
    most = (ours + theirs) / 2
    ari = (both - expected) / (most - expected) if most != expected else 1.0
    return {"precision": precision, "recall": recall, "f1": f1, "ari": ari}
