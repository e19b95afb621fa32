"""rensa: digests of 5-shingles in bulk, its LSH index with 32 bands, candidates at estimated Jaccard .5 joined."""

import sys

from rensa import RMinHash, RMinHashLSH

from common import UnionFind, articles, shingles

ids, hashes = [], []
batch = []


def flush():
    hashes.extend(RMinHash.from_token_sets(batch, num_perm=128, seed=42))
    batch.clear()


for article, text in articles(sys.argv[1]):
    ids.append(article)
    batch.append(list(shingles(text)))
    if len(batch) == 4096:
        flush()
flush()
index = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
index.insert_many(hashes)
clusters = UnionFind(len(ids))
for i, found in enumerate(index.query_all(hashes)):
    for other in found:
        # pairs already in one cluster need no estimate
        if other != i and clusters.find(other) != clusters.find(i) and hashes[i].jaccard(hashes[other]) >= 0.5:
            clusters.union(i, other)
clusters.write(ids)
