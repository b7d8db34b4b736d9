"""Rows of cells -> the text of a sheet, its tables as blocks, and the place of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.parsing.blocks import SEPARATOR
from ingest.parsing.document import Block, BlockKind
from rag.domain.geometry import Span
from rag.errors import TooLargeError

Row = Sequence[str]
_BETWEEN = " | "
MAX_FILLED = 500_000
_BLOCK_ROWS = 50
_HEADER_CHARS = 60
_HEADING_CHARS = 200
_VALUE = re.compile(
    r"^[\s\d.,+\-()€$£%/:T]*\d[\s\d.,+\-()€$£%/:T]*(?:EUR|USD|GBP|CHF|HT|TTC)?$|^(?:vrai|faux|true|false)$", re.I
)


@dataclass(slots=True)
class SheetText:
    """Text and blocks of one sheet after the other, as a ParsedDocument has them."""

    max_chars: int
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    _offset: int = 0
    _filled: int = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)

    def add_sheet(self, name: str, rows: Iterable[tuple[int, Row]]) -> None:
        """A sheet: its name as a title, then its tables; rows come with their numbers (from 1), cells from column A.

        Raises:
            TooLargeError: more than 500,000 filled cells, or ``max_chars`` characters, in all.
        """
        writer = _Sheet(self, name)
        named = False
        for table in _tables(rows):
            if name and not named:
                self.put(BlockKind.TITLE, name, 1, [Span(0, len(name), 1, None)])
                named = True
            header = _header(table)
            if header:
                words = ", ".join(cell for cell in header[1] if cell)[:_HEADING_CHARS]
                place = writer.place(header[0], *_edges(header[1]))
                self.put(BlockKind.TITLE, words, 2, [Span(0, len(words), 1, None, place)])
            elif len(table) == 1 and all(block.kind is BlockKind.TITLE for block in self.blocks):
                self.title = " ".join(cell for cell in table[0][1] if cell)[:300]
            writer.put_table(table)

    def put(self, kind: BlockKind, text: str, level: int, spans: Sequence[Span], *, join: str = SEPARATOR) -> None:
        """Appends a block, parted from the one before by ``join``."""
        if self.parts:
            self.parts.append(join)
            self._offset += len(join)
        self.parts.append(text)
        self.blocks.append(Block(kind, self._offset, self._offset + len(text), 1, level, tuple(spans)))
        self._offset += len(text)
        if self._offset > self.max_chars:
            raise TooLargeError(f"The sheets hold more than {self.max_chars:,} characters.")

    def count(self, cells: int) -> None:
        """Counts filled cells against their bound."""
        self._filled += cells
        if self._filled > MAX_FILLED:
            raise TooLargeError(f"The sheets hold more than {MAX_FILLED:,} filled cells.", "Split the file by sheets.")


@dataclass(slots=True)
class _Sheet:
    """Where the cells of one sheet are."""

    out: SheetText
    name: str

    def place(self, row: int, first: int, last: int) -> str:
        """The cells of a row as spreadsheets name them: ``Tarifs!A5:F5``."""
        corner = f"{column_name(first)}{row}"
        opposite = f"{column_name(last)}{row}"
        cells = corner if corner == opposite else f"{corner}:{opposite}"
        return f"{self.name}!{cells}" if self.name else cells

    def put_table(self, table: list[tuple[int, Row]]) -> None:
        """A table as blocks of at most 50 rows: whoever looks for the cells of a passage looks through one block."""
        left = min(_edges(cells)[0] for _, cells in table)
        for start in range(0, len(table), _BLOCK_ROWS):
            lines: list[str] = []
            spans: list[Span] = []
            offset = 0
            for number, cells in table[start : start + _BLOCK_ROWS]:
                line, places = self._line(number, cells, left)
                spans.extend(span._replace(start=span.start + offset, end=span.end + offset) for span in places)
                lines.append(line)
                offset += len(line) + 1
            self.out.count(len(spans))
            self.out.put(BlockKind.TABLE, "\n".join(lines), 0, spans, join="\n" if start else SEPARATOR)

    def _line(self, number: int, cells: Row, left: int) -> tuple[str, list[Span]]:
        """A row from column ``left`` to its last filled cell, and the places of those in it."""
        _, last = _edges(cells)
        pieces: list[str] = []
        spans: list[Span] = []
        # The blank before the first bar goes where the first cell is empty: a block begins with what can be seen.
        offset = 0 if cells[left] else -1
        for column in range(left, last + 1):
            cell = cells[column]
            if cell:
                spans.append(Span(offset, offset + len(cell), 1, None, self.place(number, column, column)))
            pieces.append(cell)
            offset += len(cell) + len(_BETWEEN)
        return _BETWEEN.join(pieces).removeprefix(" "), spans


def column_name(number: int) -> str:
    """The letters of a column counted from 0: A, …, Z, AA, …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _edges(cells: Row) -> tuple[int, int]:
    filled = [index for index, cell in enumerate(cells) if cell]
    return filled[0], filled[-1]


def _tables(rows: Iterable[tuple[int, Row]]) -> Iterator[list[tuple[int, Row]]]:
    """Runs of rows without an empty row between them."""
    table: list[tuple[int, Row]] = []
    for number, cells in rows:
        if table and (not any(cells) or number != table[-1][0] + 1):
            yield table
            table = []
        if any(cells):
            table.append((number, cells))
    if table:
        yield table


def _header(table: list[tuple[int, Row]]) -> tuple[int, Row] | None:
    """The first row if it names the columns: words only, nearly every column, and values below or three columns."""
    number, cells = table[0]
    filled = [index for index, cell in enumerate(cells) if cell]
    below = [row for _, row in table[1:21]]
    if len(filled) < 2 or not below or any(len(cells[i]) > _HEADER_CHARS or _VALUE.match(cells[i]) for i in filled):
        return None
    used = {index for row in below for index, cell in enumerate(row) if cell}
    if len(used - set(filled)) > len(used) // 4:
        return None
    for index in filled:
        column = [row[index] for row in below if index < len(row) and row[index]]
        if column and all(_VALUE.match(cell) for cell in column):
            return number, cells
    return (number, cells) if len(filled) >= 3 else None
