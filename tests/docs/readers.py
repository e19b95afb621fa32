"""Reads the tables with pandas, polars, DuckDB and R, without an argument beyond the path.

    target/python/bin/python tests/docs/readers.py target/release/wirecopy

Needs pandas, pyarrow, polars and duckdb for the Python that runs this, and Rscript.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 84
FIRST = "2031-05-04 06:12"
FERRY = "harbourlight.example/ferry.txt"


def fault(name, rows, published, credited):
    """What a reader got wrong, or None."""
    if rows != ARTICLES:
        return f"{name}: {rows} rows"
    if not str(published).startswith(FIRST):
        return f"{name}: published is {published!r}"
    if isinstance(credited, bool):
        return f"{name}: credited became a boolean"
    return None


def with_pandas(folder):
    table = pd.read_parquet(folder / "articles.parquet")
    yield "pandas, dtype", ARTICLES if str(table.published.dtype).startswith("datetime64") else 0, FIRST, ""
    ferry = table[table.article_id == FERRY].iloc[0]
    yield "pandas, Parquet", len(table), ferry.published, ferry.credited
    table = pd.read_csv(folder / "articles.csv")
    ferry = table[table.article_id == FERRY].iloc[0]
    yield "pandas, CSV", len(table), pd.Timestamp(ferry.published), ferry.credited


def with_polars(folder):
    for name, table in [
        ("polars, Parquet", pl.read_parquet(folder / "articles.parquet")),
        ("polars, CSV", pl.read_csv(folder / "articles.csv")),
    ]:
        ferry = table.row(by_predicate=pl.col("article_id") == FERRY, named=True)
        yield name, len(table), str(ferry["published"]).replace("T", " "), ferry["credited"]


def with_duckdb(folder):
    database = duckdb.connect()
    for name in ["articles.parquet", "articles.csv"]:
        table = f"'{(folder / name).as_posix()}'"
        [(rows,)] = database.execute(f"select count(*) from {table}").fetchall()
        columns = "strftime(published::timestamp, '%Y-%m-%d %H:%M'), credited"
        query = f"select {columns} from {table} where article_id = '{FERRY}'"
        [(published, credited)] = database.execute(query).fetchall()
        yield f"DuckDB, {name}", rows, published, credited


def with_r(folder):
    code = f"""
    a <- read.csv("articles.csv")
    f <- a[a$article_id == "{FERRY}", ]
    time <- as.POSIXct(f$published, "UTC", "%Y-%m-%dT%H:%M:%SZ")
    cat(nrow(a), format(time, "%Y-%m-%d %H:%M"), f$credited, sep = "\\t")
    """
    command = ["Rscript", "--vanilla", "-e", code]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    rows, published, credited = run.stdout.split("\t")
    yield "R, CSV", int(rows), published, credited


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for form in ["csv", "parquet"]:
            out = folder / form
            flags = ["-q", "corpus-samples", "--out", out, "--no-page", "--no-pairs", "--format", form]
            subprocess.run([program, "scan", *flags], cwd=ROOT, check=True)
            (out / f"articles.{form}").rename(folder / f"articles.{form}")
        readers = [with_pandas, with_polars, with_duckdb, with_r]
        faults = [fault(*row) for reader in readers for row in reader(folder)]
    faults = [text for text in faults if text]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
