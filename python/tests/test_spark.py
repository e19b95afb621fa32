"""Scans on Spark find the clusters of one machine, bit for bit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import wirecopy
from helpers import SAMPLES

pytest.importorskip("pyspark")

import wirecopy.spark
from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # workers of their own, as on a cluster
    builder: Any = SparkSession.builder
    session = (
        builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


TABLES = ("clusters", "articles", "pairs", "series", "outlets", "flows")
#: what orders the rows of a table
KEYS = ("cluster_id", "rank", "article_id", "article_a", "article_b", "outlet", "from_kind", "from", "to")


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """The rows, each without the name of its file, in one order."""
    rows = [{name: value for name, value in row.items() if name != "path"} for row in table.to_pylist()]
    return sorted(rows, key=lambda row: [(row.get(name) is not None, row.get(name)) for name in KEYS])


def assert_equal(spark: SparkSession, path: Path, folder: Path, **settings: Any) -> None:
    here = wirecopy.scan(str(path), pairs=True, **settings)
    there = wirecopy.spark.scan(spark.read.parquet(str(path)), folder=str(folder), partitions=3, **settings)
    for name in TABLES:
        assert rows_of(getattr(there, name).toArrow()) == rows_of(getattr(here, name).to_arrow()), name


@pytest.mark.parametrize(
    "settings",
    [{"threshold": 0.5, "window": 2}, {"boilerplate": "off", "profile": "ocr"}, {"count_by": "owner"}],
    ids=str,
)
def test_samples_give_the_tables_of_one_machine(spark: SparkSession, tmp_path: Path, settings: dict[str, Any]) -> None:
    pq.write_table(wirecopy.read(SAMPLES).to_arrow().drop_columns(["path", "row"]), tmp_path / "samples.parquet")
    assert_equal(spark, tmp_path / "samples.parquet", tmp_path / "work", **settings)


def test_synthetic_articles_give_the_tables_of_one_machine(spark: SparkSession, tmp_path: Path) -> None:
    table = wirecopy.synth(3000, outlets=60, seed=3).to_arrow()
    # names that differ in capitals are one outlet
    names = table.column("outlet").to_pylist()
    outlets = [str(name).upper() if nth % 3 == 0 else name for nth, name in enumerate(names)]
    table = table.set_column(table.column_names.index("outlet"), "outlet", pa.array(outlets))
    pq.write_table(table, tmp_path / "synth.parquet")
    assert_equal(spark, tmp_path / "synth.parquet", tmp_path / "work")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="executors are found in /proc")
def test_a_lost_executor_changes_nothing(tmp_path: Path) -> None:
    pq.write_table(wirecopy.synth(3000, outlets=60, seed=4).to_arrow(), tmp_path / "synth.parquet")
    script = Path(__file__).parent / "cluster_job.py"
    job = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False)
    assert job.returncode == 0, job.stderr[-4000:]
    assert "killed executor" in job.stdout
    here = wirecopy.scan(str(tmp_path / "synth.parquet"), pairs=True)
    for name in TABLES:
        assert rows_of(pq.read_table(tmp_path / f"{name}.parquet")) == rows_of(getattr(here, name).to_arrow()), name


def test_a_run_goes_on_after_the_last_whole_stage(spark: SparkSession, tmp_path: Path) -> None:
    table = wirecopy.synth(300, outlets=10).to_arrow().append_column("nth", pa.array(range(300)))
    pq.write_table(table, tmp_path / "synth.parquet")
    df = spark.read.parquet(str(tmp_path / "synth.parquet"))
    work = tmp_path / "work"
    first = wirecopy.spark.scan(df, folder=str(work), order=["nth"])
    expected = rows_of(first.clusters.toArrow())
    assert expected == rows_of(wirecopy.scan(table).clusters.to_arrow())
    stamps = {name: (work / name / "_SUCCESS").stat().st_mtime_ns for name in ("prepared", "pairs", "decided")}
    (work / "pairs" / "_SUCCESS").unlink()
    again = wirecopy.spark.scan(df, folder=str(work), order=["nth"], resume=True)
    assert rows_of(again.clusters.toArrow()) == expected
    changed = {name for name, stamp in stamps.items() if (work / name / "_SUCCESS").stat().st_mtime_ns != stamp}
    assert changed == {"pairs", "decided"}


def test_rows_that_are_no_articles_are_listed(spark: SparkSession, tmp_path: Path) -> None:
    df = spark.createDataFrame([("a", None), ("b", "Copper rose by three marks.")], "id string, text string")
    found = wirecopy.spark.scan(df.coalesce(1), folder=str(tmp_path / "work"))
    assert [(row["row"], row["reason"]) for row in found.rejected.collect()] == [(1, "no text")]
    assert found.articles.count() == 1 and found.clusters.count() == 0


def test_files_are_read_by_their_paths(spark: SparkSession, tmp_path: Path) -> None:
    paths = sorted(str(path) for path in SAMPLES.rglob("*.txt"))
    found = wirecopy.spark.read(spark, paths, partitions=3)
    expected = wirecopy.read(paths)
    assert found.orderBy("path", "row").toArrow().to_pylist() == expected.to_pylist()
    scanned = wirecopy.spark.scan(found, folder=str(tmp_path / "work"), order=["path", "row"])
    assert rows_of(scanned.clusters.toArrow()) == rows_of(wirecopy.scan(expected).clusters.to_arrow())
