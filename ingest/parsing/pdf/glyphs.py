"""The characters of a PDF page, each with its place, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.parsing.pdf.frame import PageFrame, turned
from rag.domain.geometry import Box

RIGHTWARDS = (1, 0)
_BOLD_NAME = re.compile(r"bold|black|heavy|(?:semi|demi|extra|ultra)b|[-,]b\b", re.I)
_BOLD_WEIGHT = 600
_SMALLEST = 1.0
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# PDFium writes a hyphen at the end of a line as U+0002, some versions as U+FFFE.
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-"}
_UNREADABLE = "\ufffd"
_ASCENT, _DESCENT = 0.78, 0.24
_STRAIGHT = math.cos(math.radians(8))


@dataclass(slots=True)
class Glyph:
    """One character; ``box`` and ``base`` (its baseline) are seen along ``direction``.

    ``run`` numbers the text object it was drawn by; ``slanted`` text runs in none of the four directions.
    """

    char: str
    box: Box
    base: float
    size: float
    bold: bool
    direction: tuple[int, int]
    run: int
    slanted: bool = False


@dataclass(slots=True)
class PageText:
    """What a page's text layer holds: the characters to read, and how many are not to be read and why."""

    glyphs: list[Glyph] = field(default_factory=list)
    invisible: int = 0
    outside: int = 0
    unreadable: int = 0

    @property
    def usable(self) -> int:
        """How many letters and digits can be read."""
        return sum(glyph.char[0].isalnum() for glyph in self.glyphs)

    @property
    def garbled(self) -> bool:
        """True when much of the text layer stands for no known characters."""
        return self.unreadable * 4 > self.usable + self.unreadable


@dataclass(frozen=True, slots=True)
class _Run:
    number: int
    invisible: bool
    bold: bool


def read_glyphs(page: pdfium.PdfPage, frame: PageFrame, limit: int) -> PageText:
    """The characters of a page in the order of its stream, at most ``limit``."""
    textpage = page.get_textpage()
    try:
        return _Reader(textpage, frame).read(limit)
    finally:
        textpage.close()


class _Reader:
    def __init__(self, textpage: pdfium.PdfTextPage, frame: PageFrame) -> None:
        self._page = textpage
        self._frame = frame
        self._runs: dict[int | None, _Run] = {}
        self._rect = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def read(self, limit: int) -> PageText:
        text = PageText()
        for index in range(min(self._page.count_chars(), limit)):
            if pdfium_c.FPDFText_IsGenerated(self._page, index) == 1:
                continue
            char = self._char(index)
            if not char:
                continue
            run = self._run(index)
            if run.invisible:
                text.invisible += char.isalnum()
                continue
            if char == _UNREADABLE:
                text.unreadable += 1
                continue
            glyph = self._glyph(index, char, run)
            if glyph is None:
                text.outside += char.isalnum()
            elif glyph.size < _SMALLEST:
                text.invisible += char.isalnum()
            else:
                text.glyphs.append(glyph)
        return text

    def _char(self, index: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self._page, index)
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or 0xE000 <= code <= 0xF8FF:
            return _UNREADABLE
        char = chr(code)
        char = _HYPHENS.get(char) or _LIGATURES.get(char) or char
        if char in "\t\u2028\u2029":
            return " "
        if char < " " or "\x7f" <= char <= "\x9f" or char in "\u200b\ufeff":
            return ""
        return char

    def _run(self, index: int) -> _Run:
        drawn_by = pdfium_c.FPDFText_GetTextObject(self._page, index)
        key = ctypes.cast(drawn_by, ctypes.c_void_p).value
        run = self._runs.get(key)
        if run is None:
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(drawn_by) if drawn_by else 0
            run = _Run(len(self._runs), mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, self._is_bold(index))
            self._runs[key] = run
        return run

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self._page, index) >= _BOLD_WEIGHT:
            return True
        buffer = ctypes.create_string_buffer(256)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._page, index, buffer, 256, flags)
        return _BOLD_NAME.search(buffer.value.decode("utf-8", "replace")) is not None

    def _glyph(self, index: int, char: str, run: _Run) -> Glyph | None:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, index, self._rect)
        pdfium_c.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        matrix = self._matrix
        pdfium_c.FPDFText_GetMatrix(self._page, index, matrix)
        across = self._frame.direction(matrix.a, matrix.b)
        length = math.hypot(*across)
        direction, slanted = _compass(across[0] / length, across[1] / length) if length else (RIGHTWARDS, False)
        corners = (
            self._frame.point(self._rect.left, self._rect.bottom),
            self._frame.point(self._rect.right, self._rect.top),
        )
        loose = Box(
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )
        middle = (loose.left + loose.right) / 2, (loose.top + loose.bottom) / 2
        if not (0 <= middle[0] <= self._frame.width and 0 <= middle[1] <= self._frame.height):
            return None
        x, y = self._frame.point(self._x.value, self._y.value)
        origin = Box(x, y, x, y)
        if not slanted and _starts_at_its_end(turned(loose, direction), turned(origin, direction)):
            direction = (-direction[0], -direction[1])
        box = turned(loose, direction)
        base = turned(origin, direction).top
        size = self._size(index, math.hypot(matrix.c, matrix.d), box.bottom - box.top)
        if not slanted:
            box = Box(box.left, base - _ASCENT * size, box.right, base + _DESCENT * size)
        return Glyph(char, box, base, size, run.bold, direction, run.number, slanted)

    def _size(self, index: int, scale: float, height: float) -> float:
        size = float(pdfium_c.FPDFText_GetFontSize(self._page, index)) * scale
        # The matrix of a form that the text is drawn in is not part of the scale: the box tells.
        return size if height <= 0 or 0.45 < size / height < 1.9 else height * 0.9


def _starts_at_its_end(box: Box, origin: Box) -> bool:
    """True when a character's origin is at the far side of its box: its form turns it round."""
    return box.right - origin.left < 0.25 * (box.right - box.left)


def _compass(x: float, y: float) -> tuple[tuple[int, int], bool]:
    direction = (1 if x > 0 else -1, 0) if abs(x) >= abs(y) else (0, 1 if y > 0 else -1)
    return direction, max(abs(x), abs(y)) < _STRAIGHT
