"""Rows of a region -> paragraphs, by gaps, indents, list markers, headings and lines that end early."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.parsing.headings import named_level, numbered_level
from ingest.parsing.pdf.frame import turned_back
from ingest.parsing.pdf.rows import Row, box_around, confidence_of
from ingest.parsing.pdf.run_in import run_in_words
from rag.domain.geometry import Box

MARKER = re.compile(
    r"^(?:[-–—•▪◦●○■□➢➤✓✔*·‣⁃]|\(?(?:[a-zA-Z]|[ivxIVX]{1,5}|\d{1,2})\)|[a-z]\."
    r"|\d{1,2}(?:\.\d{1,2})*\.|\d{1,2}(?:\.\d{1,2})+)(?=\s+\S)"
)
_ENDS = (".", ";", ":", "!", "?", "…")
_CUT = re.compile(r"[^\W\d_]-$")
_SIZE_CHANGE = 1.12
_GAP = 1.3
_LOOSE_PITCH = 1.75
_INDENT = 0.9
_WIDE_GAP = 2.0


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """What is kept of a row in a paragraph: ``box`` is its place on page number ``page``, in points.

    ``gapped`` says that a gap wider than any word space stands in it, ``parts`` are then the texts and boxes between
    such gaps; ``bold_chars`` counts its bold characters.
    """

    text: str
    page: int
    box: Box
    size: float
    bold: bool
    bold_chars: int
    gapped: bool
    confidence: float | None
    parts: tuple[tuple[str, Box], ...] = ()

    @classmethod
    def of(cls, row: Row, page: int) -> PrintedLine:
        """The line that a row prints."""
        segments = row.segments if len(row.segments) > 1 else ()
        return cls(
            row.text,
            page,
            turned_back(row.box, row.direction),
            row.size,
            row.bold,
            sum([len(word.text) for word in row.words if word.bold]),
            len(row.segments) > 1,
            confidence_of(row.words),
            tuple(
                (" ".join(word.text for word in words), turned_back(box_around(words), row.direction))
                for words in segments
            ),
        )


@dataclass(slots=True)
class Paragraph:
    """Printed lines that belong together; ``runs_in`` marks a heading whose text goes on in the same line."""

    lines: list[PrintedLine]
    runs_in: bool = False

    @property
    def text(self) -> str:
        """The lines, one space apart (hyphens are mended later)."""
        return " ".join([line.text for line in self.lines])

    @property
    def size(self) -> float:
        """The size of its first line."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """True when all of it is bold."""
        return all(line.bold for line in self.lines)


def build_paragraphs(region: Sequence[Row], page: int) -> list[Paragraph]:
    """The paragraphs of one region of a page."""
    paragraphs: list[Paragraph] = []
    for block in _gap_blocks(region):
        edge = max(row.box.right for row in block)
        current: list[Row] = []
        for row in block:
            if current and _begins(current, row, edge):
                paragraphs.extend(_with_heading_apart(current, page))
                current = []
            current.append(row)
        paragraphs.extend(_with_heading_apart(current, page))
    return paragraphs


def _with_heading_apart(rows: list[Row], page: int) -> list[Paragraph]:
    """One paragraph, or a heading and the text that goes on in the heading's line."""
    words = run_in_words(rows)
    if not words:
        return [Paragraph([PrintedLine.of(row, page) for row in rows])]
    first = rows[0]
    heading, rest = Row(first.words[:words], first.direction), Row(first.words[words:], first.direction)
    return [
        Paragraph([PrintedLine.of(heading, page)], runs_in=True),
        Paragraph([PrintedLine.of(row, page) for row in [rest, *rows[1:]]]),
    ]


def _gap_blocks(region: Sequence[Row]) -> list[list[Row]]:
    """Runs of rows without a gap, a change of size or of direction between them."""
    pitch = _usual_pitch(region)
    blocks: list[list[Row]] = []
    for index, row in enumerate(region):
        before = region[index - 1] if index else None
        if before is None or _parted(before, row, pitch):
            blocks.append([])
        blocks[-1].append(row)
    return blocks


def _usual_pitch(region: Sequence[Row]) -> float | None:
    """The distance between baselines that is usual here, in sizes of the type; None if too few rows."""
    pitches = [
        (row.base - before.base) / row.size
        for before, row in pairwise(region)
        if row.direction == before.direction and 0 < row.base - before.base < 3 * row.size
    ]
    return median(sorted(pitches)[: max(len(pitches) * 3 // 4, 1)]) if len(pitches) >= 4 else None


def _parted(before: Row, row: Row, usual: float | None) -> bool:
    if before.direction != row.direction or row.base <= before.base:
        return True
    larger, smaller = max(before.size, row.size), min(before.size, row.size)
    if larger > _SIZE_CHANGE * smaller:
        return True
    pitch = (row.base - before.base) / larger
    return pitch > (_LOOSE_PITCH if usual is None else max(_GAP * usual, 1.25))


def _begins(current: Sequence[Row], row: Row, edge: float) -> bool:
    """True when ``row`` begins a new paragraph after the rows of ``current``."""
    text, last, first = row.text, current[-1], current[0]
    if MARKER.match(text) or named_level(text) is not None:
        return True
    if _is_label_and_value(row) or _is_label_and_value(last):
        return True
    styled_alike = row.bold and first.bold
    if len(current) == 1 and (named_level(first.text) or (numbered_level(first.text) and first.bold)):
        return not (styled_alike and not text[0].isupper())
    if row.bold != first.bold and not (text[0].islower() and row.bold is False):
        whole = all(one.bold for one in current) if first.bold else not any(w.bold for w in row.words) or row.bold
        if whole and (text[0].isupper() or text[0].isdigit()) and (first.bold or row.bold):
            return True
    if (text[0].islower() and not last.text.endswith(_ENDS)) or _CUT.search(last.text):
        return False
    room = edge - last.box.right
    needed = row.words[0].box.right - row.words[0].box.left + 0.3 * row.size
    if room > needed + 0.5 * row.size:
        return True
    shift = (row.box.left - last.box.left) / row.size
    if shift > _INDENT:
        hanging = len(current) == 1 and (MARKER.match(first.text) is not None)
        return not hanging
    if shift < -_INDENT:
        return not (len(current) == 1 and MARKER.match(first.text) is None)
    return False


def _is_label_and_value(row: Row) -> bool:
    """True when a gap too wide for justified prose stands in the row; the one after a list's marker is no such."""
    gaps = [word.box.left - before.box.right > _WIDE_GAP * row.size for before, word in pairwise(row.words)]
    return any(gaps) and not (sum(gaps) == 1 and gaps[0] and MARKER.match(row.text) is not None)
