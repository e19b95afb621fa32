"""The columns of the tables between stages."""

from __future__ import annotations

__all__ = [
    "ARTICLES",
    "CHECKED",
    "CHOSEN",
    "DECIDED",
    "EDGES",
    "NUMBER",
    "OUTLET",
    "POSTINGS",
    "PREPARED",
    "PRINTED",
    "READ",
    "RECORDS",
    "SUMS",
    "WORDS",
]

#: the number of a row of the input, and the outlet that prints it, in small letters
NUMBER = "n"
OUTLET = "outlet_key"

#: articles as they are read from files
ARTICLES = (
    "id string, outlet string, title string, byline string, published string, url string, text string, "
    "credit_line string, owner string, extraction string, path string, row long, language string"
)
WORDS = "token long, count long"
READ = "outlet_key string, record string, credit string, tokens binary, lines binary, reason string"

PREPARED = (
    "n long, id string, outlet string, title string, byline string, owner string, url string, language string, "
    "extraction string, "
    "title_made boolean, shows_authors boolean, text_hash long, time long, credit string, tokens binary, "
    "boilerplate int, no_article boolean, distinct int, bands binary, anchors binary, reason string"
)
RECORDS = "key long, n long"
EDGES = "a long, b long"
POSTINGS = "key long, n long, text long, distinct int, content int, remnant boolean, time long"
SUMS = "x long, y long, of_x long, of_y long, distinct_x int, distinct_y int, weight int"
#: `turn` is 0 for the pairs that are checked first, 1 for the others, and 2 for those that are only listed
CHOSEN = "a long, b long, turn int"
CHECKED = "a long, b long, certain boolean"
#: what outlets and flows are counted of: copies with what they need to know of their cluster
PRINTED = "outlet string, time long, wire string, marks int, lead_time long, source string, source_time long"
#: batches of the final tables, each as an Arrow IPC stream
DECIDED = "name string, rows binary"
