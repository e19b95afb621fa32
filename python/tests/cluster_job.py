"""A scan on a cluster of two executors, one of which is killed in the middle: `cluster_job.py FOLDER`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import wirecopy.spark
from pyspark.sql import SparkSession

TABLES = ("clusters", "articles", "pairs", "series", "outlets", "flows")


def executors(app: str) -> list[int]:
    """The processes of the executors of an application."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            words = (place / "cmdline").read_bytes().split(b"\0") if place.name.isdigit() else []
        except OSError:
            continue
        if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and app.encode() in words:
            found.append(int(place.name))
    return sorted(found)


def kill_one(app: str, stage: Path) -> None:
    """Kills an executor when a stage has been written."""
    while not (stage / "_SUCCESS").exists():
        time.sleep(0.05)
    [one, *others] = executors(app)
    os.kill(one, signal.SIGKILL)
    print(f"killed executor {one}, left {others}", flush=True)


def main(folder: Path) -> None:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder: Any = SparkSession.builder
    spark = (
        builder.master("local-cluster[2,1,2048]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    work = folder / "work"
    threading.Thread(target=kill_one, args=(spark.sparkContext.applicationId, work / "prepared"), daemon=True).start()
    found = wirecopy.spark.scan(spark.read.parquet(str(folder / "synth.parquet")), folder=str(work), partitions=4)
    for name in TABLES:
        pq.write_table(getattr(found, name).toArrow(), folder / f"{name}.parquet")
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
