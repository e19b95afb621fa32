"""daft: its minhash expression over word 5-grams; this script groups the 32 bands of 4 in plain Python."""

import sys

import daft
from daft import col

from common import UnionFind

frame = daft.read_json(sys.argv[1]).select(col("id"), col("text"))
frame = frame.with_column("hashes", col("text").lower().minhash(num_hashes=128, ngram_size=5, seed=42)).exclude("text")
table = frame.to_pydict()
ids, hashes = table["id"], table["hashes"]
clusters = UnionFind(len(ids))
for band in range(32):
    first = {}
    for i, values in enumerate(hashes):
        at = first.setdefault(tuple(values[4 * band : 4 * band + 4]), i)
        if clusters.find(at) != clusters.find(i):
            if sum(a == b for a, b in zip(values, hashes[at])) >= 64:
                clusters.union(i, at)
clusters.write(ids)
