"""What two texts share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _wirecopy
from ._data import open_data
from ._table import escape, shorten

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._settings import Settings

__all__ = ["Comparison", "Passage", "align", "compare", "explain"]


class Passage(NamedTuple):
    """A passage that two texts share. Ranges are `(start, end)`, the end not included."""

    words_a: tuple[int, int]
    words_b: tuple[int, int]
    #: characters in the first text
    a: tuple[int, int]
    #: characters in the second text
    b: tuple[int, int]


class Comparison:
    """What two texts share.

    `verdict` is `match`, `template` (two reports from one form), `scattered` or `in_order` (versions of one story),
    `little_shared` or `unrelated`. `score` is the overlap score H = √(Jaccard × containment in the smaller);
    containment of A in B is the share of A's shingles that B has. All shares are between 0 and 1.

    >>> import wirecopy
    >>> text = "The ferry ran aground off Holm on Sunday."
    >>> found = wirecopy.compare(text, "HOLM: " + text)
    >>> found.jaccard, found.longest_run, len(found.passages)
    (0.8, 8, 1)
    """

    verdict: str
    score: float
    spread: float
    jaccard: float
    containment_a: float
    containment_b: float
    shared_shingles: int
    words_a: int
    words_b: int
    shared_words_a: int
    shared_words_b: int
    longest_run: int
    passages: list[Passage]

    def __init__(self, a: str, b: str, figures: dict[str, Any]) -> None:
        self.a = a
        self.b = b
        passages = [Passage(*passage) for passage in figures.pop("passages")]
        self.__dict__.update(figures, passages=passages)

    @property
    def is_match(self) -> bool:
        """Whether the two are the same text."""
        return self.verdict == "match"

    def figures(self) -> dict[str, Any]:
        """All figures by name."""
        return {name: value for name, value in self.__dict__.items() if name not in ("a", "b", "passages")}

    def __repr__(self) -> str:
        return (
            f"<wirecopy.Comparison: {self.verdict}; score {self.score:.3f}, Jaccard {self.jaccard:.3f}, "
            f"{self.containment_a:.1%} of A in B, {self.containment_b:.1%} of B in A, longest run "
            f"{self.longest_run} words>"
        )

    def __str__(self) -> str:
        lines = [repr(self)]
        for passage in self.passages:
            words = passage.words_a[1] - passage.words_a[0]
            lines.append(f"= {words} words: {shorten(self.a[slice(*passage.a)], 400)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        sides = (marked(self.a, [p.a for p in self.passages]), marked(self.b, [p.b for p in self.passages]))
        cells = "".join(f"<td style='vertical-align:top;text-align:left;width:50%'>{side}</td>" for side in sides)
        return f"<p>{escape(repr(self)[1:-1])}</p><table style='width:100%'><tr>{cells}</tr></table>"


def marked(text: str, ranges: list[tuple[int, int]]) -> str:
    """A text as HTML with some stretches marked."""
    parts = []
    at = 0
    for start, end in sorted(ranges):
        start = max(start, at)
        parts.append(escape(text[at:start]))
        parts.append(f"<mark>{escape(text[start:end])}</mark>" if end > start else "")
        at = max(at, end)
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>")


def compare(a: str, b: str, **settings: Unpack[Settings]) -> Comparison:
    """What two texts share, by the rules of a scan; nothing is known of their outlets and times."""
    return Comparison(a, b, _wirecopy.compare(a, b, dict(settings)))


def align(a: str, b: str, **settings: Unpack[Settings]) -> list[Passage]:
    """The passages that two texts share, in the order of the first: runs of at least the length of a shingle.

    >>> import wirecopy
    >>> text = "Divers will look at the hull when the tide is out."
    >>> [passage] = wirecopy.align("She said: " + text, text)
    >>> passage.words_a, passage.b
    ((2, 13), (0, 49))
    """
    return compare(a, b, **settings).passages


def explain(a: str, b: str, data: object = None, **settings: Unpack[Settings]) -> Comparison:
    """What two articles share. `a` and `b` are files, or ids if `data` is given: whatever `scan` takes."""
    if data is None:
        return compare(only_article(a, settings), only_article(b, settings), **settings)
    batches, _ = _wirecopy.read(open_data(data), dict(settings))
    ids, texts = (batches.column(batches.column_names.index(name)) for name in ("id", "text"))
    found = []
    for name in (a, b):
        places = [at for at, known in enumerate(ids) if known == name]
        if len(places) != 1:
            number = "no article has" if not places else "several articles have"
            raise KeyError(f"{number} the id {name!r}")
        found.append(texts[places[0]])
    return compare(found[0], found[1], **settings)


def only_article(path: str, settings: Settings) -> str:
    """The text of the only article of a file."""
    batches, rejected = _wirecopy.read([os.fspath(path)], dict(settings))
    if batches.num_rows != 1:
        reason = rejected[0][2] if rejected and not batches.num_rows else f"holds {batches.num_rows} articles"
        raise ValueError(f"{path}: {reason}")
    text: str = batches.column(batches.column_names.index("text"))[0]
    return text
