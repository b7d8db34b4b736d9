"""Text that is in the file but cannot be seen: white on white, transparent, under a picture or a bar.

Colours and order of painting only tell which characters may be hidden. Whether they are, the page itself tells:
it is drawn with them and without them, and a character that makes no difference is not seen.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.parsing.pdf.drawings import Drawings, colours_of
from ingest.parsing.pdf.frame import DIRECTIONS, PageFrame
from ingest.parsing.pdf.glyphs import Glyphs
from ingest.parsing.pdf.native import Floats

_SCALE = 1.5
_MOST_PIXELS = 2_000
_LEAST_SCALE = 0.4
_LIGHT = 225
_FAINT = 40
_ALIKE = 40
_DIFFERENCE = 10

Mask = NDArray[np.bool_]


def hidden_glyphs(page: pdfium.PdfPage, frame: PageFrame, glyphs: Glyphs, drawings: Drawings) -> Mask:
    """Which characters of an open page a person who looks at it does not see."""
    none = np.zeros(len(glyphs), bool)
    suspects = _suspects(glyphs, drawings) if len(glyphs) else none
    scale = min(_SCALE, _MOST_PIXELS / max(frame.width, frame.height, 1.0))
    if not suspects.any() or scale < _LEAST_SCALE:
        return none
    changed = _changed_by(page, scale, np.unique(glyphs.drawn_by[suspects]).tolist())
    left, top, right, bottom = (edges * scale for edges in _on_page(glyphs))
    return suspects & ~_any_inside(changed, left, top, right, bottom)


def _suspects(glyphs: Glyphs, drawings: Drawings) -> Mask:
    """Characters that something later is painted over, or that have the colour of what is beneath them."""
    objects, run = np.unique(glyphs.drawn_by, return_inverse=True)
    addresses = objects.tolist()
    colours = colours_of([ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT) for address in addresses])
    light = np.all(colours[:, :3] >= _LIGHT, axis=1)
    faint = (colours[:, 3] < _FAINT)[run]
    if not drawings.surfaces:
        either: Mask = faint | light[run]
        return either
    order = np.array([drawings.painted.get(address, -1) for address in addresses])[run]
    left, top, right, bottom = _on_page(glyphs)
    across, down = (left + right) / 2, (top + bottom) / 2
    over, alike = faint, light[run]
    for surface in drawings.surfaces:
        box = surface.box
        there = (across > box.left) & (across < box.right) & (down > box.top) & (down < box.bottom)
        if there.any():
            over = over | (there & (order < surface.order))
            same = np.zeros(len(objects), bool)
            if surface.colour is not None:
                same = np.all(np.abs(colours[:, :3] - surface.colour) <= _ALIKE, axis=1)
            alike = np.where(there & (order > surface.order), same[run], alike)
    suspects: Mask = over | alike
    return suspects


def _on_page(glyphs: Glyphs) -> tuple[Floats, Floats, Floats, Floats]:
    """The sides of the characters' boxes on the page as rendered, whichever way the text runs."""
    unit = DIRECTIONS[glyphs.direction].astype(np.float64)
    dx, dy = unit[:, 0], unit[:, 1]
    x0, y0 = glyphs.left * dx - glyphs.top * dy, glyphs.left * dy + glyphs.top * dx
    x1, y1 = glyphs.right * dx - glyphs.bottom * dy, glyphs.right * dy + glyphs.bottom * dx
    return np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)


def _changed_by(page: pdfium.PdfPage, scale: float, addresses: Iterable[int]) -> Mask:
    """The pixels of the page that look different without these text objects."""
    objects = [ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT) for address in addresses]
    whole = _picture(page, scale)
    for drawn in objects:
        pdfium_c.FPDFPageObj_SetIsActive(drawn, False)
    bare = _picture(page, scale)
    for drawn in objects:
        pdfium_c.FPDFPageObj_SetIsActive(drawn, True)
    changed: Mask = np.any(np.abs(whole - bare) > _DIFFERENCE, axis=2)
    return changed


def _picture(page: pdfium.PdfPage, scale: float) -> NDArray[np.int16]:
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    pixels: NDArray[np.int16] = bitmap.to_numpy()[:, :, :3].astype(np.int16)
    bitmap.close()
    return pixels


def _any_inside(changed: Mask, left: Floats, top: Floats, right: Floats, bottom: Floats) -> Mask:
    """For each box (in pixels), whether a changed pixel is in it."""
    height, width = changed.shape
    sums = np.zeros((height + 1, width + 1), np.int64)
    sums[1:, 1:] = changed.cumsum(0).cumsum(1)
    x0, x1 = (np.clip(edge, 0, width).astype(np.intp) for edge in (np.floor(left), np.ceil(right)))
    y0, y1 = (np.clip(edge, 0, height).astype(np.intp) for edge in (np.floor(top), np.ceil(bottom)))
    found: Mask = (sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]) > 0
    return found
