//! What the help of each command says at its end: examples and exit codes.

/// Exit codes, at the end of `wirecopy --help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    find: the text stands nowhere
  2    wrong flags, or something could not be read or written; scan --strict: input was rejected
  130  interrupted (Ctrl-C)

A command's help: wirecopy help COMMAND. Documentation: docs/ in the repository.";

pub(crate) const SCAN: &str = "\
Examples:
  wirecopy scan pages/ --out result --open        all tables and a report, opened in the browser
  wirecopy scan pages/ > clusters.csv             the clusters as CSV
  wirecopy scan *.jsonl.zst --format parquet -o result
  wirecopy scan pages/ --dedup-to kept.jsonl -q   the corpus without copies
  zcat crawl.jsonl.gz | wirecopy scan -o result   standard input

On a terminal the clusters come as a table that fits the window; in a pipe, in a file, and with --format, as CSV,
JSON Lines or Parquet.";

pub(crate) const FIND: &str = "\
Examples:
  wirecopy find article.txt --in pages/           where this text stands, since when, how much of it
  wirecopy find --text 'a paragraph of it' --in pages/ --format csv";

pub(crate) const INDEX: &str = "\
Examples:
  wirecopy index create archive                   an empty index
  wirecopy index add archive pages/               articles into it
  wirecopy index scan archive --out result        as scan, without reading the files again";

pub(crate) const INDEX_CREATE: &str = "\
Example:
  wirecopy index create archive                   an empty index";

pub(crate) const INDEX_ADD: &str = "\
Examples:
  wirecopy index add archive pages/               what is there already is not added again
  wirecopy index add archive today.jsonl --clusters  … and which cluster each new article is in";

pub(crate) const INDEX_REMOVE: &str = "\
Examples:
  wirecopy index remove archive id-17 id-204      two articles
  wirecopy index remove archive --before 2031-03-01";

pub(crate) const INDEX_SCAN: &str = "\
Example:
  wirecopy index scan archive --out result        the tables and the report of all its articles";

pub(crate) const INDEX_STATS: &str = "\
Example:
  wirecopy index stats archive                    how many articles, and how large it is";

pub(crate) const INDEX_VERIFY: &str = "\
Example:
  wirecopy index verify archive                   after a crash of the machine, or a copy";

pub(crate) const INDEX_COMPACT: &str = "\
Example:
  wirecopy index compact archive                  after many small adds, or a removal";

#[cfg(feature = "serve")]
pub(crate) const SERVE: &str = "\
Example:
  wirecopy serve archive                          http://127.0.0.1:8750";

pub(crate) const EXPLAIN: &str = "\
Examples:
  wirecopy explain one.txt other.html             two files
  wirecopy explain id-17 id-204 pages.jsonl       two articles of a corpus, by their ids
  wirecopy explain id-17 id-204 archive           two articles of an index; their texts, where they are there still";

pub(crate) const INSPECT: &str = "\
Examples:
  wirecopy inspect pages/                         what is recognised, and what is not
  wirecopy inspect table.csv --text-column corpo  with a column named
  wirecopy inspect pages/ --json                  the same for a program
  wirecopy inspect archive                        the articles of an index";

pub(crate) const BOILERPLATE: &str = "\
Example:
  wirecopy boilerplate courier.example pages/     what is cut from the pages of courier.example";

pub(crate) const EVALUATE: &str = "\
Examples:
  wirecopy evaluate pages/ --labels labels.csv
  wirecopy evaluate pages/ --labels labels.csv --sweep=0.2-0.5:0.05";

pub(crate) const BENCH: &str = "\
Examples:
  wirecopy bench                                  a synthetic corpus of 10,000 articles
  wirecopy bench pages/                           your own articles";

pub(crate) const SYNTH: &str = "\
Example:
  wirecopy synth corpus -n 10000 --format jsonl   10,000 articles and the clusters that they should give";

pub(crate) const COMPLETIONS: &str = "\
Example:
  wirecopy completions bash > ~/.local/share/bash-completion/completions/wirecopy";

pub(crate) const MAN: &str = "\
Examples:
  wirecopy man scan | man -l -                    one page
  wirecopy man --out ~/.local/share/man/man1      all of them";

pub(crate) const CONFIG: &str = "\
Example:
  wirecopy config > wirecopy.toml                 every flag with its default, commented out
  wirecopy scan pages/ --config wirecopy.toml";
