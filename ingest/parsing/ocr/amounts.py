"""Separators in amounts that OCR took for each other: a blurred comma reads as a point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.parsing.pdf.rows import Row, Word

_COMMA = re.compile(r"^[-+(]?(?:\d{1,3}(?:[.'’]\d{3})+|\d+),\d{2}\)?$")
_ENGLISH = re.compile(r"^[-+(£$]?\d{1,3}(?:,\d{3})+(?:\.\d{2})?\)?$")
_TWO_POINTS = re.compile(r"^([-+(£$€]*\d{1,3}(?:\.\d{3})+)\.(\d{2}\)?)$")
_ONE_POINT = re.compile(r"^([-+(]?\d{1,4})\.(\d{2}\)?)$")
_CURRENCY = re.compile(r"^(?:€|EUR|Euro|euros?|CHF|H\.?T\.?|T\.?T\.?C\.?|netto|brutto)[.,;:)]?$", re.I)
_FIGURES = re.compile(r"^[\d.,'’()+-]+$")


def with_usual_separators(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page with separators of amounts put right where nothing else can be meant.

    "1.234.56" has two points, which cannot both be decimal: the last is a decimal comma on a page that shows amounts
    so, the first parts thousands on a page in pounds or dollars. "234.56" becomes "234,56" only beside a currency or
    in a column of figures, on a page whose other amounts have a decimal comma. No digit is ever changed.
    """
    words = [word for row in rows for word in row.words]
    if any(_ENGLISH.match(word.text) or "£" in word.text or "$" in word.text for word in words):
        return [_changed(row, _with_thousands) for row in rows]
    if any(_COMMA.match(word.text) for word in words):
        return [_changed(row, _with_commas) for row in rows]
    return list(rows)


def _changed(row: Row, change: Callable[[Row], dict[int, str]]) -> Row:
    changed = change(row)
    if not changed:
        return row
    words = [replace(word, text=changed.get(index, word.text)) for index, word in enumerate(row.words)]
    return Row(words, row.direction)


def _with_thousands(row: Row) -> dict[int, str]:
    found = ((index, _TWO_POINTS.match(word.text)) for index, word in enumerate(row.words))
    return {index: f"{match[1].replace('.', ',')}.{match[2]}" for index, match in found if match}


def _with_commas(row: Row) -> dict[int, str]:
    changed: dict[int, str] = {}
    for segment, first in _segments(row):
        for offset, word in enumerate(segment):
            two = _TWO_POINTS.match(word.text)
            one = _ONE_POINT.match(word.text) if _is_amount(segment, offset, leads=first == 0) else None
            found = two or one
            if found:
                changed[first + offset] = f"{found[1]},{found[2]}"
    return changed


def _segments(row: Row) -> Iterator[tuple[list[Word], int]]:
    first = 0
    for segment in row.segments:
        yield segment, first
        first += len(segment)


def _is_amount(segment: Sequence[Word], index: int, *, leads: bool) -> bool:
    """True beside a currency, after a group of thousands before one, or in a segment of figures that no row begins."""
    after = segment[index + 1].text if index + 1 < len(segment) else ""
    if _CURRENCY.match(after):
        return True
    return not leads and all(_FIGURES.match(word.text) or _CURRENCY.match(word.text) for word in segment)
