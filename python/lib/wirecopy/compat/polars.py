"""Signatures and sketches as expressions of polars: importing this module adds the namespace `wirecopy`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from .. import Sketcher, signature

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._settings import Settings

__all__ = ["WirecopyExpr"]


@pl.api.register_expr_namespace("wirecopy")
class WirecopyExpr:
    """Expressions of a column of texts.

    >>> import polars as pl
    >>> import wirecopy.compat.polars
    >>> frame = pl.DataFrame({"text": ["The ferry ran aground off Holm on Sunday.", None]})
    >>> frame.select(pl.col("text").wirecopy.signature(64))["text"].dtype
    Array(UInt32, shape=(64,))
    """

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def signature(self, values: int = 128, *, shingle: int = 5, seed: int = 0) -> pl.Expr:
        """A MinHash signature of each text, an array of `values` numbers: see `wirecopy.signature`."""

        def make(texts: pl.Series) -> pl.Series:
            return signature(texts, values=values, shingle=shingle, seed=seed).to_polars().alias(texts.name)

        return self._expr.map_batches(make, return_dtype=pl.Array(pl.UInt32, values), is_elementwise=True)

    def sketch(self, **settings: Unpack[Settings]) -> pl.Expr:
        """The sketch of each text, a struct of `words`, `distinct`, `bands` and `anchors`: see `wirecopy.Sketcher`."""
        sketcher = Sketcher(**settings)
        kind = sketcher.sketch([]).to_polars().to_struct("sketch").dtype

        def make(texts: pl.Series) -> pl.Series:
            return sketcher.sketch(texts).to_polars().to_struct(texts.name)

        return self._expr.map_batches(make, return_dtype=kind, is_elementwise=True)
