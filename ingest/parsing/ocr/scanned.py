"""A PDF page without a usable text layer, read by OCR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pypdfium2 as pdfium

from ingest.parsing.ocr import read_picture
from ingest.parsing.ocr.rendering import render
from ingest.parsing.pdf.reading import ReadPage
from ingest.parsing.pdf.rows import Row

_MUCH_MORE = 2.0
_MORE = 20


def read_scanned(page: pdfium.PdfPage, read: ReadPage) -> ReadPage:
    """The page with what OCR read on it; its own text stays where OCR sees little more.

    A page on which nothing is written is blank; one that shows something without words stays as it was.
    """
    found = read_picture(render(page), read.page.width, read.page.height)
    own, seen = _letters(read.rows), _letters(found.rows)
    if own and seen < _MUCH_MORE * own + _MORE:
        return replace(read, without_text=False)
    if not seen:
        return read if found.shows_ink else replace(read, without_text=False, blank=True)
    return ReadPage(
        replace(read.page, confidence=found.confidence), rows=found.rows, rulings=found.rulings, tilt=found.tilt
    )


def _letters(rows: Iterable[Row]) -> int:
    return sum(char.isalnum() for row in rows for word in row.words for char in word.text)
