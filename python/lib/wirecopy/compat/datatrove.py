"""A step of a datatrove pipeline that drops copies, or names their cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from datatrove.pipeline.base import PipelineStep

from .. import scan

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._settings import Settings

__all__ = ["Copies"]


class Copies(PipelineStep):  # type: ignore[misc]
    """Drops the documents that `wirecopy.dedup` drops, and names the cluster of the others in `metadata`.

    The documents of a task are in memory and compared with each other; a task does not see those of others: for copies
    across tasks use `wirecopy.spark`. Metadata are read as columns: `url`, `outlet`, `published` and the others that a
    scan knows. `drop=False` drops nothing.
    """

    type = "🫂 - DEDUPS"
    name = "📰 wirecopy"

    def __init__(self, *, drop: bool = True, threads: int | None = None, **settings: Unpack[Settings]) -> None:
        super().__init__()
        self.drop = drop
        self.threads = threads
        self.settings = settings

    def run(self, data: Iterable[Any] | None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Yields the documents that are kept, in their order."""
        documents = list(data or [])
        if not any(document.text.strip() for document in documents):
            yield from documents
            return
        rows = ({**document.metadata, "id": document.id, "text": document.text} for document in documents)
        with self.track_time("task"):
            result = scan(rows, threads=self.threads, progress=False, **self.settings)
        for document, cluster, kept in zip(documents, result.labels, result.kept):
            if cluster is not None:
                document.metadata["cluster_id"] = cluster
            if kept or not self.drop:
                self.update_doc_stats(document)
                yield document
            else:
                self.stat_update("dropped")
