"""What the tests share: invented articles, and the command line's clusters."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import wirecopy

SAMPLES = Path(__file__).parents[2] / "corpus-samples"

FERRY = (
    "HOLM: The ferry Havbris ran aground on a sandbank off Holm early on Sunday with 212 people aboard. All of them "
    "are safe, the coast guard said. Divers will look at the hull when the tide is out. The line between Holm and "
    "Norderhaven stays closed until Tuesday, and buses run along the coast instead."
)
COPPER = (
    "TREVANE: Copper rose by three marks on Monday after a mine in the Corrin hills had closed for repairs. Traders at "
    "the exchange expect the price to fall again as soon as the pumps are working."
)


def rows() -> list[dict[str, Any]]:
    """Two copies of one story, one of them cut, a story of its own, and a row that is no article."""
    return [
        {
            "id": "echo",
            "outlet": "Holm Echo",
            "published": "2031-02-04T08:00Z",
            "title": "Ferry aground",
            "text": FERRY,
        },
        {"id": "copper", "outlet": "Trevane Herald", "published": None, "title": "Copper", "text": COPPER},
        {"id": "none", "outlet": "Trevane Herald", "published": None, "title": "Nothing", "text": None},
        {"id": "port", "outlet": "Port Daily", "published": "2031-02-04T09:30Z", "title": "Safe", "text": FERRY[:200]},
        {"id": "coast", "outlet": "Coast Post", "published": "2031-02-04T10:00Z", "title": "Ferry", "text": FERRY},
    ]


def clusters_of(table: wirecopy.Table) -> dict[str, list[str]]:
    """The article ids of each cluster, in their order."""
    found: dict[str, list[str]] = {}
    for row in table:
        found.setdefault(row["cluster_id"], []).append(row["article_id"])
    return found


def command_line(*words: str) -> str:
    """What the program prints."""
    command = [sys.executable, "-m", "wirecopy", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ}).stdout


def clusters_of_command_line(*words: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(command_line("scan", *words).splitlines()):
        found.setdefault(row["cluster_id"], []).append(row["article_id"])
    return found
