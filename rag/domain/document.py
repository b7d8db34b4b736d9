"""Documents, their versions and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EVERYONE = "everyone"
"""The group that every key belongs to; a document without ``--allow`` is readable by it."""


class DocumentStatus(StrEnum):
    """Where a document stands; all but ``queued`` and ``processing`` are final."""

    QUEUED = "queued"
    PROCESSING = "processing"
    ACTIVE = "active"
    NEEDS_OCR = "needs_ocr"
    SET_ASIDE = "set_aside"
    DEAD = "dead"
    DELETED = "deleted"


FINAL = frozenset(DocumentStatus) - {DocumentStatus.QUEUED, DocumentStatus.PROCESSING}


@dataclass(frozen=True, slots=True)
class Page:
    """One page as rendered: number from 1, size in points (1/72 inch) after rotation and crop.

    ``confidence`` (0 to 1) is the mean of OCR's confidence over the page's characters, None for a page whose text
    was not read by OCR.
    """

    number: int
    width: float
    height: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the ledger knows it.

    ``source`` tells where it came from (``file:/path`` or ``upload:<sha256>``); ``allow`` holds the groups that
    may read it; ``stage`` is the step that runs or failed; ``code`` and ``reason`` say why it is not active.
    """

    id: str
    collection: str
    source: str
    filename: str
    title: str
    media_type: str
    sha256: str
    size: int
    allow: tuple[str, ...]
    status: DocumentStatus
    stage: str | None
    code: str | None
    reason: str | None
    language: str | None
    page_count: int | None
    active_version_id: str | None
    parent_id: str | None
    created_at: datetime
    updated_at: datetime
