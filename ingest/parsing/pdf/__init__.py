"""PDF files: PDFium's characters put together again, with a box on the page for every line."""

from __future__ import annotations

import pypdfium2 as pdfium

from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from ingest.parsing.pdf.opening import open_pdf
from ingest.parsing.pdf.partition import elements_of, partition_pdf
from ingest.parsing.pdf.reading import ReadPage, read_pages
from rag.errors import NeedsOcrError, NoTextError

__all__ = ["parse_pdf", "partition_pdf"]

_PROGRAMS = ("microsoft word", "powerpoint", "untitled", "sans titre", "document1")


def parse_pdf(content: bytes, limits: Limits) -> ParsedDocument:
    """A PDF as read; one without text is refused with the reason."""
    warnings: list[str] = []
    with open_pdf(content, limits) as document:
        pages = read_pages(document, limits, warnings)
        given_title = _given_title(document)
    without_text = tuple(page.page.number for page in pages if page.without_text)
    _refuse_without_text(pages, without_text)
    text, blocks = assemble(elements_of(pages))
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


def _refuse_without_text(pages: list[ReadPage], without_text: tuple[int, ...]) -> None:
    shown = [page for page in pages if not page.blank]
    if not shown:
        raise NoTextError(f"All pages of the PDF are blank ({len(pages)}).", "Check that the right file was added.")
    if len(without_text) == len(shown):
        raise NeedsOcrError(f"{len(shown)} of {len(pages)} pages show something but hold no usable text layer.")


def _given_title(document: pdfium.PdfDocument) -> str:
    """The title in the document's properties, unless a program put it there."""
    title = " ".join(str(document.get_metadata_value("Title")).replace("\x00", "").split())
    by_program = title.lower().startswith(_PROGRAMS) or title.lower().endswith((".doc", ".docx", ".pdf", ".odt"))
    return "" if by_program else title[:300]
