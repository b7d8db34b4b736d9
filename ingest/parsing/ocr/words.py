"""Characters that OCR read -> words with boxes, sizes and baselines -> rows, as a PDF's text layer would give."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from statistics import fmean, median

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.parsing.ocr.engine import LINE_HEIGHT, Char, Grey, Quad
from ingest.parsing.pdf.frame import turned
from ingest.parsing.pdf.rows import Row, Word
from rag.domain.geometry import Box

Place = Callable[[float, float], tuple[float, float]]
"""Pixels of the picture -> points of the page laid straight."""
# Heights in sizes of the type, usual in text faces.
_X_HEIGHT, _CAP_HEIGHT = 0.53, 0.72
_ASCENT, _DESCENT = 0.78, 0.24
_TALL = frozenset("bdfhklßt()[]/&§%€£\"'")
_MOSTLY_TALL = 0.5
_FILLED = 0.5
_SAME_SIZE = 1.2
_SAME_BASELINE = 0.38
_OVERLAP = 0.3
_USUAL_SPACE = 0.8
_SURE_SPACE = 0.2
_LEAST_SPACE = 0.15
_LETTER_GAPS = 3.0
_JOINS = frozenset("-–./_@")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as read: its corners in pixels, its straightened picture and its characters."""

    quad: Quad
    picture: Grey
    chars: list[Char]

    @property
    def confidence(self) -> float:
        """How sure its characters are on average, 0 without any."""
        return fmean(char.confidence for char in self.chars) if self.chars else 0.0


@dataclass(frozen=True, slots=True)
class _Ink:
    """Dark columns of a line's picture, and the rows between which its small letters (or capitals) stand."""

    columns: NDArray[np.bool_]
    top: int
    base: int


def rows_of(lines: Sequence[ReadLine], direction: tuple[int, int], place: Place) -> list[Row]:
    """Rows from top to bottom, as the reader of lines in ``direction`` sees them."""
    read = [words for line in lines if (words := _words(line, direction, place))]
    rows: list[list[list[Word]]] = []
    for words in sorted(_with_few_sizes(read), key=lambda words: words[0].base):
        beside = [row for row in rows[-4:] if _stands_in(row, words)]
        if beside:
            min(beside, key=lambda row: abs(_base(row) - words[0].base)).append(words)
        else:
            rows.append([words])
    made = [Row(_on_one_base(row), direction) for row in rows]
    return sorted(made, key=attrgetter("base"))


def _words(line: ReadLine, direction: tuple[int, int], place: Place) -> list[Word]:
    ink = _ink_of(line.picture)
    parts = _parts(line.chars, ink)
    if not parts:
        return []
    text = "".join(char.text for part in parts for char in part)
    tall = sum(char.isupper() or char.isdigit() or char in _TALL for char in text) / len(text)
    share = _CAP_HEIGHT if tall >= _MOSTLY_TALL else _X_HEIGHT
    width = line.picture.shape[1]

    def at(x: float, y: float) -> tuple[float, float]:
        """A point of the line's picture, seen by the reader of the page laid straight."""
        top = line.quad[0] + (line.quad[1] - line.quad[0]) * (x / width)
        bottom = line.quad[3] + (line.quad[2] - line.quad[3]) * (x / width)
        there = top + (bottom - top) * (y / LINE_HEIGHT)
        across, down = place(float(there[0]), float(there[1]))
        seen = turned(Box(across, down, across, down), direction)
        return seen.left, seen.top

    middle = width / 2
    base = at(middle, ink.base)[1]
    size = (base - at(middle, ink.top)[1]) / share
    if size <= 0:
        return []
    words = []
    for part, (left, right) in zip(parts, _edges(parts, ink), strict=True):
        box = Box(at(left, ink.base)[0], base - _ASCENT * size, at(right, ink.base)[0], base + _DESCENT * size)
        sure = fmean(char.confidence for char in part)
        # The recogniser does not know the German opening quote.
        said = re.sub(r"^,{1,2}(?=[^\W\d_])", "„", "".join(char.text for char in part))
        words.append(Word(said, box, base, size, False, round(sure, 3)))
    return words


def _ink_of(picture: Grey) -> _Ink:
    _, dark = cv2.threshold(picture, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    if dark.mean() > 0.5:
        dark = 1 - dark
    profile = dark.sum(axis=1)
    full = np.flatnonzero(profile >= _FILLED * np.percentile(profile, 85))
    top, base = (int(full[0]), int(full[-1]) + 1) if full.size else (0, LINE_HEIGHT)
    reach = (base - top) // 2
    band = dark[max(top - reach, 0) : base + reach]
    return _Ink(band.sum(axis=0) > 1, top, base)


def _parts(chars: Sequence[Char], ink: _Ink) -> list[list[Char]]:
    """The characters parted at spaces: those read, and gaps as wide that the recogniser passed over."""
    spaces = [
        _widest_gap(ink.columns, before.middle, after.middle)
        for before, space, after in zip(chars, chars[1:], chars[2:], strict=False)
        if space.text == " "
    ]
    if spaces:
        usual = max(_USUAL_SPACE * median(right - left for left, right in spaces), _LEAST_SPACE * LINE_HEIGHT)
    else:
        gaps = [_widest_gap(ink.columns, before.middle, after.middle) for before, after in pairwise(chars)]
        between = median(right - left for left, right in gaps) if gaps else 0.0
        usual = max(_LETTER_GAPS * between, _SURE_SPACE * LINE_HEIGHT)
    parts: list[list[Char]] = [[]]
    for char in chars:
        if char.text == " ":
            parts.append([])
            continue
        if parts[-1]:
            left, right = _widest_gap(ink.columns, parts[-1][-1].middle, char.middle)
            if right - left >= usual and _may_part(parts[-1][-1].text, char.text):
                parts.append([])
        parts[-1].append(char)
    return [part for part in parts if part]


def _may_part(before: str, after: str) -> bool:
    """True where a gap can be a space: figures stand as far apart as words in some faces."""
    return before == "§" or ((before.isalpha() or after.isalpha()) and not {before, after} & _JOINS)


def _edges(parts: Sequence[Sequence[Char]], ink: _Ink) -> list[tuple[float, float]]:
    """Left and right of each word in pixels: the ends of the gaps between them."""
    inked = np.flatnonzero(ink.columns)
    first = min(float(inked[0]) if inked.size else 0.0, parts[0][0].middle)
    last = max(float(inked[-1]) + 1 if inked.size else len(ink.columns), parts[-1][-1].middle)
    gaps = [_widest_gap(ink.columns, before[-1].middle, after[0].middle) for before, after in pairwise(parts)]
    lefts = [first, *(right for _, right in gaps)]
    rights = [*(left for left, _ in gaps), last]
    return [(left, max(right, left + 1)) for left, right in zip(lefts, rights, strict=True)]


def _widest_gap(columns: NDArray[np.bool_], start: float, end: float) -> tuple[float, float]:
    """The longest run of columns without ink between two places; the middle between them if there is none."""
    first, last = max(int(start), 0), min(int(np.ceil(end)), len(columns))
    best, run = (0, 0), first
    for column in range(first, last + 1):
        if column == last or columns[column]:
            if column - run > best[1] - best[0]:
                best = run, column
            run = column + 1
    return (float(best[0]), float(best[1])) if best[1] else ((start + end) / 2, (start + end) / 2)


def _with_few_sizes(lines: Sequence[list[Word]]) -> list[list[Word]]:
    """The lines with sizes that differ by the blur of measuring made one, beginning with the most usual size."""
    made: list[list[Word]] = []
    left = list(lines)
    while left:
        sizes = sorted(words[0].size for words in left for word in words for _ in word.text)
        usual = sizes[len(sizes) // 2]
        size = max(round(usual * 2) / 2, 0.5)
        for words in left:
            if 1 / _SAME_SIZE <= words[0].size / usual <= _SAME_SIZE:
                top, bottom = words[0].base - _ASCENT * size, words[0].base + _DESCENT * size
                made.append([replace(w, size=size, box=Box(w.box.left, top, w.box.right, bottom)) for w in words])
        left = [words for words in left if not 1 / _SAME_SIZE <= words[0].size / usual <= _SAME_SIZE]
    return made


def _base(row: Sequence[Sequence[Word]]) -> float:
    return median(words[0].base for words in row)


def _stands_in(row: Sequence[Sequence[Word]], words: Sequence[Word]) -> bool:
    """True when words stand on the baseline of a row and beside what is in it."""
    near = _SAME_BASELINE * min(words[0].size, min(there[0].size for there in row))
    if abs(_base(row) - words[0].base) > near:
        return False
    left, right = words[0].box.left, words[-1].box.right
    return all(
        min(right, there[-1].box.right) - max(left, there[0].box.left) < _OVERLAP * words[0].size for there in row
    )


def _on_one_base(row: Sequence[Sequence[Word]]) -> list[Word]:
    """The words of a row, left to right."""
    return sorted((word for words in row for word in words), key=lambda word: word.box.left)
