"""Where texts stand in an archive."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import _wirecopy
from ._compare import marked
from ._data import module_of, open_data
from ._progress import Progress, report_of
from ._table import escape, shorten

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._settings import Settings

__all__ = ["Answer", "Coverage", "FirstSeen", "FoundPassage", "Hit", "find"]

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class FoundPassage:
    """A passage that an article shares with a text. Ranges are `(start, end)`, the end not included."""

    #: its words as the text has them, on one line
    text: str
    #: their number
    words: int
    #: characters in the text
    here: tuple[int, int]
    #: words in the article, without what its outlet repeats
    there_words: tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """An article that has something of a text. Texts are empty where something is unknown."""

    article_id: str
    outlet: str
    #: when it was published, in ISO 8601
    published: str
    title: str
    url: str
    path: str
    row: int | None
    #: `copy`, `version`, `contains` (the longer has most of the shorter), `quotes` or `template`
    relation: str
    #: the share of the text's words that the article has, from 0 to 1
    share_of_text: float
    #: the share of the article's words that the text has, from 0 to 1
    share_of_article: float
    shared_words: int
    longest_passage_words: int
    #: the agency whose text it is, and how certain that is
    wire: str
    wire_certainty: str
    #: of a copy of a wire text, whether it names the wire: `yes`, `generic`, `no`, `unknown`
    credited: str
    credit: str
    #: longest first
    passages: list[FoundPassage]


@dataclass(frozen=True)
class FirstSeen:
    """The earliest article that has most of a text."""

    article_id: str
    outlet: str
    published: str
    #: articles of other outlets that may be as early
    ties: int


@dataclass(frozen=True)
class Coverage:
    """How much of a text stands anywhere."""

    found_words: int
    #: their share of all words, from 0 to 1
    share: float
    #: what no hit has: characters `(start, end)`
    new: list[tuple[int, int]]


class Answer:
    """Where a text stands. `found` says whether any article has a passage of it; `hits` are the best, best first."""

    #: the name of the text
    text: str
    #: its number of words
    words: int
    found: bool
    articles_searched: int
    coverage: Coverage
    first: FirstSeen | None
    wire: str
    wire_certainty: str
    #: articles that have something of it, and their outlets; more than `hits` where there is a limit
    articles: int
    outlets: int
    hits: list[Hit]

    def __init__(self, values: Mapping[str, Any], source: str) -> None:
        self._values = dict(values)
        self._source = source
        self.__dict__.update((name, values[name]) for name in self.__annotations__)
        self.coverage = made(Coverage, {**values["coverage"], "new": [tuple(n) for n in values["coverage"]["new"]]})
        self.first = made(FirstSeen, values["first"]) if values["first"] else None
        self.hits = [hit_of(hit) for hit in values["hits"]]

    def to_dict(self) -> dict[str, Any]:
        """All of it, as `wirecopy find --format jsonl` prints it."""
        return self._values

    def __repr__(self) -> str:
        if not self.found:
            return f"<wirecopy.Answer: not found in {self.articles_searched} articles>"
        first = f", first in {self.first.outlet or self.first.article_id}" if self.first else ""
        return (
            f"<wirecopy.Answer: {self.coverage.share:.0%} of {self.words} words in {self.articles} articles of "
            f"{self.outlets} outlets{first}>"
        )

    def _repr_html_(self) -> str:
        found = [passage.here for hit in self.hits for passage in hit.passages]
        head = "".join(f"<th>{name}</th>" for name in ("relation", "words", "outlet", "published", "title"))
        cells = (
            (hit.relation, hit.shared_words, hit.outlet, hit.published, shorten(hit.title)) for hit in self.hits[:20]
        )
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
        return f"<p>{escape(repr(self)[1:-1])}</p><p>{marked(self._source, merged(found))}</p>{table}"


def made(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    """A value of a class from those of its fields; others are for later versions."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: values[name] for name in names})


def hit_of(values: Mapping[str, Any]) -> Hit:
    passages = [
        made(FoundPassage, {**p, "here": tuple(p["here"]), "there_words": tuple(p["there_words"])})
        for p in values["passages"]
    ]
    return made(Hit, {**values, "passages": passages})


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


Texts = list[tuple[str, str, "str | None"]]


def texts_of(text: object, settings: Settings) -> Texts:
    """The texts to look up, each with its name and when it was published."""
    if isinstance(text, str):
        return [("text", text, None)]
    rows = rows_of(text)
    if rows is not None and all(row is None or isinstance(row, str) for row in rows):
        return [(f"text:{nth}", row or "", None) for nth, row in enumerate(rows, 1)]
    batches, rejected = _wirecopy.read(open_data(text if rows is None else rows), dict(settings))
    if not batches.num_rows:
        raise ValueError(f"no text to look up: {rejected[0][2]}" if rejected else "no text to look up")
    columns = (batches.column(batches.column_names.index(name)) for name in ("id", "text", "published"))
    return list(zip(*columns))


def rows_of(text: Any) -> list[Any] | None:
    """The values of a sequence or a column; `None` for what is opened as articles."""
    if hasattr(text, "to_pylist") and not hasattr(text, "column_names"):
        return list(text.to_pylist())
    is_series = module_of(text) in ("pandas", "polars") and not hasattr(text, "columns")
    is_table = isinstance(text, Mapping) or hasattr(text, "__arrow_c_stream__") or hasattr(text, "columns")
    return list(text) if is_series or isinstance(text, Iterable) and not is_table else None


def answers_of(text: object, texts: Texts, found: str) -> Any:
    """The answer to one text, or a list of those to several."""
    answers = [Answer(values, source) for values, (_, source, _) in zip(json.loads(found), texts)]
    return answers[0] if isinstance(text, str) else answers


@overload
def find(  # type: ignore[overload-overlap]
    text: str,
    in_: object,
    *,
    limit: int = ...,
    threads: int | None = ...,
    progress: bool | Progress | None = ...,
    **settings: Unpack[Settings],
) -> Answer: ...
@overload
def find(
    text: object,
    in_: object,
    *,
    limit: int = ...,
    threads: int | None = ...,
    progress: bool | Progress | None = ...,
    **settings: Unpack[Settings],
) -> list[Answer]: ...
def find(
    text: object,
    in_: object,
    *,
    limit: int = 20,
    threads: int | None = None,
    progress: bool | Progress | None = None,
    **settings: Unpack[Settings],
) -> Answer | list[Answer]:
    """Looks a text up in an archive: who printed it, who first, how much of it, and what of it is new.

    `text` is one text, a sequence of texts, or articles as `scan` takes them (a path as a `pathlib.Path`). Of one text
    the answer is an `Answer`, of several a list of them in their order. `in_` is an `Index`, the folder of one, or
    articles as `scan` takes them, which are read once for this search. At most `limit` hits are listed for each text;
    0 lists all. Settings are those of `scan`, for what is read on either side.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> archive = [{"id": "echo", "outlet": "Holm Echo", "text": text + " Divers will look at the hull on Tuesday."}]
    >>> found = wirecopy.find("HOLM: " + text, archive)
    >>> found.found, found.hits[0].outlet, found.hits[0].relation
    (True, 'Holm Echo', 'copy')
    """
    from ._index import Index

    if isinstance(in_, Index):
        return in_.find(text, limit=limit, threads=threads, **settings)
    texts = texts_of(text, settings)
    opened = open_data(in_)
    arguments = dict(settings)
    if not isinstance(opened, tuple):
        return answers_of(  # type: ignore[no-any-return]
            text, texts, _wirecopy.find(texts, opened, arguments, limit, threads, report_of(progress))
        )
    # a table is searched by an index that lasts as long as the search
    with tempfile.TemporaryDirectory(prefix="wirecopy-", dir=settings.get("tmp")) as folder:
        shingle = _wirecopy.shingle_of(arguments)
        index = _wirecopy.Index.create(os.path.join(folder, "index"), shingle, shingle, False)
        index.add(opened, arguments, threads=threads, report=report_of(progress))
        if not len(index):
            raise ValueError("in_: no articles found")
        found = index.find(texts, arguments, limit, threads)
        del index
    return answers_of(text, texts, found)  # type: ignore[no-any-return]
