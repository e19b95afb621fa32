"""Scans of every kind of data, beside the command line's."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import wirecopy
from helpers import SAMPLES, clusters_of, clusters_of_command_line, command_line, rows

EXPECTED = [["echo", "port", "coast"]]


def as_duckdb(table: pa.Table) -> Any:
    return duckdb.from_arrow(table)


MAKERS: dict[str, Callable[[pa.Table], object]] = {
    "dictionaries": lambda table: table.to_pylist(),
    "generator": lambda table: iter(table.to_pylist()),
    "pyarrow": lambda table: table,
    "reader": lambda table: table.to_reader(),
    "batch": lambda table: table.combine_chunks().to_batches()[0],
    "dataset": lambda table: ds.dataset(table),
    "pandas": lambda table: table.to_pandas(),
    "polars": lambda table: pl.DataFrame(table),
    "lazy": lambda table: pl.DataFrame(table).lazy(),
    "duckdb": as_duckdb,
    "wirecopy": lambda table: wirecopy.read(table),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_table_gives_the_same_clusters(kind: str) -> None:
    table = pa.Table.from_pylist(rows())
    result = wirecopy.scan(MAKERS[kind](table))
    assert list(clusters_of(result.clusters).values()) == EXPECTED
    [cluster] = clusters_of(result.clusters)
    skipped = 0 if kind == "wirecopy" else 1
    labels = result.labels.to_pylist()
    assert labels == [cluster, None, *[None] * skipped, cluster, cluster]
    assert len(result.rejected) == skipped


def test_clusters_are_those_of_the_command_line(tmp_path: Path) -> None:
    expected = clusters_of_command_line(str(SAMPLES))
    result = wirecopy.scan(SAMPLES)
    assert clusters_of(result.clusters) == expected
    assert result.summary["counts"]["clusters"] == len(expected) == 17
    assert len(result.labels) == len(result.articles) == 84
    # the same articles as tables: their order is that of the files
    table = wirecopy.read(SAMPLES)
    assert table.num_rows == 84
    for data in (table, table.to_polars(), table.to_pandas(), duckdb.from_arrow(table.to_arrow())):
        assert clusters_of(wirecopy.scan(data).clusters).keys() == expected.keys()
    pq.write_table(table.to_arrow(), tmp_path / "samples.parquet")
    from_parquet = clusters_of_command_line(str(tmp_path / "samples.parquet"))
    assert clusters_of(wirecopy.scan(str(tmp_path / "samples.parquet")).clusters) == from_parquet
    assert clusters_of(wirecopy.scan(table.to_arrow()).clusters) == from_parquet


def test_a_written_result_is_that_of_the_command_line(tmp_path: Path) -> None:
    command_line("scan", str(SAMPLES), "--out", str(tmp_path / "theirs"), "--quiet")
    wirecopy.scan(SAMPLES, pairs=True).write(tmp_path / "ours")
    names = sorted(file.name for file in (tmp_path / "theirs").iterdir())
    assert sorted(file.name for file in (tmp_path / "ours").iterdir()) == names
    for name in names:
        if name.endswith(".csv"):
            assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes(), name


def test_synthetic_clusters_are_those_of_the_command_line_for_any_number_of_threads(tmp_path: Path) -> None:
    table = wirecopy.synth(3000, outlets=40, seed=7)
    pq.write_table(table.to_arrow(), tmp_path / "articles.parquet")
    expected = clusters_of_command_line(str(tmp_path / "articles.parquet"))
    for threads in (1, 3):
        assert clusters_of(wirecopy.scan(table, threads=threads).clusters) == expected
    scores = wirecopy.evaluate(
        wirecopy.scan(table),
        [{"article_id": row["id"], "cluster_id": row["true_cluster"], "kind": row["true_kind"]} for row in table],
    )
    assert scores["clusters"]["f1"] > 0.9 and scores["not_labelled"] == 0


def test_tables_go_to_every_library(articles: list[dict[str, Any]]) -> None:
    result = wirecopy.scan(articles)
    assert result.clusters.to_pandas()["article_id"].tolist() == EXPECTED[0]
    assert result.clusters.to_polars()["article_id"].to_list() == EXPECTED[0]
    assert pa.table(result.clusters).column("article_id").to_pylist() == EXPECTED[0]
    table = result.clusters.to_arrow()
    assert duckdb.from_arrow(table).count("*").fetchall() == [(3,)]
    assert table.schema.field("cluster_size").type == pa.int64()
    assert result.clusters["rank"].to_pylist() == [1, 2, 3]
    assert result.clusters["published"][0] == datetime(2031, 2, 4, 8, 0, tzinfo=timezone.utc)
    assert len(result.outlets) == 4 and len(result.articles) == 4
    assert result.series.num_rows == 0
    assert result.evidence.num_rows == 0 and result.notes.num_rows == 0
    with pytest.raises(KeyError, match="no column 'x'"):
        result.clusters["x"]


def test_pairs_are_listed_on_demand(articles: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="pairs=True"):
        _ = wirecopy.scan(articles).pairs
    pairs = wirecopy.scan(articles, pairs=True).pairs
    assert [row["article_b"] for row in pairs] == ["port", "coast"]
    every = wirecopy.scan(articles, all_pairs=True).pairs
    assert [row["article_b"] for row in every] == ["port", "coast", "coast"]
    assert list(pairs) == list(every)[:2]


def test_the_report_shows_texts_of_tables_and_of_readers(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    table = pa.Table.from_pylist(articles)
    for nth, data in enumerate((table, table.to_reader(), iter(articles))):
        result = wirecopy.scan(data)
        result.report(tmp_path / f"{nth}.html")
        assert "buses run along the coast" in (tmp_path / f"{nth}.html").read_text()
        html = result._repr_html_()
        assert "Ferry aground" in html and "<b>4</b> articles" in html
    assert "Ferry aground" in result.clusters._repr_html_()


def test_dedup_gives_the_type_that_it_takes_with_every_row_and_column(articles: list[dict[str, Any]]) -> None:
    kept = ["echo", "copper", "none"]
    assert [row["id"] for row in wirecopy.dedup(articles)] == kept
    table = pa.Table.from_pylist(articles)
    assert wirecopy.dedup(table).schema == table.schema
    assert wirecopy.dedup(table).column("id").to_pylist() == kept
    frame = table.to_pandas().set_index("id")
    assert wirecopy.dedup(frame).index.tolist() == kept
    assert wirecopy.dedup(pl.DataFrame(table))["id"].to_list() == kept
    assert wirecopy.dedup(pl.DataFrame(table).lazy()).collect()["id"].to_list() == kept
    assert wirecopy.dedup(duckdb.from_arrow(table)).order("id").fetchall()[0][0] == "copper"
    everything = wirecopy.dedup(articles, dedup_forms=["verbatim"])
    assert [row["id"] for row in everything] == ["echo", "copper", "none", "port"]
    with pytest.raises(TypeError, match="--dedup-to"):
        wirecopy.dedup("articles.jsonl")


def test_settings_have_the_names_of_flags() -> None:
    data = [{"page": {"main": row["text"]}, "text": "no", "where": row["outlet"]} for row in rows() if row["text"]]
    result = wirecopy.scan(data, text_column="page.main", outlet_column="where", memory="1G", threads=1)
    assert result.clusters["outlet"].to_pylist() == ["Holm Echo", "Port Daily", "Coast Post"]
    assert result.clusters["article_id"].to_pylist() == ["data:1", "data:3", "data:4"]
    assert result.summary["memory_budget_bytes"] == 1 << 30
    assert len(wirecopy.scan(data, text_column="page.main", min_shared=500).clusters) == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"threshold": 7}, "^threshold: "),
        ({"shingle": 0}, "^shingle: 0 is out of range"),
        ({"profile": "films"}, "profile: 'films' is none of news, ocr|profile: \"films\" is none of news, ocr"),
        ({"memory": "six"}, "memory"),
        ({"threads": 0}, "threads"),
        ({"dedup_containment": 2}, "dedup_containment"),
        ({"timezone": "Mars/Olympus"}, "^timezone: "),
    ],
)
def test_a_wrong_setting_is_a_value_error(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wirecopy.scan(rows(), **settings)


def test_errors_are_exceptions_with_the_words_of_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing"):
        wirecopy.scan(tmp_path / "missing")
    with pytest.raises(ValueError, match="no articles found in data; .* text_column can name one of x"):
        wirecopy.scan([{"x": "1"}])
    with pytest.raises(ValueError, match="no articles found"):
        wirecopy.scan([])
    with pytest.raises(TypeError, match="cannot read articles from int"):
        wirecopy.scan(3)
    with pytest.raises(TypeError, match="row 2 is int"):
        wirecopy.scan([{"text": "x"}, 3])
    with pytest.raises(TypeError, match="no setting"):
        wirecopy.scan(rows(), colour="red")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="is or holds"):
        wirecopy.scan(SAMPLES).write(SAMPLES)


def test_an_exception_of_a_generator_comes_back_as_it_is() -> None:
    class Broken(Exception):
        pass

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist([{"text": "The ferry ran aground."}])
        raise Broken("the source is gone")

    schema = pa.schema([("text", pa.string())])
    with pytest.raises(Exception, match="the source is gone"):
        wirecopy.scan(pa.RecordBatchReader.from_batches(schema, batches()))

    def dictionaries() -> Iterator[dict[str, str]]:
        yield {"text": "The ferry ran aground."}
        raise Broken("the source is gone")

    with pytest.raises(Broken):
        wirecopy.scan(dictionaries())


def test_rejected_rows_are_logged(articles: list[dict[str, Any]], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "wirecopy"):
        wirecopy.scan(articles)
    assert "1 files or rows were rejected, the first: data, row 3: no text" in caplog.text


def test_progress_is_told_to_a_function() -> None:
    stages: list[str] = []
    wirecopy.scan(wirecopy.synth(20_000, outlets=50), progress=lambda stage, done, total: stages.append(stage))
    assert stages and stages[-1] == "attribute"


def test_progress_is_a_line_on_stderr_once_it_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wirecopy.scan(rows(), progress=True)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("wirecopy._progress.PATIENCE", 0.0)
    wirecopy.scan(wirecopy.synth(20_000, outlets=50), progress=True)
    shown = capsys.readouterr().err
    assert "wirecopy: attribute" in shown and shown.endswith("\r")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_stops_a_scan() -> None:
    code = (
        "import wirecopy\n"
        "table = wirecopy.synth(60_000, outlets=50)\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    wirecopy.scan(table, pairs=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        process.communicate(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in err and process.returncode != 0


def test_python_runs_on_while_a_scan_runs() -> None:
    import threading

    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            done.wait(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    wirecopy.scan(wirecopy.synth(20_000, outlets=50))
    done.set()
    thread.join()
    assert ticks > 20


def test_the_program_runs_from_the_package(tmp_path: Path) -> None:
    assert command_line("--version").startswith("wirecopy ")
    printed = json.loads(command_line("evaluate", str(SAMPLES), "--labels", str(SAMPLES / "labels.csv"), "--json"))
    scored = wirecopy.evaluate(wirecopy.scan(SAMPLES), SAMPLES / "labels.csv")
    assert scored["clusters"] == printed["clusters"]
    failed = subprocess.run(
        [sys.executable, "-m", "wirecopy", "scan", str(tmp_path / "x")], capture_output=True, check=False
    )
    assert failed.returncode == 2


def test_import_is_quick() -> None:
    code = "import time; t = time.perf_counter(); import wirecopy; print(time.perf_counter() - t)"
    took = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5))
    # 60 ms on a machine of its own
    assert took < 0.3
    code = "import sys, wirecopy; print(sorted({'pandas', 'polars', 'pyarrow', 'pyspark'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], env={**os.environ}).strip() == b"[]"
