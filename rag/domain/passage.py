"""Passages: the pieces of a document that are embedded, found and quoted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from rag.domain.geometry import Box, Span

_NAMESPACE = uuid.UUID("6f1c7a52-3b0e-5c55-9a51-1f3a0c7e8d21")


def passage_id(document_id: str, version_id: str, ordinal: int) -> str:
    """The id of a passage: the same document, version and ordinal always give the same id (UUID version 5)."""
    return str(uuid.uuid5(_NAMESPACE, f"{document_id}/{version_id}/{ordinal}"))


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
        stop = len(self.text) if end is None else end
        return [
            span.box
            for span in self.spans
            if span.box is not None and span.start < stop and span.end > start and (page is None or span.page == page)
        ]

    def page_at(self, offset: int) -> int:
        """The page on which the character at ``offset`` of the text stands."""
        for span in self.spans:
            if offset < span.end:
                return span.page
        return self.spans[-1].page if self.spans else self.page
