"""How much two texts are alike: a fingerprint to find candidates by, and the share of what they have in common.

The fingerprint is Charikar's simhash (Similarity estimation techniques from rounding algorithms, STOC 2002) over the
runs of three words of a text: texts that share most of their runs differ in few of its 64 bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.language import words

_RUN = 3
_FEWEST_RUNS = 20
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Runs = NDArray[np.uint64]


def runs_of(texts: Iterable[str]) -> Runs:
    """A number for each distinct run of three words, letter case and accents aside, sorted."""
    found = [np.empty(0, dtype=np.uint64)]
    for text in texts:
        numbers = np.array([_number(word) for word in words(text)], dtype=np.uint64)
        if len(numbers) >= _RUN:
            run = numbers[: -_RUN + 1].copy()
            for place in range(1, _RUN):
                run = _mixed(run) + numbers[place : len(numbers) - _RUN + 1 + place]
            found.append(_mixed(run))
    return np.unique(np.concatenate(found))


def simhash(runs: Runs) -> str | None:
    """The fingerprint in 16 hexadecimal digits; None for a text of so few runs that it says nothing."""
    if len(runs) < _FEWEST_RUNS:
        return None
    ones = np.zeros(64, dtype=np.int64)
    for some in np.array_split(runs, len(runs) // 10_000 + 1):
        ones += np.unpackbits(some.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0, dtype=np.int64)
    return np.packbits(2 * ones > len(runs)).tobytes().hex()


def as_numbers(simhashes: Sequence[str]) -> Runs:
    """Fingerprints as 64-bit numbers, to be compared many at a time."""
    return np.array([int(value, 16) for value in simhashes], dtype=np.uint64)


def differing_bits(fingerprints: Runs, other: np.uint64) -> NDArray[np.uint8]:
    """In how many of the 64 bits each fingerprint differs from another."""
    bits: NDArray[np.uint8] = np.bitwise_count(fingerprints ^ other)
    return bits


def likeness(one: Runs, other: Runs) -> float:
    """The share (0 to 1) of all runs of two texts that both hold (Jaccard)."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, len(one) + len(other) - both)


@lru_cache(maxsize=65536)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _mixed(numbers: Runs) -> Runs:
    mixed = numbers * _MULTIPLIER
    return mixed ^ (mixed >> np.uint64(29))
