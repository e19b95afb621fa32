"""Scans and what is made of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from . import _wirecopy
from ._data import module_of, open_data
from ._progress import Progress, logger, report_of
from ._result import Result
from ._table import Table

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._settings import Settings

__all__ = ["dedup", "evaluate", "read", "scan", "synth"]

Data = TypeVar("Data")


def scan(
    data: object,
    *,
    pairs: bool = False,
    all_pairs: bool = False,
    threads: int | None = None,
    progress: bool | Progress | None = None,
    **settings: Unpack[Settings],
) -> Result:
    """Finds the articles that are the same text, and says whose text they are.

    `data` is a path or several (files and folders, as on the command line), a pandas or polars DataFrame, a pyarrow
    Table, RecordBatchReader or Dataset, a DuckDB relation, anything else with `__arrow_c_stream__`, or an iterable of
    dictionaries. Columns are found by the names that the command line knows (`text`, `body`, `outlet`, `published`,
    …); `text_column="page.main"` and the like choose others. A row without an id is named `data:1`, `data:2`, ….

    Settings have the names of the command line's flags, with `_` for `-`. `pairs=True` lists pairs too: each copy beside
    its lead and its nearest copy, and the pairs of two clusters. `all_pairs=True` lists the copies of each cluster with
    each other, which takes nearly twice as long. `threads` is one for each core by default. `progress` shows a
    line on stderr: in terminals and notebooks, unless told otherwise; or a function that takes stage, done and total.

    The same data give the same clusters with the same ids as on the command line, for any number of threads. Ctrl-C
    stops. Raises `ValueError` for a setting that does not fit and for data without articles, `OSError` for files.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> articles = [{"outlet": "Holm Echo", "text": text}, {"outlet": "Port Daily", "text": "HOLM: " + text}]
    >>> result = wirecopy.scan(articles)
    >>> result.clusters["outlet"].to_pylist()
    ['Holm Echo', 'Port Daily']
    """
    arguments = {**settings, "pairs": pairs, "all_pairs": all_pairs}
    result = Result(_wirecopy.scan(open_data(data), arguments, threads, report_of(progress)), settings)
    rejected, first = result._scan.rejected()
    if rejected:
        logger.warning("%d files or rows were rejected, the first: %s", rejected, first)
    return result


def dedup(
    data: Data,
    *,
    threads: int | None = None,
    progress: bool | Progress | None = None,
    **settings: Unpack[Settings],
) -> Data:
    """The data without duplicates: the same type, with every column and the order kept.

    Copies of which the lead has most are dropped, and never a version (`dedup_containment`, `dedup_forms`). Rows that
    are no articles stay. `data` is a DataFrame, a pyarrow Table, a DuckDB relation or a list of dictionaries; files are
    written again by `wirecopy scan --dedup-to`.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> rows = [{"n": n, "text": text} for n in range(3)] + [{"n": 3, "text": "Copper rose by three marks."}]
    >>> [row["n"] for row in wirecopy.dedup(rows)]
    [0, 3]
    """
    kept: Data = select(data, lambda rows: scan(rows, threads=threads, progress=progress, **settings).kept.to_pylist())
    return kept


def select(data: Any, flags_of: Any) -> Any:
    """The rows of a table for which `flags_of` gives true, as a table of the same type."""
    module, kind = module_of(data), type(data).__name__
    if module == "pandas":
        return data[flags_of(data)]
    if module == "polars":
        if hasattr(data, "collect"):
            return select(data.collect(), flags_of).lazy()
        return data.filter(flags_of(data))
    if module == "pyarrow" and kind in ("Table", "RecordBatch"):
        import pyarrow

        return data.filter(pyarrow.array(flags_of(data)))
    if "duckdb" in module and hasattr(data, "to_arrow_table"):
        import duckdb

        return duckdb.from_arrow(select(data.to_arrow_table(), flags_of))
    is_list = isinstance(data, (list, tuple)) and all(isinstance(row, Mapping) for row in data)
    if is_list:
        return type(data)(row for row, kept in zip(data, flags_of(data)) if kept)
    if isinstance(data, (str, os.PathLike, list, tuple)):
        raise TypeError("files are written without duplicates by `wirecopy scan PATH --dedup-to DIR`")
    raise TypeError(f"cannot give back {kind} without duplicates; use scan(data).kept, which is aligned with its rows")


def read(
    data: object,
    *,
    threads: int | None = None,
    progress: bool | Progress | None = None,
    **settings: Unpack[Settings],
) -> Table:
    """The articles of files, or of whatever `scan` takes, with their texts.

    Columns: `id`, `outlet`, `title`, `byline`, `published`, `url`, `text`, `credit_line`, `owner`, `extraction`,
    `path`, `row`, `language`. Reads every format that the command line reads: text, HTML, JSON, CSV, Parquet, feeds,
    WARC, archives. All texts are in memory at once.
    """
    batches, rejected = _wirecopy.read(open_data(data), dict(settings), threads, report_of(progress))
    if rejected:
        path, row, reason = rejected[0]
        place = path if row is None else f"{path}, row {row}"
        logger.warning("%d files or rows were rejected, the first: %s: %s", len(rejected), place, reason)
    return Table(batches)


def evaluate(result: Result, labels: object) -> dict[str, Any]:
    """Scores the clusters of a result against known ones, as `wirecopy evaluate` does.

    `labels` is a CSV file with the columns `article_id` and `cluster_id` (and `kind`), a dictionary from ids to
    clusters, or a table with those columns. An empty cluster leaves the article out. Returns precision, recall and F1
    of pairs, the adjusted Rand index and B-cubed, all between 0 and 1.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> result = wirecopy.scan([{"id": name, "text": text} for name in "ab"])
    >>> wirecopy.evaluate(result, {"a": "ferry", "b": "ferry"})["clusters"]["f1"]
    1.0
    """
    return result.evaluate(labels)


def synth(
    articles: int = 1000, *, outlets: int = 100, seed: int = 0, boilerplate: float = 0.3, ocr: float = 0.0
) -> Table:
    """Synthetic articles whose clusters are known; the same seed gives the same articles.

    The columns from `true_cluster` on are the truth. `boilerplate` is the share of a page's words that its site
    repeats, `ocr` the share of misread characters.
    """
    return Table(_wirecopy.synth(articles, outlets, seed, boilerplate, ocr))
