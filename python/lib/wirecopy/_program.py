"""The program `wirecopy`, as the command line runs it."""

from __future__ import annotations

import sys

from . import _wirecopy

__all__ = ["main"]


def main() -> None:
    """Runs the program with the words of the command line, and ends the process."""
    sys.exit(_wirecopy.run_program(["wirecopy", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
