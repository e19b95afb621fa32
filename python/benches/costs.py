"""What the package costs: beside the command line, and signatures beside datasketch and rensa.

`python benches/costs.py` prints CPU seconds and peaks of memory; each run is a process of its own, and the runs alternate.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import wirecopy

ROUNDS = 3


def run(code: str, *words: str) -> tuple[float, float]:
    """CPU seconds and peak of memory in MB of a Python process."""
    child = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, status
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def overhead(articles: int) -> None:
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        # in a process of its own: what this one holds would count as the peak of its children
        write = "import sys, wirecopy, pyarrow.parquet as pq; table = wirecopy.synth(int(sys.argv[1]), outlets=200)\n"
        write += "pq.write_table(table.to_arrow(), sys.argv[2])"
        run(write, str(articles), file.name)
        program = "import sys; from wirecopy import _wirecopy; "
        program += "sys.exit(_wirecopy.run_program(['wirecopy', 'scan', sys.argv[1], '--quiet']))"
        package = "import sys, wirecopy; wirecopy.scan(sys.argv[1]).clusters"
        arrow = "import sys, wirecopy, pyarrow.parquet as pq; wirecopy.scan(pq.read_table(sys.argv[1])).clusters"
        runs: dict[str, list[tuple[float, float]]] = {"command line": [], "path": [], "pyarrow table": []}
        for _ in range(ROUNDS):
            for name, code in zip(runs, (program, package, arrow)):
                runs[name].append(run(code, file.name))
        for name, measured in runs.items():
            cpu, peak = (statistics.median(values) for values in zip(*measured))
            print(f"{articles} articles, {name}: {cpu:.2f} s CPU, {peak:.0f} MB")


def timed(work: Callable[[], object]) -> float:
    """The least CPU time of some work, in seconds."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def shingles_of(text: str) -> list[str]:
    """Runs of five words."""
    words = text.split()
    return [" ".join(words[at : at + 5]) for at in range(len(words) - 4)]


def signatures(articles: int) -> None:
    texts = wirecopy.synth(articles, outlets=50)["text"].to_pylist()
    table = wirecopy.read([{"text": text} for text in texts])["text"].to_arrow()
    ours = timed(lambda: wirecopy.signature(table, threads=1))
    print(f"{articles} texts: wirecopy.signature {1000 * ours:.0f} ms")
    shingles = [shingles_of(text) for text in texts]
    making = timed(lambda: [shingles_of(text) for text in texts])
    print(f"{articles} texts: making shingles in Python {1000 * making:.0f} ms, which the others need beside")
    try:
        from datasketch import MinHash

        encoded = [[shingle.encode() for shingle in of_text] for of_text in shingles]
        theirs = timed(lambda: MinHash.bulk(encoded, num_perm=128))
        print(f"{articles} texts: datasketch.MinHash.bulk {1000 * theirs:.0f} ms, {theirs / ours:.1f} times")
    except ImportError:
        pass
    try:
        from rensa import RMinHash

        def rensa() -> None:
            for of_text in shingles:
                RMinHash(num_perm=128, seed=42).update(of_text)

        theirs = timed(rensa)
        both = (theirs + making) / ours
        print(f"{articles} texts: rensa.RMinHash {1000 * theirs:.0f} ms, {theirs / ours:.1f} times; of texts {both:.1f}")
    except ImportError:
        pass


def imports() -> None:
    code = "import time; t = time.perf_counter(); import wirecopy; print(time.perf_counter() - t)"
    took = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(9)]
    print(f"import wirecopy: {1000 * min(took):.0f} ms, median {1000 * statistics.median(took):.0f}")


if __name__ == "__main__":
    overhead(int(os.environ.get("ARTICLES", "100000")))
    imports()
    signatures(int(os.environ.get("TEXTS", "2000")))
