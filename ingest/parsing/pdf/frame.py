"""Places on a PDF page as it is rendered: points, origin top left, after rotation and crop."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from rag.domain.geometry import Box

Matrix = tuple[float, float, float, float, float, float]
RIGHTWARDS = (1, 0)
# The directions in which lines run, across and down the page; the opposite of one has the number beside it.
DIRECTIONS = np.array([RIGHTWARDS, (-1, 0), (0, 1), (0, -1)], np.int8)
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

    def points(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Points of the page's own space, as rendered."""
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f


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
    left, top, right, bottom = box
    if direction == RIGHTWARDS:
        return box
    if direction == (-1, 0):
        return Box(-right, -bottom, -left, -top)
    if direction == (0, 1):
        return Box(top, -right, bottom, -left)
    return Box(-bottom, left, -top, right)


def turned_back(box: Box, direction: tuple[int, int]) -> Box:
    """The reverse of :func:`turned`."""
    dx, dy = direction
    return turned(box, (dx, -dy))
