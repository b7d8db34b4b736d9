"""The characters of a PDF page, each with its place, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.parsing.pdf import native
from ingest.parsing.pdf.frame import DIRECTIONS, PageFrame
from ingest.parsing.pdf.native import Floats

_BOLD_NAME = re.compile(r"bold|black|heavy|(?:semi|demi|extra|ultra)b|[-,]b\b", re.I)
_BOLD_WEIGHT = 600
_SMALLEST = 1.0
# PDFium writes a hyphen at the end of a line as U+0002, some versions as U+FFFE.
_WRITTEN = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\x02": "-",
    "\ufffe": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\t": " ",
    "\u2028": " ",
    "\u2029": " ",
}
# Where a no-break space is part of a figure or of French punctuation; elsewhere typesetters use it as any space.
_BINDS = re.compile(r"\d\xa0\d|.\xa0[:;!?»%€$£]|[«€$£]\xa0", re.S)
_ASCENT, _DESCENT = 0.78, 0.24
_AT_THE_LEFT = 0.25
_STRAIGHT = math.cos(math.radians(8))


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Characters in the order of the page's stream: entry i of each field belongs to character i.

    Places are points of the page as rendered, seen by a reader along ``direction`` (an index of ``DIRECTIONS``);
    ``base`` is the baseline. ``drawn_by`` is the address of the text object that drew it; ``slanted`` text runs in
    none of the four directions.
    """

    chars: list[str]
    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    base: Floats
    size: Floats
    bold: NDArray[np.bool_]
    direction: NDArray[np.int8]
    slanted: NDArray[np.bool_]
    drawn_by: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.chars)

    def where(self, chosen: NDArray[np.bool_]) -> Glyphs:
        """The characters for which ``chosen`` is true."""
        if chosen.all():
            return self
        return Glyphs(
            [char for char, keep in zip(self.chars, chosen.tolist(), strict=True) if keep],
            self.left[chosen],
            self.top[chosen],
            self.right[chosen],
            self.bottom[chosen],
            self.base[chosen],
            self.size[chosen],
            self.bold[chosen],
            self.direction[chosen],
            self.slanted[chosen],
            self.drawn_by[chosen],
        )


@dataclass(slots=True)
class PageText:
    """What a page's text layer holds: the characters to read, and how many are not to be read and why."""

    glyphs: Glyphs
    invisible: int = 0
    outside: int = 0
    unreadable: int = 0

    def leave_out(self, hidden: NDArray[np.bool_]) -> None:
        """Takes characters out that nobody sees, and counts them as invisible."""
        self.invisible += _alphanumeric(self.glyphs, hidden)
        self.glyphs = self.glyphs.where(~hidden)

    @property
    def usable(self) -> int:
        """How many letters and digits can be read."""
        return sum(map(str.isalnum, self.glyphs.chars))

    @property
    def garbled(self) -> bool:
        """True when much of the text layer stands for no known characters."""
        return self.unreadable > 0 and self.unreadable * 4 > self.usable + self.unreadable


@dataclass(slots=True)
class _Runs:
    """What holds for all characters of a text object, one entry an object."""

    invisible: NDArray[np.bool_]
    bold: NDArray[np.bool_]
    matrix: Floats
    size: Floats


def read_glyphs(page: pdfium.PdfPage, frame: PageFrame, limit: int) -> PageText:
    """The characters of a page in the order of its stream, at most ``limit``."""
    textpage = page.get_textpage()
    try:
        return _read(textpage, frame, min(textpage.count_chars(), limit))
    finally:
        textpage.close()


def _read(textpage: pdfium.PdfTextPage, frame: PageFrame, count: int) -> PageText:
    address = native.address_of(textpage)
    written = native.characters(textpage, address, count)
    drawn_by = native.text_objects(address, count)
    chars, drawn, unreadable = _classified(written, drawn_by, address)
    objects, first, run = np.unique(drawn_by, return_index=True, return_inverse=True)
    runs = _runs(textpage, objects, first)
    hidden = runs.invisible[run] & drawn
    invisible = sum(chars[index].isalnum() for index in np.flatnonzero(hidden))
    drawn &= ~hidden
    lost = int((drawn & unreadable).sum())
    shown = np.flatnonzero(drawn & ~unreadable)
    indexes = shown.tolist()
    loose = native.loose_boxes(address, indexes)
    glyphs, inside = _placed(
        [chars[index] for index in indexes],
        loose,
        _origins(address, shown, loose, runs, run[shown]),
        drawn_by[shown],
        runs,
        run[shown],
        frame,
    )
    big = glyphs.size >= _SMALLEST
    return PageText(
        glyphs.where(inside & big),
        invisible + _alphanumeric(glyphs, inside & ~big),
        _alphanumeric(glyphs, ~inside),
        lost,
    )


def _alphanumeric(glyphs: Glyphs, chosen: NDArray[np.bool_]) -> int:
    return sum(glyphs.chars[index].isalnum() for index in np.flatnonzero(chosen))


def _classified(
    written: str, drawn_by: NDArray[np.uint64], address: int
) -> tuple[list[str], NDArray[np.bool_], NDArray[np.bool_]]:
    """Characters as we write them, which of them a text object draws, and which stand for nothing known."""
    codes = np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32)
    chars = list(written)
    unreadable = (codes == 0) | (codes == 0xFFFD) | ((codes >= 0xD800) & (codes <= 0xF8FF))
    dropped = (codes < 0x20) | ((codes >= 0x7F) & (codes <= 0x9F)) | (codes == 0x200B) | (codes == 0xFEFF)
    special = dropped | ((codes >= 0x2010) & (codes <= 0x2029)) | ((codes >= 0xFB00) & (codes <= 0xFFFE))
    for index in np.flatnonzero(special & ~unreadable).tolist():
        ours = _WRITTEN.get(chars[index])
        if ours is not None:
            chars[index], dropped[index] = ours, False
    for index in np.flatnonzero(codes == 0xA0).tolist():
        if not _BINDS.match(written, max(index - 1, 0)):
            chars[index] = " "
    drawn = (drawn_by != 0) & ~(dropped & ~unreadable)
    spaces = np.flatnonzero(drawn & (codes == 0x20)).tolist()
    drawn[spaces] = [not generated for generated in native.are_generated(address, spaces)]
    return chars, drawn, unreadable


def _runs(textpage: pdfium.PdfTextPage, objects: NDArray[np.uint64], first: NDArray[np.intp]) -> _Runs:
    count = len(objects)
    runs = _Runs(np.zeros(count, bool), np.zeros(count, bool), np.zeros((count, 4)), np.zeros(count))
    fonts: dict[int, bool] = {}
    matrix = pdfium_c.FS_MATRIX()
    for number, (drawn_by, index) in enumerate(zip(objects.tolist(), first.tolist(), strict=True)):
        if not drawn_by:
            continue
        drawn = ctypes.cast(drawn_by, pdfium_c.FPDF_PAGEOBJECT)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(drawn)
        runs.invisible[number] = mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        font = ctypes.cast(pdfium_c.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value or 0
        if font not in fonts:
            fonts[font] = _is_bold(textpage, index)
        runs.bold[number] = fonts[font]
        pdfium_c.FPDFText_GetMatrix(textpage, index, matrix)
        runs.matrix[number] = matrix.a, matrix.b, matrix.c, matrix.d
        runs.size[number] = pdfium_c.FPDFText_GetFontSize(textpage, index)
    return runs


def _is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(textpage, index) >= _BOLD_WEIGHT:
        return True
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(textpage, index, buffer, 256, flags)
    return _BOLD_NAME.search(buffer.value.decode("utf-8", "replace")) is not None


def _origins(address: int, shown: NDArray[np.intp], loose: Floats, runs: _Runs, run: NDArray[np.intp]) -> Floats:
    """The origins (n, 2) of the characters shown; most text objects write on one level line, which their ends tell."""
    origin = np.stack((loose[:, 0], np.zeros(len(shown))), axis=1)
    present, first = np.unique(run, return_index=True)
    last = len(run) - 1 - np.unique(run[::-1], return_index=True)[1]
    ends = [native.origins(address, shown[end].tolist()) for end in (first, last)]
    a, b, c, _ = runs.matrix[present].T
    level = (a > 0) & (b == 0) & (c == 0) & (ends[0][:, 1] == ends[1][:, 1])
    for end, there in zip((first, last), ends, strict=True):
        # Not so in a form that turns the text round.
        level &= np.abs(there[:, 0] - loose[end, 0]) < _AT_THE_LEFT * (loose[end, 2] - loose[end, 0])
    baseline, on_level = np.zeros(len(runs.size)), np.zeros(len(runs.size), bool)
    baseline[present], on_level[present] = ends[0][:, 1], level
    origin[:, 1] = baseline[run]
    others = np.flatnonzero(~on_level[run])
    origin[others] = native.origins(address, shown[others].tolist())
    return origin


def _placed(
    chars: list[str],
    loose: Floats,
    origin: Floats,
    drawn_by: NDArray[np.uint64],
    runs: _Runs,
    run: NDArray[np.intp],
    frame: PageFrame,
) -> tuple[Glyphs, NDArray[np.bool_]]:
    """The characters with their places, and which of them stand on the page."""
    a, b, c, d, _, _ = frame.matrix
    along, across = runs.matrix[:, 0] * a + runs.matrix[:, 1] * c, runs.matrix[:, 0] * b + runs.matrix[:, 1] * d
    compass, leaning = _compass(along, across)
    direction, slanted = compass[run], leaning[run]
    x0, y0 = frame.points(loose[:, 0], loose[:, 3])
    x1, y1 = frame.points(loose[:, 2], loose[:, 1])
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    inside = (middle_x >= 0) & (middle_x <= frame.width) & (middle_y >= 0) & (middle_y <= frame.height)
    unit = DIRECTIONS[direction].astype(np.float64)
    dx, dy = unit[:, 0], unit[:, 1]
    left, right = _ordered(x0 * dx + y0 * dy, x1 * dx + y1 * dy)
    top, bottom = _ordered(-x0 * dy + y0 * dx, -x1 * dy + y1 * dx)
    x, y = frame.points(origin[:, 0], origin[:, 1])
    start, base = x * dx + y * dy, -x * dy + y * dx
    # A character whose origin is at the far side of its box: the form that it stands in turns it round.
    turned = ~slanted & (right - start < 0.25 * (right - left))
    direction = np.where(turned, direction ^ 1, direction).astype(np.int8)
    left, right = np.where(turned, -right, left), np.where(turned, -left, right)
    top, bottom = np.where(turned, -bottom, top), np.where(turned, -top, bottom)
    base = np.where(turned, -base, base)
    size = runs.size[run] * np.hypot(runs.matrix[:, 2], runs.matrix[:, 3])[run]
    # The matrix of a form that the text is drawn in is not part of the scale: the box tells.
    height = bottom - top
    ratio = size / np.where(height > 0, height, 1.0)
    size = np.where((height <= 0) | ((ratio > 0.45) & (ratio < 1.9)), size, height * 0.9)
    top = np.where(slanted, top, base - _ASCENT * size)
    bottom = np.where(slanted, bottom, base + _DESCENT * size)
    bold = runs.bold[run]
    return Glyphs(chars, left, top, right, bottom, base, size, bold, direction, slanted, drawn_by), inside


def _ordered(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    return np.minimum(one, other), np.maximum(one, other)


def _compass(along: Floats, across: Floats) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The nearest of ``DIRECTIONS`` for each direction of writing, and whether it is far from all of them."""
    length = np.hypot(along, across)
    level = np.abs(along) >= np.abs(across)
    direction = np.where(level, np.where(along >= 0, 0, 1), np.where(across > 0, 2, 3)).astype(np.int8)
    straight = np.maximum(np.abs(along), np.abs(across)) >= _STRAIGHT * length
    return direction, ~straight
