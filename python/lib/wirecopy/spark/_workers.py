"""What runs on the workers: the stages of the library, called once for a batch or once for a partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

from .. import _wirecopy
from ._schemas import NUMBER, OUTLET

__all__ = ["add_outlets", "count", "decide", "each", "table_schema", "unpack", "whole"]

Batches = Iterable[pa.RecordBatch]
Mapper = Callable[[Batches], Iterator[pa.RecordBatch]]
Settings = tuple[tuple[str, Any], ...]


@lru_cache(maxsize=8)
def stages_of(settings: Settings) -> _wirecopy.Stages:
    """The stages under these settings; a worker makes them once."""
    return _wirecopy.Stages(dict(settings))


def call(settings: Settings, stage: str, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The batches that a stage makes of a table."""
    made: pa.Table = pa.table(getattr(stages_of(settings), stage)(table))
    yield from made.to_batches()


def each(settings: Settings, stage: str) -> Mapper:
    """A stage that takes batches one by one."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                yield from call(settings, stage, pa.Table.from_batches([batch]))

    return run


def whole(settings: Settings, stage: str) -> Mapper:
    """A stage that takes a whole partition: components in one partition are a small corpus, and one call is cheaper
    than one for each."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if kept:
            table = pa.Table.from_batches(kept)
            if stage == "prepare":
                table = table.drop_columns([OUTLET]).rename_columns(
                    ["n" if name == NUMBER else name for name in table.column_names if name != OUTLET]
                )
            yield from call(settings, stage, table)

    return run


def add_outlets(settings: Settings) -> Mapper:
    """Adds the outlet of each row."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                outlets = pa.table(stages_of(settings).outlets(pa.Table.from_batches([batch]))).column(0)
                yield batch.append_column(OUTLET, outlets.combine_chunks())

    return run


def decide(settings: Settings) -> Mapper:
    """Decides the whole components of a partition. Rows with `a` are pairs, the others are articles."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if not kept:
            return
        table = pa.Table.from_batches(kept)
        is_pair = table.column("a").is_valid()
        pairs = table.filter(is_pair).select(["a", "b"])
        articles = table.filter(pa.compute.invert(is_pair)).drop_columns(["a", "b"])
        if not articles.num_rows:
            return
        yield from packed(stages_of(settings).decide(articles, pairs))

    return run


def count(settings: Settings) -> Mapper:
    """Counts the outlets and flows of a partition, which has all articles of its outlets."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if kept:
            yield from packed(stages_of(settings).count(pa.Table.from_batches(kept)))

    return run


def packed(tables: Iterable[tuple[str, _wirecopy.Batches]]) -> Iterator[pa.RecordBatch]:
    """Tables of several kinds as rows of one: each row has a batch."""
    for name, made in tables:
        for batch in pa.table(made).to_batches(max_chunksize=1 << 14):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as writer:
                writer.write_batch(batch)
            rows = pa.array([sink.getvalue().to_pybytes()], pa.binary())
            yield pa.record_batch([pa.array([name]), rows], names=["name", "rows"])


def unpack(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The batches of a final table."""
    for batch in batches:
        for rows in batch.column(0):
            yield from pa.ipc.open_stream(rows.as_buffer())


def table_schema(settings: Settings, name: str) -> pa.Schema:
    """The columns of a final table."""
    schema: pa.Schema = pa.table(stages_of(settings).schema(name)).schema
    return schema
