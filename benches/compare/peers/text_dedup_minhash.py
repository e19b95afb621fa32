"""text-dedup: its minhash command, 32 bands of 4 over word 5-grams. Its union-find is read from the file that --debug
writes."""

import json
import os
import pickle
import subprocess
import sys
import tempfile

from common import UnionFind

with tempfile.TemporaryDirectory() as folder:
    out = os.path.join(folder, "out")
    flags = {
        "path": "json", "data_files": sys.argv[1], "split": "train", "column": "text", "output": out,
        "cache_dir": os.path.join(folder, "cache"), "num_perm": 128, "ngram": 5, "b": 32, "r": 4, "threshold": 0.5,
        "min_length": 1, "num_proc": 2, "batch_size": 10000,
    }
    words = [word for key, value in flags.items() for word in (f"--{key}", str(value))]
    environment = dict(os.environ, HF_HOME=os.path.join(folder, "home"), HF_DATASETS_OFFLINE="1")
    command = [sys.executable, "-m", "text_dedup.minhash", *words, "--debug"]
    subprocess.run(command, check=True, stdout=sys.stderr, env=environment)
    with open(os.path.join(out, "uf.pkl"), "rb") as file:
        found = pickle.load(file)
parents = found if isinstance(found, dict) else getattr(found, "parent")
with open(sys.argv[1], encoding="utf-8") as lines:
    ids = [json.loads(line)["id"] for line in lines]
clusters = UnionFind(len(ids))
for article, parent in dict(parents).items():
    clusters.union(int(article), int(parent))
clusters.write(ids)
