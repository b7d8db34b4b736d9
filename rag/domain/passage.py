"""Passages: the pieces of a document that are embedded, found and quoted."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from rag.domain.geometry import Box, Span

_CELLS = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")
_NAMESPACE = uuid.UUID("6f1c7a52-3b0e-5c55-9a51-1f3a0c7e8d21")


def passage_id(document_id: str, version_id: str, ordinal: int) -> str:
    """The id of a passage: the same document, version and ordinal always give the same id (UUID version 5)."""
    return str(uuid.uuid5(_NAMESPACE, f"{document_id}/{version_id}/{ordinal}"))


def _column(name: str) -> tuple[int, str]:
    """Columns in their order: Z before AA."""
    return len(name), name


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a document's text with its place.

    ``char_start`` and ``char_end`` are offsets in the document's text, so that
    ``document_text[char_start:char_end] == text``; ``spans`` are relative to ``text``; ``headings`` are the
    headings above it, outermost first; ``page`` is the page on which it begins (1 where there are no pages).
    """

    id: str
    document_id: str
    version_id: str
    ordinal: int
    text: str
    headings: tuple[str, ...]
    page: int
    spans: tuple[Span, ...]
    char_start: int
    char_end: int

    def boxes(self, start: int = 0, end: int | None = None, page: int | None = None) -> list[Box]:
        """Boxes of the characters ``[start, end)`` of the text, on ``page`` only if given, in reading order."""
        return [
            span.box
            for span in self._between(start, end)
            if span.box is not None and (page is None or span.page == page)
        ]

    def place(self, start: int = 0, end: int | None = None) -> str | None:
        """Where the characters ``[start, end)`` stand in a file without pages: ``Tarifs!A5:F7``, or None."""
        places = [span.place for span in self._between(start, end) if span.place]
        if not places:
            return None
        sheets = [place.rpartition("!")[0] for place in places]
        cells = [_CELLS.fullmatch(place.rpartition("!")[2]) for place in places]
        if len(set(sheets)) > 1 or not all(cells):
            return places[0] if places[0] == places[-1] else f"{places[0]} – {places[-1]}"
        columns = sorted({part for cell in cells if cell for part in (cell[1], cell[3] or cell[1])}, key=_column)
        rows = sorted({int(part) for cell in cells if cell for part in (cell[2], cell[4] or cell[2])})
        corner, opposite = f"{columns[0]}{rows[0]}", f"{columns[-1]}{rows[-1]}"
        whole = corner if corner == opposite else f"{corner}:{opposite}"
        return f"{sheets[0]}!{whole}" if sheets[0] else whole

    def confidence(self, start: int = 0, end: int | None = None) -> float | None:
        """OCR's lowest confidence (0 to 1) in the characters ``[start, end)``; None where OCR read none of them."""
        known = [span.confidence for span in self._between(start, end) if span.confidence is not None]
        return min(known, default=None)

    def _between(self, start: int, end: int | None) -> list[Span]:
        stop = len(self.text) if end is None else end
        return [span for span in self.spans if span.start < stop and span.end > start]

    def page_at(self, offset: int) -> int:
        """The page on which the character at ``offset`` of the text stands."""
        for span in self.spans:
            if offset < span.end:
                return span.page
        return self.spans[-1].page if self.spans else self.page
