"""Finds the news articles that are the same text, and says whose text it is.

>>> import wirecopy
>>> articles = wirecopy.synth(200, outlets=20)
>>> result = wirecopy.scan(articles)
>>> result.summary["counts"]["articles"]
200
"""

from ._compare import Comparison, Passage, align, compare, explain
from ._find import Answer, Coverage, FirstSeen, FoundPassage, Hit, find
from ._index import Added, Index, Rejected
from ._result import Result
from ._scan import dedup, evaluate, read, scan, synth
from ._settings import Settings
from ._table import Column, Table
from ._texts import Sketcher, jaccard, signature
from ._wirecopy import __version__

__all__ = [
    "Added",
    "Answer",
    "Column",
    "Comparison",
    "Coverage",
    "FirstSeen",
    "FoundPassage",
    "Hit",
    "Index",
    "Passage",
    "Rejected",
    "Result",
    "Settings",
    "Sketcher",
    "Table",
    "__version__",
    "align",
    "compare",
    "dedup",
    "evaluate",
    "explain",
    "find",
    "jaccard",
    "read",
    "scan",
    "signature",
    "synth",
]
