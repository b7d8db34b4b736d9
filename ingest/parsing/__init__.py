"""Reading documents: bytes of any kind -> :class:`~ingest.parsing.document.ParsedDocument`."""

from __future__ import annotations

from ingest.parsing import kinds
from ingest.parsing import unstructured_setup as _before_unstructured  # noqa: F401
from ingest.parsing.document import ParsedDocument
from ingest.parsing.kinds import detect_media_type
from ingest.parsing.limits import Limits
from rag.errors import EmptyFileError, NoTextError, TooLargeError, UnsupportedKindError

__all__ = ["Limits", "ParsedDocument", "detect_media_type", "parse"]


def parse(content: bytes, filename: str, limits: Limits) -> ParsedDocument:
    """A document as read; raises one of the :class:`~rag.errors.DocumentError` with what was seen.

    Parsers load only when a file of their kind comes. Hostile files can crash or hang them: a long-lived
    process calls this through :class:`ingest.parsing.isolation.ParserProcess`.
    """
    if not content:
        raise EmptyFileError("The file has zero bytes.")
    kind = detect_media_type(content, filename)
    if kind not in kinds.READABLE:
        raise UnsupportedKindError(f"The content is of the kind {kind}, which is not read.")
    document = _parse_kind(kind, content, limits)
    if len(document.text) > limits.max_chars:
        raise TooLargeError(
            f"The document holds {len(document.text):,} characters; the limit is {limits.max_chars:,}.",
            "Split the file, or raise the limit in the settings.",
        )
    if not document.text.strip() and not document.attachments:
        raise NoTextError("The document opens but holds no text.")
    return document


def _parse_kind(kind: str, content: bytes, limits: Limits) -> ParsedDocument:
    if kind == kinds.PDF:
        from ingest.parsing.pdf import parse_pdf

        return parse_pdf(content, limits)
    if kind == kinds.DOCX:
        from ingest.parsing.docx import parse_docx

        return parse_docx(content, limits)
    if kind == kinds.HTML:
        from ingest.parsing.html import parse_html

        return parse_html(content, limits)
    if kind == kinds.EMAIL:
        from ingest.parsing.email import parse_email

        return parse_email(content, limits)
    from ingest.parsing.text import parse_text

    return parse_text(content, limits, markdown=kind == kinds.MARKDOWN)
