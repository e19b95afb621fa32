"""An index: articles that are kept between runs."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from . import _wirecopy
from ._data import open_data
from ._find import Answer, answers_of, texts_of
from ._progress import Progress, logger, report_of
from ._result import Result
from ._scan import scan

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._settings import Settings

__all__ = ["Added", "Index", "Rejected"]


class Rejected(NamedTuple):
    """A file or a row that did not become an article."""

    path: str
    row: int | None
    reason: str


class Added(NamedTuple):
    """What became of articles that were added, in numbers of articles."""

    added: int
    #: articles of the index that new ones replaced
    replaced: int
    #: articles that were there already
    known: int
    rejected: list[Rejected]


class Index:
    """An index in a folder: articles that are kept between runs, and found in milliseconds.

    It is the index of `wirecopy index`, and any number of processes may read it while one writes. A folder with an
    index is also a source of articles for `scan`, `find` and the command line.

    >>> import tempfile, wirecopy
    >>> folder = tempfile.TemporaryDirectory()
    >>> index = wirecopy.Index.create(folder.name + "/news")
    >>> text = "The ferry ran aground off Holm on Sunday with 212 people aboard, all of whom are safe, it was said."
    >>> index.add([{"id": "echo", "outlet": "Holm Echo", "text": text}]).added
    1
    >>> index.find("HOLM: " + text).hits[0].outlet
    'Holm Echo'
    >>> index.remove("echo"), len(index)
    (['echo'], 0)
    >>> folder.cleanup()
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._index = _wirecopy.Index.open(os.fspath(folder))

    @classmethod
    def create(
        cls, folder: str | os.PathLike[str], *, shingle: int = 5, passage: int = 12, keep_text: bool = False
    ) -> Index:
        """Makes an empty index in a folder that is new or empty.

        `passage` is the shortest passage that is surely found, in words: shorter makes the index larger. `shingle` is
        the number of words of a shingle, 3 for text read from scans. `keep_text` keeps the texts too, compressed.
        """
        return cls._of(_wirecopy.Index.create(os.fspath(folder), shingle, passage, keep_text))

    @classmethod
    def open(cls, folder: str | os.PathLike[str]) -> Index:
        """Opens the index of a folder, as `Index(folder)` does."""
        return cls._of(_wirecopy.Index.open(os.fspath(folder)))

    @classmethod
    def _of(cls, inner: _wirecopy.Index) -> Index:
        index = cls.__new__(cls)
        index._index = inner
        return index

    def __reduce__(self) -> tuple[type[Index], tuple[str]]:
        return Index, (self.folder,)

    @property
    def folder(self) -> str:
        """Its folder."""
        return os.fspath(self._index.folder)

    def add(
        self,
        data: object,
        *,
        replace: bool = False,
        wait: float = 0.0,
        threads: int | None = None,
        progress: bool | Progress | None = None,
        **settings: Unpack[Settings],
    ) -> Added:
        """Adds articles: whatever `scan` takes. What is there already, with the same id and content, is not added again.

        An article from a file replaces what was read from its place in that file before. A row of a table whose id
        another article has is rejected, and with `replace=True` replaces that one; a row without an id is named by its
        content. `wait` is how many seconds to wait for another writer. Of a run that is stopped, whole batches stay.
        """
        found = self._index.add(open_data(data), dict(settings), replace, wait, threads, report_of(progress))
        added = Added(found[0], found[1], found[2], [Rejected(*row) for row in found[3]])
        if added.rejected:
            path, row, reason = added.rejected[0]
            place = path if row is None else f"{path}, row {row}"
            logger.warning("%d files or rows were rejected, the first: %s: %s", len(added.rejected), place, reason)
        return added

    @overload
    def find(  # type: ignore[overload-overlap]
        self, text: str, *, limit: int = ..., threads: int | None = ..., **settings: Unpack[Settings]
    ) -> Answer: ...
    @overload
    def find(
        self, text: object, *, limit: int = ..., threads: int | None = ..., **settings: Unpack[Settings]
    ) -> list[Answer]: ...
    def find(
        self, text: object, *, limit: int = 20, threads: int | None = None, **settings: Unpack[Settings]
    ) -> Answer | list[Answer]:
        """Looks one text up, or several: see `wirecopy.find`. Several at once take less time than one by one."""
        texts = texts_of(text, settings)
        found = self._index.find(texts, dict(settings), limit, threads)
        return answers_of(text, texts, found)  # type: ignore[no-any-return]

    def remove(
        self,
        ids: str | Iterable[str] = (),
        *,
        outlet: str | Iterable[str] = (),
        before: str | datetime.date | None = None,
        wait: float = 0.0,
        agencies: str | os.PathLike[str] | None = None,
    ) -> list[str]:
        """Removes the articles with these ids, of these outlets, or published before a day; returns their ids.

        Nobody finds them from now on. `compact` takes them out of the files.
        """
        day = before.isoformat() if isinstance(before, datetime.date) else before
        arguments = {} if agencies is None else {"agencies": os.fspath(agencies)}
        return self._index.remove(names(ids), names(outlet), day, arguments, wait)

    def scan(
        self,
        *,
        pairs: bool = False,
        all_pairs: bool = False,
        threads: int | None = None,
        progress: bool | Progress | None = None,
        **settings: Unpack[Settings],
    ) -> Result:
        """Finds the clusters of all articles of the index, as `wirecopy.scan` of the same articles does."""
        if "shingle" not in settings and "profile" not in settings:
            settings["shingle"] = self._index.settings[0]
        return scan(
            self.folder, pairs=pairs, all_pairs=all_pairs, threads=threads, progress=progress, **settings
        )

    def stats(self) -> dict[str, Any]:
        """Its figures: `articles`, `words`, `removed_in_files` (articles that `compact` would take out of files),
        `files`, `bytes`, `bytes_of_parts`, and what it was made with: `shingle` and `passage` in words, `keep_text`."""
        stats: dict[str, Any] = json.loads(self._index.stats())
        return stats

    def verify(self) -> list[str]:
        """Checks every file against its checksums. What is wrong, a line for each file: empty if nothing is."""
        return self._index.verify()

    def compact(self, *, wait: float = 0.0) -> None:
        """Merges files, and takes what was removed out of them."""
        self._index.compact(wait)

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        return f"<wirecopy.Index {self.folder}: {len(self)} articles>"


def names(given: str | Iterable[str]) -> list[str]:
    """One name, or several."""
    return [given] if isinstance(given, str) else list(given)
