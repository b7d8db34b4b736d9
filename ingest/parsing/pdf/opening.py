"""Opening a PDF: every way in which it can refuse becomes one of our errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.parsing.limits import Limits
from rag.errors import DamagedFileError, EncryptedFileError, NoPagesError, TooLargeError

# PDFium takes a page tree without pages for a damaged file.
_NO_KIDS = re.compile(rb"/Count\s+0\b")
_A_PAGE = re.compile(rb"/Type\s*/Page\b")
_LOCKED = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


@contextmanager
def open_pdf(content: bytes, limits: Limits) -> Iterator[pdfium.PdfDocument]:
    """The document, closed at the end; refused when locked, damaged, without pages or with too many."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code in _LOCKED:
            raise EncryptedFileError("The PDF asks for a password.") from error
        if error.err_code == pdfium_c.FPDF_ERR_PAGE or _is_without_pages(content):
            raise NoPagesError("The PDF opens but has no page.") from error
        raise DamagedFileError("The PDF does not open: it is cut off or not a PDF inside.") from error
    try:
        pages = len(document)
        if pages < 1:
            raise NoPagesError("The PDF opens but has no page.")
        if pages > limits.max_pages:
            raise TooLargeError(
                f"The PDF has {pages:,} pages; the limit is {limits.max_pages:,}.",
                "Split the file, or raise the limit of pages in the settings.",
            )
        yield document
    finally:
        document.close()


def _is_without_pages(content: bytes) -> bool:
    return b"%%EOF" in content[-1024:] and bool(_NO_KIDS.search(content)) and not _A_PAGE.search(content)
