"""What a caller passes as articles: paths, or something that can be opened as a stream of Arrow batches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from . import _wirecopy

__all__ = ["NAME", "Opened", "module_of", "open_data", "texts_table"]

# the name of a table in memory: an article without an id is `data:1`, `data:2`, …
NAME = "data"

Opened = Sequence[str] | tuple[str, Callable[[], Any]]


def module_of(value: object) -> str:
    """The library that an object is of."""
    return type(value).__module__.partition(".")[0]


def open_data(data: object) -> Opened:
    """Paths, or the name of a table with a function that opens it from its start."""
    if isinstance(data, (str, os.PathLike)):
        return [os.fspath(data)]
    if module_of(data) == "polars" and hasattr(data, "collect"):
        data = data.collect()
    if module_of(data) == "pyarrow" and hasattr(data, "scanner"):
        dataset: Any = data
        return NAME, lambda: dataset.scanner().to_reader()
    if hasattr(data, "__arrow_c_stream__"):
        # a reader gives its batches once, and the report wants some of them again
        table = _wirecopy.Batches.collect(data) if is_reader(data) else data
        return NAME, lambda: table
    if hasattr(data, "__arrow_c_array__"):
        import pyarrow

        batch = pyarrow.record_batch(data)
        return NAME, lambda: pyarrow.table(batch)
    if isinstance(data, Mapping) or not isinstance(data, Iterable):
        raise TypeError(
            f"cannot read articles from {type(data).__name__}: pass a path or several, a DataFrame, anything with "
            "__arrow_c_stream__, or an iterable of dictionaries"
        )
    rows = list(data)
    if rows and all(isinstance(row, (str, os.PathLike)) for row in rows):
        return [os.fspath(row) for row in rows]
    table = table_of(rows)
    return NAME, lambda: table


def is_reader(data: object) -> bool:
    """Whether an object gives its rows once only."""
    return hasattr(data, "read_next_batch") or hasattr(data, "__next__")


def table_of(rows: list[Any]) -> _wirecopy.Batches:
    """Dictionaries as a table of texts, with the columns in the order in which they first occur."""
    names: dict[str, None] = {}
    flat = []
    for nth, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TypeError(f"row {nth + 1} is {type(row).__name__}, and not a dictionary")
        fields = dict(flatten(row))
        flat.append(fields)
        names.update(dict.fromkeys(fields))
    return _wirecopy.Batches.of_texts(list(names), [[fields.get(name) for fields in flat] for name in names])


def flatten(row: Mapping[Any, Any], parent: str = "") -> Iterable[tuple[str, str | None]]:
    """The fields of a dictionary as texts; those of a dictionary in it as `outer.inner`."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{parent}{name}.")
        else:
            yield f"{parent}{name}", text_of(value)


def text_of(value: object) -> str | None:
    """A value as text: times in ISO 8601, several values one a line."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, (list, tuple)):
        parts = [dict(flatten(part)).get("name") if isinstance(part, Mapping) else text_of(part) for part in value]
        return "\n".join(part for part in parts if part) or None
    return str(value)


def texts_table(texts: Any) -> Any:
    """Texts as a table of one column: a sequence of strings, a Series, or an Arrow array."""
    if isinstance(texts, str):
        raise TypeError("texts: a list of texts is expected; put the one text into a list")
    module = module_of(texts)
    if module == "polars":
        return texts.to_frame() if hasattr(texts, "to_frame") else texts
    if module == "pyarrow" and not hasattr(texts, "schema"):
        import pyarrow

        return pyarrow.table({"text": texts})
    if module != "pandas" and hasattr(texts, "__arrow_c_stream__"):
        return texts
    if module == "pandas" and hasattr(texts, "columns"):
        raise TypeError("texts: pass one column of the DataFrame")
    if not isinstance(texts, Iterable):
        raise TypeError(f"texts: {type(texts).__name__} is no sequence of texts")
    column = [text if isinstance(text, str) else None for text in texts]
    return _wirecopy.Batches.of_texts(["text"], [column])
