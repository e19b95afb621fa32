#!/usr/bin/env python3
"""Measures how well `wirecopy find` finds planted passages, and that it finds nothing where there is nothing.

    python3 benches/find.py target/release/wirecopy [--articles 20000] [--index] [--elsewhere DOCS.jsonl]

Makes a synthetic corpus and takes passages of 12, 25, 60 and 120 words from the middle of its articles: word for word,
and with one word in fifteen changed. A passage counts as found if its own article is among the answers. `--elsewhere`
looks up the articles of another newsroom. `--index` looks in an index of the corpus and not in its files.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import tempfile
import time

WORDS = re.compile(r"\w+")


def words(text):
    return WORDS.findall(text)


def bodies(folder):
    """The articles: path, outlet, and the paragraphs."""
    for path in sorted(folder.rglob("*.txt")):
        yield path, path.parent.name, path.read_text(encoding="utf-8").split("\n")


def edited(passage, rng):
    """One word in fifteen replaced by another that no text has."""
    kept = passage.split(" ")
    for start in range(0, len(kept), 15):
        at = start + rng.randrange(min(15, len(kept) - start))
        kept[at] = f"zq{rng.randrange(10**6)}x"
    return " ".join(kept)


def find(binary, queries, archive, work):
    """The answers by the name of the query, and the seconds."""
    asked = work / "queries.jsonl"
    asked.write_text("".join(json.dumps(query) + "\n" for query in queries), encoding="utf-8")
    start = time.monotonic()
    run = subprocess.run(
        [binary, "find", asked, "--in", archive, "--limit", "0", "--format", "jsonl", "-q"], stdout=subprocess.PIPE
    )
    if run.returncode not in (0, 1):
        raise SystemExit(f"find ended with {run.returncode}")
    seconds = time.monotonic() - start
    return {answer["text"]: answer for answer in map(json.loads, run.stdout.splitlines())}, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--passages", type=int, default=500)
    parser.add_argument("--index", action="store_true")
    parser.add_argument("--elsewhere", action="append", default=[], type=pathlib.Path)
    args = parser.parse_args()
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        corpus = work / "corpus"
        subprocess.run([args.binary, "synth", corpus, "--articles", str(args.articles), "-q"], check=True)
        archive = corpus
        if args.index:
            archive = work / "index"
            subprocess.run([args.binary, "index", "create", archive, "-q"], check=True)
            subprocess.run([args.binary, "index", "add", archive, corpus, "-q"], check=True)
        articles = list(bodies(corpus))
        lines = collections.defaultdict(collections.Counter)
        for _, outlet, paragraphs in articles:
            lines[outlet].update(set(paragraphs))
        queries, wanted = [], {}
        for size in (12, 25, 60, 120):
            for how in ("verbatim", "edited"):
                taken = 0
                while taken < args.passages:
                    path, outlet, paragraphs = rng.choice(articles)
                    # what other pages of the outlet have too may be furniture
                    own = [line for line in paragraphs if lines[outlet][line] == 1]
                    body = " ".join(own).split()
                    if len(body) < size + 40:
                        continue
                    at = rng.randrange(20, len(body) - size - 10)
                    passage = " ".join(body[at : at + size])
                    # the words must be in a row in the article itself
                    if passage not in " ".join(" ".join(paragraphs).split()):
                        continue
                    name = f"{size} {how} {taken}"
                    queries.append({"id": name, "text": passage if how == "verbatim" else edited(passage, rng)})
                    wanted[name] = str(path)
                    taken += 1
        answers, seconds = find(args.binary, queries, archive, work)
        found = collections.Counter()
        for name, path in wanted.items():
            found[name.rsplit(" ", 1)[0]] += any(hit["path"] == path for hit in answers[name]["hits"])
        for kind, hits in found.items():
            print(f"{kind:<14} recall={hits / args.passages:.4f}")
        for query in queries:
            name, path = query["id"], wanted[query["id"]]
            if "25 verbatim" in name and not any(hit["path"] == path for hit in answers[name]["hits"]):
                print("missed:", path, query["text"])
        furniture = [
            {"id": f"furniture {outlet} {nth}", "text": line}
            for outlet, counts in sorted(lines.items())
            for nth, (line, pages) in enumerate(counts.most_common(3))
            if pages >= 10 and len(words(line)) >= 12
        ]
        if furniture:
            of_furniture, _ = find(args.binary, furniture, archive, work)
            hits = [name for name, answer in of_furniture.items() if answer["found"]]
            print(f"furniture      found={len(hits)} of {len(furniture)}", *hits[:3])
        print(f"{len(queries)} passages in {seconds:.2f} s")
        for docs in args.elsewhere:
            others = [json.loads(line) for line in docs.open(encoding="utf-8")]
            of_others, _ = find(args.binary, [{"id": o["id"], "text": o["text"]} for o in others], archive, work)
            hits = [name for name, answer in of_others.items() if answer["found"]]
            print(f"{docs.parent.name:<14} found={len(hits)} of {len(others)}", *hits[:3])


if __name__ == "__main__":
    main()
