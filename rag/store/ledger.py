"""The ledger: which document is to be processed, by whom, and which version of it readers see.

A job is claimed in one transaction (lease, attempts + 1, fence + 1), renewed by heartbeats, and may be claimed again
once its lease has run out. Every later write of a worker checks the fence, so that a worker that was frozen past its
lease cannot undo the work of the one that took over. One job a document: new bytes raise the fence, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from rag.domain.document import EVERYONE, Document, DocumentStatus
from rag.domain.passage import Passage
from rag.domain.version import version_id
from rag.errors import NotFoundError, SourcierError, StaleFenceError
from rag.store.database import Database
from rag.store.document_rows import insert_document, queue, replace_bytes, set_fields, take
from rag.store.fact_rows import corrections_of, drop_corrections, write_contract, write_invoice
from rag.store.files import KnownFile, forget, holds, record
from rag.store.ledger_values import Claim, FileInfo, NewVersion, Outcome, Submitted, bytes_lock, renamed_title
from rag.store.rows import from_passage, to_document
from rag.store.tables import documents, invoices, jobs, passages, versions

_ENDED = (DocumentStatus.SET_ASIDE, DocumentStatus.DEAD, DocumentStatus.NEEDS_OCR)


def _short(number: str | None) -> str | None:
    """An invoice's number as far as its column holds it; the whole is in the invoice."""
    return number[:200] if number is not None else None


class Ledger:
    """All writes about documents, versions and jobs."""

    def __init__(self, database: Database, pipeline: str) -> None:
        """``pipeline`` is the fingerprint of the pipeline in force (:func:`rag.domain.version.fingerprint`)."""
        self._database = database
        self.pipeline = pipeline

    def submit(self, file: FileInfo) -> Submitted:
        """Queues a file; the same bytes again change nothing and give the same ids.

        Raises:
            StaleFenceError: the document that it is attached to was erased meanwhile.
        """
        return self.submit_all([file])[0]

    def submit_all(self, batch: Sequence[FileInfo]) -> list[Submitted]:
        """Queues files in one transaction, one after the other; the answers are in their order.

        Raises:
            StaleFenceError: a document that one is attached to was erased meanwhile; none is queued.
        """
        with self._database.write() as connection:
            names = {f"{file.collection}\n{file.source}" for file in batch}
            self._database.lock(connection, *names, *{bytes_lock(file.sha256) for file in batch})
            return [self._submit(connection, file) for file in batch]

    def _submit(self, connection: Connection, file: FileInfo) -> Submitted:
        if file.parent_id is not None and not take(connection, file.parent_id):
            raise StaleFenceError(f"The document {file.parent_id} is gone.")
        row = self._existing(connection, file)
        file = replace(file, allow=file.allow or (tuple(row.allow) if row is not None else (EVERYONE,)))
        if row is None:
            document_id = str(uuid.uuid4())
            insert_document(connection, document_id, file, self._database.now(connection))
            outcome, status = Outcome.NEW, DocumentStatus.QUEUED
        else:
            document_id, status = row.id, row.status
            if row.source != file.source:
                outcome = Outcome.DUPLICATE
            elif self._is_current(connection, row, file):
                outcome = Outcome.UNCHANGED
            else:
                outcome, status = Outcome.CHANGED, DocumentStatus.QUEUED
                replace_bytes(connection, document_id, file, self._database.now(connection))
        if file.mtime_ns is not None:
            known = KnownFile(file.source, file.size, file.mtime_ns, document_id, file.sha256)
            record(connection, file.collection, known)
        return Submitted(document_id, version_id(document_id, file.sha256, self.pipeline), status, outcome)

    def move(self, collection: str, known: KnownFile, to: KnownFile, filename: str) -> bool:
        """Notes that a file lies elsewhere now, its bytes being the same: its document keeps id, text and vectors, and
        takes the new source and file name where the old ones named it. A document that could not be read under the
        old name is queued again when the kind of file is another by the new one.

        False, and nothing is done, when ``known`` no longer holds or the new place is taken.
        """
        with self._database.write() as connection:
            names = (f"{collection}\n{source}" for source in (known.source, to.source))
            self._database.lock(connection, *names)
            if not take(connection, known.document_id) or not holds(connection, collection, known):
                return False
            taken = and_(documents.c.collection == collection, documents.c.source == to.source)
            if connection.execute(select(documents.c.id).where(taken)).first() is not None:
                return False
            forget(connection, collection, known.source)
            record(connection, collection, to)
            row = connection.execute(select(documents).where(documents.c.id == known.document_id)).one()
            if row.source == known.source:
                title = renamed_title(row.title, row.filename, filename)
                set_fields(connection, row.id, source=to.source, filename=filename, title=title)
                if row.status in _ENDED and PurePath(row.filename).suffix.lower() != PurePath(filename).suffix.lower():
                    queue(connection, row.id, self._database.now(connection))
                    set_fields(connection, row.id, status=DocumentStatus.QUEUED, stage=None)
        return True

    def claim(self, worker: str, lease_s: float, max_attempts: int) -> Claim | None:
        """Takes the next job, or None when nothing is to be done now. Exhausted jobs become ``dead`` on the way."""
        while True:
            with self._database.write() as connection:
                now = self._database.now(connection)
                free = or_(
                    and_(jobs.c.state == "queued", jobs.c.not_before <= now),
                    and_(jobs.c.state == "running", jobs.c.lease_until < now),
                )
                job = connection.execute(
                    select(jobs).where(free).order_by(jobs.c.queued_at).limit(1).with_for_update(skip_locked=True)
                ).one_or_none()
                if job is None:
                    return None
                mine = jobs.c.document_id == job.document_id
                if job.attempts >= max_attempts:
                    connection.execute(update(jobs).where(mine).values(state="done", fence=job.fence + 1))
                    row = connection.execute(select(documents).where(documents.c.id == job.document_id)).one()
                    reason = row.reason or "Each try ended with the death of its worker."
                    set_fields(
                        connection,
                        job.document_id,
                        status=DocumentStatus.DEAD,
                        code=row.code or "worker_died",
                        reason=f"Given up after {job.attempts} tries. {reason}",
                    )
                    continue
                connection.execute(
                    update(jobs)
                    .where(mine)
                    .values(
                        state="running",
                        attempts=job.attempts + 1,
                        fence=job.fence + 1,
                        lease_until=now + lease_s,
                        worker=worker,
                    )
                )
                set_fields(connection, job.document_id, status=DocumentStatus.PROCESSING, stage="parsing")
                document = connection.execute(select(documents).where(documents.c.id == job.document_id)).mappings()
                return Claim(to_document(document.one()), job.fence + 1, job.attempts + 1)

    def heartbeat(self, claim: Claim, lease_s: float) -> None:
        """Renews the lease.

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        with self._database.write() as connection:
            self._check(connection, claim)
            lease_until = self._database.now(connection) + lease_s
            connection.execute(
                update(jobs).where(jobs.c.document_id == claim.document.id).values(lease_until=lease_until)
            )

    def active_passages(self, document_id: str, version: str) -> int | None:
        """How many passages this version holds when it is the one readers see; None when it is not.

        The version's own row decides: a worker that builds an active version again and dies leaves it staged.
        """
        query = (
            select(versions.c.passage_count)
            .join(documents, documents.c.active_version_id == versions.c.id)
            .where(documents.c.id == document_id, versions.c.id == version)
            .where(versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None))
        )
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def stage(self, claim: Claim, version: NewVersion, new: Sequence[Passage]) -> None:
        """Keeps a version's passages, not yet visible; what an earlier try left of it is replaced. The document's stage
        is ``embedding`` from here on.

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        with self._database.write() as connection:
            self._check(connection, claim)
            connection.execute(delete(versions).where(versions.c.id == version.id))
            connection.execute(
                insert(versions).values(
                    id=version.id,
                    document_id=claim.document.id,
                    sha256=version.sha256,
                    fingerprint=version.fingerprint,
                    title=version.title,
                    language=version.language,
                    pages=[[page.number, page.width, page.height, page.confidence] for page in version.pages],
                    warnings=list(version.warnings),
                    passage_count=len(new),
                    simhash=version.simhash,
                )
            )
            if new:
                connection.execute(insert(passages), [from_passage(passage) for passage in new])
            if version.invoice is not None:
                connection.execute(
                    insert(invoices).values(
                        version_id=version.id,
                        document_id=claim.document.id,
                        number=_short(version.invoice.number),
                        data=version.invoice.to_json(),
                    )
                )
            self._write_facts(connection, claim, version)
            set_fields(connection, claim.document.id, stage="embedding")

    def activate(self, claim: Claim, version: NewVersion) -> None:
        """Makes a staged version the one readers see, and retires the one before, in one transaction.

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        with self._database.write() as connection:
            self._check(connection, claim)
            now = self._database.now(connection)
            of_document = versions.c.document_id == claim.document.id
            connection.execute(
                update(versions)
                .where(of_document, versions.c.id != version.id, versions.c.retired_at.is_(None))
                .values(retired_at=now)
            )
            connection.execute(
                update(versions).where(versions.c.id == version.id).values(activated_at=now, retired_at=None)
            )
            drop_corrections(connection, claim.document.id, version.sha256)
            self._finish(connection, claim)
            set_fields(
                connection,
                claim.document.id,
                status=DocumentStatus.ACTIVE,
                stage=None,
                code=None,
                reason=" ".join(version.warnings) or None,
                media_type=version.media_type,
                title=version.title,
                language=version.language,
                page_count=len(version.pages) or None,
                active_version_id=version.id,
            )

    def keep(self, claim: Claim) -> None:
        """Ends a job whose version was active already: nothing changes but the state.

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        with self._database.write() as connection:
            self._check(connection, claim)
            self._finish(connection, claim)
            set_fields(
                connection,
                claim.document.id,
                status=DocumentStatus.ACTIVE,
                stage=None,
                code=None,
                reason=None,
            )

    def set_aside(self, claim: Claim, error: SourcierError) -> None:
        """Ends a job whose document cannot be read; an earlier active version stays visible.

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        status = DocumentStatus.NEEDS_OCR if error.code == "needs_ocr" else DocumentStatus.SET_ASIDE
        with self._database.write() as connection:
            self._check(connection, claim)
            self._finish(connection, claim)
            set_fields(connection, claim.document.id, status=status, code=error.code, reason=str(error))

    def put_back(self, claim: Claim, error: SourcierError, delay_s: float, *, counts: bool = True) -> None:
        """Queues a job again after a transient error, doubling the delay with each attempt.

        ``counts`` False gives the attempt back: the document is not to blame (an outage of store or index).

        Raises:
            StaleFenceError: the job is no longer this worker's.
        """
        with self._database.write() as connection:
            self._check(connection, claim)
            now = self._database.now(connection)
            connection.execute(
                update(jobs)
                .where(jobs.c.document_id == claim.document.id)
                .values(
                    state="queued",
                    attempts=claim.attempt if counts else claim.attempt - 1,
                    not_before=now + delay_s * 2 ** (claim.attempt - 1),
                    lease_until=None,
                )
            )
            set_fields(
                connection,
                claim.document.id,
                status=DocumentStatus.QUEUED,
                code=error.code,
                reason=str(error),
            )

    def retry(self, document_ids: Sequence[str]) -> int:
        """Queues documents that are set aside, dead or wait for OCR again; returns how many."""
        count = 0
        with self._database.write() as connection:
            for document_id in sorted(set(document_ids)):
                take(connection, document_id)
                query = select(documents.c.status).where(documents.c.id == document_id)
                if connection.execute(query).scalar_one_or_none() in _ENDED:
                    queue(connection, document_id, self._database.now(connection))
                    set_fields(connection, document_id, status=DocumentStatus.QUEUED, stage=None)
                    count += 1
        return count

    def requeue_all(self) -> list[str]:
        """Queues every active document again, for another embedder or an index to rebuild; returns their ids."""
        with self._database.write() as connection:
            query = (
                select(documents.c.id)
                .join(jobs, jobs.c.document_id == documents.c.id)
                .where(documents.c.active_version_id.is_not(None))
                .order_by(documents.c.id)
                .with_for_update(of=jobs)
            )
            ids = list(connection.execute(query).scalars())
            for document_id in ids:
                queue(connection, document_id, self._database.now(connection))
                set_fields(connection, document_id, status=DocumentStatus.QUEUED, stage=None)
        return ids

    def adopt(self, pipeline: str) -> None:
        """Counts versions that the pipeline of this fingerprint read as read by the one in force: their passages are
        the same, and the index has just been filled with the vectors of the other embedding model."""
        with self._database.write() as connection:
            connection.execute(
                update(versions).where(versions.c.fingerprint == pipeline).values(fingerprint=self.pipeline)
            )

    def _existing(self, connection: Connection, file: FileInfo):  # type: ignore[no-untyped-def]
        same_collection = documents.c.collection == file.collection
        named = select(documents).where(same_collection, documents.c.source == file.source)
        row = connection.execute(named).one_or_none()
        if row is not None and take(connection, row.id):
            # Read again: until its row was taken, a worker or an erasure may have changed it.
            row = connection.execute(named).one_or_none()
        if row is not None or not file.deduplicate:
            return row
        same_bytes = and_(documents.c.sha256 == file.sha256, documents.c.parent_id.is_(None))
        oldest = select(documents).where(same_collection, same_bytes).order_by(documents.c.created_at, documents.c.id)
        twins = connection.execute(oldest).all()
        return next((twin for twin in twins if not file.allow or sorted(twin.allow) == sorted(file.allow)), None)

    def _is_current(self, connection: Connection, row, file: FileInfo) -> bool:  # type: ignore[no-untyped-def]
        if row.sha256 != file.sha256 or sorted(row.allow) != sorted(file.allow):
            return False
        if row.active_version_id is None or row.status != DocumentStatus.ACTIVE:
            return True
        query = select(versions.c.fingerprint).where(versions.c.id == row.active_version_id)
        return connection.execute(query).scalar_one_or_none() == self.pipeline

    def _write_facts(self, connection: Connection, claim: Claim, version: NewVersion) -> None:
        document = claim.document
        made = corrections_of(connection, document.id, version.sha256)
        if version.invoice is not None:
            write_invoice(connection, version.invoice, version.id, document.id, document.created_at, made)
        if version.contract is not None:
            write_contract(connection, version.contract, version.id, document.id, made)

    def _check(self, connection: Connection, claim: Claim) -> None:
        query = select(jobs.c.fence, jobs.c.state).where(jobs.c.document_id == claim.document.id).with_for_update()
        row = connection.execute(query).one_or_none()
        if row is None or row.fence != claim.fence or row.state != "running":
            raise StaleFenceError(f"The job for document {claim.document.id} is no longer this worker's.")

    def _finish(self, connection: Connection, claim: Claim) -> None:
        mine = jobs.c.document_id == claim.document.id
        connection.execute(update(jobs).where(mine).values(state="done", lease_until=None))

    def document(self, document_id: str) -> Document:
        """The document with this id, whoever asks.

        Raises:
            NotFoundError: there is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(documents).where(documents.c.id == document_id)).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"There is no document {document_id}.")
        return to_document(row)
