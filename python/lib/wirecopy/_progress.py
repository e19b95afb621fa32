"""Progress on stderr: one line that is written again and again, in terminals and in notebooks."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

__all__ = ["Progress", "Report", "report_of"]

#: Called about ten times a second with the stage, what is done of it, and how much there is to do (`None` if unknown).
Progress = Callable[[str, int, "int | None"], object]

Report = Callable[[str, int, "int | None", "list[str]"], None]

logger = logging.getLogger("wirecopy")


def report_of(progress: bool | Progress | None) -> Report | None:
    """What the library calls. `None` shows progress where stderr is a terminal, and in notebooks."""
    if progress is None:
        progress = "ipykernel" in sys.modules or sys.stderr is not None and sys.stderr.isatty()
    if progress is False:
        return log_only
    show = Line() if progress is True else progress

    def report(stage: str, done: int, total: int | None, messages: list[str]) -> None:
        log_only(stage, done, total, messages)
        show(stage, done, total)

    return report


def log_only(stage: str, done: int, total: int | None, messages: list[str]) -> None:
    for message in messages:
        logger.info("%s", message)


#: seconds after which progress is shown: what is done at once needs no line
PATIENCE = 0.5


class Line:
    """A line on stderr."""

    def __init__(self) -> None:
        self.shown = ""
        self.start = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if not stage or time.monotonic() - self.start < PATIENCE:
            return
        unit = 1_000_000 if stage == "read" else 1
        of = f"/{total // unit}" if total else ""
        share = f" {min(100, 100 * done // total)} %" if total else ""
        text = f"wirecopy: {stage} {done // unit}{of}{' MB' if stage == 'read' else ''}{share}"
        if text != self.shown:
            sys.stderr.write("\r" + text.ljust(len(self.shown)))
            sys.stderr.flush()
            self.shown = text

    def __del__(self) -> None:
        if self.shown and sys.stderr is not None:
            sys.stderr.write("\r" + " " * len(self.shown) + "\r")
            sys.stderr.flush()
