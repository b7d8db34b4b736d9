"""Word documents (DOCX)."""

from __future__ import annotations

import io

from unstructured.documents.elements import Element, Footer, Header, ListItem, PageBreak, Table, Title
from unstructured.partition.docx import partition_docx

from ingest.parsing.archive import pack, unpack_xml
from ingest.parsing.blocks import assemble, first_title
from ingest.parsing.document import HIDDEN_TEXT, ParsedDocument
from ingest.parsing.docx_repair import repair
from ingest.parsing.headings import numbered_level
from ingest.parsing.identity import names_someone
from ingest.parsing.limits import Limits
from ingest.parsing.partitioning import partitioned
from rag.errors import TooLargeError

_HEADING_CHARS = 100


def parse_docx(content: bytes, limits: Limits) -> ParsedDocument:
    """A DOCX as read: no boxes, page 1 throughout unless Word recorded where its pages broke.

    Raises:
        DamagedFileError, EncryptedFileError, TooLargeError: as :func:`~ingest.parsing.archive.unpack_xml` and
            :func:`~ingest.parsing.docx_repair.repair`, and for more pages than ``limits.max_pages``.
    """
    parts = unpack_xml(content)
    hides_text = repair(parts)
    elements = partitioned(partition_docx, file=io.BytesIO(pack(parts)))
    kept = [_with_heading(element) for element in elements if _is_kept(element)]
    text, blocks = assemble(kept)
    pages = blocks[-1].page if blocks else 0
    if pages > limits.max_pages:
        raise TooLargeError(f"The document has {pages:,} pages; the limit is {limits.max_pages:,}.")
    return ParsedDocument(
        text,
        blocks,
        title=first_title(text, blocks) or _opening_line(text),
        warnings=(HIDDEN_TEXT,) if hides_text else (),
    )


def _opening_line(text: str) -> str:
    """The first line where it is short and no sentence: letters and forms begin with what they are."""
    line = " ".join(text.lstrip().partition("\n")[0].split())
    return line if len(line) <= _HEADING_CHARS and not line.endswith((".", ",", ";", ":")) else ""


def _is_kept(element: Element) -> bool:
    """Heads and feet are left out like those of a PDF, unless they say who writes."""
    if isinstance(element, PageBreak):
        return False
    return not isinstance(element, Header | Footer) or names_someone(element.text)


def _with_heading(element: Element) -> Element:
    """A short line wholly in bold is a heading where the writer used no heading style."""
    if isinstance(element, Title | Table | Header | Footer):
        return element
    metadata = element.metadata
    words = "".join(element.text.split())
    bold = zip(metadata.emphasized_text_contents or (), metadata.emphasized_text_tags or (), strict=False)
    in_bold = "".join("".join(text.split()) for text, tag in bold if tag == "b")
    short = (
        len(words) >= 3 and len(element.text) <= _HEADING_CHARS and not element.text.rstrip().endswith((".", ",", ";"))
    )
    level = numbered_level(element.text)
    all_bold = in_bold != "" and len(in_bold) >= 0.9 * len(words)
    if short and all_bold and (not isinstance(element, ListItem) or level) and any(map(str.isalpha, words)):
        metadata.category_depth = (level or 2) - 1
        return Title(element.text, metadata=metadata)
    return element
