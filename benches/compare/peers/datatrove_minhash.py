"""datatrove: its minhash pipeline up to the clusters, 32 buckets of 4 over word 5-grams, two local tasks.

Words are split at spaces, as for rensa and datasketch. `--own-words` uses its own tokenizer, which is spaCy's.
"""

import csv
import json
import os
import struct
import sys
import tempfile

from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupSignature,
)
from datatrove.pipeline.readers import JsonlReader

TASKS = 2


class Spaces:
    """Replaces its tokenizer; punctuation is removed before."""

    def word_tokenize(self, text):
        return text.split()


def main():
    with tempfile.TemporaryDirectory() as folder:
        names = ("in", "sig", "dup", "out", "log")
        parts, signatures, buckets, clusters, logs = (os.path.join(folder, name) for name in names)
        # a task reads whole files, so each gets one
        os.mkdir(parts)
        ids = [[] for _ in range(TASKS)]
        files = [open(os.path.join(parts, f"{i}.jsonl"), "w", encoding="utf-8") for i in range(TASKS)]
        with open(sys.argv[1], encoding="utf-8") as lines:
            for i, line in enumerate(lines):
                article = json.loads(line)
                # the reader skips articles without text
                if article["text"]:
                    ids[i % TASKS].append(article["id"])
                    files[i % TASKS].write(line)
        for file in files:
            file.close()
        config = MinhashConfig(n_grams=5, num_buckets=32, hashes_per_bucket=4)
        sign = MinhashDedupSignature(signatures, config=config)
        if "--own-words" not in sys.argv:
            sign.word_tokenizer = Spaces()
        stages = [
            (TASKS, [JsonlReader(parts), sign]),
            (32, [MinhashDedupBuckets(signatures, buckets, config=config)]),
            (1, [MinhashDedupCluster(buckets, clusters, config=config, save_cluster_id=True)]),
        ]
        for i, (tasks, pipeline) in enumerate(stages):
            # forked, so that the CPU time of the workers counts towards this process
            flags = {"tasks": tasks, "workers": min(tasks, TASKS), "start_method": "fork"}
            LocalPipelineExecutor(pipeline, logging_dir=f"{logs}{i}", **flags).run()
        found = {}
        for part in range(TASKS):
            path = os.path.join(clusters, f"{part:06d}.clusters")
            if os.path.exists(path):
                with open(path, "rb") as file:
                    found.update((ids[part][at], cluster) for at, cluster in struct.iter_unpack("<2I", file.read()))
    out = csv.writer(sys.stdout)
    out.writerow(["article_id", "cluster_id"])
    out.writerows(found.items())


if __name__ == "__main__":
    main()
