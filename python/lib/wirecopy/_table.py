"""Tables and columns in Arrow's memory, for any library that reads Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import _wirecopy

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Column", "Table"]


class Table:
    """Rows and named columns in memory.

    Every library that knows the Arrow PyCapsule interface reads a table without a copy: `pyarrow.table(t)`,
    `polars.DataFrame(t)`, `duckdb.sql("select * from t")` after `t = t.to_arrow()`. Iterating gives the rows as
    dictionaries.

    >>> import wirecopy
    >>> table = wirecopy.synth(3, outlets=2)
    >>> len(table), table.column_names[:3]
    (3, ['id', 'outlet', 'title'])
    """

    __slots__ = ("_batches",)

    def __init__(self, batches: _wirecopy.Batches) -> None:
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._batches.__arrow_c_stream__(requested_schema)

    @property
    def num_rows(self) -> int:
        """The number of rows."""
        return self._batches.num_rows

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
        return self._batches.column_names

    def __len__(self) -> int:
        return self._batches.num_rows

    def __getitem__(self, name: str) -> Column:
        """The column of this name."""
        names = self.column_names
        if name not in names:
            raise KeyError(f"no column {name!r}; there are {', '.join(names)}")
        return Column(self._batches, names.index(name))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names = self.column_names
        columns = [self._batches.column(at) for at in range(len(names))]
        return (dict(zip(names, row)) for row in zip(*columns))

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return list(self)

    def to_arrow(self) -> pyarrow.Table:
        """The table as a `pyarrow.Table`, without a copy."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a `pandas.DataFrame`. Needs pyarrow."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas()
        return frame

    def to_polars(self) -> polars.DataFrame:
        """The table as a `polars.DataFrame`, without a copy."""
        import polars

        return polars.DataFrame(self)

    def head(self, rows: int = 5) -> Table:
        """The first rows."""
        return Table(self._batches.head(rows))

    def __repr__(self) -> str:
        return f"<wirecopy.Table: {self.num_rows} rows; {', '.join(self.column_names)}>"

    def _repr_html_(self) -> str:
        shown = 20
        head = "".join(f"<th>{escape(name)}</th>" for name in self.column_names)
        rows = (
            "<tr>" + "".join(f"<td>{escape(shorten(value))}</td>" for value in row.values()) + "</tr>"
            for row in self.head(shown)
        )
        more = f"<p>{shown} of {self.num_rows} rows</p>" if self.num_rows > shown else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


class Column:
    """One column of a [`Table`]: a sequence of Python values, and an Arrow stream of one column."""

    __slots__ = ("_batches", "_index", "_values")

    def __init__(self, batches: _wirecopy.Batches, index: int = 0) -> None:
        self._batches = batches
        self._index = index
        self._values: list[Any] | None = None

    @property
    def name(self) -> str:
        """The name of the column."""
        return self._batches.column_names[self._index]

    def __len__(self) -> int:
        return self._batches.num_rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_pylist())

    def __getitem__(self, row: int) -> Any:
        return self.to_pylist()[row]

    def to_pylist(self) -> list[Any]:
        """The values as Python objects; `None` is a missing one."""
        if self._values is None:
            self._values = self._batches.column(self._index)
        return self._values

    def to_arrow(self) -> pyarrow.ChunkedArray[Any]:
        """The column as a `pyarrow.ChunkedArray`, without a copy."""
        return Table(self._batches).to_arrow().column(self._index)

    def to_pandas(self) -> pandas.Series[Any]:
        """The column as a `pandas.Series`. Needs pyarrow."""
        series: pandas.Series[Any] = self.to_arrow().to_pandas()
        series.name = self.name
        return series

    def to_polars(self) -> polars.Series:
        """The column as a `polars.Series`, without a copy."""
        return Table(self._batches).to_polars()[self.name]

    def __repr__(self) -> str:
        return f"<wirecopy.Column {self.name}: {len(self)} values>"


def escape(text: object) -> str:
    """Text as HTML."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def shorten(value: object, length: int = 80) -> str:
    """A value on one short line; nothing for a missing one."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"
