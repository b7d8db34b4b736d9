"""Elements of a partitioner put back on the source they came from, so that its text stays as written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_KEY = 40
_REACH = 20_000
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True)
class Piece:
    """Source characters ``[start, end)`` and the number of the element they came from (None: from none)."""

    start: int
    end: int
    element: int | None


def align(source: str, texts: Sequence[str], masked: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    """Where each text stands in the source, in order, and the pieces of source that no text covers.

    Only letters and digits are compared; source inside ``masked`` (link targets, tags) is passed over.
    Marks at the edges of a line go to the piece beside them. All that is not blank is in a piece.
    """
    return _with_leftovers(source, _located(source, texts, masked))


def _located(source: str, texts: Sequence[str], masked: Sequence[tuple[int, int]]) -> list[Piece]:
    places = _places(source, masked)
    squeezed = "".join(source[place] for place in places)
    found: list[Piece] = []
    position = 0
    for number, text in enumerate(texts):
        key = "".join(filter(str.isalnum, text))
        if not key:
            continue
        start = squeezed.find(key, position, position + _REACH + len(key))
        end = start + len(key)
        if start < 0:
            start, end = _by_its_ends(squeezed, key, position)
        if start >= 0:
            found.append(Piece(places[start], places[end - 1] + 1, number))
            position = end
    return found


def _places(source: str, masked: Sequence[tuple[int, int]]) -> list[int]:
    places = [index for index, char in enumerate(source) if char.isalnum()]
    if not masked:
        return places
    hidden: set[int] = set()
    for start, end in masked:
        hidden.update(range(start, end))
    return [place for place in places if place not in hidden]


def _by_its_ends(squeezed: str, key: str, position: int) -> tuple[int, int]:
    """A text that is not in the source word for word, found by its beginning and its end."""
    head, tail = key[:_KEY], key[-_KEY:]
    start = squeezed.find(head, position, position + _REACH)
    if start < 0:
        return -1, -1
    reach = start + 2 * len(key) + _KEY
    end = squeezed.find(tail, start + max(len(key) // 2 - _KEY, 0), reach)
    return (start, end + len(tail)) if end >= 0 else (start, start + len(head))


def _with_leftovers(source: str, found: list[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    position = 0
    for piece in found:
        piece.start = max(piece.start, position)
        if piece.start >= piece.end:
            continue
        _give_gap(source, position, piece, pieces)
        pieces.append(piece)
        position = piece.end
    _give_gap(source, position, None, pieces)
    return pieces


def _give_gap(source: str, start: int, following: Piece | None, pieces: list[Piece]) -> None:
    """Shares what lies between two pieces: the rest of a line goes to its piece, whole lines stand alone."""
    end = following.start if following else len(source)
    if pieces and start == pieces[-1].end:
        line_end = source.find("\n", start, end)
        rest = source[start : end if line_end < 0 else line_end]
        if line_end >= 0 or following is None:
            pieces[-1].end = start + len(rest.rstrip())
            start += len(rest)
    if following:
        line_start = source.rfind("\n", start, end) + 1 or start
        mark = source[line_start:end]
        following.start = line_start + len(mark) - len(mark.lstrip())
        end = line_start
    for left, right in _lumps(source, start, end):
        if pieces and not any(map(str.isalnum, source[left:right])):
            pieces[-1].end = right
        else:
            pieces.append(Piece(left, right, None))


def _lumps(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """What is not blank in ``[start, end)``, cut at blank lines."""
    lumps: list[tuple[int, int]] = []
    cuts = [start, *(match.end() for match in _BLANK_LINE.finditer(source, start, end)), end]
    for left, right in pairwise(cuts):
        text = source[left:right]
        if text.strip():
            lumps.append((left + len(text) - len(text.lstrip()), left + len(text.rstrip())))
    return lumps
