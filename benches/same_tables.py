#!/usr/bin/env python3
"""Says whether a build writes the same tables, byte for byte, as the build that made the record.

    python3 benches/same_tables.py target/release/wirecopy [--data DIR] [--only NAME] [--renew WHY]

Each corpus is scanned with `--out`, and the SHA-256 of every table is compared with `same_tables.json` beside this
script. `summary.json` (times) and `report.html` are left out. `corpus-samples` and the synthetic corpora need this
repository alone; the labelled corpora are read from `--data`, and those that are absent are named and skipped.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RECORD = HERE / "same_tables.json"
LEFT_OUT = {"summary.json", "report.html"}

# name -> path below --data, a path of the repository, or the arguments of `synth`
LABELLED = {name: f"{name}/docs.jsonl" for name in ("helsinki-dev", "basil", "oneday", "reuters21578")}
LABELLED["l3s-html"] = "l3s-gn1/html"
SYNTHETIC = {
    "synth-100k": ["-n", "100000"],
    "synth-hard": ["-n", "20000", "-m", "200", "-s", "5"],
}
# options that take other ways through the stages
OPTIONS = {
    "": [],
    "+small-memory": ["--memory", "20M"],
    "+average": ["--cluster", "average"],
    "+jsonl": ["--format", "jsonl", "--window", "2"],
    "+ocr": ["--profile", "ocr"],
}
PLAIN_ONLY = {"synth-100k"}


def tables(binary, folder, name, options):
    """The SHA-256 of each table that a scan of `name` in `folder` writes, by file name."""
    with tempfile.TemporaryDirectory() as out_folder:
        out = pathlib.Path(out_folder) / "out"
        # the tables show paths as they were given: the name alone is the same on every machine
        command = [binary, "scan", "-q", *options, "--out", str(out), name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        files = sorted(path for path in out.iterdir() if path.name not in LEFT_OUT)
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def corpora(binary, data, folder):
    """The name in `folder` of each corpus that is at hand, and whether it is scanned with the default options alone."""
    (folder / "corpus-samples").symlink_to(HERE.parent / "corpus-samples")
    yield "corpus-samples", False
    for name, path in LABELLED.items():
        if data and (data / path).exists():
            name_there = name if (data / path).is_dir() else f"{name}.jsonl"
            (folder / name_there).symlink_to((data / path).resolve())
            yield name_there, False
        else:
            print(f"{name}: not at hand, skipped", file=sys.stderr)
    for name, arguments in SYNTHETIC.items():
        subprocess.run([binary, "synth", "-q", str(folder / name), *arguments], check=True)
        yield name, name in PLAIN_ONLY


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--data", type=pathlib.Path, help="folder of the labelled corpora")
    parser.add_argument("--only", help="only corpora whose name starts with this")
    parser.add_argument("--renew", metavar="WHY", help="write the record anew, with the reason")
    args = parser.parse_args()
    binary = str(pathlib.Path(args.binary).resolve())
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {"why": "", "tables": {}}
    found, differ = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for name, plain_only in corpora(binary, args.data, pathlib.Path(folder)):
            if args.only and not name.startswith(args.only):
                continue
            for suffix, options in OPTIONS.items():
                if suffix and plain_only:
                    continue
                key = name + suffix
                found[key] = tables(binary, folder, name, options)
                before = record["tables"].get(key)
                if before is None:
                    print(f"{key}: not in the record")
                    differ.append(key)
                    continue
                others = sorted(t for t in before.keys() | found[key].keys() if before.get(t) != found[key].get(t))
                print(f"{key}: {'same' if not others else 'DIFFERS: ' + ', '.join(others)}", flush=True)
                differ.extend([key] if others else [])
    if args.renew:
        record["tables"].update(found)
        record["why"] = args.renew
        RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
        return 0
    print(f"{len(found)} runs, {len(differ)} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
