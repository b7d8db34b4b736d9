"""Reading documents: bytes of any kind -> :class:`~ingest.parsing.document.ParsedDocument`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ingest.parsing import kinds
from ingest.parsing import unstructured_setup as _before_unstructured  # noqa: F401
from ingest.parsing.document import ParsedDocument
from ingest.parsing.kinds import detect_media_type
from ingest.parsing.limits import Limits
from rag.errors import EmptyFileError, EncryptedFileError, NoTextError, TooLargeError, UnsupportedKindError

__all__ = ["Limits", "ParsedDocument", "detect_media_type", "parse"]

_PARSERS = {
    kinds.PDF: ("pdf", "parse_pdf"),
    kinds.DOCX: ("docx", "parse_docx"),
    kinds.XLSX: ("spreadsheets", "parse_xlsx"),
    kinds.ODS: ("spreadsheets", "parse_ods"),
    kinds.XLS: ("spreadsheets", "parse_xls"),
    kinds.CSV: ("delimited", "parse_delimited"),
    kinds.TSV: ("delimited", "parse_delimited"),
    kinds.PPTX: ("slides", "parse_pptx"),
    kinds.DOC: ("conversion", "parse_doc"),
    kinds.ODT: ("conversion", "parse_odt"),
    kinds.RTF: ("conversion", "parse_rtf"),
    kinds.PPT: ("conversion", "parse_ppt"),
    kinds.ODP: ("conversion", "parse_odp"),
    kinds.HTML: ("html", "parse_html"),
    kinds.EMAIL: ("email", "parse_email"),
    kinds.MSG: ("outlook", "parse_msg"),
    kinds.ZIP: ("zip", "parse_zip"),
    kinds.TEXT: ("text", "parse_plain"),
    kinds.MARKDOWN: ("text", "parse_markdown"),
    kinds.PNG: ("image", "parse_image"),
    kinds.JPEG: ("image", "parse_image"),
    kinds.TIFF: ("image", "parse_image"),
    kinds.XML: ("xml_invoice", "parse_xml_invoice"),
}
"""Media type -> module of this package, and its function of content and limits."""


def parse(content: bytes, filename: str, limits: Limits) -> ParsedDocument:
    """A document as read; raises one of the :class:`~rag.errors.DocumentError` with what was seen.

    Parsers load only when a file of their kind comes. Hostile files can crash or hang them: a long-lived
    process calls this through :class:`ingest.parsing.isolation.ParserProcess`.
    """
    if not content:
        raise EmptyFileError("The file has zero bytes.")
    kind = detect_media_type(content, filename)
    if kind not in _PARSERS:
        raise UnsupportedKindError(f"The content is of the kind {kind}, which is not read.")
    if kind in kinds.OOXML and content.startswith(kinds.OLE_MAGIC):
        raise EncryptedFileError("The file is encrypted: it asks for a password.")
    document = _parser(kind)(content, limits)
    if kind == kinds.PDF:
        from ingest.einvoice import with_invoice

        document = with_invoice(document, content)
    if len(document.text) > limits.max_chars:
        raise TooLargeError(
            f"The document holds {len(document.text):,} characters; the limit is {limits.max_chars:,}.",
            "Split the file, or raise the limit in the settings.",
        )
    if not document.text.strip() and not document.attachments:
        raise NoTextError("The document opens but holds no text.")
    return document


def _parser(kind: str) -> Callable[[bytes, Limits], ParsedDocument]:
    module, function = _PARSERS[kind]
    parser: Callable[[bytes, Limits], ParsedDocument] = getattr(import_module(f"{__name__}.{module}"), function)
    return parser
