"""The whole way of one document, readable top to bottom."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

import structlog

from ingest.detaching import attachment_source, erase_detached
from ingest.embedding import PassageEmbedder
from ingest.parsing.limits import Limits
from ingest.parsing.pool import ParserPool
from ingest.reading import Reading, read_document
from rag.domain.document import Document
from rag.domain.passage import Passage
from rag.domain.version import version_id
from rag.errors import (
    DatabaseUnreachableError,
    DiskFullError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnreachableError,
    ParserStartError,
    PermanentError,
    ServiceUnreachableError,
    SourcierError,
    StaleFenceError,
    TooLargeError,
    TransientError,
    classify,
)
from rag.language import content_words
from rag.settings import IngestSettings
from rag.store.heads import head_text
from rag.store.index.base import IndexPoint, PassageIndex
from rag.store.index.sparse import document_vector
from rag.store.ledger_values import Claim, FileInfo, NewVersion
from rag.store.opening import Store

log = structlog.get_logger()

OUTAGES = (
    DatabaseUnreachableError,
    DiskFullError,
    IndexLockedError,
    IndexMismatchError,
    IndexUnreachableError,
    ParserStartError,
    ServiceUnreachableError,
)
"""What a document is not to blame for, however long it lasts: it costs none of its tries."""

_INSERT_BATCH = 64
_TELLING_WORDS = 2
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with; any number of threads may share it."""

    store: Store
    index: PassageIndex
    embedder: PassageEmbedder
    parsers: ParserPool
    settings: IngestSettings


def process_document(claim: Claim, tools: Tools) -> None:
    """Brings a claimed document to its next state: active, set aside, waiting for OCR, or queued again.

    Raises:
        StaleFenceError: another worker has the job now, or the document is gone; nothing was committed.
    """
    ledger, document = tools.store.ledger, claim.document
    version = version_id(document.id, document.sha256, ledger.pipeline)
    with _lease_kept(claim, tools):
        try:
            if ledger.active_passages(document.id, version) == tools.index.count(version):
                tools.index.go_live(version, document.allow)
                ledger.keep(claim)
                return
            reading = _bounded_in_depth(_read(document, version, tools), document, tools)
            described = _describe(document, reading, version, ledger.pipeline)
            ledger.stage(claim, described, reading.passages)
            _fill_index(claim, described, reading.passages, tools)
            tools.index.go_live(version, document.allow)
            _queue_attachments(document, reading, tools)
            ledger.activate(claim, described)
            erase_detached(document, reading.attachments, tools.store, tools.index)
        except StaleFenceError:
            _forget_if_erased(document, version, tools)
            raise
        except Exception as error:
            try:
                _end_badly(claim, classify(error), tools)
            except StaleFenceError:
                _forget_if_erased(document, version, tools)
                raise


def _read(document: Document, version: str, tools: Tools) -> Reading:
    limits = Limits(max_pages=tools.settings.max_pages, max_chars=tools.settings.max_chars)
    work = partial(
        read_document, filename=document.filename, limits=limits, document_id=document.id, version_id=version
    )
    return tools.parsers.call(work, tools.store.blobs.path(document.sha256), tools.settings.parse_timeout_s)


def _bounded_in_depth(reading: Reading, document: Document, tools: Tools) -> Reading:
    """A mail in a mail in an archive in a mail … ends somewhere."""
    if not reading.attachments or tools.store.catalogue.depth(document) < _DEEPEST:
        return reading
    left_out = f"Attachments nested more than {_DEEPEST} deep were left out: {len(reading.attachments)}."
    if not reading.passages:
        raise TooLargeError(left_out, "Unpack the file and add what is inside.")
    return replace(reading, attachments=(), warnings=(*reading.warnings, left_out))


def _describe(document: Document, reading: Reading, version: str, pipeline: str) -> NewVersion:
    return NewVersion(
        id=version,
        sha256=document.sha256,
        fingerprint=pipeline,
        media_type=reading.media_type,
        title=_title(reading, document.filename),
        language=reading.language,
        pages=reading.pages,
        warnings=reading.warnings,
        simhash=reading.simhash,
        invoice=reading.invoice,
        contract=reading.contract,
    )


def _title(reading: Reading, filename: str) -> str:
    """The title found inside a document; to one like "FACTURE", which tells nothing apart, comes the invoice's number,
    or else the file's name."""
    if len(content_words(reading.title)) >= _TELLING_WORDS:
        return reading.title
    number = reading.invoice.sure_number if reading.invoice and reading.title else None
    return f"{reading.title} {number or PurePath(filename).stem}".strip()


def embedding_text(title: str, filename: str, passage: Passage) -> str:
    """What is embedded for a passage: title, words of the file name, headings above it, and its text.

    The header tells look-alike contracts apart (measured: characters found in the first 10, 25 % to 40 %).
    """
    stem = PurePath(filename).stem.replace("_", " ").replace("-", " ")
    parts = [title] if PurePath(filename).stem in title else [title, stem]
    return " · ".join([*parts, *passage.headings]) + "\n" + passage.text


def to_points(
    document: Document, title: str, language: str, passages: Sequence[Passage], embedder: PassageEmbedder
) -> list[IndexPoint]:
    """Passages as the index keeps them."""
    texts = [embedding_text(title, document.filename, passage) for passage in passages]
    vectors = embedder.embed_passages(texts)
    opening = "\n".join(passage.text for passage in passages)
    return [
        IndexPoint(
            id=passage.id,
            dense=vector,
            sparse=document_vector(text, language),
            head=None if passage.ordinal else document_vector(head_text(title, document.filename, opening), language),
            document_id=document.id,
            version_id=passage.version_id,
            collection=document.collection,
            language=language,
            allow=list(document.allow),
        )
        for passage, text, vector in zip(passages, texts, vectors, strict=True)
    ]


def _fill_index(claim: Claim, version: NewVersion, passages: Sequence[Passage], tools: Tools) -> None:
    for start in range(0, len(passages), _INSERT_BATCH):
        batch = passages[start : start + _INSERT_BATCH]
        points = to_points(claim.document, version.title, version.language, batch, tools.embedder)
        if start:
            tools.store.ledger.heartbeat(claim, tools.settings.lease_s)
        tools.index.insert(points)
    present = tools.index.count(version.id)
    if present != len(passages):
        raise TransientError(f"The index holds {present} of {len(passages)} passages of the new version.")


def _queue_attachments(document: Document, reading: Reading, tools: Tools) -> None:
    for attachment in reading.attachments:
        digest = tools.store.blobs.put(attachment.content)
        tools.store.ledger.submit(
            FileInfo(
                collection=document.collection,
                source=attachment_source(document.id, digest),
                filename=attachment.filename,
                media_type=mimetypes.guess_type(attachment.filename)[0] or "application/octet-stream",
                sha256=digest,
                size=len(attachment.content),
                allow=document.allow,
                parent_id=document.id,
                deduplicate=False,
            )
        )


def _end_badly(claim: Claim, error: SourcierError, tools: Tools) -> None:
    if isinstance(error, PermanentError) and not isinstance(error, OUTAGES):
        tools.store.ledger.set_aside(claim, error)
    else:
        counts = not isinstance(error, OUTAGES)
        tools.store.ledger.put_back(claim, error, tools.settings.retry_delay_s, counts=counts)


def _forget_if_erased(document: Document, version: str, tools: Tools) -> None:
    """Passages inserted for a document that was erased meanwhile: never visible, and not to be kept either."""
    try:
        tools.store.ledger.document(document.id)
    except PermanentError:
        tools.index.delete_version(version)


@contextmanager
def _lease_kept(claim: Claim, tools: Tools) -> Iterator[None]:
    """Heartbeats from a thread of their own, so that a long parse does not lose its lease."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(tools.settings.lease_s / 3):
            try:
                tools.store.ledger.heartbeat(claim, tools.settings.lease_s)
            except StaleFenceError:
                return
            except Exception as error:
                # A database that is busy now may not be at the next beat, still within the lease.
                log.warning("heartbeat_failed", code=classify(error).code)

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
