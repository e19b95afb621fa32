"""Temporary files that fail end a run with an error: what could not be read must not count as text."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
import wirecopy
from wirecopy import _wirecopy

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="open files are found in /proc")


def cut_open_files(folder: Path) -> None:
    """Empties the unnamed files that this process has open in a folder."""
    for number in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith(str(folder)):
                os.truncate(f"/proc/self/fd/{number}", 0)
        except OSError:
            pass


@contextmanager
def files_that_fail(folder: Path) -> Iterator[None]:
    """Empties such files again and again."""
    done = threading.Event()

    def cut() -> None:
        while not done.is_set():
            cut_open_files(folder)

    thread = threading.Thread(target=cut)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_table_that_reads_words_again_fails(tmp_path: Path) -> None:
    table = wirecopy.synth(2000, outlets=40)
    result = wirecopy.scan(table, memory=1, tmp=tmp_path)
    expected = wirecopy.scan(table).flows.to_pylist()
    cut_open_files(tmp_path)
    with pytest.raises(OSError, match="temporary|end of file|fill whole buffer"):
        _ = result.flows
    assert wirecopy.scan(table, memory=1, tmp=tmp_path).flows.to_pylist() == expected


@pytest.mark.parametrize("stage", ["prepare", "decide"])
def test_stages_fail_with_their_temporary_files(stage: str, tmp_path: Path) -> None:
    articles = wirecopy.synth(2000, outlets=40).to_arrow()
    stages = _wirecopy.Stages({"memory": 1, "tmp": str(tmp_path)})
    read = pa.table(stages.read(articles)).append_column("n", pa.array(range(len(articles)), pa.int64()))
    prepared = pa.table(stages.prepare(read)).drop_columns(["reason"])
    chain = pa.table({"a": pa.array(range(1999), pa.int64()), "b": pa.array(range(1, 2000), pa.int64())})
    expected = [(name, pa.table(made).num_rows) for name, made in stages.decide(prepared, chain)]
    assert expected[1] == ("articles", 2000)
    with files_that_fail(tmp_path), pytest.raises(OSError):
        if stage == "prepare":
            stages.prepare(read)
        else:
            stages.decide(prepared, chain)
