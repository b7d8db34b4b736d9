"""What a PDF page shows besides text: rulings, which make tables, and pictures, which may hold a scan."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.parsing.pdf.frame import Matrix, PageFrame, apply, combine
from rag.domain.geometry import Box

Colour = tuple[float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 400
_MAX_RULINGS = 4_000
_MAX_SURFACES = 2_000
_MAX_DEPTH = 8
_THIN = 3.0
_STRAIGHT = 0.7
_SHORTEST = 4.0
_PICTURE_SHARE = 0.01
_MANY_PATHS = 50


@dataclass(frozen=True, slots=True)
class Surface:
    """A picture or a filled shape: the place it takes, and its colour (0 to 255), None for a picture.

    ``order`` counts the objects of the page in the order in which they are painted.
    """

    order: int
    box: Box
    colour: Colour | None


@dataclass(slots=True)
class Drawings:
    """What a page shows besides its text.

    ``rulings`` are straight (boxes without width or height), ``picture`` is the share of the page that its largest
    picture takes, ``painted`` says when each text object (by its address) is painted among the ``surfaces``.
    """

    rulings: list[Box] = field(default_factory=list)
    surfaces: list[Surface] = field(default_factory=list)
    painted: dict[int, int] = field(default_factory=dict)
    picture: float = 0.0
    paths: int = 0

    @property
    def shows_something(self) -> bool:
        """True for a page with a picture, or with so many shapes that they may be letters."""
        return self.picture >= _PICTURE_SHARE or self.paths > _MANY_PATHS


def read_drawings(page: pdfium.PdfPage, frame: PageFrame) -> Drawings:
    """The drawings of a page; a page of many thousands of objects is read in part."""
    drawings = Drawings()
    for count, (drawn, kind, matrix) in enumerate(_objects(page)):
        if count >= _MAX_OBJECTS:
            break
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            drawings.painted[ctypes.cast(drawn, ctypes.c_void_p).value or 0] = count
        elif kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
            box = _box(drawn, matrix, frame)
            drawings.picture = max(drawings.picture, _share(box, frame))
            drawings.surfaces.append(Surface(count, box, None))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            drawings.paths += 1
            if len(drawings.rulings) < _MAX_RULINGS:
                drawings.rulings.extend(_rulings(drawn, combine(matrix, frame.matrix)))
            surface = _filled(drawn, count, matrix, frame) if len(drawings.surfaces) < _MAX_SURFACES else None
            if surface is not None:
                drawings.surfaces.append(surface)
    return drawings


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, int, Matrix]]:
    """Every object of the page, those inside forms too, with the matrix that takes it to the page."""
    for index in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _with_children(pdfium_c.FPDFPage_GetObject(page, index), _IDENTITY, 0)


def _with_children(drawn: Any, outer: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    kind = pdfium_c.FPDFPageObj_GetType(drawn)
    if kind in (pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING):
        yield drawn, kind, outer
        return
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(drawn, matrix):
        return
    inner = combine((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
    yield drawn, kind, inner
    if kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        for index in range(min(pdfium_c.FPDFFormObj_CountObjects(drawn), _MAX_OBJECTS)):
            yield from _with_children(pdfium_c.FPDFFormObj_GetObject(drawn, index), inner, depth + 1)


def colours_of(objects: Sequence[Any]) -> NDArray[np.float64]:
    """The fill colours (n, 4) of objects: red, green, blue and how opaque, 0 to 255; NaN where unknown."""
    parts = [ctypes.c_uint() for _ in range(4)]
    places = [ctypes.byref(part) for part in parts]
    found = np.full((len(objects), 4), np.nan)
    for number, drawn in enumerate(objects):
        if pdfium_c.FPDFPageObj_GetFillColor(drawn, *places):
            found[number] = [part.value for part in parts]
    return found


def _filled(path: Any, order: int, outer: Matrix, frame: PageFrame) -> Surface | None:
    """The surface that a path fills, unless it is thin or has no fill."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value:
        return None
    box = _box(path, outer, frame)
    if min(box.right - box.left, box.bottom - box.top) < _THIN:
        return None
    red, green, blue, opaque = colours_of([path])[0].tolist()
    return Surface(order, box, None if math.isnan(opaque) else (red, green, blue))


def _box(drawn: Any, outer: Matrix, frame: PageFrame) -> Box:
    """The place of an object on the page as rendered, what hangs over the edges cut off."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return Box(0.0, 0.0, 0.0, 0.0)
    x0, y0 = apply(combine(outer, frame.matrix), left.value, bottom.value)
    x1, y1 = apply(combine(outer, frame.matrix), right.value, top.value)
    return Box(
        max(min(x0, x1), 0.0), max(min(y0, y1), 0.0), min(max(x0, x1), frame.width), min(max(y0, y1), frame.height)
    )


def _share(box: Box, frame: PageFrame) -> float:
    """The share of the page that a box takes."""
    return max(box.right - box.left, 0.0) * max(box.bottom - box.top, 0.0) / (frame.width * frame.height or 1.0)


def _rulings(path: Any, matrix: Matrix) -> list[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, fill, stroke)
    count = pdfium_c.FPDFPath_CountSegments(path)
    if not (fill.value or stroke.value) or not 2 <= count <= _MAX_SEGMENTS:
        return []
    found: list[Box] = []
    for points in _outlines(path, count, matrix):
        bounds = _bounds(points)
        if fill.value and not stroke.value and min(bounds.right - bounds.left, bounds.bottom - bounds.top) < _THIN:
            found.extend(_line(_middle(bounds)))
        else:
            for (x0, y0), (x1, y1) in pairwise(points):
                found.extend(_line(Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))))
    return found


def _outlines(path: Any, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The straight outlines of a path; one with a curve in it is left out."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        points.append(apply(matrix, x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _bounds(points: list[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def _middle(thin: Box) -> Box:
    if thin.right - thin.left < thin.bottom - thin.top:
        x = (thin.left + thin.right) / 2
        return Box(x, thin.top, x, thin.bottom)
    y = (thin.top + thin.bottom) / 2
    return Box(thin.left, y, thin.right, y)


def _line(box: Box) -> list[Box]:
    """The box as a ruling if it is straight and long enough to be one."""
    width, height = box.right - box.left, box.bottom - box.top
    if max(width, height) < _SHORTEST or min(width, height) > _STRAIGHT:
        return []
    return [_middle(box)]
