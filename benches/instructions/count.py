#!/usr/bin/env python3
"""Counts the instructions of each stage of a scan under callgrind, and holds them against the record.

    cargo build --release
    python3 benches/instructions/count.py              exits with 1 when a stage takes over 5 % more than the record says
    python3 benches/instructions/count.py --renew WHY  writes the record anew, with the reason

One thread scans a made corpus that is the same everywhere. Counts, unlike times, are nearly the same on every run; they
do depend on the compiler and on which vector instructions the processor has (valgrind shows a program no AVX-512, so that
machines with and without it count alike). The record names both; a count with others is shown and not judged. Python's
standard library is all that it needs.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
RECORD = HERE / "record.json"
ARTICLES, OUTLETS, SEED = 2000, 100, 1
TOLERANCE = 0.05
# a stage below this share of the whole is shown and not judged: a few thousand instructions are the allocator's mood
LEAST_SHARE = 0.005


def vectors() -> str:
    """Which vector instructions the scanning code can choose under valgrind."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return platform.machine()
    return "avx2" if " avx2 " in Path("/proc/cpuinfo").read_text() else "x86-64"


def count(program: str) -> dict[str, int]:
    """Instructions by stage; `rest` is start-up and what lies between stages."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        made = [program, "synth", "-q", "-n", ARTICLES, "-m", OUTLETS, "-s", SEED, "-f", "jsonl", corpus]
        subprocess.run(list(map(str, made)), check=True)
        # a dump at each boundary of a stage holds what was executed since the one before
        valgrind = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={folder}/counts"]
        valgrind += ["--dump-before=*stage_begins_*", "--dump-before=*stage_ends*", "--compress-strings=no"]
        scan = [program, "scan", "-q", "-j1", str(corpus / "articles.jsonl")]
        run = subprocess.run(valgrind + scan, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            sys.exit(f"the scan under valgrind ended with {run.returncode}:\n{run.stderr}")
        counts: dict[str, int] = {}
        for dump in Path(folder).glob("counts*"):
            stage, instructions = read_dump(dump.read_text())
            counts[stage] = counts.get(stage, 0) + instructions
    missing = {"read", "sketch", "candidates", "match", "cluster"} - counts.keys()
    if missing:
        sys.exit(f"no instructions were seen of {', '.join(sorted(missing))}: are the functions of src/stage.rs inlined?")
    return counts


def read_dump(dump: str) -> tuple[str, int]:
    """The stage that a dump is of, by the function that was called at its beginning, and its instructions."""
    began = re.search(r"^fn=.*stage_begins_([a-z]+)", dump, re.MULTILINE)
    totals = re.search(r"^(?:totals|summary): (\d+)", dump, re.MULTILINE)
    return (began.group(1) if began else "rest", int(totals.group(1)) if totals else 0)


def compare(record: dict, counts: dict[str, int]) -> list[str]:
    """Prints a row for each stage; the names of those that take too much more."""
    over = []
    whole = sum(counts.values())
    before_whole = sum(record["stages"].values())
    rows = {**{stage: (record["stages"].get(stage), n) for stage, n in counts.items()}, "all": (before_whole, whole)}
    print(f"  {'stage':<12} {'record':>15} {'now':>15}   ratio")
    for stage, (before, now) in rows.items():
        if before is None:
            print(f"  {stage:<12} {'–':>15} {now:>15,}   new")
            over.append(stage)
            continue
        ratio = now / max(before, 1)
        judged = max(now, before) >= LEAST_SHARE * whole
        print(f"  {stage:<12} {before:>15,} {now:>15,}   {ratio:.3f}{'' if judged else '  (too little to judge)'}")
        if judged and ratio > 1 + TOLERANCE:
            over.append(stage)
    return over


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parents[1] / "target/release/wirecopy"))
    parser.add_argument("--renew", metavar="WHY", help="write the record anew; the reason is kept in it")
    flags = parser.parse_args()
    compiler = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    counts = dict(sorted(count(flags.program).items()))
    if flags.renew:
        record = {"reason": flags.renew, "compiler": compiler, "vectors": vectors(), "stages": counts}
        RECORD.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
        print(f"{sum(counts.values()):,} instructions recorded")
        return
    record = json.loads(RECORD.read_text())
    over = compare(record, counts)
    others = [(record[what], here) for what, here in [("compiler", compiler), ("vectors", vectors())] if record[what] != here]
    for theirs, here in others:
        print(f"  the record was made with {theirs}, this count with {here}: nothing is judged")
    if over and not others:
        print(f"more than {TOLERANCE:.0%} above the record: {', '.join(over)}. Make it cheaper, or, where it is worth it, renew")
        print("the record in the same commit: python3 benches/instructions/count.py --renew 'the reason'")
        sys.exit(1)


if __name__ == "__main__":
    main()
