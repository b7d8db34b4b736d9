"""A value and where it was read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.extraction.contracts.flattening import Stretch
from ingest.parsing.document import ParsedDocument
from rag.domain.contract import Clause
from rag.domain.invoice import FieldState


@dataclass(frozen=True, slots=True)
class Found:
    """A value that characters ``[start, end)`` of the document's text say; None where they say it, but as no plain
    value ("until the works are done")."""

    value: Any
    start: int
    end: int
    doubtful: bool = False


Facts = Mapping[str, Found]
"""Field of :class:`~rag.domain.contract.Contract`, or a part of one (``parties.1``) -> what was read."""


def found_at(value: Any, stretch: Stretch, start: int = 0, end: int | None = None) -> Found:
    """A value said by ``[start, end)`` of a stretch, by all of it if they are left out."""
    return Found(value, *stretch.place(start, len(stretch.text) if end is None else end))


def settled(candidates: Iterable[Found]) -> Found | None:
    """The first of them; doubtful where another says something else."""
    several = list(candidates)
    if not several:
        return None
    others = any(each.value != several[0].value for each in several[1:] if each.value is not None)
    return replace(several[0], doubtful=True) if others else several[0]


class Places:
    """The way from characters of a document's text to pages and boxes."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self._parsed = parsed
        self._starts = [block.start for block in parsed.blocks]

    def clause(self, found: Found) -> Clause:
        """The words, the page on which they begin and the boxes of their lines there."""
        page, boxes = None, []
        first = max(bisect_right(self._starts, found.start) - 1, 0)
        for block in self._parsed.blocks[first:]:
            if block.start >= found.end:
                break
            for span in block.spans:
                inside = block.start + span.start < found.end and found.start < block.start + span.end
                if inside and page in (None, span.page):
                    page = span.page
                    boxes += [span.box] if span.box is not None else []
        quote = self._parsed.text[found.start : found.end]
        state = FieldState.DOUBTFUL if found.doubtful else FieldState.READ
        return Clause(quote=quote, start=found.start, end=found.end, page=page or 1, boxes=tuple(boxes), state=state)
