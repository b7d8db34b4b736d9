"""Places on a PDF page as it is rendered: points, origin top left, after rotation and crop."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from rag.domain.geometry import Box

Matrix = tuple[float, float, float, float, float, float]
_FINE = 1000
_PROBE = 1000.0
_MAX_DEVICE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Turns coordinates of a page's own space into points of the page as rendered."""

    width: float
    height: float
    matrix: Matrix

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> PageFrame:
        """The frame of a page, asked of PDFium itself, so that boxes agree with what it draws."""
        width, height = page.get_size()
        fine = min(_FINE, _MAX_DEVICE / max(width, height, 1.0) / 10)
        size = (round(width * fine), round(height * fine))

        def device(x: float, y: float) -> tuple[float, float]:
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
            return across.value / fine, down.value / fine

        x0, y0 = device(0, 0)
        x1, y1 = device(_PROBE, 0)
        x2, y2 = device(0, _PROBE)
        return cls(
            width,
            height,
            ((x1 - x0) / _PROBE, (y1 - y0) / _PROBE, (x2 - x0) / _PROBE, (y2 - y0) / _PROBE, x0, y0),
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space, as rendered."""
        return apply(self.matrix, x, y)

    def direction(self, x: float, y: float) -> tuple[float, float]:
        """A direction of the page's own space, as rendered."""
        a, b, c, d, _, _ = self.matrix
        return a * x + c * y, b * x + d * y


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point moved by a PDF matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def combine(inner: Matrix, outer: Matrix) -> Matrix:
    """One matrix that does what ``inner`` then ``outer`` do."""
    a, b, c, d, e, f = inner
    oa, ob, oc, od, _, _ = outer
    left, down = apply(outer, e, f)
    return (a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, left, down)


def turned(box: Box, direction: tuple[int, int]) -> Box:
    """A box of the page seen by a reader whose lines run in ``direction`` (one of the four)."""
    dx, dy = direction
    return _box(
        (box.left * dx + box.top * dy, -box.left * dy + box.top * dx),
        (box.right * dx + box.bottom * dy, -box.right * dy + box.bottom * dx),
    )


def turned_back(box: Box, direction: tuple[int, int]) -> Box:
    """The reverse of :func:`turned`."""
    dx, dy = direction
    return turned(box, (dx, -dy))


def _box(one: tuple[float, float], other: tuple[float, float]) -> Box:
    return Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
