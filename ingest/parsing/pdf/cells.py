"""Tables as read: rows of cells, each with its text and the box of what is written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.pdf.frame import RIGHTWARDS, turned_back
from ingest.parsing.pdf.rows import Word, box_around, confidence_of
from rag.domain.geometry import Box

_PARTED_BY = " | "


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; ``box`` is the box of its words on the page, None for an empty cell."""

    text: str
    box: Box | None
    confidence: float | None = None

    @classmethod
    def of(cls, words: Sequence[Word], direction: tuple[int, int] = RIGHTWARDS) -> Cell:
        """The cell that holds these words (none at all are an empty cell)."""
        if not words:
            return cls("", None)
        text = " ".join(word.text for word in words)
        return cls(text, turned_back(box_around(words), direction), confidence_of(words))


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of one page: its rows of cells, the place it takes, and the size of the type in it (in points)."""

    rows: list[list[Cell]]
    box: Box
    size: float

    @property
    def text(self) -> str:
        """One line a row, cells parted by " | "; a row with one cell filled is its text alone."""
        return "\n".join(_line(row) for row in self.rows)


def _line(row: Sequence[Cell]) -> str:
    filled = [cell.text for cell in row if cell.text]
    return filled[0] if len(filled) == 1 else _PARTED_BY.join(cell.text for cell in row).strip()
