"""Writes to the rows of one document and its job, each a part of a transaction of the ledger.

``moment`` is the database's own time (:meth:`rag.store.database.Database.now`).
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from rag.domain.document import DocumentStatus
from rag.store.files import forget_copies
from rag.store.ledger_values import FileInfo
from rag.store.tables import document_groups, documents, jobs


def insert_document(connection: Connection, document_id: str, file: FileInfo, moment: float) -> None:
    """Adds a document with its job, queued."""
    now = datetime.now(UTC)
    connection.execute(
        insert(documents).values(
            id=document_id,
            collection=file.collection,
            source=file.source,
            filename=file.filename,
            title=file.filename,
            media_type=file.media_type,
            sha256=file.sha256,
            size=file.size,
            allow=sorted(file.allow),
            status=DocumentStatus.QUEUED,
            parent_id=file.parent_id,
            created_at=now,
            updated_at=now,
        )
    )
    set_groups(connection, document_id, file.allow)
    connection.execute(
        insert(jobs).values(
            document_id=document_id,
            state="queued",
            attempts=0,
            fence=0,
            queued_at=moment,
            not_before=0.0,
        )
    )


def replace_bytes(connection: Connection, document_id: str, file: FileInfo, moment: float) -> None:
    """Gives a document other bytes or rights, and queues it; what it shows stays until those are read."""
    set_fields(
        connection,
        document_id,
        filename=file.filename,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        allow=sorted(file.allow),
        status=DocumentStatus.QUEUED,
        stage=None,
        code=None,
        reason=None,
    )
    forget_copies(connection, document_id, file.sha256)
    set_groups(connection, document_id, file.allow)
    queue(connection, document_id, moment)
    pass_on_rights(connection, document_id, file.allow, moment)


def pass_on_rights(connection: Connection, document_id: str, allow: tuple[str, ...], moment: float) -> None:
    """Attachments are read by those who may read what they came with, from this moment on."""
    children = connection.execute(select(documents).where(documents.c.parent_id == document_id)).all()
    for child in children:
        if sorted(child.allow) != sorted(allow):
            set_fields(connection, child.id, allow=sorted(allow), status=DocumentStatus.QUEUED, stage=None)
            set_groups(connection, child.id, allow)
            queue(connection, child.id, moment)
            pass_on_rights(connection, child.id, allow, moment)


def set_groups(connection: Connection, document_id: str, allow: tuple[str, ...]) -> None:
    """Notes the groups that may read a document, as the catalogue's queries look them up."""
    connection.execute(delete(document_groups).where(document_groups.c.document_id == document_id))
    connection.execute(
        insert(document_groups),
        [{"document_id": document_id, "group_name": group} for group in sorted(set(allow))],
    )


def queue(connection: Connection, document_id: str, moment: float) -> None:
    """Queues a document's job anew; a worker that has it now is stale from here on."""
    connection.execute(
        update(jobs)
        .where(jobs.c.document_id == document_id)
        .values(
            state="queued",
            attempts=0,
            fence=jobs.c.fence + 1,
            queued_at=moment,
            not_before=0.0,
            lease_until=None,
            worker=None,
        )
    )


def take(connection: Connection, document_id: str) -> bool:
    """Waits for, and keeps off, other transactions about this document; False when it is gone."""
    query = select(jobs.c.document_id).where(jobs.c.document_id == document_id).with_for_update()
    return connection.execute(query).first() is not None


def set_fields(connection: Connection, document_id: str, **values: object) -> None:
    """Changes fields of a document's row, and when it was changed."""
    connection.execute(
        update(documents).where(documents.c.id == document_id).values(updated_at=datetime.now(UTC), **values)
    )
