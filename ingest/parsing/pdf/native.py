"""The few PDFium functions that are called once for every character, without what makes such calls slow.

``pypdfium2.raw`` converts and checks the arguments of each call in Python. Here the same functions take plain
addresses, so that ``map`` walks a page's characters in C and PDFium writes straight into numpy's arrays.
The signatures are those of PDFium's ``fpdf_text.h``. The global lock is kept during a call: each is shorter
than letting go of it and taking it back.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_POINTER, _INT, _ADDRESS = ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t


def _bound(function: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _POINTER).value or 0)


_get_unicode = _bound(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_is_generated = _bound(pdfium_c.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_get_object = _bound(pdfium_c.FPDFText_GetTextObject, _ADDRESS, _POINTER, _INT)
_get_loose_box = _bound(pdfium_c.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_get_origin = _bound(pdfium_c.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)


def address_of(textpage: pdfium.PdfTextPage) -> int:
    """The address of an open text page, which the functions below take."""
    return ctypes.cast(textpage.raw, _POINTER).value or 0


def characters(textpage: pdfium.PdfTextPage, page: int, count: int) -> str:
    """The first ``count`` characters of a page, one for each index (U+0000 where PDFium knows none)."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    # Characters without a code are left out of the text: one by one they keep their index.
    codes = map(_get_unicode, repeat(page, count), range(count))
    return "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)


def text_objects(page: int, count: int) -> NDArray[np.uint64]:
    """The address of the text object that drew each character; 0 for one that PDFium added (spaces, line ends)."""
    return np.fromiter(map(_get_object, repeat(page, count), range(count)), np.uint64, count)


def are_generated(page: int, indexes: Sequence[int]) -> list[bool]:
    """Whether PDFium added each of these characters by itself."""
    return [_is_generated(page, index) == 1 for index in indexes]


def loose_boxes(page: int, indexes: Sequence[int]) -> Floats:
    """The boxes (n, 4) of characters as wide as their advance: left, top, right, bottom in the page's space."""
    boxes = np.zeros((len(indexes), 4), np.float32)
    start, step = boxes.ctypes.data, boxes.strides[0]
    places = range(start, start + step * len(indexes), step) if indexes else ()
    deque(map(_get_loose_box, repeat(page), indexes, places), maxlen=0)
    return boxes.astype(np.float64)


def origins(page: int, indexes: Sequence[int]) -> Floats:
    """The origins (n, 2) of characters: where their baselines begin, in the page's space."""
    found = np.zeros((len(indexes), 2), np.float64)
    start, step = found.ctypes.data, found.strides[0]
    across = range(start, start + step * len(indexes), step) if indexes else ()
    down = range(start + 8, start + 8 + step * len(indexes), step) if indexes else ()
    deque(map(_get_origin, repeat(page), indexes, across, down), maxlen=0)
    return found
