"""Runs the snippets that a document shows, and compares what they print with what it shows.

    target/python/bin/python tests/docs/snippets.py target/release/wirecopy

A snippet is introduced by a link to its file, followed by its text as one code block and its output as the next. Needs
pandas for the Python that runs this, and Rscript for those in R.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "worked-example.md"
SHOWN = re.compile(r"\]\(snippets/([^)]+)\)[^\n]*\n+```\w+\n(.*?)```\n+[^\n`]*\n+```text\n(.*?)```", re.S)
RUN_BY = {".py": [sys.executable], ".R": ["Rscript", "--vanilla"]}


def lines(text):
    """The lines without the blanks at their ends, which a document does not keep."""
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def wrong(name, code, output, folder):
    """What is wrong with one snippet, or nothing."""
    path = ROOT / "docs" / "snippets" / name
    if lines(path.read_text(encoding="utf-8")) != lines(code):
        return f"the text in {DOCUMENT.name} is not that of the file"
    # R sorts words as the language of its surroundings does
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    ran = subprocess.run([*RUN_BY[path.suffix], path], cwd=folder, env=env, capture_output=True, text=True, check=False)
    if ran.returncode:
        return f"it failed:\n{ran.stderr}"
    if lines(ran.stdout) != lines(output):
        return f"it prints\n{ran.stdout}where {DOCUMENT.name} shows\n{output}"
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    shown = SHOWN.findall(DOCUMENT.read_text(encoding="utf-8"))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result"
        subprocess.run([program, "scan", "-q", "corpus-samples", "--out", out], cwd=ROOT, check=True)
        for name, code, output in shown:
            fault = wrong(name, code, output, folder)
            print(f"FAILED  {name}: {fault}" if fault else f"ok      {name}")
            failed += fault is not None
    forgotten = {path.name for path in (ROOT / "docs" / "snippets").iterdir()} - {name for name, *_ in shown}
    if forgotten or not shown:
        sys.exit(f"not shown in {DOCUMENT.name}: {', '.join(sorted(forgotten)) or 'any snippet'}")
    if failed:
        sys.exit(f"{failed} failed")


if __name__ == "__main__":
    main()
