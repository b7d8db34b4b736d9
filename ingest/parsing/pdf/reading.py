"""Pages of a PDF -> what stands on each: rows of words, tables, and why some pages cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from ingest.parsing.limits import Limits
from ingest.parsing.pdf.drawings import Drawings, read_drawings
from ingest.parsing.pdf.frame import PageFrame
from ingest.parsing.pdf.glyphs import PageText, read_glyphs
from ingest.parsing.pdf.rows import Row, build_rows
from rag.domain.document import Page
from rag.domain.geometry import Box
from rag.errors import DamagedFileError, TooLargeError

_FEW_CHARACTERS = 30


@dataclass(slots=True)
class ReadPage:
    """One page: its size, rows, rulings; ``without_text`` says that its text layer lacks what it shows."""

    page: Page
    rows: list[Row] = field(default_factory=list)
    rulings: list[Box] = field(default_factory=list)
    without_text: bool = False
    blank: bool = False


def read_pages(document: pdfium.PdfDocument, limits: Limits, warnings: list[str]) -> list[ReadPage]:
    """Every page of a document; what was left out is told in ``warnings``."""
    pages: list[ReadPage] = []
    hidden: list[int] = []
    outside: list[int] = []
    broken: list[int] = []
    characters = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            broken.append(number)
            pages.append(ReadPage(Page(number, 0.0, 0.0), blank=True))
            continue
        frame = PageFrame.of(page)
        text = read_glyphs(page, frame, limits.max_chars + 1)
        characters += len(text.glyphs)
        if characters > limits.max_chars:
            raise TooLargeError(f"The PDF holds more than {limits.max_chars:,} characters.", "Split the file.")
        pages.append(_page(number, frame, text, read_drawings(page, frame)))
        page.close()
        if text.invisible:
            hidden.append(number)
        if text.outside:
            outside.append(number)
    if len(broken) == len(pages):
        raise DamagedFileError(f"None of the {len(pages)} pages of the PDF can be opened.")
    for what, numbers in (
        ("Invisible text was left out", hidden),
        ("Text outside the page was left out", outside),
        ("Damaged pages were left out", broken),
    ):
        if numbers:
            warnings.append(f"{what}: {_listed(numbers)}.")
    return pages


def _page(number: int, frame: PageFrame, text: PageText, drawings: Drawings) -> ReadPage:
    garbled = text.garbled
    shows = drawings.shows_something or text.invisible > 0 or garbled
    return ReadPage(
        Page(number, round(frame.width, 2), round(frame.height, 2)),
        rows=[] if garbled else build_rows(text.glyphs),
        rulings=drawings.rulings,
        without_text=garbled or (text.usable < _FEW_CHARACTERS and shows),
        blank=not (text.glyphs or shows),
    )


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    more = f" and {len(numbers) - 10} more" if len(numbers) > 10 else ""
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}{more}"
