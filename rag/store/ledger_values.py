"""What goes into the ledger and what comes out of it: files submitted, jobs claimed, versions made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from rag.domain.contract import Contract
from rag.domain.document import Document, DocumentStatus, Page
from rag.domain.invoice import Invoice


class Outcome(StrEnum):
    """What submitting a file did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file to submit, its bytes being in the blob store already.

    ``source`` identifies the document within its collection; ``deduplicate`` gives the id of a document with the
    same bytes, collection and rights, where there is one, instead of making another; attachments are no such twins.
    ``allow`` empty keeps the groups of the document, or of its twin, and is everyone for a document that is new.
    ``mtime_ns`` is given for a file on disk and is kept in ``files`` (:class:`rag.store.files.KnownFile`).
    """

    collection: str
    source: str
    filename: str
    media_type: str
    sha256: str
    size: int
    allow: tuple[str, ...]
    parent_id: str | None = None
    deduplicate: bool = True
    mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a submission."""

    document_id: str
    version_id: str
    status: DocumentStatus
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """A job taken by a worker: the document as it was when claimed, and the fence to show at every write."""

    document: Document
    fence: int
    attempt: int


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What processing found out about a version, apart from its passages."""

    id: str
    sha256: str
    fingerprint: str
    media_type: str
    title: str
    language: str
    pages: tuple[Page, ...]
    warnings: tuple[str, ...]
    simhash: str | None = None
    """What the text looks like, in 16 hexadecimal digits; None for a text too short to say."""
    invoice: Invoice | None = None
    contract: Contract | None = None


def bytes_lock(sha256: str) -> str:
    """The name to lock (:meth:`Database.lock`) by whoever begins to use, or gives up, the bytes of this digest."""
    return f"bytes/{sha256}"


def renamed_title(title: str, old: str, new: str) -> str:
    """The title of a document whose file was renamed: one that is the file's name follows it."""
    if title == old:
        return new
    return PurePath(new).stem if title == PurePath(old).stem else title
