"""Sketches and signatures of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _wirecopy
from ._data import texts_table
from ._table import Column, Table

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._settings import Settings

__all__ = ["Sketcher", "jaccard", "signature"]


def signature(
    texts: object, *, values: int = 128, shingle: int = 5, seed: int = 0, threads: int | None = None
) -> Column:
    """MinHash signatures of texts: a column of lists of `values` numbers (Arrow: FixedSizeList of uint32).

    Texts are split into words as a scan does it (NFKC, case folded, one spelling), and every run of `shingle` words is
    hashed. `texts` is a sequence of strings, a Series or an Arrow array.

    >>> import wirecopy
    >>> a, b = ["The ferry ran aground off Holm on Sunday."], ["the FERRY ran aground off Holm, on Sunday"]
    >>> wirecopy.jaccard(wirecopy.signature(a), wirecopy.signature(b)).to_pylist()
    [1.0]
    """
    return Column(_wirecopy.signature(texts_table(texts), values, shingle, seed, threads))


def jaccard(a: Column, b: Column) -> Column:
    """The estimated Jaccard index of each row of two columns of signatures, which must be made with equal settings."""
    return Column(_wirecopy.jaccard(a._batches, b._batches))


class Sketcher:
    """Makes the sketches by which a scan finds candidates: for joins of your own.

    Two texts are candidates if they share a key of one band, or two anchors.

    >>> import wirecopy
    >>> sketches = wirecopy.Sketcher().sketch(["The ferry ran aground on a sandbank off the island early on Sunday."])
    >>> [(row["words"], row["distinct"], len(row["bands"])) for row in sketches]
    [(13, 9, 32)]
    """

    def __init__(self, **settings: Unpack[Settings]) -> None:
        self._settings = dict(settings)

    def sketch(self, texts: object, *, threads: int | None = None) -> Table:
        """A row for each text: `words`, `distinct` shingles, `bands` (a key for each band), `anchors`."""
        return Table(_wirecopy.sketch(texts_table(texts), self._settings, threads))
