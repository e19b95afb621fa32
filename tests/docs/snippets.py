"""Runs the snippets of docs/worked-example.md, and compares their output with the one that it shows.

    target/python/bin/python tests/docs/snippets.py target/release/wirecopy

In the document, a link to the file of a snippet is followed by its text as one code block and its output as the next.
Needs pandas for the Python that runs this, and Rscript.
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
    """The lines without trailing blanks, which the document does not keep."""
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def fault(name, code, output, folder):
    """The fault of one snippet, or None."""
    path = ROOT / "docs" / "snippets" / name
    if lines(path.read_text(encoding="utf-8")) != lines(code):
        return f"the text in {DOCUMENT.name} is not that of the file"
    # R sorts by the rules of the language that is set
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
            found = fault(name, code, output, folder)
            print(f"FAILED  {name}: {found}" if found else f"ok      {name}")
            failed += found is not None
    missing = {path.name for path in (ROOT / "docs" / "snippets").iterdir()} - {name for name, *_ in shown}
    if missing or not shown:
        sys.exit(f"not shown in {DOCUMENT.name}: {', '.join(sorted(missing)) or 'any snippet'}")
    if failed:
        sys.exit(f"{failed} failed")


if __name__ == "__main__":
    main()
