#!/usr/bin/env python3
"""Counts the instructions of each stage of a scan under callgrind, and compares them with the record.

    cargo build --release
    python3 benches/instructions/count.py              exits with 1 if a stage takes over 5 % more than recorded
    python3 benches/instructions/count.py --renew WHY  replaces the record and stores the reason in it

One thread scans a synthetic corpus that is the same everywhere. `tables` is what `--out` takes beyond the bare scan,
`html` what `inspect` takes to read pages in HTML. Unlike times, counts hardly vary between runs. They
depend on the compiler and on the processor's vector instructions; the record names both, and a count with others is
shown but not judged. Valgrind hides AVX-512, so that machines with and without it count alike. Needs only Python's
standard library.
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
ARTICLES, PAGES, OUTLETS, SEED = 2000, 300, 100, 1
TOLERANCE = 0.05
# a stage below this share of all instructions is not judged: the allocator alone makes a few thousand of difference
MIN_SHARE = 0.005


def vectors() -> str:
    """The vector instructions that the program finds under valgrind."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return platform.machine()
    return "avx2" if " avx2 " in Path("/proc/cpuinfo").read_text() else "x86-64"


def count(program: str) -> dict[str, int]:
    """Instructions by stage; `rest` is start-up and the code between stages."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, pages = Path(folder, "corpus"), Path(folder, "pages")
        for path, form, articles in [(corpus, "jsonl", ARTICLES), (pages, "html", PAGES)]:
            synth = [program, "synth", "-q", "-n", articles, "-m", OUTLETS, "-s", SEED, "-f", form, path]
            subprocess.run(list(map(str, synth)), check=True)
        (pages / "labels.csv").unlink()
        articles = str(corpus / "articles.jsonl")
        # callgrind dumps at each stage boundary what was executed since the last one
        by_stage = ["--dump-before=*stage_begins_*", "--dump-before=*stage_ends*"]
        counts = instructions(by_stage, [program, "scan", "-q", "-j1", articles])
        missing = {"read", "sketch", "candidates", "match", "cluster"} - counts.keys()
        if missing:
            names = ", ".join(sorted(missing))
            sys.exit(f"no instructions of {names}: are the functions of crates/core/src/stage.rs inlined?")
        bare = sum(counts.values())
        with_tables = instructions([], [program, "scan", "-q", "-j1", "--out", str(Path(folder, "out")), articles])
        counts["tables"] = sum(with_tables.values()) - bare
        counts["html"] = sum(instructions([], [program, "inspect", "-q", "-j1", str(pages)]).values())
    return counts


def instructions(flags: list[str], command: list[str]) -> dict[str, int]:
    """Instructions of a command, by stage where the flags dump them so."""
    with tempfile.TemporaryDirectory() as folder:
        valgrind = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={folder}/counts"]
        valgrind += [*flags, "--compress-strings=no"]
        run = subprocess.run(valgrind + command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            sys.exit(f"{command[1]} under valgrind ended with {run.returncode}:\n{run.stderr}")
        counts: dict[str, int] = {}
        for dump in Path(folder).glob("counts*"):
            stage, found = read_dump(dump.read_text())
            counts[stage] = counts.get(stage, 0) + found
    return counts


def read_dump(dump: str) -> tuple[str, int]:
    """The stage of a dump, by the function that is called at its beginning, and its instructions."""
    beginning = re.search(r"^fn=.*stage_begins_([a-z]+)", dump, re.MULTILINE)
    totals = re.search(r"^(?:totals|summary): (\d+)", dump, re.MULTILINE)
    return (beginning.group(1) if beginning else "rest", int(totals.group(1)) if totals else 0)


def compare(record: dict, counts: dict[str, int]) -> list[str]:
    """Prints a row for each stage; returns the names of those that exceed the tolerance."""
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
        judged = max(now, before) >= MIN_SHARE * whole
        print(f"  {stage:<12} {before:>15,} {now:>15,}   {ratio:.3f}{'' if judged else '  (too little to judge)'}")
        if judged and ratio > 1 + TOLERANCE:
            over.append(stage)
    return over


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parents[1] / "target/release/wirecopy"))
    parser.add_argument("--renew", metavar="WHY", help="replace the record; it stores the reason")
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
    here = {"compiler": compiler, "vectors": vectors()}
    differing = [key for key in here if record[key] != here[key]]
    for key in differing:
        print(f"  the record was made with {record[key]}, this count with {here[key]}: nothing is judged")
    if over and not differing:
        print(f"more than {TOLERANCE:.0%} above the record: {', '.join(over)}")
        print("Reduce the instructions, or, if the change is worth them, renew the record in the same commit:")
        print("python3 benches/instructions/count.py --renew 'the reason'")
        sys.exit(1)


if __name__ == "__main__":
    main()
