#!/usr/bin/env python3
"""Runs wirecopy and its peers on the same corpora: CPU, wall, peak memory, and how good the clusters are.

    python3 -m venv V && V/bin/pip install -r benches/compare/requirements.txt
    cargo build --release && cargo build --release --manifest-path benches/compare/gaoya/Cargo.toml
    V/bin/python benches/compare/run.py --articles 10000

A table in Markdown goes to stdout. Peak memory is the largest of one process and not below this script's own, CPU that of all of them.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

from corpora import corpus
from score import score

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GAOYA = os.path.join(HERE, "gaoya", "target", "release", "compare-gaoya")
WIRECOPY = os.path.join(ROOT, "target", "release", "wirecopy")
PEERS = ["rensa_lsh", "datasketch_lsh", "daft_minhash", "text_dedup_minhash", "datatrove_minhash", "exact_hash"]


def command(tool, wirecopy, path):
    if tool == "wirecopy":
        return [wirecopy, "scan", "-q", path]
    if tool == "gaoya":
        return [GAOYA, path]
    return [sys.executable, os.path.join(HERE, "peers", f"{tool}.py"), path]


def measure(words, out_path, log_path):
    """Runs it once: CPU and wall seconds, and the peak of memory in bytes."""
    with open(out_path, "wb") as out, open(log_path, "wb") as log:
        began = time.monotonic()
        child = subprocess.Popen(words, stdout=out, stderr=log, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        with open(log_path, encoding="utf-8", errors="replace") as log:
            raise RuntimeError("".join(log.readlines()[-5:]))
    # Linux counts in kilobytes, macOS in bytes
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--articles", type=int, default=10_000)
    flags.add_argument("--kinds", default="furniture,plain,exact,tiny", help="corpora: furniture, plain, exact, tiny")
    flags.add_argument("--tools", default=",".join(["wirecopy", "gaoya", *PEERS]))
    flags.add_argument("--repeat", type=int, default=1, help="runs of each tool in turn; medians are shown")
    flags.add_argument("--folder", default=os.path.join(ROOT, "target", "compare"), help="where corpora and results go")
    flags.add_argument("--wirecopy", default=WIRECOPY, help="the binary")
    flags = flags.parse_args()
    os.makedirs(flags.folder, exist_ok=True)
    for kind in flags.kinds.split(","):
        articles, labels = corpus(kind, flags.articles, flags.wirecopy, flags.folder)
        size = os.path.getsize(articles) / 1e6
        print(f"\n{kind}: {flags.articles:,} articles, {size:.1f} MB\n")
        print("| tool | CPU s | wall s | peak MB | precision | recall | F1 | ARI |\n|---|--:|--:|--:|--:|--:|--:|--:|")
        tools, runs, broken = flags.tools.split(","), {}, {}
        for _ in range(flags.repeat):
            for tool in tools:
                if tool in broken:
                    continue
                out = os.path.join(flags.folder, f"{kind}-{tool}.csv")
                try:
                    runs.setdefault(tool, []).append(measure(command(tool, flags.wirecopy, articles), out, out + ".log"))
                except (OSError, RuntimeError) as error:
                    broken[tool] = error
                    print(f"{tool} did not run: {error}", file=sys.stderr)
        for tool in tools:
            if tool in broken:
                print(f"| {tool} | did not run | | | | | | |")
                continue
            cpu, wall, peak = (statistics.median(run[i] for run in runs[tool]) for i in range(3))
            good = score(os.path.join(flags.folder, f"{kind}-{tool}.csv"), labels)
            shown = " | ".join(f"{good[name]:.3f}" for name in ("precision", "recall", "f1", "ari"))
            print(f"| {tool} | {cpu:.2f} | {wall:.2f} | {peak / 1e6:.0f} | {shown} |", flush=True)
        if "wirecopy" in runs and "gaoya" in runs and "gaoya" not in broken and "wirecopy" not in broken:
            pairs = list(zip(runs["gaoya"], runs["wirecopy"]))
            cpu, peak = (statistics.median(theirs[i] / ours[i] for theirs, ours in pairs) for i in (0, 2))
            print(f"\ngaoya ÷ wirecopy, median of {len(pairs)} pairs: CPU {cpu:.2f}, peak memory {peak:.2f}")


if __name__ == "__main__":
    main()
