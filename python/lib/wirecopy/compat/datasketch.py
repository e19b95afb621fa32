"""`MinHash` and `MinHashLSH` with the calls of datasketch: change the import, and keep the code.

The values differ from datasketch's: a hash function gives a minimum and a maximum here, so that half the functions
suffice. So signatures of the two libraries cannot be compared; estimates of the Jaccard index have the same error.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from .._wirecopy import Signature

__all__ = ["MinHash", "MinHashLSH"]


class MinHash:
    """The MinHash signature of a set of byte strings.

    >>> a, b = MinHash(), MinHash()
    >>> a.update_batch([b"ferry", b"aground", b"holm"])
    >>> b.update_batch([b"ferry", b"aground", b"holm"])
    >>> a.jaccard(b)
    1.0
    """

    __slots__ = ("_signature",)

    def __init__(self, num_perm: int = 128, seed: int = 1, hashvalues: Iterable[int] | None = None) -> None:
        self._signature = Signature(num_perm, seed)
        if hashvalues is not None:
            self._signature.values = list(hashvalues)

    @property
    def num_perm(self) -> int:
        """The number of values."""
        return len(self._signature.values)

    @property
    def seed(self) -> int:
        """The seed of the hash functions."""
        return self._signature.seed

    @property
    def hashvalues(self) -> list[int]:
        """The values: minima, then maxima."""
        return self._signature.values

    def update(self, b: bytes) -> None:
        """Adds one byte string."""
        self._signature.update([b])

    def update_batch(self, b: Iterable[bytes]) -> None:
        """Adds byte strings; much faster than one by one."""
        self._signature.update(list(b))

    def jaccard(self, other: MinHash) -> float:
        """The estimated Jaccard index with another set."""
        return self._signature.jaccard(other._signature)

    def count(self) -> float:
        """The estimated number of byte strings."""
        return self._signature.count()

    def merge(self, other: MinHash) -> None:
        """Makes this the signature of the union with another set."""
        self._signature.merge(other._signature)

    @classmethod
    def union(cls, *mhs: MinHash) -> MinHash:
        """The signature of the union of two sets or more."""
        if len(mhs) < 2:
            raise ValueError("union: at least two MinHashes are needed")
        merged = mhs[0].copy()
        for other in mhs[1:]:
            merged.merge(other)
        return merged

    @classmethod
    def bulk(cls, b: Iterable[Iterable[bytes]], **minhash_kwargs: Any) -> list[MinHash]:
        """A signature for each of several sets."""
        made = []
        for items in b:
            one = cls(**minhash_kwargs)
            one.update_batch(items)
            made.append(one)
        return made

    def digest(self) -> list[int]:
        """The values."""
        return self.hashvalues

    def is_empty(self) -> bool:
        """Whether nothing was added."""
        return self._signature.is_empty

    def clear(self) -> None:
        """Makes the set empty."""
        self._signature = Signature(self.num_perm, self.seed)

    def copy(self) -> MinHash:
        """A copy that grows by itself."""
        made = MinHash.__new__(MinHash)
        made._signature = self._signature.copy()
        return made

    def __len__(self) -> int:
        return self.num_perm

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, MinHash) and self.seed == other.seed
        return same and isinstance(other, MinHash) and self.hashvalues == other.hashvalues

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[MinHash], tuple[int, int, list[int]]]:
        return MinHash, (self.num_perm, self.seed, self.hashvalues)


def best_params(threshold: float, num_perm: int, weights: tuple[float, float]) -> tuple[int, int]:
    """The bands and rows with the least weighted area of false positives and false negatives."""

    def area(start: float, end: float, share: Callable[[float], float]) -> float:
        steps = 100
        width = (end - start) / steps
        return sum(share(start + (step + 0.5) * width) for step in range(steps)) * width

    best = (float("inf"), 1, 1)
    for bands in range(1, num_perm + 1):
        for rows in range(1, num_perm // bands + 1):
            found = area(0.0, threshold, lambda s, b=bands, r=rows: 1.0 - (1.0 - s**r) ** b)  # type: ignore[misc]
            missed = area(threshold, 1.0, lambda s, b=bands, r=rows: (1.0 - s**r) ** b)  # type: ignore[misc]
            error = weights[0] * found + weights[1] * missed
            best = min(best, (error, bands, rows))
    return best[1], best[2]


class MinHashLSH:
    """Finds the keys of sets that are likely to have at least a Jaccard index of `threshold` with a query.

    >>> lsh = MinHashLSH(threshold=0.8, num_perm=128)
    >>> text = MinHash.bulk([[b"ferry", b"aground", b"holm"]])[0]
    >>> lsh.insert("a/1", text)
    >>> lsh.query(text)
    ['a/1']
    """

    def __init__(
        self,
        threshold: float = 0.9,
        num_perm: int = 128,
        weights: tuple[float, float] = (0.5, 0.5),
        params: tuple[int, int] | None = None,
    ) -> None:
        if not 0.0 <= threshold <= 1.0:
            raise ValueError(f"threshold: {threshold} is out of range: 0 to 1")
        self.threshold = threshold
        self.h = num_perm
        self.b, self.r = params or best_params(threshold, num_perm, weights)
        if self.b * self.r > num_perm:
            raise ValueError(f"params: {self.b} bands of {self.r} rows need more than {num_perm} values")
        self._buckets: list[dict[bytes, dict[Hashable, None]]] = [{} for _ in range(self.b)]
        self._bands: dict[Hashable, list[bytes]] = {}

    def insert(self, key: Hashable, minhash: MinHash, check_duplication: bool = True) -> None:
        """Adds a set under a key that is not taken yet."""
        if check_duplication and key in self._bands:
            raise ValueError(f"the key {key!r} is taken")
        bands = self._keys(minhash)
        self._bands[key] = bands
        for bucket, band in zip(self._buckets, bands):
            bucket.setdefault(band, {})[key] = None

    def query(self, minhash: MinHash) -> list[Hashable]:
        """The keys of the sets that share a band with this one, in the order of their bands."""
        found: dict[Hashable, None] = {}
        for bucket, band in zip(self._buckets, self._keys(minhash)):
            found.update(bucket.get(band, {}))
        return list(found)

    def remove(self, key: Hashable) -> None:
        """Removes a key."""
        if key not in self._bands:
            raise ValueError(f"there is no key {key!r}")
        for bucket, band in zip(self._buckets, self._bands.pop(key)):
            members = bucket[band]
            del members[key]
            if not members:
                del bucket[band]

    def is_empty(self) -> bool:
        """Whether there are no keys."""
        return not self._bands

    def __contains__(self, key: Hashable) -> bool:
        return key in self._bands

    def __len__(self) -> int:
        return len(self._bands)

    def _keys(self, minhash: MinHash) -> list[bytes]:
        if len(minhash) != self.h:
            raise ValueError(f"a MinHash of {self.h} values is needed, and not of {len(minhash)}")
        signature = minhash._signature
        return [signature.band(at * self.r, (at + 1) * self.r) for at in range(self.b)]
