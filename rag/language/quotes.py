"""Where a quotation stands in the text it is said to come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from rag.language.months import MONTHS
from rag.language.normalising import fold, fold_with_offsets, original_span
from rag.language.number_words import NUMBER_WORDS, find_word_numbers
from rag.language.numerals import NUMERAL, numerals

_ELLIPSIS = re.compile(r"\[\s*(?:\.{3,}|…)\s*\]|\(\s*(?:\.{3,}|…)\s*\)|\.{3,}|…")
_WORD = re.compile(r"[^\W_]+")
_MINUS = re.compile(r"(?<![^ (:|])-[€$£]?(?=[0-9])")
_FEWEST_CHARACTERS = 3
_LARGEST_GAP = 600
"""Folded characters that an ellipsis may leave out."""
_MOST_STARTS = 50
_NEGATION_WORDS = """
ne n ni non pas jamais aucun aucune sans sauf hors excepte hormis no nor not never none neither without
except unless cannot nothing
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_DECISIVE = _NEGATIONS | NUMBER_WORDS | MONTHS.keys()
"""Words whose change turns the meaning round; a fuzzy match must have the same ones."""

_Place = tuple[int, int]


def _counts(char: str) -> bool:
    return char.isalnum() or char in "%€$£"


class _Folded:
    """A text ready to be searched: its folded form, and that form's letters and digits alone."""

    def __init__(self, text: str) -> None:
        self.text, self.offsets = fold_with_offsets(text)
        self.letters_at = [index for index, char in enumerate(self.text) if _counts(char)]
        self.letters = "".join(self.text[index] for index in self.letters_at)
        self.wholes = [match.span() for match in NUMERAL.finditer(self.text)]
        self.wholes += [(number.start, number.end) for number in find_word_numbers(self.text)]
        self.wholes += [(match.start(), match.end() + 1) for match in _MINUS.finditer(self.text)]

    def cuts(self, start: int, end: int) -> bool:
        """True when a word or number stands across a border of ``[start, end)``."""
        return self._inside(start) or self._inside(end)

    def _inside(self, border: int) -> bool:
        if not 0 < border < len(self.text):
            return False
        if self.text[border - 1].isalnum() and self.text[border].isalnum():
            return True
        return any(start < border < end for start, end in self.wholes)

    def widened(self, start: int, end: int) -> _Place:
        """The smallest range around ``[start, end)`` that cuts nothing."""
        while self._inside(start):
            start -= 1
        while self._inside(end):
            end += 1
        return start, end


@lru_cache(maxsize=16)
def _folded(text: str) -> _Folded:
    return _Folded(text)


def _exact(part: str, folded: _Folded, low: int) -> Iterator[_Place]:
    at = folded.text.find(part, low)
    while at >= 0:
        if not folded.cuts(at, at + len(part)):
            yield at, at + len(part)
        at = folded.text.find(part, at + 1)


def _loose(part: str, folded: _Folded, low: int) -> Iterator[_Place]:
    """Ignores spaces and punctuation, but not those that change a number (``1.5`` is not ``15``)."""
    letters = "".join(char for char in part if _counts(char))
    wanted = numerals(part)
    at = folded.letters.find(letters)
    while at >= 0:
        start, end = folded.letters_at[at], folded.letters_at[at + len(letters) - 1] + 1
        if start >= low and not folded.cuts(start, end) and numerals(folded.text[start:end]) == wanted:
            yield start, end
        at = folded.letters.find(letters, at + 1)


def _decisive(folded: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(folded) if word in _DECISIVE)


def _fuzzy(part: str, folded: _Folded, low: int, high: int, minimum: float) -> _Place | None:
    window = folded.text[low:high]
    if len(part) > len(window) or minimum >= 1:
        return None
    found = fuzz.partial_ratio_alignment(part, window, score_cutoff=minimum * 100)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = folded.widened(low + found.dest_start, low + found.dest_end)
    start += len(folded.text[start:end]) - len(folded.text[start:end].lstrip())
    end -= len(folded.text[start:end]) - len(folded.text[start:end].rstrip())
    matched = folded.text[start:end]
    if fuzz.ratio(part, matched) < minimum * 100 or _decisive(part) != _decisive(matched):
        return None
    return None if Counter(numerals(part)) - Counter(numerals(matched)) else (start, end)


def _places(part: str, folded: _Folded, low: int, high: int, minimum: float) -> Iterator[_Place]:
    yield from _exact(part, folded, low)
    yield from _loose(part, folded, low)
    if (place := _fuzzy(part, folded, low, high, minimum)) is not None:
        yield place


def _in_order(parts: list[str], folded: _Folded, minimum: float) -> _Place | None:
    whole = len(folded.text)
    for tried, (start, end) in enumerate(_places(parts[0], folded, 0, whole, minimum)):
        if tried >= _MOST_STARTS:
            break
        for part in parts[1:]:
            high = min(whole, end + _LARGEST_GAP + 2 * len(part))
            place = next(_places(part, folded, end, high, minimum), None)
            if place is None or place[0] - end > _LARGEST_GAP:
                break
            end = place[1]
        else:
            return start, end
    return None


def _bare(part: str) -> str:
    """A folded part without the quotation marks and points that its writer put round it."""
    borders = [index for index, char in enumerate(part) if _counts(char)]
    if not borders:
        return ""
    signed = borders[0] and _MINUS.match(part, borders[0] - 1)
    return part[borders[0] - bool(signed) : borders[-1] + 1]


def find_quote(quote: str, text: str, *, minimum: float = 0.9) -> tuple[int, int] | None:
    """The offsets in ``text`` of the words that ``quote`` repeats, or None.

    Tried in this order: folded forms equal; equal without spaces and punctuation; alike to ``minimum`` (0 to 1) with
    every number of the quote, and the same negations, months and numbers in words. Words and numbers are never cut:
    ``234,56`` is not in ``1 234,56``, nor ``dix`` in ``soixante-dix``. Ellipses in the quote (``…``, ``...``,
    ``[...]``) part it into pieces that must follow in order, each within 600 characters of the one before; the range
    covers them all. A quote of fewer than three letters and digits is nowhere.
    """
    if sum(char.isalnum() for char in fold(quote)) < _FEWEST_CHARACTERS:
        return None
    folded = _folded(text)
    parts = [part for piece in _ELLIPSIS.split(quote) if (part := _bare(fold(piece)))]
    place = None
    if len(parts) > 1 and (whole := _bare(fold(quote))):
        place = next(_exact(whole, folded, 0), None)
    if place is None:
        place = _in_order(parts, folded, minimum)
    return None if place is None else original_span(text, folded.offsets, *place)
