"""Signatures, sketches and comparisons of texts."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import wirecopy
from helpers import COPPER, FERRY, rows
from wirecopy.compat.datasketch import MinHash, MinHashLSH


def shingles(text: str, size: int = 5) -> set[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def test_signatures_estimate_the_jaccard_index() -> None:
    half = FERRY[: len(FERRY) // 2]
    a, b = shingles(FERRY), shingles(half)
    exact = len(a & b) / len(a | b)
    left, right = wirecopy.signature([FERRY, FERRY], values=2048), wirecopy.signature([half, COPPER], values=2048)
    near, far = wirecopy.jaccard(left, right)
    assert abs(near - exact) < 0.06 and far < 0.01
    assert left.to_arrow().type == pa.list_(pa.uint32(), 2048)


def test_signatures_of_every_kind_of_column_are_equal() -> None:
    texts = [FERRY, COPPER, ""]
    expected = wirecopy.signature(texts).to_pylist()
    assert len(expected) == 3 and len(expected[0]) == 128
    columns = (
        pa.array(texts),
        pa.chunked_array([texts[:1], texts[1:]]),
        pl.Series(texts),
        pd.Series(texts),
        tuple(texts),
    )
    for column in columns:
        assert wirecopy.signature(column).to_pylist() == expected
    many = wirecopy.signature(texts * 500, threads=2).to_pylist()
    assert many == expected * 500


def test_wrong_arguments_of_signatures_are_told() -> None:
    with pytest.raises(TypeError, match="a list of texts"):
        wirecopy.signature("one text")
    with pytest.raises(ValueError, match="values"):
        wirecopy.signature(["x"], values=0)
    with pytest.raises(ValueError, match="another length"):
        wirecopy.jaccard(wirecopy.signature(["x"]), wirecopy.signature(["x"], values=64))
    with pytest.raises(TypeError, match="not text"):
        wirecopy.signature(pa.array([1, 2]))


def test_copies_share_keys_in_their_sketches() -> None:
    ferry, cut, copper = wirecopy.Sketcher().sketch([FERRY, FERRY[:200], COPPER])
    assert len(ferry["bands"]) == 32
    assert len(set(ferry["anchors"]) & set(cut["anchors"])) >= 2
    assert not set(ferry["anchors"]) & set(copper["anchors"])


def test_a_comparison_has_figures_and_passages_in_characters() -> None:
    # characters beyond the first plane count as one, as everywhere in Python
    other = "🚢 " + FERRY[6:]
    found = wirecopy.compare(FERRY, other)
    assert found.is_match and found.verdict == "match" and 0.8 < found.jaccard < 1
    [passage] = found.passages
    assert FERRY[slice(*passage.a)] == other[slice(*passage.b)]
    assert FERRY[slice(*passage.a)].startswith("The ferry") and FERRY[slice(*passage.a)].endswith("instead")
    assert "<mark>The ferry" in found._repr_html_() and "The ferry" in str(found)
    assert wirecopy.align(FERRY, other) == found.passages
    assert wirecopy.compare(FERRY, COPPER).verdict == "unrelated"
    assert found.figures()["longest_run"] == found.longest_run


def test_explain_takes_ids_or_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY)
    (tmp_path / "b.txt").write_text(FERRY[:200])
    of_files = wirecopy.explain(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))
    of_ids = wirecopy.explain("echo", "port", rows())
    assert of_files.figures() == of_ids.figures()
    assert wirecopy.scan(rows()).explain("echo", "port").figures() == of_ids.figures()
    with pytest.raises(KeyError, match="no article has the id"):
        wirecopy.explain("echo", "nobody", rows())


def test_minhash_has_the_calls_of_datasketch() -> None:
    a, b = MinHash(num_perm=256), MinHash(num_perm=256)
    a.update_batch([b"%d" % n for n in range(300)])
    for n in range(100, 400):
        b.update(b"%d" % n)
    assert abs(a.jaccard(b) - 0.5) < 0.12
    assert 200 < a.count() < 420
    union = MinHash.union(a, b)
    everything = MinHash(num_perm=256)
    everything.update_batch([b"%d" % n for n in range(400)])
    assert union == everything and union.digest() == everything.hashvalues
    assert pickle.loads(pickle.dumps(a)) == a
    copy = a.copy()
    copy.update(b"more")
    assert copy != a and not a.is_empty()
    copy.clear()
    assert copy.is_empty()
    with pytest.raises(ValueError, match="num_perm or seed"):
        a.jaccard(MinHash(num_perm=128))


def test_lsh_finds_near_sets() -> None:
    sets = [[b"%d" % (n + 1000 * nth) for n in range(100)] for nth in range(20)]
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for nth, minhash in enumerate(MinHash.bulk(sets)):
        lsh.insert(nth, minhash)
    query = MinHash.bulk([sets[7][:90]])[0]
    assert lsh.query(query) == [7] and 7 in lsh and len(lsh) == 20
    lsh.remove(7)
    assert lsh.query(query) == [] and 7 not in lsh
    with pytest.raises(ValueError, match="no key"):
        lsh.remove(7)
    with pytest.raises(ValueError, match="taken"):
        lsh.insert(3, query)
