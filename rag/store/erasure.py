"""Removing documents for good, and versions that nobody can see any more."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, delete, func, insert, select

from rag.domain.rights import Reader
from rag.errors import NotFoundError
from rag.store.blobs import BlobStore
from rag.store.conversations import forget_document
from rag.store.database import Database
from rag.store.index.base import IndexFilter, IndexQuery, PassageIndex, SparseVector
from rag.store.ledger_values import bytes_lock
from rag.store.tables import (
    contracts,
    corrections,
    document_groups,
    documents,
    erasures,
    files,
    invoice_facts,
    invoices,
    jobs,
    passages,
    turn_documents,
    versions,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an erasure removed, counted, and what a look afterwards still found.

    ``vectors`` are points of the index, ``invoices`` and ``contracts`` typed facts, ``corrections`` what people
    corrected of these, ``files`` notes of files on disk, ``turns`` answers kept in conversations, ``blobs`` files of
    bytes (none where another document has the same); ``seconds`` is how long it took until the look was done.
    ``left`` counts what the look found: rows of the database, vectors, and passages found by a search in this document
    with all rights; ``nothing_left`` says that all are 0. Pictures of pages are drawn when asked for and kept nowhere.
    """

    document_id: str
    status: str
    versions: int
    passages: int
    vectors: int
    invoices: int
    contracts: int
    corrections: int
    files: int
    turns: int
    blobs: int
    erased_at: datetime
    seconds: float
    left: dict[str, int]
    nothing_left: bool


class Eraser:
    """Erases in two steps: the rows in one transaction (from then on nobody sees the document), then vectors and
    bytes. A note of the second step is written with the first, so that a crash in between leaves nothing behind."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    def erase(self, document_id: str, index: PassageIndex, reader: Reader) -> Receipt:
        """Removes a document with all its versions.

        Raises:
            NotFoundError: there is no such document that this reader may read.
        """
        started = time.monotonic()
        with self._database.write() as connection:
            # The job's row first, as everywhere: from here on no worker adds to this document.
            connection.execute(select(jobs.c.fence).where(jobs.c.document_id == document_id).with_for_update())
            row = connection.execute(select(documents).where(documents.c.id == document_id)).one_or_none()
            if row is None or not reader.may_read(tuple(row.allow)):
                raise NotFoundError(f"There is no document {document_id} that you may read.")
            of_document = versions.c.document_id == document_id
            digests = set(connection.execute(select(versions.c.sha256).where(of_document)).scalars()) | {row.sha256}
            removed = {
                table.name: connection.execute(delete(table).where(table.c.document_id == document_id)).rowcount
                for table in (passages, invoices, contracts, corrections, files, versions)
            }
            removed["turns"] = forget_document(connection, document_id)
            connection.execute(delete(documents).where(documents.c.id == document_id))
            connection.execute(
                insert(erasures).values(document_id=document_id, blobs=sorted(digests), requested_at=datetime.now(UTC))
            )
        vectors = index.count_document(document_id)
        blobs = self.finish_erasures(index)
        left = self._left(document_id, index)
        return Receipt(
            document_id=document_id,
            status="deleted",
            **removed,
            vectors=vectors,
            blobs=blobs,
            erased_at=datetime.now(UTC),
            seconds=round(time.monotonic() - started, 3),
            left=left,
            nothing_left=not any(left.values()),
        )

    def _left(self, document_id: str, index: PassageIndex) -> dict[str, int]:
        """What is still there of an erased document, in the database, in the index, and to a search with all rights."""
        facts = (invoices, invoice_facts, contracts, corrections)
        tables = (document_groups, versions, passages, *facts, files, jobs, turn_documents, erasures)
        with self._database.read() as connection:
            rows = sum(
                connection.execute(
                    select(func.count()).select_from(table).where(table.c.document_id == document_id)
                ).scalar_one()
                for table in tables
            )
            rows += connection.execute(
                select(func.count()).select_from(documents).where(documents.c.id == document_id)
            ).scalar_one()
        size = int(index.info()["embedder"]["dimensions"])
        anything = IndexQuery(
            dense=[size**-0.5] * size,
            sparse=SparseVector(indices=[1], values=[1.0]),
            filter=IndexFilter(groups=None, document_ids=[document_id]),
            depth=10,
        )
        return {
            "rows": rows,
            "vectors": index.count_document(document_id),
            "found_by_search": len(index.search(anything)),
        }

    def erase_with_attachments(self, document_id: str, index: PassageIndex, reader: Reader) -> list[Receipt]:
        """Removes a document and its attachments, theirs too; the attachments first, so that a crash in between leaves
        what can be erased again. The last receipt is the document's own.

        Raises:
            NotFoundError: there is no such document that this reader may read.
        """
        with self._database.read() as connection:
            query = select(documents.c.id).where(documents.c.parent_id == document_id)
            children = list(connection.execute(query).scalars())
        receipts = [receipt for child in children for receipt in self.erase_with_attachments(child, index, reader)]
        return [*receipts, self.erase(document_id, index, reader)]

    def finish_erasures(self, index: PassageIndex) -> int:
        """Does the second step for every erasure that waits for it; returns how many files of bytes went."""
        with self._database.read() as connection:
            waiting = connection.execute(select(erasures)).all()
        gone = 0
        for row in waiting:
            index.delete_document(row.document_id)
            with self._database.write() as connection:
                self._database.lock(connection, *map(bytes_lock, row.blobs))
                for digest in row.blobs:
                    used = connection.execute(
                        select(documents.c.id)
                        .where(documents.c.sha256 == digest)
                        .union(select(versions.c.id).where(versions.c.sha256 == digest))
                    ).first()
                    if used is None:
                        gone += self._blobs.delete(digest)
                connection.execute(delete(erasures).where(erasures.c.document_id == row.document_id))
        return gone

    def sweep(self, index: PassageIndex, grace_s: float) -> int:
        """Removes versions that were retired longer ago than any search may last; returns how many."""
        self.finish_erasures(index)
        before = self._database.now() - grace_s
        with self._database.read() as connection:
            old = list(connection.execute(select(versions.c.id).where(versions.c.retired_at < before)).scalars())
        swept = 0
        for version_id in old:
            # One transaction: a worker that brings this version back stages it before or after, not in between.
            with self._database.write() as connection:
                still_old = and_(versions.c.id == version_id, versions.c.retired_at < before)
                mine = select(versions.c.id).where(still_old).with_for_update(skip_locked=True)
                if connection.execute(mine).first() is not None:
                    index.delete_version(version_id)
                    connection.execute(delete(versions).where(still_old))
                    swept += 1
        return swept
