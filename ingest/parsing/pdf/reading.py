"""Pages of a PDF -> what stands on each: rows of words, tables, and why some pages cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.parsing.limits import Limits
from ingest.parsing.pdf.drawings import Drawings, read_drawings
from ingest.parsing.pdf.frame import PageFrame
from ingest.parsing.pdf.glyphs import PageText, read_glyphs
from ingest.parsing.pdf.hidden import hidden_glyphs
from ingest.parsing.pdf.plausibility import is_nonsense
from ingest.parsing.pdf.rows import Row
from ingest.parsing.pdf.typesetting import build_rows
from ingest.parsing.progress import tick
from ingest.parsing.scans import Tilt, listed, unsure_pages
from rag.domain.document import Page
from rag.domain.geometry import Box
from rag.errors import DamagedFileError, TooLargeError

_FEW_CHARACTERS = 30
# A scan with a line stamped over it (a page number, a reference) has a little text that is not the page's.
_LITTLE_TEXT = 300
_FULL_PAGE = 0.7
_SCAN_SHARE = 0.5
_MOSTLY_UNSEEN = 3


@dataclass(slots=True)
class ReadPage:
    """One page: its size, rows, rulings; ``without_text`` says that what it shows could not be read as text.

    ``may_be_scan`` marks a page whose little text may not be what it shows; a page read by OCR has its rows and
    rulings as if laid straight, and the ``tilt`` that takes them back.
    """

    page: Page
    rows: list[Row] = field(default_factory=list)
    rulings: list[Box] = field(default_factory=list)
    without_text: bool = False
    blank: bool = False
    may_be_scan: bool = False
    tilt: Tilt | None = None


def read_pages(document: pdfium.PdfDocument, limits: Limits, warnings: list[str]) -> Iterator[ReadPage]:
    """Every page of a document, one at a time; what was left out is told in ``warnings`` at the end."""
    hidden: list[int] = []
    outside: list[int] = []
    broken: list[int] = []
    unsure: list[Page] = []
    characters = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            broken.append(number)
            yield ReadPage(Page(number, 0.0, 0.0), blank=True)
            continue
        frame = PageFrame.of(page)
        text = read_glyphs(page, frame, limits.max_chars + 1)
        characters += len(text.glyphs)
        if characters > limits.max_chars:
            raise TooLargeError(f"The PDF holds more than {limits.max_chars:,} characters.", "Split the file.")
        drawings = read_drawings(page, frame)
        text.leave_out(hidden_glyphs(page, frame, text.glyphs, drawings))
        read = _page(number, frame, text, drawings)
        if limits.ocr and (read.without_text or read.may_be_scan):
            read = _by_ocr(page, read)
        page.close()
        yield read
        tick()
        if text.invisible and read.page.confidence is None:
            hidden.append(number)
        unsure.append(read.page)
        if text.outside:
            outside.append(number)
    if len(broken) == len(document):
        raise DamagedFileError(f"None of the {len(document)} pages of the PDF can be opened.")
    warnings.extend(unsure_pages(unsure))
    for what, numbers in (
        ("Invisible text was left out", hidden),
        ("Text outside the page was left out", outside),
        ("Damaged pages were left out", broken),
    ):
        if numbers:
            warnings.append(f"{what}: {listed(numbers)}.")


def _page(number: int, frame: PageFrame, text: PageText, drawings: Drawings) -> ReadPage:
    rows = [] if text.garbled else build_rows(text.glyphs)
    garbled = text.garbled or is_nonsense(" ".join(row.text for row in rows))
    shows = drawings.shows_something or text.invisible > 0 or garbled
    return ReadPage(
        Page(number, round(frame.width, 2), round(frame.height, 2)),
        rows=[] if garbled else rows,
        rulings=drawings.rulings,
        without_text=garbled or (shows and text.usable < _FEW_CHARACTERS) or _is_read_scan(text, drawings),
        blank=not (len(text.glyphs) or shows),
        may_be_scan=drawings.picture >= _FULL_PAGE and text.usable < _LITTLE_TEXT,
    )


def _by_ocr(page: pdfium.PdfPage, read: ReadPage) -> ReadPage:
    """The page as OCR reads it, or as it was where OCR sees nothing more."""
    from ingest.parsing.ocr.scanned import read_scanned

    return read_scanned(page, read)


def _is_read_scan(text: PageText, drawings: Drawings) -> bool:
    """True for a scan that somebody's OCR has put unseen text on, and perhaps a stamp that is seen."""
    return drawings.picture >= _SCAN_SHARE and text.invisible > _MOSTLY_UNSEEN * text.usable
