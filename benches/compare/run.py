#!/usr/bin/env python3
"""Runs wirecopy and its peers on the same corpora and compares CPU, wall time, peak memory and the clusters' quality.

    python3 -m venv V && V/bin/pip install -r benches/compare/requirements.txt
    cargo build --release && cargo build --release --manifest-path benches/compare/gaoya/Cargo.toml
    V/bin/python benches/compare/run.py --articles 10000

Prints a Markdown table. Peak memory is that of the largest process, and at least this script's own; CPU is the sum over
all processes.
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
    """Runs a command once; returns CPU seconds, wall seconds and peak memory in bytes."""
    with open(out_path, "wb") as out, open(log_path, "wb") as log:
        began = time.monotonic()
        child = subprocess.Popen(words, stdout=out, stderr=log, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        with open(log_path, encoding="utf-8", errors="replace") as log:
            raise RuntimeError("".join(log.readlines()[-5:]))
    # in kilobytes on Linux, in bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * unit


def main():
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("--articles", type=int, default=10_000)
    kinds = "corpora: furniture, plain, exact, tiny; with --news also markov and news"
    flags.add_argument("--kinds", default="furniture,plain,exact,tiny", help=kinds)
    flags.add_argument("--news", help="a JSON Lines file of real news, such as reuters21578")
    flags.add_argument("--tools", default=",".join(["wirecopy", "gaoya", *PEERS]))
    flags.add_argument("--repeat", type=int, default=1, help="rounds, each running every tool once; medians are shown")
    folder = os.path.join(ROOT, "target", "compare")
    flags.add_argument("--folder", default=folder, help="folder for corpora and results")
    flags.add_argument("--wirecopy", default=WIRECOPY, help="the binary")
    flags = flags.parse_args()
    if not flags.news and {"markov", "news"} & set(flags.kinds.split(",")):
        raise SystemExit("markov and news need --news FILE")
    os.makedirs(flags.folder, exist_ok=True)
    for kind in flags.kinds.split(","):
        compare(kind, flags)


def compare(kind, flags):
    """Runs all tools on one corpus and prints its table."""
    articles, labels = corpus(kind, flags.articles, flags.wirecopy, flags.folder, flags.news)
    size = os.path.getsize(articles) / 1e6
    with open(articles, "rb") as lines:
        count = sum(1 for _ in lines)
    print(f"\n{kind}: {count:,} articles, {size:.1f} MB\n")
    print("| tool | CPU s | wall s | peak MB | precision | recall | F1 | ARI |\n|---|--:|--:|--:|--:|--:|--:|--:|")
    tools, runs, failed = flags.tools.split(","), {}, set()
    for _ in range(flags.repeat):
        for tool in tools:
            if tool in failed:
                continue
            out = os.path.join(flags.folder, f"{kind}-{tool}.csv")
            try:
                runs.setdefault(tool, []).append(measure(command(tool, flags.wirecopy, articles), out, out + ".log"))
            except (OSError, RuntimeError) as error:
                failed.add(tool)
                print(f"{tool} did not run: {error}", file=sys.stderr)
    for tool in tools:
        if tool in failed:
            print(f"| {tool} | did not run | | | | | | |")
            continue
        cpu, wall, peak = (statistics.median(run[i] for run in runs[tool]) for i in range(3))
        scores = score(os.path.join(flags.folder, f"{kind}-{tool}.csv"), labels) if labels else {}
        cells = " | ".join(f"{scores[name]:.3f}" if labels else "–" for name in ("precision", "recall", "f1", "ari"))
        print(f"| {tool} | {cpu:.2f} | {wall:.2f} | {peak / 1e6:.0f} | {cells} |", flush=True)
    if {"wirecopy", "gaoya"} <= runs.keys() - failed:
        rounds = list(zip(runs["gaoya"], runs["wirecopy"]))
        cpu, peak = (statistics.median(gaoya[i] / wirecopy[i] for gaoya, wirecopy in rounds) for i in (0, 2))
        print(f"\ngaoya ÷ wirecopy, median of {len(rounds)} rounds: CPU {cpu:.2f}, peak memory {peak:.2f}")


if __name__ == "__main__":
    main()
