"""What is to be done about pages read by OCR once their text is known: boxes put back askew, doubts told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unstructured.documents.elements import Element

from rag.domain.document import Page
from rag.domain.geometry import Box

# Clean and merely bad scans are read with 98 % and more; under this, most lines hold a wrong character.
_SURE = 0.96


@dataclass(frozen=True, slots=True)
class Tilt:
    """A page laid askew on the scanner: ``degrees`` clockwise about the point (x, y), in points of the page."""

    degrees: float
    x: float
    y: float

    def level(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as shown, on the page laid straight."""
        return self._turned(x, y, -self.degrees)

    def shown(self, box: Box) -> Box:
        """A box of the page laid straight, as the box that holds it on the page as shown."""
        corners = [self._turned(x, y, self.degrees) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        return Box(
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )

    def _turned(self, x: float, y: float, degrees: float) -> tuple[float, float]:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return (
            self.x + (x - self.x) * cos - (y - self.y) * sin,
            self.y + (x - self.x) * sin + (y - self.y) * cos,
        )


def as_shown(elements: Iterable[Element], tilts: Mapping[int, Tilt]) -> Iterator[Element]:
    """Elements of pages that were read as if laid straight, their boxes put where the page shows them."""
    for element in elements:
        if tilts:
            _move(element, tilts)
        yield element


def _move(element: Element, tilts: Mapping[int, Tilt]) -> None:
    data: Any = element.metadata
    tilt, coordinates = tilts.get(data.page_number), data.coordinates
    if tilt is not None and coordinates is not None:
        across, down = [x for x, _ in coordinates.points], [y for _, y in coordinates.points]
        left, top, right, bottom = tilt.shown(Box(min(across), min(down), max(across), max(down)))
        coordinates.points = ((left, top), (left, bottom), (right, bottom), (right, top))
    for line in data.orig_elements or ():
        _move(line, tilts)


def unsure_pages(pages: Iterable[Page]) -> list[str]:
    """A sentence that names the pages that OCR could not read well, or none."""
    unsure = [page for page in pages if page.confidence is not None and page.confidence < _SURE]
    if not unsure:
        return []
    where = listed([page.number for page in unsure])
    least = min(page.confidence or 0.0 for page in unsure)
    return [
        f"OCR is unsure of {where} (confidence {math.floor(least * 100)} % at worst): "
        "compare its figures with the page."
    ]


def listed(numbers: Sequence[int]) -> str:
    """Page numbers in words: "page 3", "pages 3, 5 and 12 more"."""
    shown = ", ".join(map(str, numbers[:10]))
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}{more}"
