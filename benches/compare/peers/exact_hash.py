"""The baseline, not a peer: clusters of articles whose texts are equal byte for byte."""

import sys

from common import UnionFind, articles

ids, first = [], {}
pairs = []
for i, (article, text) in enumerate(articles(sys.argv[1])):
    ids.append(article)
    pairs.append((i, first.setdefault(hash(text), i)))
clusters = UnionFind(len(ids))
for a, b in pairs:
    clusters.union(a, b)
clusters.write(ids)
