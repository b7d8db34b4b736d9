"""Places on a page."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page as rendered: fractions (0 to 1) of its width and height, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def rounded(self) -> Box:
        """The same box with 4 decimals, a tenth of a millimetre on A4: what is stored and served."""
        return Box(*(round(value, 4) for value in self))


class Span(NamedTuple):
    """Where a run of a text stands: characters ``[start, end)`` of that text are inside ``box`` on ``page``.

    ``page`` counts from 1. ``box`` is None for kinds of file that have no pages (DOCX, text, HTML, mail); ``place``
    is then what a reader finds the run by, such as the cells ``Tarifs!A5:F5`` of a workbook. ``confidence`` (0 to 1)
    is how sure OCR was of these characters, None for text that was not read by OCR.
    """

    start: int
    end: int
    page: int
    box: Box | None
    place: str | None = None
    confidence: float | None = None
