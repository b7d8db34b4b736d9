"""Pages kept until all are read: what runs over several pages is only known at the end.

The rows of a page take ten times more as objects than as bytes; a file of thousands of pages would not fit, so that
all but the first pages are kept as bytes.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.pdf.reading import ReadPage
from ingest.parsing.pdf.rows import Row, Word
from ingest.parsing.pdf.running import LoneNumber, MarginRow, lone_numbers, margin_rows
from ingest.parsing.scans import Tilt
from rag.domain.document import Page
from rag.domain.geometry import Box

_AS_OBJECTS = 50


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that was read; ``margins`` are its rows that may be heads or feet,
    ``numbers`` those that may be page numbers in the middle of it.
    """

    page: Page
    margins: list[MarginRow]
    numbers: list[LoneNumber]
    without_text: bool
    blank: bool
    tilt: Tilt | None
    _rows: list[Row] | bytes
    _rulings: list[Box] | bytes

    @classmethod
    def of(cls, read: ReadPage) -> KeptPage:
        """The page, made small unless it is one of the first."""
        margins = margin_rows(read.page.number - 1, read.rows, read.page.height)
        numbers = lone_numbers(read.page.number - 1, read.rows, read.page.width)
        rows: list[Row] | bytes = read.rows
        rulings: list[Box] | bytes = read.rulings
        if read.page.number > _AS_OBJECTS:
            rows, rulings = _packed(read.rows), marshal.dumps([tuple(ruling) for ruling in read.rulings])
        return cls(read.page, margins, numbers, read.without_text, read.blank, read.tilt, rows, rulings)

    def rows(self) -> list[Row]:
        """Its rows, from top to bottom."""
        return _unpacked(self._rows) if isinstance(self._rows, bytes) else self._rows

    def rulings(self) -> list[Box]:
        """Its straight rulings."""
        if isinstance(self._rulings, bytes):
            return [Box._make(ruling) for ruling in marshal.loads(self._rulings)]  # noqa: S302 (its own bytes)
        return self._rulings


def _packed(rows: Sequence[Row]) -> bytes:
    return marshal.dumps(
        [
            (row.direction, [(w.text, tuple(w.box), w.base, w.size, w.bold, w.confidence) for w in row.words])
            for row in rows
        ]
    )


def _unpacked(content: bytes) -> list[Row]:
    return [
        Row([Word(text, Box._make(box), *others) for text, box, *others in words], direction)
        for direction, words in marshal.loads(content)  # noqa: S302 (its own bytes, from above)
    ]
