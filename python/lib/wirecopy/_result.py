"""The result of a scan."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from . import _wirecopy
from ._compare import Comparison, compare
from ._table import Column, Table, escape, shorten

if TYPE_CHECKING:
    from ._settings import Settings

__all__ = ["Result"]


class Result:
    """What a scan found. Its tables are those of the command line, with the same columns and the same rows.

    Copies of one text are a cluster; `clusters` has a row for each copy. `outlets` and `flows` say who prints whose
    text, and whether they credit it.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> result = wirecopy.scan([{"text": text}] * 2)
    >>> result
    <wirecopy.Result: 2 articles; 1 clusters with 2 copies>
    >>> result.clusters["form"].to_pylist()
    ['lead', 'verbatim']
    """

    def __init__(self, scan: _wirecopy.Scan, settings: Settings) -> None:
        self._scan = scan
        self._settings = settings
        self._tables: dict[str, Table] = {}

    def table(self, name: str) -> Table:
        """The table of this name: as the file that `wirecopy scan --out` writes."""
        if name not in self._tables:
            self._tables[name] = Table(self._scan.table(name))
        return self._tables[name]

    @property
    def clusters(self) -> Table:
        """A row for each copy, cluster by cluster, the earliest first."""
        return self.table("clusters")

    @property
    def pairs(self) -> Table:
        """Each copy beside its lead, and pairs of two clusters. Needs `scan(…, pairs=True)` or `all_pairs=True`."""
        return self.table("pairs")

    @property
    def articles(self) -> Table:
        """A row for each article."""
        return self.table("articles")

    @property
    def outlets(self) -> Table:
        """A row for each outlet: how much of what it prints is wire copy, and how much of that it credits."""
        return self.table("outlets")

    @property
    def flows(self) -> Table:
        """A row for each wire or outlet and each outlet that prints its text."""
        return self.table("flows")

    @property
    def series(self) -> Table:
        """A row for each item of a form that an outlet prints again and again."""
        return self.table("series")

    @property
    def rejected(self) -> Table:
        """A row for each file or row that did not become an article, with the reason."""
        return self.table("rejected")

    @property
    def notes(self) -> Table:
        """A row for each article of which something was changed, such as an id that occurs twice."""
        return self.table("notes")

    @property
    def evidence(self) -> Table:
        """A row for each copy said not to credit its wire, with what shows it."""
        return self.table("evidence")

    @property
    def labels(self) -> Column:
        """The `cluster_id` of each row of the input, `None` where the row has no copy.

        It is aligned with the rows of a table: `frame["cluster_id"] = result.labels.to_pylist()`. For files it has an
        entry for each article, in the order of `articles`.
        """
        return Column(self._scan.labels())

    @property
    def kept(self) -> Column:
        """Whether a corpus without duplicates keeps each row of the input, aligned as `labels`.

        It drops copies of which the lead has most (`dedup_containment`, `dedup_forms`), and never a version.
        """
        return Column(self._scan.kept())

    @property
    def summary(self) -> dict[str, Any]:
        """The counts, settings and times of the run, as in `summary.json`."""
        summary: dict[str, Any] = json.loads(self._scan.summary())
        return summary

    def write(
        self,
        folder: str | os.PathLike[str],
        *,
        format: Literal["csv", "jsonl", "parquet"] = "csv",
        page: bool = True,
        page_text: int = 8,
        force: bool = False,
    ) -> None:
        """Writes all tables, `summary.json` and `report.html` into a folder, as `wirecopy scan --out` does.

        `page_text` is the most text in the page, in megabytes; `force` writes beside files of others.
        """
        self._scan.write(os.fspath(folder), format, page=page, force=force, page_text=page_text)

    def report(self, path: str | os.PathLike[str] = "report.html", *, page_text: int = 8) -> None:
        """Writes the report, one page for a browser that needs no network."""
        self._scan.report(os.fspath(path), page_text=page_text)

    def explain(self, a: str, b: str) -> Comparison:
        """What two articles share, by their ids. Shows the texts with what is common to both."""
        texts = self._scan.texts_of([a, b])
        for name, text in zip((a, b), texts):
            if text is None:
                raise KeyError(f"no article has the id {name!r}, or it cannot be read again; the ids are in articles")
        return compare(texts[0] or "", texts[1] or "", **self._settings)

    def evaluate(self, labels: object) -> dict[str, Any]:
        """Scores the clusters against known ones: see `wirecopy.evaluate`."""
        scores: dict[str, Any] = json.loads(self._scan.evaluate(label_rows(labels)))
        return scores

    def __repr__(self) -> str:
        counts = self.summary["counts"]
        return (
            f"<wirecopy.Result: {counts['articles']} articles; {counts['clusters']} clusters with {counts['copies']} "
            "copies>"
        )

    def _repr_html_(self) -> str:
        summary = self.summary
        counts = summary["counts"]
        shown: dict[str, list[dict[str, Any]]] = {}
        # the largest clusters come first
        for row in self.clusters.head(2000):
            if row["cluster_id"] not in shown and len(shown) == 10:
                break
            shown.setdefault(row["cluster_id"], []).append(row)
        rows = []
        for copies in shown.values():
            lead = copies[0]
            cells = (lead["cluster_size"], lead["outlets"], shorten(lead["title"]), lead["outlet"], lead["wire"])
            rows.append("".join(f"<td>{escape('' if cell is None else cell)}</td>" for cell in cells))
        head = "<th>copies</th><th>outlets</th><th>lead</th><th>first in</th><th>wire</th>"
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        more = f"<p>and {counts['clusters'] - len(rows)} more</p>" if counts["clusters"] > len(rows) else ""
        return (
            f"<p><b>{counts['articles']}</b> articles, <b>{counts['clusters']}</b> clusters with "
            f"<b>{counts['copies']}</b> copies, {counts['rejected']} rejected</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        )


def label_rows(labels: object) -> list[tuple[str, str | None, str | None]]:
    """Labels as rows of id, cluster and kind."""
    rows: Iterable[Mapping[str, Any]]
    if isinstance(labels, (str, os.PathLike)):
        with open(labels, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    elif isinstance(labels, Mapping):
        return [(str(name), cluster_of(cluster), None) for name, cluster in labels.items()]
    elif hasattr(labels, "__arrow_c_stream__"):
        rows = Table(_wirecopy.Batches.collect(labels))
    elif isinstance(labels, Iterable):
        rows = list(labels)
    else:
        raise TypeError("labels: pass a CSV file, a dictionary from ids to clusters, or a table")
    found = []
    for row in rows:
        name = next((row[name] for name in ("article_id", "doc_id", "id", "path") if row.get(name)), None)
        if name is None or "cluster_id" not in row:
            raise ValueError("labels: the columns article_id and cluster_id are needed")
        kind = row.get("kind")
        found.append((str(name), cluster_of(row["cluster_id"]), str(kind) if kind else None))
    return found


def cluster_of(cluster: object) -> str | None:
    """The name of a labelled cluster; `None` where the article is not to be scored."""
    name = "" if cluster is None else str(cluster).strip()
    return None if name in ("", "none", "nan") else name
