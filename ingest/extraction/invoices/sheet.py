"""The printed page as rows of cells, and what stands beside and under a cell.

A row is what stands on one height of a page, whatever blocks its parts belong to: a label and its figure are often
read as two columns. Files without pages have a row for each line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from ingest.einvoice.printed import Figure, PrintedLine
from ingest.parsing.document import BlockKind
from rag.domain.geometry import Box
from rag.language import fold_with_offsets

_PARTED = re.compile(r" \| ?|(?<=^)\| ?|\t+| {3,}| [·•¦] ")
_LONGEST_CELL = 1_000
_SAME_HEIGHT = 0.6
_FAR_BELOW = 3.2
_MOST_BELOW = 4
_SAME_LEFT = 0.012
_LEAST_SPAN = 0.2
_LEAST_SLOPE = 0.001
_MOST_SPARE = 0.6


@dataclass(eq=False)
class Cell:
    """A cell of a table, or a printed line or the part of one that a wide gap sets apart.

    ``start`` and ``end`` are offsets in ``line.text``; ``row`` and ``place`` tell where it stands in the sheet.
    ``slope`` is how far its page leans: what it goes down from left to right, in its height.
    """

    line: PrintedLine
    start: int
    end: int
    column: int
    row: int = -1
    place: int = -1
    slope: float = 0.0

    @cached_property
    def text(self) -> str:
        """The cell's text."""
        return self.line.text[self.start : self.end]

    @cached_property
    def _folding(self) -> tuple[str, list[int]]:
        # "Nº" is printed for "N°"; folded it would be the word "no".
        return fold_with_offsets(self.text.replace("º", "°"))

    @property
    def folded(self) -> str:
        """The text as :func:`rag.language.fold` leaves it."""
        return self._folding[0]

    @cached_property
    def box(self) -> Box | None:
        """The box of its printed line or table cell, as on a page laid straight."""
        box = self.figure(0, len(self.text)).box if self.text else None
        if box is None or not self.slope:
            return box
        down = self.slope * (box.left + box.right) / 2
        # the box of a leaning line is higher than the line by what it leans
        spare = min(abs(self.slope) * (box.right - box.left), (box.bottom - box.top) * _MOST_SPARE) / 2
        return Box(box.left, box.top - down + spare, box.right, box.bottom - down - spare)

    def figure(self, start: int, end: int) -> Figure:
        """The figure at characters ``[start, end)`` of the cell's text."""
        return Figure(self.line, self.start + start, self.start + end)

    def unfolded(self, start: int, end: int) -> tuple[int, int]:
        """The characters of :attr:`text` that ``[start, end)`` of :attr:`folded` came from."""
        offsets = self._folding[1]
        if start >= len(offsets):
            return len(self.text), len(self.text)
        first = offsets[start]
        return first, max(first, offsets[end - 1] + 1 if end > start else first)

    @property
    def in_table(self) -> bool:
        """Whether it is one of several cells of a table's row."""
        return self.line.kind is BlockKind.TABLE

    @property
    def page(self) -> int:
        """The page it stands on, from 1."""
        return self.line.page


@dataclass
class Sheet:
    """All rows of a document, page by page from top to bottom."""

    rows: list[list[Cell]] = field(default_factory=list)
    captions: dict[Cell, Cell] = field(default_factory=dict)
    """Labels that stand under what they name, with that: see :mod:`ingest.extraction.invoices.captions`."""

    @classmethod
    def of(cls, lines: Iterable[PrintedLine]) -> Sheet:
        """The sheet of a document's printed lines."""
        pages: dict[int, list[list[Cell]]] = {}
        for line in lines:
            if cells := [cell for cell in _cells(line) if cell.text.strip()]:
                pages.setdefault(line.page, []).append(cells)
        for found in pages.values():
            slope = _slope(found)
            for cell in (cell for cells in found for cell in cells) if slope else ():
                # made anew: the box was asked for to know the slope
                cell.__dict__.pop("box", None)
                cell.slope = slope
        rows = [row for number in sorted(pages) for row in _levelled(pages[number])]
        for index, row in enumerate(rows):
            for place, cell in enumerate(row):
                cell.row, cell.place = index, place
        return cls(rows)

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        for row in self.rows:
            yield from row

    def right_of(self, cell: Cell) -> Cell | None:
        """The next cell of the row."""
        row = self.rows[cell.row]
        return row[cell.place + 1] if cell.place + 1 < len(row) else None

    def below(self, cell: Cell) -> Cell | None:
        """The cell right under a cell: the same column of a table, or what overlaps it and is near; of a label that
        stands under its value, the value."""
        if (named := self.captions.get(cell)) is not None:
            return named
        for index in range(cell.row + 1, min(cell.row + 1 + _MOST_BELOW, len(self.rows))):
            row = self.rows[index]
            if row[0].page != cell.page:
                return None
            found = _under(cell, row)
            if found is not None:
                return found
            if cell.box is None:
                return None
        return None

    @cached_property
    def height(self) -> float:
        """How tall a printed line usually is, as a fraction of its page; 0 for files without pages."""
        tall = [cell.box.bottom - cell.box.top for cell in self.cells if cell.box is not None and not cell.in_table]
        return median(tall) if tall else 0.0


def _slope(lines: Sequence[list[Cell]]) -> float:
    """How far a scanned page leans: what the cells of its rows say, that stand far apart; 0 where they say nothing."""
    slopes = []
    for cells in lines:
        boxes = [cell.box for cell in cells if cell.box is not None]
        if len(boxes) < 2:
            continue
        first, last = boxes[0], boxes[-1]
        across = (last.left + last.right - first.left - first.right) / 2
        even = abs((last.bottom - last.top) - (first.bottom - first.top)) < 0.3 * (first.bottom - first.top)
        if across > _LEAST_SPAN and even:
            slopes.append((_middle(last) - _middle(first)) / across)
    slope = median(slopes) if len(slopes) > 1 else 0.0
    return slope if abs(slope) > _LEAST_SLOPE else 0.0


def _cells(line: PrintedLine) -> Iterator[Cell]:
    if line.kind is not BlockKind.TABLE and len(line.boxes) > 1:
        for column, (start, end, _) in enumerate(line.boxes):
            yield Cell(line, start, min(end, len(line.text), start + _LONGEST_CELL), column)
        return
    start, column = 0, 0
    for match in _PARTED.finditer(line.text):
        yield Cell(line, start, min(match.start(), start + _LONGEST_CELL), column)
        start, column = match.end(), column + 1
    yield Cell(line, start, min(len(line.text), start + _LONGEST_CELL), column)


def _levelled(lines: Sequence[list[Cell]]) -> Iterator[list[Cell]]:
    """The lines of a page, those on one height as one row, from top to bottom."""
    boxes = [_around(cells) for cells in lines]
    if any(box is None for box in boxes):
        yield from lines
        return
    order = sorted(range(len(lines)), key=lambda index: _middle(boxes[index]))
    row: list[int] = []
    for index in order:
        if row and not all(_beside(boxes[index], boxes[other]) for other in row):
            yield _joined(row, lines, boxes)
            row = []
        row.append(index)
    if row:
        yield _joined(row, lines, boxes)


def _joined(row: Sequence[int], lines: Sequence[list[Cell]], boxes: Sequence[Box | None]) -> list[Cell]:
    by_left = sorted(row, key=lambda index: (boxes[index] or Box(0, 0, 0, 0)).left)
    return [cell for index in by_left for cell in lines[index]]


def _around(cells: Sequence[Cell]) -> Box | None:
    found: Box | None = None
    for cell in cells:
        if cell.box is not None:
            found = cell.box if found is None else found.union(cell.box)
    return found


def _middle(box: Box | None) -> float:
    return (box.top + box.bottom) / 2 if box is not None else 0.0


def _beside(box: Box | None, other: Box | None) -> bool:
    """Whether two lines stand on one height and do not cover each other."""
    if box is None or other is None:
        return False
    low = min(box.bottom - box.top, other.bottom - other.top)
    level = abs(_middle(box) - _middle(other)) <= _SAME_HEIGHT * low
    return level and (box.left >= other.right - _SAME_LEFT or box.right <= other.left + _SAME_LEFT)


def _under(cell: Cell, row: Sequence[Cell]) -> Cell | None:
    if cell.box is None:
        same = [other for other in row if other.column == cell.column]
        return same[0] if same else None
    found: list[tuple[float, Cell]] = []
    for other in row:
        if other.box is None:
            continue
        shared = min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left)
        near = other.box.top - cell.box.bottom <= _FAR_BELOW * max(cell.box.bottom - cell.box.top, 0.005)
        narrow = min(cell.box.right - cell.box.left, other.box.right - other.box.left)
        if near and (shared > 0.3 * narrow or abs(cell.box.left - other.box.left) < _SAME_LEFT):
            found.append((-shared, other))
    return min(found, key=lambda each: each[0])[1] if found else None
