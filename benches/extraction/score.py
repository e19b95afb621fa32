"""Scores the extraction of article text from HTML pages: token F1 and 5-shingle Jaccard against gold texts.

Usage: score.py WIRECOPY PAGES GOLD.json

PAGES is a folder of HTML pages, GOLD.json an object from page name (the file's name up to the first dot) to an object
with `articleBody`. Each extractor of the build runs on one thread; the best CPU time of five runs is reported.
"""

import collections
import gzip
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

WORD = re.compile(r"[^\W_]+")


def words(text):
    return [word.lower() for word in WORD.findall(text)]


def token_f1(gold, found):
    """F1 of two texts as bags of words."""
    if not gold or not found:
        return float(gold == found)
    shared = (collections.Counter(gold) & collections.Counter(found)).total()
    return 2 * shared / (len(gold) + len(found))


def jaccard(gold, found, size=5):
    """Jaccard of two texts as sets of word shingles."""
    sets = [{tuple(text[at : at + size]) for at in range(len(text) - size + 1)} for text in (gold, found)]
    union = sets[0] | sets[1]
    return len(sets[0] & sets[1]) / len(union) if union else float(gold == found)


def cpu_of(command):
    """Runs a command and returns its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    program, pages, gold = sys.argv[1:]
    gold = {name: words(page["articleBody"]) for name, page in json.loads(pathlib.Path(gold).read_text()).items()}
    # decompressed, so that only extraction is timed
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder, "pages")
        plain.mkdir()
        for page in pathlib.Path(pages).iterdir():
            opened = gzip.open(page) if page.suffix == ".gz" else page.open("rb")
            with opened:
                (plain / page.name.removesuffix(".gz")).write_bytes(opened.read())
        size = sum(os.path.getsize(page) for page in plain.iterdir())
        print(f"{len(gold)} gold texts, {size / 1e6:.1f} MB of pages")
        print("extract   token F1  5-shingle J  without text  rejected  MB/s of the whole inspection, one thread")
        for extract in ("fast", "precise", "none"):
            texts, out = pathlib.Path(folder, "texts.jsonl"), pathlib.Path(folder, "out")
            flags = ["-q", "-j1", "--extract", extract]
            command = [program, "scan", plain, "--no-pairs", "--no-page", "--annotate", texts, "--out", out]
            run = subprocess.run([*command, *flags], capture_output=True, text=True)
            if run.returncode:
                print(f"{extract:9} {run.stderr.strip()}")
                continue
            found = {}
            for line in texts.read_text().splitlines():
                article = json.loads(line)
                found[article["id"].split(".")[0]] = words(article["text"])
            f1 = [token_f1(text, found.get(name, [])) for name, text in gold.items()]
            shingles = [jaccard(text, found.get(name, [])) for name, text in gold.items()]
            missing = sum(not found.get(name) for name in gold)
            rejected = len((out / "rejected.csv").read_text().splitlines()) - 1
            seconds = min(cpu_of([program, "inspect", plain, *flags]) for _ in range(5))
            print(
                f"{extract:9} {sum(f1) / len(f1):8.4f} {sum(shingles) / len(shingles):12.4f} {missing:13} {rejected:9}"
                f"  {size / 1e6 / seconds:.0f}"
            )


if __name__ == "__main__":
    main()
