"""Routes about documents: take in, list, show, erase, page images, passages."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile, status

from rag.answering.wording import amended_by
from rag.domain.contract import Clause
from rag.domain.document import EVERYONE, DocumentStatus
from rag.domain.geometry import Box
from rag.domain.invoice import Field
from rag.domain.rights import Reader
from rag.errors import (
    DiskFullError,
    EmptyFileError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    is_disk_full,
)
from rag.opening import QueryEngine
from rag.service.identity import EngineOf, ReaderOf
from rag.service.schemas import DocumentOut, DocumentsOut, PassageOut, ReceiptOut, SubmittedOut
from rag.store.ledger_values import FileInfo, Outcome

router = APIRouter(prefix="/v1", tags=["documents"])

_MAX_NAME = 200


@router.post("/documents", status_code=status.HTTP_202_ACCEPTED, responses={200: {"model": SubmittedOut}})
def take_in(
    engine: EngineOf,
    reader: ReaderOf,
    response: Response,
    file: Annotated[UploadFile, File(description="The document.")],
    collection: Annotated[str, Form(min_length=1, max_length=200)] = "default",
    allow: Annotated[list[str] | None, Form(description="Groups that may read it; default: everyone.")] = None,
) -> SubmittedOut:
    """Takes a document in; a worker reads it. The same bytes again give 200 and the same ids."""
    groups = tuple(sorted({group.strip() for group in allow or [] if group.strip()})) or (EVERYONE,)
    _may_grant(reader, groups)
    limit = engine.settings.ingest.max_file_mb
    content = file.file.read(limit * 1024 * 1024 + 1)
    if not content:
        raise EmptyFileError("The file has zero bytes.")
    if len(content) > limit * 1024 * 1024:
        raise TooLargeError(f"The file is larger than {limit} MiB.")
    filename = _plain_name(file.filename)
    try:
        digest = engine.store.blobs.put(content)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError("There is no room to keep this file.") from error
        raise
    # The groups are part of the source: the same bytes sent with other rights are another document.
    source = hashlib.sha256("\n".join([digest, *groups]).encode()).hexdigest()
    submitted = engine.store.ledger.submit(
        FileInfo(
            collection=collection,
            source=f"upload:{source}",
            filename=filename,
            media_type=mimetypes.guess_type(filename)[0] or "application/octet-stream",
            sha256=digest,
            size=len(content),
            allow=groups,
        )
    )
    if submitted.outcome in (Outcome.UNCHANGED, Outcome.DUPLICATE):
        response.status_code = status.HTTP_200_OK
    return SubmittedOut(document_id=submitted.document_id, version_id=submitted.version_id, status=submitted.status)


@router.get("/documents")
def list_documents(
    engine: EngineOf,
    reader: ReaderOf,
    collection: str | None = None,
    state: Annotated[DocumentStatus | None, Query(alias="status")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DocumentsOut:
    """The documents the key may read, oldest first."""
    documents, following = engine.store.catalogue.list_documents(
        reader, collection=collection, status=state.value if state else None, after=cursor, limit=limit
    )
    return DocumentsOut(documents=[DocumentOut.of(document) for document in documents], next_cursor=following)


@router.get("/documents/{document_id}")
def show(engine: EngineOf, reader: ReaderOf, document_id: str) -> DocumentOut:
    """One document with its state, stage and reason."""
    return DocumentOut.of(engine.store.catalogue.document(reader, document_id))


@router.delete("/documents/{document_id}")
def erase(engine: EngineOf, reader: ReaderOf, document_id: str) -> ReceiptOut:
    """Erases a document and its attachments: bytes, text, passages, vectors. Needs an administrator's key."""
    engine.store.catalogue.document(reader, document_id)
    if not reader.admin:
        raise ForbiddenError("Only an administrator's key erases documents.")
    return ReceiptOut.of(engine.store.eraser.erase_with_attachments(document_id, engine.index, reader))


@router.get("/documents/{document_id}/pages/{number}.png", response_class=Response)
def page_image(
    request: Request,
    engine: EngineOf,
    reader: ReaderOf,
    document_id: str,
    number: int,
    passage: str | None = None,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
    field: Annotated[
        list[str] | None, Query(max_length=20, description="`gross`, `seller.name`, `notice` …; may be repeated.")
    ] = None,
) -> Response:
    """A page as PNG; with ``passage``, its words boxed (``start`` and ``end``: only those characters of it); with
    ``field``, the places of these fields of its invoice or contract."""
    document = engine.store.catalogue.document(reader, document_id)
    version, boxes = document.active_version_id, []
    if passage is not None:
        found = engine.store.catalogue.passage(reader, passage).passage
        if found.document_id != document_id:
            raise NotFoundError(f"There is no passage {passage} in document {document_id}.")
        version, boxes = found.version_id, found.boxes(start, end, number)
    elif field:
        boxes = _field_boxes(engine, reader, document_id, field, number)
    pages = engine.store.catalogue.pages(version) if version else []
    if number not in {page.number for page in pages}:
        raise NotFoundError(f"Document {document_id} has no picture of a page {number}.", "Show its text instead.")
    path = engine.store.blobs.path(engine.store.catalogue.sha256_of_version(document_id, str(version)))
    picture = request.app.state.renderer.render(path, number, boxes)
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@router.get("/passages/{passage_id}")
def passage(engine: EngineOf, reader: ReaderOf, passage_id: str) -> PassageOut:
    """One passage."""
    found = engine.store.catalogue.passage(reader, passage_id)
    changes = engine.facts.changes(reader, [found.passage.document_id], date.today())
    return PassageOut.of(found, amended=amended_by(changes.of(found.passage)))


def _field_boxes(engine: QueryEngine, reader: Reader, document_id: str, names: list[str], number: int) -> list[Box]:
    """The boxes on page ``number`` of fields of an invoice or a contract.

    Raises:
        NotFoundError: the document has none of these fields.
    """
    known = [place for name, place in _fields(engine, reader, document_id).items() if name in names]
    if not known:
        raise NotFoundError(f"Document {document_id} has no such field that is printed.", "Ask without `field`.")
    boxes: list[Box] = []
    for place in known:
        if place.page == number:
            boxes += place.boxes if isinstance(place, Clause) else [place.box] if place.box else []
    return boxes


def _fields(engine: QueryEngine, reader: Reader, document_id: str) -> Mapping[str, Field | Clause]:
    try:
        return engine.facts.invoice(reader, document_id).fields
    except NotFoundError:
        return engine.facts.contract(reader, document_id).contract.fields


def _may_grant(reader: Reader, groups: tuple[str, ...]) -> None:
    readable = reader.readable_groups
    if readable is not None and not set(groups) <= set(readable):
        raise ForbiddenError("A key may only grant reading to groups that it belongs to.")


def _plain_name(name: str | None) -> str:
    """The last part of an untrusted file name, printable and not too long."""
    last = PurePath((name or "").replace("\\", "/")).name
    clean = "".join(char for char in last if char.isprintable()).strip()
    return clean[-_MAX_NAME:] if clean.strip(".") else "document"
