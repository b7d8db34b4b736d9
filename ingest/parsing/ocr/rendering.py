"""A PDF page as the picture that OCR reads: as fine as its scan, within bounds."""

from __future__ import annotations

import math

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.parsing.ocr.engine import Grey

_POINTS = 72
_USUAL_DPI, _LEAST_DPI, _MOST_DPI = 200, 150, 300
_LONGEST, _MOST_PIXELS = 4000, 12e6
_MAIN_SHARE = 0.5
_MAX_PICTURES = 50


def bounded_scale(width: float, height: float, wanted: float) -> float:
    """``wanted`` pixels a unit, or fewer where a page of ``width`` by ``height`` units would take too much memory."""
    return min(wanted, _LONGEST / max(width, height), math.sqrt(_MOST_PIXELS / (width * height)))


def render(page: pdfium.PdfPage) -> Grey:
    """The page as shown, in grey, at the resolution of the scan that fills it, else at 200 dpi."""
    width, height = page.get_size()
    scale = bounded_scale(width, height, _resolution(page, width, height) / _POINTS)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        pixels = np.asarray(bitmap.to_numpy(), np.uint8)
        return np.array(pixels if pixels.ndim == 2 else pixels[:, :, 0])
    finally:
        bitmap.close()


def _resolution(page: pdfium.PdfPage, width: float, height: float) -> float:
    for number, drawn in enumerate(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3)):
        if number >= _MAX_PICTURES:
            break
        try:
            left, bottom, right, top = drawn.get_bounds()
            across, down = drawn.get_px_size()
        except (pdfium.PdfiumError, RuntimeError):
            continue
        covered = (right - left) * (top - bottom)
        if covered >= _MAIN_SHARE * width * height and covered > 0:
            dpi = math.sqrt(across * down / covered) * _POINTS
            return float(min(max(dpi, _LEAST_DPI), _MOST_DPI))
    return _USUAL_DPI
