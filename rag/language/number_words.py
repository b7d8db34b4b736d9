"""Numbers written in words, in French (also Belgian and Swiss) and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_FR_NAMES = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_EN_NAMES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_EN_TEN_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"

_FR_SMALL = {name: value for value, name in enumerate(_FR_NAMES.split())} | {"une": 1}
_FR_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_FR_SCALES = {
    "milliard": 10**9,
    "milliards": 10**9,
    "million": 10**6,
    "millions": 10**6,
    "mille": 1000,
}
_EN_SMALL = {name: value for value, name in enumerate(_EN_NAMES.split())}
_EN_TENS = {name: 10 * tens for tens, name in enumerate(_EN_TEN_NAMES.split(), 2)} | {"fourty": 40}
_EN_SCALES = {"billion": 10**9, "million": 10**6, "thousand": 1000}

NUMBER_WORDS: frozenset[str] = (
    frozenset([*_FR_SMALL, *_FR_TENS, *_FR_SCALES, *_EN_SMALL, *_EN_TENS, *_EN_SCALES])
    | {"cent", "cents", "vingts", "hundred"}
) - {"un", "une", "one"}
"""Folded words that numbers are made of, less those that are also articles."""

_TOKEN = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")
_BETWEEN = re.compile(r"[ \n]{0,2}-?[ \n]{0,2}")


class WordNumber(NamedTuple):
    """A number in words: its value, its offsets in the read text, and whether it is a lone ``un``, ``one``..."""

    value: int
    start: int
    end: int
    article: bool
    language: str


class _Words(NamedTuple):
    names: list[str]
    joined: list[bool]

    def at(self, index: int, begin: int) -> str:
        """The word, or ``""`` past the end or where something else than a space or hyphen stands before it."""
        if index >= len(self.names) or (index > begin and not self.joined[index]):
            return ""
        return self.names[index]


_Parsed = tuple[int, int] | None
"""A value and the index of the first word after it."""


def _french_below_100(words: _Words, i: int, begin: int) -> _Parsed:
    word, following = words.at(i, begin), words.at(i + 1, begin)
    if word == "quatre" and following in ("vingt", "vingts"):
        rest = _french_rest(words, i + 2, begin, 19)
        return (80 + rest[0], rest[1]) if rest else (80, i + 2)
    if word in _FR_TENS:
        rest = _french_rest(words, i + 1, begin, 19 if word == "soixante" else 9)
        return (_FR_TENS[word] + rest[0], rest[1]) if rest else (_FR_TENS[word], i + 1)
    if word == "dix" and following in ("sept", "huit", "neuf"):
        return 10 + _FR_SMALL[following], i + 2
    return (_FR_SMALL[word], i + 1) if word in _FR_SMALL else None


def _french_rest(words: _Words, i: int, begin: int, most: int) -> _Parsed:
    if words.at(i, begin) == "et":
        if words.at(i + 1, begin) not in ("un", "une", "onze"):
            return None
        i += 1
    elif words.at(i, begin) == "quatre" and words.at(i + 1, begin) in ("vingt", "vingts"):
        return None
    rest = _french_below_100(words, i, begin) if words.at(i, begin) in _FR_SMALL else None
    return rest if rest and 1 <= rest[0] <= most else None


def _french_below_1000(words: _Words, i: int, begin: int) -> _Parsed:
    if words.at(i, begin) == "cent":
        hundreds, i = 1, i + 1
    elif 2 <= _FR_SMALL.get(words.at(i, begin), 0) <= 9 and words.at(i + 1, begin) in ("cent", "cents"):
        hundreds, i = _FR_SMALL[words.at(i, begin)], i + 2
    else:
        return _french_below_100(words, i, begin)
    rest = _french_below_100(words, i, begin)
    return (hundreds * 100 + rest[0], rest[1]) if rest and rest[0] else (hundreds * 100, i)


def _english_below_100(words: _Words, i: int, begin: int) -> _Parsed:
    word = words.at(i, begin)
    if word in _EN_TENS:
        unit = _EN_SMALL.get(words.at(i + 1, begin), 0)
        return (_EN_TENS[word] + unit, i + 2) if 1 <= unit <= 9 else (_EN_TENS[word], i + 1)
    return (_EN_SMALL[word], i + 1) if word in _EN_SMALL else None


def _english_below_1000(words: _Words, i: int, begin: int) -> _Parsed:
    following = words.at(i + 1, begin)
    if words.at(i, begin) == "a" and following in _EN_SCALES:
        return 1, i + 1
    count = 1 if words.at(i, begin) == "a" else _EN_SMALL.get(words.at(i, begin), 0)
    if not count or following != "hundred":
        return _english_below_100(words, i, begin)
    i += 2
    rest = _english_below_100(words, i + (words.at(i, begin) == "and"), begin)
    # "one hundred and two hundred" is two numbers
    if rest and rest[0] and words.at(rest[1], begin) != "hundred":
        return count * 100 + rest[0], rest[1]
    return count * 100, i


def _parse(words: _Words, begin: int, language: str) -> _Parsed:
    french = language == "fr"
    below_1000 = _french_below_1000 if french else _english_below_1000
    scales = _FR_SCALES if french else _EN_SCALES
    total, i, ceiling = 0, begin, 10**12
    while True:
        after_and = not french and total > 0 and words.at(i, begin) == "and"
        at = i + after_and
        scale = scales.get(words.at(at, begin), 0)
        group: _Parsed
        if french and scale == 1000 and ceiling > 1000:
            total, i, ceiling = total + 1000, at + 1, 1000
            continue
        group = below_1000(words, at, begin)
        if group is None:
            break
        scale = scales.get(words.at(group[1], begin), 1)
        if scale >= ceiling or group[0] >= ceiling or (total and not group[0]):
            break
        if after_and and (scale > 1 or group[0] >= 100):
            break
        total, i, ceiling = total + group[0] * scale, group[1] + (scale > 1), scale
        if scale == 1:
            break
    return (total, i) if i > begin else None


def find_word_numbers(read: str) -> Iterator[WordNumber]:
    """The numbers in words of a read text (see ``normalising.read_with_offsets``), left to right, no two overlap.

    At each word the longer of the French and English readings is taken. The ``cent`` of ``pour cent`` is none.
    """
    tokens = list(_TOKEN.finditer(read))
    joined = [False] + [
        _BETWEEN.fullmatch(read, before.end(), after.start()) is not None for before, after in pairwise(tokens)
    ]
    words = _Words([token[0] for token in tokens], joined)
    i = 0
    while i < len(tokens):
        french, english = _parse(words, i, "fr"), _parse(words, i, "en")
        if i and words.names[i] == "cent" and words.names[i - 1] in ("pour", "per"):
            french = None
        best = english if english and (not french or english[1] > french[1]) else french
        if best is None:
            i += 1
            continue
        value, following = best
        lone = following == i + 1
        yield WordNumber(
            value,
            tokens[i].start(),
            tokens[following - 1].end(),
            lone and words.names[i] in ("un", "une", "one"),
            "en" if best is english else "fr",
        )
        i = following
