"""The settings of a scan: they have the names of the command line's flags."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, TypedDict

__all__ = ["Settings"]

Path = str | os.PathLike[str]


class Settings(TypedDict, total=False):
    """Settings, all of which can be left out. `wirecopy scan --help` explains each."""

    profile: Literal["news", "ocr"]
    include: str | Sequence[str]
    exclude: str | Sequence[str]
    input_format: str
    max_article_bytes: int
    follow: bool
    sheet: str | int
    table: str
    extract: Literal["fast", "precise", "none"]
    text_column: str
    id_column: str
    outlet_column: str
    date_column: str
    title_column: str
    url_column: str
    timezone: str
    outlets: Path
    shingle: int
    bands: int
    rows: int
    threshold: float
    min_shared: int
    boilerplate: Literal["off", "light", "full"]
    cluster: Literal["single", "average"]
    window: int
    seed: int
    agencies: Path
    memory: int | str
    tmp: Path
    count_by: Literal["outlet", "owner"]
    dedup_containment: float
    dedup_forms: Sequence[Literal["verbatim", "edited", "cut", "extended"]]
