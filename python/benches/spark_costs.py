"""What a scan on Spark costs beside the command line: CPU time, and bytes that cross the network.

`python benches/spark_costs.py 50000 200000` prints a line for each number of synthetic articles. `MASTER` is `local[2]`
unless set, `PARTITIONS` the number of partitions. Each run is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

#: clock ticks of /proc in a second
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of_descendants() -> dict[str, float]:
    """CPU seconds of this process and of all that it started, by program."""
    stats: dict[int, tuple[int, str, float]] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                text = (place / "stat").read_text()
            except OSError:
                continue
            name, fields = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
            stats[int(place.name)] = (int(fields[1]), name, sum(map(int, fields[11:15])) / TICKS)
    found: dict[str, float] = {}
    for number, (_, name, cpu) in stats.items():
        at = number
        while at in stats and at != os.getpid():
            at = stats[at][0]
        if at == os.getpid():
            found[name] = found.get(name, 0.0) + cpu
    return found


def shuffled(folder: str) -> dict[str, int]:
    """The bytes that each stage of a scan wrote for others to fetch, by Spark's log of events."""
    moved: dict[str, int] = {}
    names: dict[int, str] = {}
    for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
        for line in path.read_text().splitlines():
            event = json.loads(line) if line.startswith("{") else {}
            if event.get("Event") == "SparkListenerJobStart":
                name = (event.get("Properties") or {}).get("spark.job.description", "other")
                names.update(dict.fromkeys(event["Stage IDs"], name))
            elif event.get("Event") == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                name = names.get(event["Stage ID"], "other")
                written = event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                moved[name] = moved.get(name, 0) + written
    return moved


def job(file: str, folder: str) -> None:
    """Runs the scan and prints what it took."""
    import wirecopy.spark
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    events = f"{folder}-events"
    os.mkdir(events)
    partitions = os.environ.get("PARTITIONS", "8")
    builder: Any = SparkSession.builder
    spark = (
        builder.master(os.environ.get("MASTER", "local[2]"))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", partitions)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.eventLog.enabled", "true")
        .config("spark.eventLog.compress", "false")
        .config("spark.eventLog.dir", events)
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    start = time.monotonic()
    frame = spark.read.parquet(file)
    articles = frame.count()
    found = wirecopy.spark.scan(frame, folder=folder, partitions=int(partitions))
    tables = {name: getattr(found, name).count() for name in ("clusters", "outlets", "flows")}
    wall, cpu = time.monotonic() - start, cpu_of_descendants()
    spark.stop()
    moved = shuffled(events)
    total = sum(cpu.values())
    print(f"{articles} articles, {tables}: {wall:.0f} s, {total:.0f} s CPU, {1e6 * total / articles:.0f} us an article")
    print("  CPU: " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in sorted(cpu.items())))
    each = {name: round(size / articles) for name, size in moved.items() if size >= articles}
    print(f"  shuffled: {sum(moved.values()) / articles:.0f} B an article: {each}", flush=True)


def main(numbers: list[int]) -> None:
    for articles in numbers:
        with tempfile.TemporaryDirectory() as folder:
            file = f"{folder}/articles.parquet"
            write = "import sys, wirecopy, pyarrow.parquet as pq; table = wirecopy.synth(int(sys.argv[1]), outlets=200)\n"
            write += "pq.write_table(table.to_arrow(), sys.argv[2], row_group_size=10_000)"
            subprocess.run([sys.executable, "-c", write, str(articles), file], check=True)
            command = [sys.executable, "-m", "wirecopy", "scan", file, "--quiet", "--out", f"{folder}/out"]
            before = os.times()
            start = time.monotonic()
            subprocess.run(command, check=True)
            after, wall = os.times(), time.monotonic() - start
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"{articles} articles, command line: {wall:.0f} s, {cpu:.1f} s CPU, {1e6 * cpu / articles:.0f} us each")
            subprocess.run([sys.executable, __file__, "--job", file, f"{folder}/work"], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        job(sys.argv[2], sys.argv[3])
    else:
        main([int(number) for number in sys.argv[1:]] or [100_000])
