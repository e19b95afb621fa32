"""What runs on the workers: the stages of the library, called once for a batch or once for a partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from .. import _wirecopy

__all__ = [
    "Plan",
    "count",
    "decide",
    "each",
    "list_pairs",
    "measure_pairs",
    "read_files",
    "table_schema",
    "unpack",
    "whole",
    "words",
]

Batches = Iterable[pa.RecordBatch]
Mapper = Callable[[Batches], Iterator[pa.RecordBatch]]
#: rows of a partition in which words are counted
SAMPLED_ROWS = 200


class Plan(NamedTuple):
    """What all workers of a run have in common."""

    #: the settings, each with its name
    settings: tuple[tuple[str, Any], ...]
    #: the frequent words, as an Arrow IPC stream: tokens between stages are encoded by them
    words: bytes


@lru_cache(maxsize=8)
def stages_of(plan: Plan) -> _wirecopy.Stages:
    """The stages of a plan; a worker makes them once."""
    words = pa.ipc.open_stream(plan.words).read_all() if plan.words else None
    return _wirecopy.Stages(dict(plan.settings), words)


def call(plan: Plan, stage: str, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The batches that a stage makes of a table."""
    made: pa.Table = pa.table(getattr(stages_of(plan), stage)(table))
    yield from made.to_batches()


def each(plan: Plan, stage: str) -> Mapper:
    """A stage that takes batches one by one."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                yield from call(plan, stage, pa.Table.from_batches([batch]))

    return run


def whole(plan: Plan, stage: str) -> Mapper:
    """A stage that takes a whole partition: components in one partition are a small corpus, and one call is cheaper
    than one for each."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if kept:
            yield from call(plan, stage, pa.Table.from_batches(kept))

    return run


def read_files(plan: Plan) -> Mapper:
    """Reads files, one after the other."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path in batch.column(0).to_pylist():
                articles, _ = _wirecopy.read([path], dict(plan.settings), 1)
                yield from pa.table(articles).to_batches(max_chunksize=1 << 12)

    return run


def words(plan: Plan) -> Mapper:
    """The words of the first rows of a partition."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                yield from call(plan, "words", pa.Table.from_batches([batch.slice(0, SAMPLED_ROWS)]))
                return

    return run


def decide(plan: Plan) -> Mapper:
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
        yield from packed(stages_of(plan).decide(articles, pairs))

    return run


def list_pairs(plan: Plan) -> Mapper:
    """The listed pairs of the whole components of a partition. Rows with `a` are pairs, the others are articles."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if kept:
            table = pa.Table.from_batches(kept)
            is_pair = table.column("a").is_valid()
            pairs = table.filter(is_pair).select(["a", "b", "decisive"])
            articles = table.filter(pa.compute.invert(is_pair)).drop_columns(["a", "b", "decisive"])
            made: pa.Table = pa.table(stages_of(plan).list_pairs(articles, pairs))
            yield from made.to_batches()

    return run


def measure_pairs(plan: Plan) -> Mapper:
    """The listed pairs of a batch. Each row has a pair and what is known of its two articles, with `_a` and `_b`."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            if batch.num_rows:
                table = pa.Table.from_batches([batch])
                articles = pa.concat_tables([article_of(table, side) for side in ("a", "b")])
                made: pa.Table = pa.table(stages_of(plan).measure_pairs(articles, table.select(["a", "b"])))
                yield from made.to_batches()

    return run


def article_of(table: pa.Table, side: str) -> pa.Table:
    """The articles on one side of pairs."""
    names = [name for name in table.column_names if name.endswith(f"_{side}")]
    columns = table.select([side, *names])
    return columns.rename_columns(["n", *(name.removesuffix(f"_{side}") for name in names)])


def count(plan: Plan) -> Mapper:
    """Counts the outlets and flows of a partition, which has all articles of its outlets."""

    def run(batches: Batches) -> Iterator[pa.RecordBatch]:
        kept = [batch for batch in batches if batch.num_rows]
        if kept:
            yield from packed(stages_of(plan).count(pa.Table.from_batches(kept)))

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


def table_schema(plan: Plan, name: str) -> pa.Schema:
    """The columns of a final table."""
    schema: pa.Schema = pa.table(stages_of(plan).schema(name)).schema
    return schema
