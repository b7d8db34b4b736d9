"""Between rows of the tables and the domain's values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping

from rag.domain.document import Document, DocumentStatus
from rag.domain.geometry import Box, Span
from rag.domain.passage import Passage


def to_document(row: RowMapping) -> Document:
    """A row of ``documents`` as a Document."""
    fields = {name: row[name] for name in Document.__dataclass_fields__}
    fields["allow"] = tuple(row["allow"])
    fields["status"] = DocumentStatus(row["status"])
    return Document(**fields)


def to_passage(row: RowMapping) -> Passage:
    """A row of ``passages`` as a Passage."""
    spans = tuple(
        Span(start, end, page, Box(*box) if box is not None else None, *rest)
        for start, end, page, box, *rest in row["spans"]
    )
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        version_id=row["version_id"],
        ordinal=row["ordinal"],
        text=row["text"],
        headings=tuple(row["headings"]),
        page=row["page"],
        spans=spans,
        char_start=row["char_start"],
        char_end=row["char_end"],
    )


def from_passage(passage: Passage) -> dict[str, Any]:
    """A Passage as a row of ``passages``."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "version_id": passage.version_id,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "headings": list(passage.headings),
        "page": passage.page,
        "spans": [_from_span(span) for span in passage.spans],
        "char_start": passage.char_start,
        "char_end": passage.char_end,
    }


def _from_span(span: Span) -> list[Any]:
    known = [span.start, span.end, span.page, list(span.box.rounded()) if span.box else None]
    return known if span.place is None and span.confidence is None else [*known, span.place, span.confidence]
