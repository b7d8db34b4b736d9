"""Rows of a page -> regions in reading order: a column of text is read to its end before the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from ingest.parsing.pdf.rows import Row, Word
from rag.domain.geometry import Box

_MIN_GUTTER = 7.0
_MIN_ROWS = 3
_MAX_DEPTH = 6
_PROSE_WORDS = 3.5
_PROSE_FILL = 0.55
_PROSE_SHARE = 0.2
_ADDRESS_ROWS = 9
_FRAMED = 0.8
_TOWN = re.compile(r"^(?:[A-Z]{1,2}[- ])?\d{4,5}\s+[^\W\d]|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?$")


@dataclass(frozen=True, slots=True)
class _Segment:
    row: int
    left: float
    right: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows ``[first, last]`` that nothing crosses between ``left`` and ``right``."""

    first: int
    last: int
    left: float
    right: float


def reading_order(rows: Sequence[Row], rulings: Sequence[Box] = ()) -> list[list[Row]]:
    """The rows as regions, each read from top to bottom, in the order in which a person reads them.

    Upright ``rulings`` between two sides tell that they are frames of their own.
    """
    upright = [ruling for ruling in rulings if ruling.bottom - ruling.top > ruling.right - ruling.left]
    return [region for region in _regions(list(rows), upright, 0) if region]


def _regions(rows: list[Row], upright: Sequence[Box], depth: int) -> list[list[Row]]:
    if depth >= _MAX_DEPTH or len(rows) < _MIN_ROWS:
        return [rows]
    segments = [
        [_Segment(number, part[0].box.left, max(word.box.right for word in part), tuple(part)) for part in row.segments]
        for number, row in enumerate(rows)
    ]
    band = _best_band(rows, segments, upright)
    if band is None:
        return [rows]
    inside = rows[band.first : band.last + 1]
    middle = (band.left + band.right) / 2
    return [
        *_regions(rows[: band.first], upright, depth + 1),
        *_regions(_side(inside, middle, left=True), upright, depth + 1),
        *_regions(_side(inside, middle, left=False), upright, depth + 1),
        *_regions(rows[band.last + 1 :], upright, depth + 1),
    ]


def _side(rows: Sequence[Row], middle: float, *, left: bool) -> list[Row]:
    sides = (([word for word in row.words if (word.box.right <= middle + 1) == left], row.direction) for row in rows)
    return sorted((Row(words, direction) for words, direction in sides if words), key=attrgetter("base"))


def _best_band(rows: Sequence[Row], segments: Sequence[Sequence[_Segment]], upright: Sequence[Box]) -> _Band | None:
    found: list[_Band] = []
    for left, right in _gutters(segments):
        found.extend(band for band in _bands(segments, left, right) if _is_columns(rows, segments, band, upright))
    if not found:
        return None
    return max(found, key=lambda band: (band.last - band.first, band.right - band.left))


def _gutters(segments: Sequence[Sequence[_Segment]]) -> list[tuple[float, float]]:
    """Gaps between something and what stands to its right on the same row or one of the next two."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for number, row in enumerate(segments):
        near = [segment for other in segments[number : number + 3] for segment in other]
        for one in row:
            for other in near:
                for left, right in ((one.right, other.left), (other.right, one.left)):
                    if right - left >= _MIN_GUTTER:
                        found.setdefault((round(left / 4), round(right / 4)), (left, right))
    # The middle of a gutter is what counts: wide gaps hold the narrow ones, so the narrow are tried first.
    narrow_first = sorted(found.values(), key=lambda gap: gap[1] - gap[0])
    chosen: list[tuple[float, float]] = []
    for left, right in narrow_first:
        if not any(left <= (a + b) / 2 <= right for a, b in chosen):
            chosen.append((left, right))
    return chosen[:40]


def _bands(segments: Sequence[Sequence[_Segment]], left: float, right: float) -> list[_Band]:
    """Longest runs of rows that leave at least the least gutter free between ``left`` and ``right``."""
    bands: list[_Band] = []
    first, low, high = 0, left, right
    for number, row in enumerate([*segments, None]):
        narrowed = None if row is None else _narrowed(row, low, high)
        if narrowed is None:
            if number - first >= _MIN_ROWS:
                bands.append(_Band(first, number - 1, low, high))
            low, high = left, right
            again = None if row is None else _narrowed(row, low, high)
            first = number if again is not None else number + 1
            low, high = again or (left, right)
        else:
            low, high = narrowed
    return bands


def _narrowed(row: Sequence[_Segment], low: float, high: float) -> tuple[float, float] | None:
    for segment in row:
        if segment.right <= low or segment.left >= high:
            continue
        middle = (low + high) / 2
        if segment.left < middle < segment.right:
            return None
        low, high = (max(low, segment.right), high) if segment.right <= middle else (low, min(high, segment.left))
        if high - low < _MIN_GUTTER:
            return None
    return low, high


def _is_columns(
    rows: Sequence[Row], segments: Sequence[Sequence[_Segment]], band: _Band, upright: Sequence[Box]
) -> bool:
    middle = (band.left + band.right) / 2
    inside = segments[band.first : band.last + 1]
    left = _by_row(segment for row in inside for segment in row if segment.right <= middle)
    right = _by_row(segment for row in inside for segment in row if segment.left >= middle)
    if len(left) < _MIN_ROWS or len(right) < _MIN_ROWS or not _side_by_side(rows, left, right):
        return False
    page = max(row.box.right for row in rows) - min(row.box.left for row in rows)
    if _is_prose(left, page) and _is_prose(right, page):
        return True
    if _is_address(left) and _is_address(right):
        return True
    return _is_framed(rows[band.first : band.last + 1], band, upright) and not _is_figures(right)


def _is_framed(rows: Sequence[Row], band: _Band, upright: Sequence[Box]) -> bool:
    """True when a ruling stands in the gutter beside most rows."""
    between = [ruling for ruling in upright if band.left - 1 <= ruling.left <= band.right + 1]
    beside = sum(any(r.top <= (row.box.top + row.box.bottom) / 2 <= r.bottom for r in between) for row in rows)
    return beside >= _FRAMED * len(rows)


def _is_figures(side: list[list[_Segment]]) -> bool:
    texts = ["".join(word.text for segment in row for word in segment.words) for row in side]
    return sum(sum(char.isdigit() for char in text) * 2 > len(text) for text in texts) * 2 > len(texts)


def _by_row(segments: Iterable[_Segment]) -> list[list[_Segment]]:
    found: dict[int, list[_Segment]] = {}
    for segment in segments:
        found.setdefault(segment.row, []).append(segment)
    return list(found.values())


def _side_by_side(rows: Sequence[Row], left: list[list[_Segment]], right: list[list[_Segment]]) -> bool:
    """True when the two sides stand beside each other for at least half of the lower one."""
    spans = []
    for side in (left, right):
        spans.append((rows[side[0][0].row].base, rows[side[-1][0].row].base))
    shared = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return shared >= 0.5 * min(spans[0][1] - spans[0][0], spans[1][1] - spans[1][0])


def _is_prose(side: list[list[_Segment]], page: float) -> bool:
    """True for lines of several words that fill their column."""
    low = min(segment.left for row in side for segment in row)
    high = max(segment.right for row in side for segment in row)
    words = [sum(len(segment.words) for segment in row) for row in side]
    widths = [max(s.right for s in row) - min(s.left for s in row) for row in side]
    several = sum(len(row) > 1 for row in side) * 3 > len(side)
    return (
        median(words) >= _PROSE_WORDS
        and median(widths) >= _PROSE_FILL * (high - low)
        and high - low >= _PROSE_SHARE * page
        and not (several and median(words) < 2 * _PROSE_WORDS)
    )


def _is_address(side: list[list[_Segment]]) -> bool:
    """True for a few short lines with a postcode and town among them: seller and buyer stand side by side."""
    if len(side) > _ADDRESS_ROWS or any(len(row) > 1 for row in side):
        return False
    lines = [" ".join(word.text for word in row[0].words) for row in side]
    return any(_TOWN.search(line) for line in lines)
