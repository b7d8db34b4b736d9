"""Cursors of lists that are ordered by a moment and an id."""

from __future__ import annotations

from datetime import UTC, datetime

from rag.errors import RequestError


def write_cursor(moment: datetime, identifier: str) -> str:
    """The cursor that stands behind this row."""
    return f"{moment.isoformat()}/{identifier}"


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The moment and id of a cursor.

    Raises:
        RequestError: it is no cursor that a list gave.
    """
    moment, _, identifier = cursor.partition("/")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), identifier
    except (ValueError, OverflowError):
        raise RequestError("This is not a cursor that the list gave.", "Begin again without one.") from None
