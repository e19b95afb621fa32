"""Texts that are looked up, in data and in an index, beside the command line's answers."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import wirecopy
from helpers import COPPER, FERRY, SAMPLES, clusters_of, command_line, rows

DRAFT = "NORDERHAVEN: The mayor spoke first. " + FERRY + " Nobody can say what the repair will cost."


@pytest.fixture
def index(tmp_path: Path, articles: list[dict[str, Any]]) -> wirecopy.Index:
    index = wirecopy.Index.create(tmp_path / "index")
    added = index.add(articles)
    assert added[:3] == (4, 0, 0) and added.rejected == [wirecopy.Rejected("data", 3, "no text")]
    return index


SOURCES: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "dictionaries": lambda articles: articles,
    "pyarrow": pa.Table.from_pylist,
    "pandas": lambda articles: pa.Table.from_pylist(articles).to_pandas(),
    "polars": lambda articles: pl.DataFrame(articles),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_text_is_found_in_every_kind_of_data(kind: str, articles: list[dict[str, Any]]) -> None:
    found = wirecopy.find(DRAFT, SOURCES[kind](articles))
    assert found.found and found.articles_searched == 4 and found.articles == found.outlets == 3
    assert {hit.article_id for hit in found.hits} == {"echo", "coast", "port"}
    assert found.first is not None and found.first.article_id == "echo"
    assert [DRAFT[slice(*new)].strip() for new in found.coverage.new][-1].startswith("Nobody can say")
    passage = found.hits[0].passages[0]
    assert DRAFT[slice(*passage.here)].startswith("The ferry") or "HOLM" in DRAFT[slice(*passage.here)]
    assert "<mark>" in found._repr_html_() and "3 articles of 3 outlets" in repr(found)


def test_answers_are_those_of_the_command_line(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(wirecopy.read(SAMPLES)["text"][0])
    printed = json.loads(command_line("find", str(draft), "--in", str(SAMPLES), "--format", "jsonl"))
    [of_file] = wirecopy.find(draft, SAMPLES)
    assert of_file.to_dict() == printed and of_file.hits
    command_line("index", "create", str(tmp_path / "index"))
    command_line("index", "add", str(tmp_path / "index"), str(SAMPLES), "--quiet")
    printed = json.loads(command_line("find", str(draft), "--in", str(tmp_path / "index"), "--format", "jsonl"))
    index = wirecopy.Index(tmp_path / "index")
    for found in (index.find(draft), wirecopy.find(draft, index), wirecopy.find(draft, tmp_path / "index")):
        assert [answer.to_dict() for answer in found] == [printed]


def test_several_texts_have_answers_in_their_order(index: wirecopy.Index) -> None:
    texts = [COPPER, "Nobody won the chess final in Holm.", DRAFT]
    for several in (texts, pd.Series(texts), pl.Series(texts), pa.array(texts), iter(texts)):
        answers = index.find(several)
        assert [answer.found for answer in answers] == [True, False, True]
        assert [answer.text for answer in answers] == ["text:1", "text:2", "text:3"]
    assert "not found in 4 articles" in repr(answers[1]) and answers[1].first is None and answers[1].hits == []
    [named] = index.find([{"id": "draft", "text": DRAFT, "published": "2031-02-05"}], limit=1)
    assert named.text == "draft" and len(named.hits) == 1 and named.articles == 3
    assert json.loads(json.dumps(named.to_dict())) == named.to_dict()


def test_what_is_there_is_not_added_again(index: wirecopy.Index) -> None:
    assert index.add(rows())[:3] == (0, 0, 4)
    edited = [{**rows()[0], "text": FERRY + " A tug arrived at noon."}]
    rejected = index.add(edited).rejected
    assert "replace=True replaces it" in rejected[0].reason and len(index) == 4
    assert index.add(edited, replace=True)[:3] == (1, 1, 0) and len(index) == 4
    nameless = [{"text": FERRY}, {"text": COPPER}]
    assert index.add(nameless)[:3] == (2, 0, 0)
    # another table with one of them in another place
    assert index.add([{"text": COPPER}, {"text": "A fair opens in Trevane on Friday."}])[:3] == (1, 0, 1)


def test_an_index_finds_the_clusters_of_a_scan(tmp_path: Path) -> None:
    table = wirecopy.synth(600, outlets=20, seed=5)
    index = wirecopy.Index.create(tmp_path / "index", passage=10, keep_text=True)
    assert index.add(pa.table(table).slice(300))[0] + index.add(pa.table(table).slice(0, 300))[0] == 600
    found = {frozenset(cluster) for cluster in clusters_of(index.scan().clusters).values()}
    assert found == {frozenset(cluster) for cluster in clusters_of(wirecopy.scan(table).clusters).values()}
    pq.write_table(table.to_arrow(), tmp_path / "articles.parquet")
    of_file = wirecopy.Index.create(tmp_path / "other")
    assert of_file.add(tmp_path / "articles.parquet").added == 600
    assert clusters_of(of_file.scan().clusters) == clusters_of(wirecopy.scan(tmp_path / "articles.parquet").clusters)
    stats = index.stats()
    assert stats["articles"] == len(index) == 600 and stats["passage"] == 10 and stats["keep_text"]
    assert sum(stats["bytes_of_parts"].values()) <= stats["bytes"]


def test_removed_articles_are_found_no_more(index: wirecopy.Index) -> None:
    assert index.remove(["echo", "nobody"]) == ["echo"]
    assert index.remove(outlet="Coast Post", before=date(2031, 2, 4)) == ["coast"]
    assert [hit.article_id for hit in index.find(DRAFT).hits] == ["port"]
    assert index.remove(before="2031-02-05") == ["port"]
    assert not index.find(DRAFT).found and len(index) == 1
    assert index.stats()["removed_in_files"] == 3
    index.compact()
    assert index.stats()["removed_in_files"] == 0 and index.verify() == []
    with pytest.raises(ValueError, match="before: 'soon' is no day|before: \"soon\" is no day"):
        index.remove(before="soon")


def test_damage_is_told(index: wirecopy.Index) -> None:
    [file] = [file for file in Path(index.folder).rglob("*") if file.is_file() and file.stat().st_size > 1000
              and not file.name.startswith("index.db")][:1]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert [file.name in problem for problem in wirecopy.Index(index.folder).verify()] == [True]


def test_an_index_is_for_several_processes(index: wirecopy.Index) -> None:
    other = pickle.loads(pickle.dumps(index))
    assert other.find(DRAFT).to_dict() == index.find(DRAFT).to_dict()
    code = "import sys, wirecopy; print(wirecopy.Index(sys.argv[1]).add([{'id': 'x', 'text': 'A new story.'}]).added)"
    assert subprocess.check_output([sys.executable, "-c", code, index.folder], env={**os.environ}) == b"1\n"
    assert len(index) == 5 and repr(index).endswith("5 articles>")


def test_errors_of_an_index_are_exceptions_with_its_words(index: wirecopy.Index, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no index"):
        wirecopy.Index(tmp_path / "nothing")
    with pytest.raises(FileExistsError, match="index"):
        wirecopy.Index.create(index.folder)
    with pytest.raises(ValueError, match="passage: 3 words are less than a shingle of 5"):
        wirecopy.Index.create(tmp_path / "new", passage=3)
    with pytest.raises(ValueError, match="shingle: 3 is not the length of the shingles of"):
        index.find(DRAFT, shingle=3)
    with pytest.raises(ValueError, match="nothing to look up"):
        index.find(" ")
    with pytest.raises(ValueError, match="no text to look up"):
        index.find(pd.DataFrame({"text": [None]}))
    with pytest.raises(ValueError, match="add the files that it was made of"):
        index.add(index.folder)
    with pytest.raises(ValueError, match="no articles found"):
        wirecopy.find(DRAFT, [])
    with pytest.raises(ValueError, match="wait: -1.0 is no number of seconds|wait: -1 is no number of seconds"):
        index.compact(wait=-1)
