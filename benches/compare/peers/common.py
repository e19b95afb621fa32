"""Shared by the peers' programs: reading articles, shingling, union-find, writing clusters."""

import csv
import json
import sys


def articles(path):
    """Yields the id and the text of every article."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            yield article["id"], article["text"]


def shingles(text, size=5):
    """The set of word shingles, as strings."""
    words = text.lower().split()
    return {" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}


class UnionFind:
    """Union-find over article numbers."""

    def __init__(self, count):
        self.parents = list(range(count))

    def find(self, i):
        while self.parents[i] != i:
            self.parents[i] = self.parents[self.parents[i]]
            i = self.parents[i]
        return i

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parents[max(a, b)] = min(a, b)

    def write(self, ids):
        """Writes the clusters of two or more articles as CSV to stdout."""
        roots = [self.find(i) for i in range(len(ids))]
        sizes = [0] * len(ids)
        for root in roots:
            sizes[root] += 1
        out = csv.writer(sys.stdout)
        out.writerow(["article_id", "cluster_id"])
        out.writerows((ids[i], root) for i, root in enumerate(roots) if sizes[root] > 1)
