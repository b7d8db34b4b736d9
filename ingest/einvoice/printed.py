"""The printed page as lines with their numbers, days and words, so that a figure can be found by its value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from itertools import takewhile

from ingest.parsing.document import Block, BlockKind, ParsedDocument
from rag.domain.geometry import Box, Span
from rag.language import find_dates, find_numbers, fold, fold_with_offsets

_COMPACT_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])")
_SIGNS = re.compile(r"[\W_]+")
_CELL = " | "
_MOST_LINES = 20_000


def squeeze(text: str) -> str:
    """The letters and digits of a text, small and without accents."""
    return _SIGNS.sub("", fold(text))


@dataclass(frozen=True)
class Figure:
    """Something printed at characters ``[start, end)`` of a line."""

    line: PrintedLine
    start: int
    end: int

    @property
    def box(self) -> Box | None:
        """The box of the printed line or cells that hold it."""
        boxes = [box for start, end, box in self.line.boxes if start < self.end and end > self.start]
        return reduce(Box.union, boxes) if boxes else None


@dataclass(eq=False)
class PrintedLine:
    """A line of text or a row of a table, with the boxes of its characters ``[start, end)``.

    ``kind`` is that of its block; ``above`` is the row above it in a table of as many cells.
    """

    text: str
    page: int
    boxes: list[tuple[int, int, Box]]
    index: int
    kind: BlockKind = BlockKind.TEXT
    above: PrintedLine | None = None
    last_row: bool = False
    before: PrintedLine | None = field(default=None, repr=False)

    @cached_property
    def numbers(self) -> list[tuple[frozenset[Decimal], Figure]]:
        """The numbers, each with its plausible values."""
        return [(each.alternatives, Figure(self, each.start, each.end)) for each in find_numbers(self.text)]

    @cached_property
    def days(self) -> list[tuple[frozenset[str], Figure]]:
        """The days, each with its plausible readings in ISO 8601; ``20260131`` is one too."""
        found = [(each.alternatives, Figure(self, each.start, each.end)) for each in find_dates(self.text)]
        for match in _COMPACT_DATE.finditer(self.text):
            try:
                day = date(*map(int, match.groups())).isoformat()
            except ValueError:
                continue
            found.append((frozenset({day}), Figure(self, *match.span())))
        return found

    @cached_property
    def squeezed(self) -> str:
        """The line's letters and digits."""
        return squeeze(self.text)

    def label(self, start: int) -> str:
        """The words before a figure in its line, back to the figure before it, folded."""
        ends = [figure.end for _, figure in (*self.numbers, *self.days) if figure.end <= start]
        return fold(self.text[max(ends, default=0) : start])

    def header(self, start: int) -> str:
        """The heading of a figure's column: the same cell of the row above, folded; "" outside of tables."""
        if self.above is None:
            return ""
        column = self.text.count(_CELL, 0, start)
        return fold(self.above.text.split(_CELL)[column])


class PrintedPages:
    """All lines of a document, in reading order."""

    def __init__(self, document: ParsedDocument) -> None:
        self.lines = list(_lines(document))
        self._text = document.text

    @cached_property
    def squeezed(self) -> str:
        """The letters and digits of the whole text."""
        return squeeze(self._text)

    @cached_property
    def spaceless(self) -> str:
        """The whole text without blanks."""
        return "".join(self._text.split())

    def amounts(self, value: Decimal) -> list[Figure]:
        """Where an amount is printed, whatever its sign (a credit note may print either)."""
        return [
            figure
            for line in self.lines
            for values, figure in line.numbers
            if any(abs(each) == abs(value) for each in values)
        ]

    def days(self, value: date) -> list[Figure]:
        """Where a day is printed."""
        return [figure for line in self.lines for days, figure in line.days if value.isoformat() in days]

    def texts(self, value: str, *, whole: bool = True) -> list[Figure]:
        """Where a text is printed within one line, compared by letters and digits; unless ``whole``, it may go on."""
        wanted = squeeze(value)
        found = [find_text(line, wanted, whole=whole) for line in self.lines if wanted and wanted in line.squeezed]
        return [figure for figure in found if figure is not None]


def find_text(line: PrintedLine, wanted: str, *, whole: bool) -> Figure | None:
    """Squeezed letters and digits in a line, whatever stands between them, but no part of a longer word or number."""
    folded, offsets = fold_with_offsets(line.text)
    between = r"[\W_]*".join(map(re.escape, wanted))
    match = re.search((r"(?<![^\W_])" + between + (r"(?![^\W_])" if whole else "")), folded)
    return Figure(line, offsets[match.start()], offsets[match.end() - 1] + 1) if match else None


def _lines(document: ParsedDocument) -> Iterator[PrintedLine]:
    before: PrintedLine | None = None
    index = 0
    for block in document.blocks:
        above: PrintedLine | None = None
        runs = list(_runs(block, document.text[block.start : block.end]))
        ends = [span.end for span in block.spans]
        for number, (start, end) in enumerate(runs):
            if index >= _MOST_LINES:
                return
            first = bisect_right(ends, start)
            following = (block.spans[number] for number in range(first, len(block.spans)))
            spans = list(takewhile(lambda span, stop=end: span.start < stop, following))  # type: ignore[misc]
            boxes = [(max(each.start - start, 0), each.end - start, each.box) for each in spans if each.box is not None]
            text = document.text[block.start + start : block.start + end]
            page = spans[0].page if spans else block.page
            line = PrintedLine(text, page, boxes, index, block.kind, before=before)
            if _same_cells(block, above, text):
                line.above = above
            line.last_row = number == len(runs) - 1
            yield line
            before = above = line
            index += 1


def _runs(block: Block, text: str) -> Iterator[tuple[int, int]]:
    """The rows of a table, the printed lines of any other block."""
    if block.kind is not BlockKind.TABLE:
        yield from _printed(block.spans)
        return
    start = 0
    for row in text.split("\n"):
        if row.strip():
            yield start, start + len(row)
        start += len(row) + 1


def _printed(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The lines of a block: spans on one height, each to the right of the one before, are parts of one line."""
    start = 0
    for before, span in zip([None, *spans], [*spans, None], strict=True):
        if before is not None and (span is None or not _goes_on(before, span)):
            yield start, before.end
        if span is not None and (before is None or not _goes_on(before, span)):
            start = span.start


def _goes_on(before: Span, span: Span) -> bool:
    one, two = before.box, span.box
    if one is None or two is None or before.page != span.page or span.start - before.end > 1:
        return False
    level = abs(one.top + one.bottom - two.top - two.bottom) < min(one.bottom - one.top, two.bottom - two.top)
    return level and two.left > one.right


def _same_cells(block: Block, above: PrintedLine | None, text: str) -> bool:
    return block.kind is BlockKind.TABLE and above is not None and above.text.count(_CELL) == text.count(_CELL) > 0
