"""The dataflow of a scan on Spark. docs/spark.md has it as a picture, with what each step moves."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from . import _workers as workers
from ._schemas import (
    ARTICLES,
    CHECKED,
    CHOSEN,
    DECIDED,
    EDGES,
    NUMBER,
    OUTLET,
    POSTINGS,
    PREPARED,
    PRINTED,
    READ,
    RECORDS,
    SUMS,
    WORDS,
)

if TYPE_CHECKING:
    from pyspark.sql.types import StructType
    from typing_extensions import Unpack

    from .._settings import Settings

__all__ = ["SparkResult", "read", "scan"]

#: columns that deciding needs
ARTICLE = [
    column.split()[0] for column in PREPARED.split(", ") if column.split()[0] not in ("bands", "anchors", "reason")
]
#: words that have codes between stages: words.rs knows no more
MOST_WORDS = 24_480
#: bits of monotonically_increasing_id that count the rows of a partition
ROW_BITS = 33


class SparkResult:
    """The tables of a scan as DataFrames. Rows are in no order; `cluster_size` and `rank` order them."""

    def __init__(
        self,
        decided: DataFrame,
        counted: DataFrame,
        prepared: DataFrame,
        list_pairs: Callable[[], DataFrame],
        plan: workers.Plan,
    ) -> None:
        self._decided = decided
        self._counted = counted
        self._prepared = prepared
        self._list_pairs = list_pairs
        self._plan = plan

    @property
    def clusters(self) -> DataFrame:
        """A row for each copy, with the columns of the command line's table."""
        return self._table("clusters")

    @property
    def articles(self) -> DataFrame:
        """A row for each article."""
        return self._table("articles")

    @property
    def outlets(self) -> DataFrame:
        """A row for each outlet: how much of what it prints is wire copy, and how much of that it credits."""
        return self._table("outlets")

    @property
    def flows(self) -> DataFrame:
        """A row for each wire or outlet and each outlet that prints its text."""
        return self._table("flows")

    @cached_property
    def pairs(self) -> DataFrame:
        """A row for each pair that shares text: each copy with its lead and its nearest copy, and all pairs of two
        clusters. Asked for the first time, they are compared in stages of their own, `listed` and `across`.
        """
        return self._list_pairs()

    @property
    def series(self) -> DataFrame:
        """A row for each item of a form that an outlet prints again and again."""
        return self._table("series")

    @property
    def rejected(self) -> DataFrame:
        """A row for each row that did not become an article, with the reason."""
        row = (F.col("n") + 1).alias("row")
        return self._prepared.where("reason is not null").select(F.lit("data").alias("path"), row, "reason")

    def _table(self, name: str) -> DataFrame:
        schema = schema_of(self._plan, name)
        made = self._counted if name in ("outlets", "flows") else self._decided
        return made.where(F.col("name") == name).select("rows").mapInArrow(workers.unpack, schema)


def schema_of(plan: workers.Plan, name: str) -> StructType:
    """The columns of a final table."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(workers.table_schema(plan, name))


def scan(
    df: DataFrame,
    *,
    folder: str,
    order: Sequence[str] | None = None,
    partitions: int | None = None,
    resume: bool = False,
    **settings: Unpack[Settings],
) -> SparkResult:
    """Finds the articles that are the same text, among the rows of a DataFrame.

    Columns are found by the same names as by `wirecopy.scan`, and settings are the same. The clusters are those that
    the command line finds in the same rows in the same order, bit for bit, whatever the partitions.

    `folder` is on storage that all executors reach: each stage is written there as Parquet, and with `resume=True` a
    run goes on after the last stage that was written whole. `order` names the columns that order the rows, which
    decides between copies of the same time; without it the order is that of the DataFrame. `partitions` is the number
    of partitions of each stage, by default that of the DataFrame or of `spark.sql.shuffle.partitions`, whichever is
    more: some 50,000 articles in each are good.
    """
    spark = df.sparkSession
    shuffled = int(spark.conf.get("spark.sql.shuffle.partitions") or 200)
    parts = partitions or max(partitions_of(df), shuffled)
    return Run(spark, folder, parts, resume, tuple(sorted(settings.items()))).scan(df, order)


def read(
    spark: SparkSession, paths: Sequence[str], *, partitions: int | None = None, **settings: Unpack[Settings]
) -> DataFrame:
    """The articles of files with their texts, as `wirecopy.read` has them: such as the WARC files of CC-NEWS.

    All executors must reach the paths. Each file is read by one task, which holds its texts. A path that has no
    article, or cannot be read, ends the run. To scan them in the order of the command line: `order=["path", "row"]`.
    """
    files = spark.createDataFrame([(path,) for path in paths], "path string")
    files = files.repartition(partitions or max(1, len(paths)))
    return files.mapInArrow(workers.read_files(workers.Plan(tuple(sorted(settings.items())), b"")), ARTICLES)


def with_roots(pairs: DataFrame, roots: DataFrame) -> DataFrame:
    """Pairs with the components of both articles; an article in none is its own."""
    for side in ("a", "b"):
        renamed = roots.select(F.col(NUMBER).alias(side), F.col("root").alias(f"root_{side}"))
        pairs = pairs.join(renamed, side, "left").withColumn(f"root_{side}", F.coalesce(f"root_{side}", side))
    return pairs


def partitions_of(df: DataFrame) -> int:
    """The number of partitions of a DataFrame; 1 where the session cannot tell, as with Spark Connect."""
    try:
        return df.rdd.getNumPartitions()
    except (AttributeError, NotImplementedError):
        return 1


class Run:
    """One run: its stages in a folder."""

    def __init__(
        self, spark: SparkSession, folder: str, parts: int, resume: bool, settings: tuple[tuple[str, Any], ...]
    ) -> None:
        self.spark = spark
        self.folder = folder
        self.parts = parts
        self.resume = resume
        self.plan = workers.Plan(settings, b"")
        # wrong settings are told before anything is read
        self.stages = workers.stages_of(self.plan)

    def scan(self, df: DataFrame, order: Sequence[str] | None) -> SparkResult:
        self.plan = self.plan._replace(words=self.words(df))
        numbered = self.number(df, order)
        prepared = self.stage("prepared", lambda: self.prepare(numbered))
        known = prepared.where("reason is null")
        same = self.stage("same", lambda: self.same_texts(known))
        pairs = self.stage("pairs", lambda: self.pairs(known, same))
        best = self.stage("best", lambda: self.check(known, pairs.where("turn = 0")))
        others = self.stage("others", lambda: self.check(known, self.undecided(pairs, same, best)))
        decisive = same.union(best.select("a", "b")).union(others.select("a", "b")).distinct()
        decided = self.stage("decided", lambda: self.decide(known, decisive))
        counted = self.stage("counted", lambda: self.count(decided))
        certain = same.union(best.union(others).where("certain").select("a", "b"))
        return SparkResult(
            decided, counted, prepared, lambda: self.list_pairs(known, decisive, pairs, certain), self.plan
        )

    def stage(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """The table of a stage, made and written unless it is there already."""
        path = posixpath.join(self.folder, name)
        self.describe(name)
        if not (self.resume and self.is_written(path)):
            make().write.mode("overwrite").parquet(path)
            # what was made of an older table is older too
            self.resume = False
        return self.spark.read.parquet(path)

    def describe(self, name: str) -> None:
        """Names the jobs that follow, for Spark's page; a session of Spark Connect has no context."""
        try:
            self.spark.sparkContext.setJobDescription(f"wirecopy: {name}")
        except (AttributeError, NotImplementedError):
            pass

    def is_written(self, path: str) -> bool:
        jvm: Any = self.spark._jvm
        place = jvm.org.apache.hadoop.fs.Path(posixpath.join(path, "_SUCCESS"))
        context: Any = self.spark.sparkContext
        return bool(place.getFileSystem(context._jsc.hadoopConfiguration()).exists(place))

    def number(self, df: DataFrame, order: Sequence[str] | None) -> DataFrame:
        """What was read of the rows, with their numbers from 0. Which number a row has is decided by a table that is
        written, so that no retry changes it."""
        sort = self.stage("rows", lambda: self.read_rows(df, order))
        place = F.shiftright(NUMBER, ROW_BITS)
        counts = sorted((row[0], row[1]) for row in sort.groupBy(place.alias("part")).count().collect())
        starts, total = [], 0
        for part, count in counts:
            starts.append((int(part), total))
            total += count
        offsets = self.spark.createDataFrame(starts or [(0, 0)], "part long, start long")
        within = F.col(NUMBER) - F.shiftleft(place, ROW_BITS)
        placed = sort.withColumn("place", place).join(F.broadcast(offsets), F.col("place") == F.col("part"))
        return placed.withColumn(NUMBER, within + F.col("start")).drop("place", "part", "start")

    def words(self, df: DataFrame) -> bytes:
        """The most frequent words of some rows, by which tokens are encoded: which they are changes no result."""
        sample = df.mapInArrow(workers.words(self.plan), WORDS)
        counts = sample.groupBy("token").agg(F.sum("count").alias("count"))
        most = counts.orderBy(F.desc("count"), "token").limit(MOST_WORDS)
        words = self.stage("words", lambda: most.coalesce(1))
        table = self.to_arrow(words, [("token", pa.int64()), ("count", pa.int64())])
        # a table is written in no order
        table = table.sort_by([("count", "descending"), ("token", "ascending")]).select(["token"])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return sink.getvalue().to_pybytes()

    def read_rows(self, df: DataFrame, order: Sequence[str] | None) -> DataFrame:
        """Reads the fields, tokenises and reads credits, where the rows are."""
        if order:
            df = df.repartitionByRange(self.parts, *order).sortWithinPartitions(*order)
        read = df.mapInArrow(workers.each(self.plan, "read"), READ)
        return read.withColumn(NUMBER, F.monotonically_increasing_id())

    def prepare(self, numbered: DataFrame) -> DataFrame:
        """Cuts and sketches: an outlet is whole in a partition."""
        by_outlet = numbered.repartition(self.parts, OUTLET).drop(OUTLET)
        return by_outlet.mapInArrow(workers.whole(self.plan, "prepare"), PREPARED)

    def same_texts(self, known: DataFrame) -> DataFrame:
        """Pairs that are one text, found in whole components of articles that share band keys."""
        records = known.select("n", "bands").mapInArrow(workers.each(self.plan, "band_records"), RECORDS)
        stars = records.repartition(self.parts, "key").mapInArrow(workers.whole(self.plan, "stars"), EDGES)
        columns = ["n", "outlet", "time", "tokens", "boilerplate", "distinct", "bands"]
        together = known.select(*columns).join(self.components(stars.distinct()), "n")
        return together.repartition(self.parts, "root").mapInArrow(workers.whole(self.plan, "same_texts"), EDGES)

    def pairs(self, known: DataFrame, same: DataFrame) -> DataFrame:
        """Pairs of articles of two texts that share keys, and which of each two texts is checked first."""
        texts = self.components(same).withColumnRenamed("root", "text")
        columns = ["n", "time", "boilerplate", "distinct", "bands", "anchors"]
        with_text = known.select(*columns).join(texts, "n", "left").withColumn("text", F.coalesce("text", "n"))
        postings = with_text.mapInArrow(workers.each(self.plan, "postings"), POSTINGS)
        sums = postings.repartition(self.parts, "key").mapInArrow(workers.whole(self.plan, "pair_counts"), SUMS)
        return sums.repartition(self.parts, "of_x", "of_y").mapInArrow(workers.whole(self.plan, "choose"), CHOSEN)

    def check(self, known: DataFrame, pairs: DataFrame) -> DataFrame:
        """The pairs that decide, by an exact comparison."""
        joined = pairs.select("a", "b")
        for side in ("a", "b"):
            columns = [F.col(name).alias(f"{name}_{side}") for name in ("tokens", "time", "outlet")]
            joined = joined.join(known.select(F.col("n").alias(side), *columns), side)
        return joined.mapInArrow(workers.whole(self.plan, "check"), CHECKED)

    def undecided(self, pairs: DataFrame, same: DataFrame, best: DataFrame) -> DataFrame:
        """The other pairs, of texts that are not one yet."""
        roots = self.components(same.union(best.where("certain").select("a", "b")))
        return with_roots(pairs.where("turn = 1"), roots).where("root_a <> root_b")

    def list_pairs(self, known: DataFrame, decisive: DataFrame, pairs: DataFrame, certain: DataFrame) -> DataFrame:
        """The listed pairs: of each component as it was decided, and pairs of two components."""
        of_two_texts = with_roots(pairs.select("a", "b"), self.components(certain)).where("root_a <> root_b")
        roots = self.components(decisive)
        candidates = with_roots(of_two_texts.select("a", "b"), roots)
        schema = schema_of(self.plan, "pairs")

        def within() -> DataFrame:
            inside = candidates.where("root_a = root_b").select("a", "b", F.lit(False).alias("decisive"))
            both = inside.union(decisive.select("a", "b", F.lit(True).alias("decisive")))
            rows = self.with_pairs(known, both, roots)
            return rows.mapInArrow(workers.list_pairs(self.plan), schema)

        def across() -> DataFrame:
            joined = candidates.where("root_a <> root_b").select("a", "b")
            for side in ("a", "b"):
                columns = [F.col(name).alias(f"{name}_{side}") for name in ARTICLE if name != NUMBER]
                joined = joined.join(known.select(F.col(NUMBER).alias(side), *columns), side)
            return joined.mapInArrow(workers.measure_pairs(self.plan), schema)

        return self.stage("listed", within).union(self.stage("across", across))

    def with_pairs(self, known: DataFrame, pairs: DataFrame, roots: DataFrame) -> DataFrame:
        """Articles of components, and as further rows their pairs: all of a component in one partition."""
        fields = [column.split() for column in PREPARED.split(", ")]
        empty = [F.lit(None).cast(kind).alias(name) for name, kind in fields if name in ARTICLE]
        more = [name for name in pairs.columns if name not in ("a", "b")]
        no_pair = {name: F.lit(None).cast(pairs.schema[name].dataType) for name in ("a", "b", *more)}
        articles = known.select(*ARTICLE).join(roots, NUMBER).withColumns(no_pair)
        of_pairs = pairs.join(roots, pairs.a == roots.n).select(*empty, "root", "a", "b", *more)
        return articles.union(of_pairs).repartition(self.parts, "root").drop("root")

    def decide(self, known: DataFrame, decisive: DataFrame) -> DataFrame:
        """Clusters, stories and series of whole components of decisive pairs; the others are alone."""
        roots = self.components(decisive)
        decider = workers.decide(self.plan)
        together = self.with_pairs(known, decisive, roots).mapInArrow(decider, DECIDED)
        none = F.lit(None).cast("long")
        alone = known.select(*ARTICLE).join(roots, NUMBER, "left_anti").withColumns({"a": none, "b": none})
        return together.union(alone.mapInArrow(decider, DECIDED))

    def count(self, decided: DataFrame) -> DataFrame:
        """Outlets and flows: all articles of an outlet are in a partition."""
        printed = decided.where("name = 'printed'").select("rows").mapInArrow(workers.unpack, PRINTED)
        return printed.repartition(self.parts, "outlet").mapInArrow(workers.count(self.plan), DECIDED)

    def components(self, edges: DataFrame) -> DataFrame:
        """The lowest article of each component: by a union-find on the driver, 16 bytes an edge and 4 an article."""
        table = self.to_arrow(edges, [("a", pa.int64()), ("b", pa.int64())])
        found: pa.Table = pa.table(self.stages.components(table))
        return self.from_arrow(found)

    def to_arrow(self, df: DataFrame, fields: list[tuple[str, pa.DataType]]) -> pa.Table:
        if hasattr(df, "toArrow"):
            table: pa.Table = df.toArrow()
            return table
        return pa.Table.from_pandas(df.toPandas(), pa.schema(fields))

    def from_arrow(self, table: pa.Table) -> DataFrame:
        if not table.num_rows:
            return self.spark.createDataFrame([], "root long, n long")
        if self.spark.version.startswith("3."):
            return self.spark.createDataFrame(table.to_pandas())
        return self.spark.createDataFrame(table)
