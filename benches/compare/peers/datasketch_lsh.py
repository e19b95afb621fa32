"""datasketch: MinHash of 5-shingles, MinHashLSH with 32 bands of 4, candidates at estimated Jaccard .5 joined."""

import sys

from datasketch import MinHash, MinHashLSH

from common import UnionFind, articles, shingles

ids, hashes = [], []
for article, text in articles(sys.argv[1]):
    minhash = MinHash(num_perm=128, seed=42)
    minhash.update_batch([shingle.encode() for shingle in shingles(text)])
    ids.append(article)
    hashes.append(minhash)
index = MinHashLSH(num_perm=128, params=(32, 4))
for i, minhash in enumerate(hashes):
    index.insert(i, minhash, check_duplication=False)
clusters = UnionFind(len(ids))
for i, minhash in enumerate(hashes):
    for other in index.query(minhash):
        if other != i and clusters.find(other) != clusters.find(i) and minhash.jaccard(hashes[other]) >= 0.5:
            clusters.union(i, other)
clusters.write(ids)
