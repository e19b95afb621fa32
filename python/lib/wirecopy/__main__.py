"""`python -m wirecopy`: the program."""

from ._program import main

main()
