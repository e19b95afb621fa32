"""The namespace of polars and the step of datatrove."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import wirecopy
import wirecopy.compat.polars
from helpers import COPPER, FERRY, rows


def test_expressions_of_polars_are_the_functions() -> None:
    texts = [FERRY, COPPER, None]
    frame = pl.DataFrame({"text": texts})
    of_text = pl.col("text").wirecopy  # type: ignore[attr-defined]
    made = frame.lazy().with_columns(of_text.signature(64).alias("signature"), of_text.sketch(bands=16).alias("sketch"))
    found = made.collect()
    assert found.schema == made.collect_schema()
    assert found["signature"].to_list() == wirecopy.signature(texts, values=64).to_pylist()
    assert found["sketch"].to_list() == wirecopy.Sketcher(bands=16).sketch(texts).to_pylist()
    assert found.columns == ["text", "signature", "sketch"]


def test_a_step_of_datatrove_drops_copies(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document
    from wirecopy.compat.datatrove import Copies

    def documents() -> list[Document]:
        fields = ("outlet", "published", "title")
        return [
            Document(text=row["text"] or "", id=row["id"], metadata={name: row[name] for name in fields})
            for row in rows()
        ]

    kept = list(Copies()(documents()))
    assert [document.id for document in kept] == ["echo", "copper", "none"]
    assert kept[0].metadata["cluster_id"] and "cluster_id" not in kept[1].metadata
    marked = list(Copies(drop=False, threshold=0.4)(documents()))
    assert [bool(document.metadata.get("cluster_id")) for document in marked] == [True, False, False, True, True]
    assert list(Copies()([])) == [] and list(Copies()(None)) == []
