"""A narrowing as conditions of the database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, or_

from rag.domain.narrowing import DocumentKind, Narrowing
from rag.errors import RequestError
from rag.store.tables import documents, invoices

_WRITING = ("wordprocessingml", "msword", "opendocument.text", "rtf")
_SHEETS = ("spreadsheetml", "ms-excel", "opendocument.spreadsheet", "text/csv", "text/tab-separated-values")
_SLIDES = ("presentationml", "ms-powerpoint", "opendocument.presentation")
_PARTS = {
    DocumentKind.PDF: ("application/pdf",),
    DocumentKind.PICTURE: ("image/",),
    DocumentKind.WRITING: _WRITING,
    DocumentKind.SHEET: _SHEETS,
    DocumentKind.SLIDES: _SLIDES,
    DocumentKind.MAIL: ("message/rfc822", "ms-outlook"),
    DocumentKind.TEXT: ("text/plain", "text/markdown", "text/html", "application/xml"),
}
"""Parts of media types by which a kind is known."""


def conditions(only: Narrowing) -> list[ColumnElement[bool]]:
    """What must hold of a row of ``documents``; the party is looked for by :mod:`rag.retrieval.party_filter`.

    Raises:
        RequestError: the last day is before the first.
    """
    if only.date_from is not None and only.date_to is not None and only.date_to < only.date_from:
        raise RequestError(f"No day is from {only.date_from} to {only.date_to}.", "Give the earlier day first.")
    found: list[ColumnElement[bool]] = []
    if only.kinds:
        found.append(or_(*(_is(kind) for kind in only.kinds)))
    if only.languages:
        found.append(documents.c.language.in_([language.value for language in only.languages]))
    if only.date_from is not None or only.date_to is not None:
        found.append(_invoice(*_issued(only)))
    return found


def _is(kind: DocumentKind) -> ColumnElement[bool]:
    if kind is DocumentKind.INVOICE:
        return _invoice()
    return or_(*(documents.c.media_type.contains(part, autoescape=True) for part in _PARTS[kind]))


def _invoice(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(and_(invoices.c.version_id == documents.c.active_version_id, *more))


def _issued(only: Narrowing) -> Iterator[ColumnElement[bool]]:
    # ISO 8601: the order of the texts is that of the days.
    day = invoices.c.data["issue_date"].as_string()
    if only.date_from is not None:
        yield day >= only.date_from.isoformat()
    if only.date_to is not None:
        yield day <= only.date_to.isoformat()
