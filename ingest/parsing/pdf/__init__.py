"""PDF files: PDFium's characters put together again, with a box on the page for every line."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium

from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.pdf.keeping import KeptPage
from ingest.parsing.pdf.opening import open_pdf
from ingest.parsing.pdf.partition import elements_of, partition_pdf
from ingest.parsing.pdf.reading import read_pages
from ingest.parsing.scans import as_shown
from rag.errors import NeedsOcrError, NoTextError

__all__ = ["document_of", "parse_pdf", "partition_pdf"]

_PROGRAMS = ("microsoft word", "powerpoint", "untitled", "sans titre", "document1")
_SCAN_AGAIN = "Scan the pages again at 200 dpi or more, upright or turned by a right angle."


def parse_pdf(content: bytes, limits: Limits) -> ParsedDocument:
    """A PDF as read, its pages without a usable text layer by OCR; one without any text is refused with the reason."""
    warnings: list[str] = []
    with open_pdf(content, limits) as document:
        pages = [KeptPage.of(page) for page in read_pages(document, limits, warnings)]
        given_title = _given_title(document)
    return document_of(pages, warnings, given_title, limits)


def document_of(pages: Sequence[KeptPage], warnings: Sequence[str], given_title: str, limits: Limits) -> ParsedDocument:
    """The document that pages make, printed ones and scanned ones.

    Raises NoTextError when all are blank, NeedsOcrError when what they show was not read as text.
    """
    without_text = tuple(page.page.number for page in pages if page.without_text)
    _refuse_without_text(pages, without_text, limits)
    tilts = {page.page.number: page.tilt for page in pages if page.tilt is not None}
    text, blocks = assemble(as_shown(elements_of(pages), tilts))
    if not blocks:
        raise NoTextError(f"The text layer of the {len(pages)} pages is empty.")
    return ParsedDocument(
        text=text,
        blocks=blocks,
        title=first_title(text, blocks) or given_title,
        pages=tuple(page.page for page in pages),
        pages_without_text=without_text,
        warnings=tuple(warnings),
    )


def _refuse_without_text(pages: Sequence[KeptPage], without_text: Sequence[int], limits: Limits) -> None:
    shown = [page for page in pages if not page.blank]
    if not shown:
        raise NoTextError(f"All pages are blank ({len(pages)}).", "Check that the right file was added.")
    if len(without_text) < len(shown):
        return
    count = f"{len(shown)} of {len(pages)} pages"
    if limits.ocr:
        raise NeedsOcrError(f"{count} show something, but OCR found no words on them.", _SCAN_AGAIN)
    raise NeedsOcrError(f"{count} show something but hold no usable text layer.")


def _given_title(document: pdfium.PdfDocument) -> str:
    """The title in the document's properties, unless a program put it there."""
    title = " ".join(str(document.get_metadata_value("Title")).replace("\x00", "").split())
    by_program = title.lower().startswith(_PROGRAMS) or title.lower().endswith((".doc", ".docx", ".pdf", ".odt"))
    return "" if by_program else title[:300]
