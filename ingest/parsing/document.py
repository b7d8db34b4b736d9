"""What every parser returns: blocks of text in reading order, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rag.domain.document import Page
from rag.domain.geometry import Span
from rag.domain.invoice import Invoice

HIDDEN_TEXT = "Text that readers cannot see was left out."
"""The warning for documents that hide text from their readers."""


class BlockKind(StrEnum):
    """The element classes of ``unstructured`` that chunking tells apart."""

    TITLE = "title"
    TEXT = "text"
    LIST_ITEM = "list_item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One element of a document.

    ``start`` and ``end`` are offsets in :attr:`ParsedDocument.text`; ``level`` is the depth of a title (1
    is the outermost, 0 for other kinds); ``spans`` are relative to the block's own text, one for each
    printed line or table row, in order.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    level: int = 0
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file (an e-mail's attachment): its name as the sender gave it, and its bytes."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as read: its whole text, blocks that cover it in reading order, and its pages.

    ``title`` is the best title found inside the document (not the file name), or ""; ``pages`` is empty for
    kinds of file that have no pages; ``pages_without_text`` lists page numbers that show something but hold
    no usable text layer; ``warnings`` are sentences for the person who runs the ingestion; ``invoice`` is the typed
    invoice of an e-invoice (an XML file, or a PDF with its XML inside).
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    pages: tuple[Page, ...] = ()
    pages_without_text: tuple[int, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    invoice: Invoice | None = None
