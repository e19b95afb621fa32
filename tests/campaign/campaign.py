#!/usr/bin/env python3
"""Attacks a build: broken files, random flags, kills, two runs at once. Prints each fault; exit code 1 if there is one.

    python3 tests/campaign/campaign.py target/release/wirecopy [--seed N] [--seconds N] [--only NAME]

Everything it reads is made here or lies in corpus-samples. The same seed makes the same attacks, but for the moments of
kills. `pyarrow` is needed for Parquet files.
"""

import argparse
import bz2
import csv
import gzip
import hashlib
import io
import json
import lzma
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "corpus-samples"
WORDS = "ferry harbour council bridge storm winter market school report minister river night train village".split()
TIMEOUT = 120


def prose(rng, words):
    """A text of invented sentences."""
    sentences = []
    while words > 0:
        length = rng.randint(6, 18)
        sentences.append(" ".join(f"{rng.choice(WORDS)}{rng.randint(0, 99)}" for _ in range(length)).capitalize() + ".")
        words -= length
    return " ".join(sentences)


def records(rng, count):
    """Articles, a third of which are copies of the one before."""
    made, text = [], ""
    for nth in range(count):
        text = text if text and nth % 3 == 2 else prose(rng, rng.randint(60, 200))
        made.append(
            {
                "id": f"a{nth}",
                "outlet": f"{rng.choice(WORDS)}.example",
                "title": prose(rng, 6),
                "text": text,
                "published": f"2031-02-{rng.randint(1, 28):02}T09:{rng.randint(0, 59):02}Z",
            }
        )
    return made


def files_of_all_formats(rng):
    """A small whole file in each format, by name."""
    made = records(rng, 6)
    lines = "".join(json.dumps(record) + "\n" for record in made).encode()
    table = io.StringIO()
    writer = csv.DictWriter(table, made[0].keys())
    writer.writeheader()
    writer.writerows(made)
    page = f"<html><head><title>{made[0]['title']}</title></head><body><p>{made[0]['text']}</p></body></html>"
    items = "".join(f"<item><title>{r['title']}</title><description>{r['text']}</description></item>" for r in made)
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http; "
    )
    warc = (head + f"msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n").encode() + http + b"\r\n\r\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in made:
            archive.writestr(f"{record['id']}.txt", record["text"])
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w") as archive:
        for record in made:
            member = tarfile.TarInfo(f"{record['id']}.txt")
            member.size = len(record["text"])
            archive.addfile(member, io.BytesIO(record["text"].encode()))
    files = {
        "a.txt": made[0]["text"].encode(),
        "a.html": page.encode(),
        "a.jsonl": lines,
        "a.csv": table.getvalue().encode(),
        "a.json": json.dumps(made).encode(),
        "a.xml": feed.encode(),
        "a.warc": warc,
        "a.zip": packed.getvalue(),
        "a.tar": tape.getvalue(),
        "a.jsonl.gz": gzip.compress(lines),
        "a.jsonl.bz2": bz2.compress(lines),
        "a.jsonl.xz": lzma.compress(lines),
        "a.warc.gz": gzip.compress(warc),
        "a.tar.gz": gzip.compress(tape.getvalue()),
    }
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        print("no pyarrow: Parquet files are left out", file=sys.stderr)
        return files
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(made), stream)
    return files | {"a.parquet": stream.getvalue()}


def damaged(rng, content):
    """The content with some bytes changed, cut, doubled or put in."""
    content = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        at = rng.randrange(len(content)) if content else 0
        kind = rng.randrange(5)
        if kind == 0 and content:
            content[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and content:
            content[at] = rng.choice([0, 0x7F, 0x80, 0xFF, 0x22, 0x3C, 0x0A])
        elif kind == 2:
            del content[at:]
        elif kind == 3:
            content[at:at] = content[at : at + rng.randint(1, 300)]
        else:
            content[at:at] = rng.randbytes(rng.randint(1, 12))
    return bytes(content)


class Campaign:
    def __init__(self, binary, seed):
        self.binary, self.seed, self.faults = binary, seed, []

    def fault(self, text):
        self.faults.append(text)
        print(f"FAULT: {text}", flush=True)

    def run(self, *arguments, expected=(0, 2), **more):
        """Runs wirecopy. A panic, a signal or an exit code that is not expected is a fault."""
        shown = " ".join(map(str, arguments))
        try:
            done = subprocess.run([self.binary, *map(str, arguments)], capture_output=True, timeout=TIMEOUT, **more)
        except subprocess.TimeoutExpired:
            self.fault(f"{shown}: not done in {TIMEOUT} s")
            return None
        told = done.stderr.decode("utf-8", "replace")
        if done.returncode not in expected or "panicked" in told:
            self.fault(f"{shown}: exit code {done.returncode}\n{told[-1500:]}")
        return done

    def broken_files(self, folder, rng):
        """Damaged files beside a whole one, which is read whatever they are."""
        corpus, out = folder / "corpus", folder / "out"
        corpus.mkdir()
        whole = files_of_all_formats(rng)
        for nth in range(100):
            name = rng.choice(list(whole))
            (corpus / f"{nth}-{name}").write_bytes(damaged(rng, whole[name]))
        good = records(rng, 3)
        (corpus / "good.jsonl").write_text("".join(json.dumps(record) + "\n" for record in good))
        self.run("scan", "-q", corpus, "--out", out)
        if not (out / "summary.json").exists():
            return self.fault(f"seed {self.seed}: no result")
        found = {(pathlib.Path(row["path"]).name, row["title"]) for row in table(out, "articles")}
        for record in good:
            if ("good.jsonl", record["title"]) not in found:
                self.fault(f"seed {self.seed}: the article {record['id']} beside broken files is lost")
        self.check_result(out)

    def random_flags(self, folder, rng):
        """What holds of every result, whatever the flags; and the same bytes for another number of threads."""
        corpus = folder / "corpus"
        corpus.mkdir()
        made = records(rng, rng.randint(3, 60))
        cut = rng.randrange(len(made))
        for name, part in (("a", made[:cut]), ("b", made[cut:])):
            (corpus / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in part))
        flags = []
        for name, values in {
            "--threshold": [".2", ".35", ".6"],
            "--shingle": ["3", "5", "8"],
            "--memory": ["1M", "50M"],
            "--cluster": ["average"],
            "--profile": ["ocr", "news"],
            "--boilerplate": ["off", "light"],
            "--window": ["1", "30"],
            "--bands": ["8", "64"],
            "--count-by": ["owner"],
        }.items():
            if rng.random() < 0.3:
                flags += [name, rng.choice(values)]
        outs = [folder / "one", folder / "four"]
        for out, threads in zip(outs, (1, 4)):
            self.run("scan", "-q", "-j", threads, *flags, corpus, "--out", out, expected=(0,))
        if not all((out / "summary.json").exists() for out in outs):
            return
        if hashes(outs[0]) != hashes(outs[1]):
            self.fault(f"{' '.join(flags)}: other bytes for other threads")
        self.check_result(outs[0])
        articles = table(outs[0], "articles")
        if sorted(row["article_id"] for row in articles) != sorted(record["id"] for record in made):
            self.fault(f"{' '.join(flags)}: not every article once")

    def check_result(self, out):
        """Sizes and hashes as the summary says, and clusters that agree with the articles."""
        summary = json.loads((out / "summary.json").read_text())
        for file in summary["files"]:
            if (out / file["name"]).stat().st_size != file["bytes"]:
                self.fault(f"{file['name']}: not of the size that summary.json says")
        if {path.name for path in out.iterdir()} != {file["name"] for file in summary["files"]} | {"summary.json"}:
            self.fault("summary.json does not list the files of the result")
        of_cluster = {}
        for row in table(out, "articles"):
            if row["cluster_id"]:
                of_cluster.setdefault(row["cluster_id"], set()).add(row["article_id"])
        for row in table(out, "clusters"):
            members = of_cluster.get(row["cluster_id"], set())
            if row["article_id"] not in members or int(row["cluster_size"]) != len(members):
                self.fault(f"the cluster {row['cluster_id']} is not that of the table of articles")

    def kills(self, folder, rng):
        """A run that is killed leaves the earlier result whole, and the next run is not in its way."""
        made = folder / "corpus"
        self.run("synth", "-q", made, "-n", 300, "-s", rng.randrange(1000), expected=(0,))
        out = folder / "out"
        self.run("scan", "-q", SAMPLES, "--out", out, expected=(0,))
        before = hashes(out)
        started = time.monotonic()
        self.run("scan", "-q", made, "--out", folder / "reference", expected=(0,))
        took = time.monotonic() - started
        after = hashes(folder / "reference")
        for _ in range(10):
            process = subprocess.Popen([self.binary, "scan", "-q", made, "--out", out], stderr=subprocess.DEVNULL)
            time.sleep(rng.random() * took * 1.1)
            process.kill()
            process.wait()
            if hashes(out) not in (before, after):
                self.fault("a killed run left a mixed result")
                return
        self.run("scan", "-q", made, "--out", out, expected=(0,))
        if hashes(out) != after:
            self.fault("the run after killed runs differs")
        left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
        if left:
            self.fault(f"killed runs left {left}, and the next run did not remove it")

    def two_at_once(self, folder, rng):
        """Of two runs into one folder, those that say 0 left their result, or were followed by the other."""
        corpora = [SAMPLES, folder / "corpus"]
        self.run("synth", "-q", corpora[1], "-n", 200, expected=(0,))
        expected = []
        for nth, corpus in enumerate(corpora):
            self.run("scan", "-q", corpus, "--out", folder / f"reference{nth}", expected=(0,))
            expected.append(hashes(folder / f"reference{nth}"))
        for nth in range(5):
            out = folder / f"out{nth}"
            runs = []
            for corpus in corpora:
                runs.append(subprocess.Popen([self.binary, "scan", "-q", corpus, "--out", out], stderr=subprocess.PIPE))
                time.sleep(rng.choice([0, 0, 0.01, 0.05]))
            told = [run.communicate()[1].decode() for run in runs]
            codes = [run.returncode for run in runs]
            found = hashes(out) if out.exists() else None
            right = [want for want, code in zip(expected, codes) if code == 0]
            if not right or found not in right or any(code not in (0, 2) for code in codes):
                self.fault(f"two runs at once: exit codes {codes}, {told}")


def table(out, name):
    with open(out / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def hashes(out):
    """The hash of each file of a result. The summary and the page hold times; a hidden file is a killed run's lock."""
    files = [path for path in sorted(out.iterdir()) if path.name not in {"summary.json", "report.html"}]
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files if not p.name.startswith(".")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=120, help="time for all attacks together")
    attacks = ["broken_files", "random_flags", "kills", "two_at_once"]
    parser.add_argument("--only", choices=attacks)
    args = parser.parse_args()
    binary = str(pathlib.Path(args.binary).resolve())
    end, seed, count, faults = time.monotonic() + args.seconds, args.seed, 0, 0
    while count == 0 or time.monotonic() < end:
        for attack in [args.only] if args.only else attacks:
            campaign = Campaign(binary, seed)
            folder = pathlib.Path(tempfile.mkdtemp(prefix="wirecopy-campaign-"))
            getattr(campaign, attack)(folder, random.Random(f"{attack} {seed}"))
            faults += len(campaign.faults)
            if campaign.faults:
                print(f"{attack}, seed {seed}: the files are in {folder}", flush=True)
            else:
                shutil.rmtree(folder)
            count += 1
        seed += 1
    print(f"{count} attacks, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
