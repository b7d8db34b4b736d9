"""The files on disk that stand for documents: as they were when they were last read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, func, insert, or_, select, update

from rag.domain.document import Document, DocumentStatus
from rag.store.database import Database
from rag.store.rows import to_document
from rag.store.tables import document_groups, documents, files, versions

CHUNK = 500
"""How many values one query names at most (a database bounds them)."""


class KnownFile(NamedTuple):
    """A row of ``files``: size in bytes, ``mtime_ns`` in nanoseconds since the epoch, -1 when the next look must read
    the file again. A plain tuple, since a folder has very many."""

    source: str
    size: int
    mtime_ns: int
    document_id: str
    sha256: str


class KnownDocument(NamedTuple):
    """What deciding about a file takes of a document."""

    id: str
    source: str
    sha256: str
    allow: tuple[str, ...]
    status: DocumentStatus
    outdated: bool
    """True when readers see a version that another pipeline read."""


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Values without doubles, in lists that one query can name."""
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]


def record(connection: Connection, collection: str, row: KnownFile) -> None:
    """Keeps what a file was like, in the place of what was known of it."""
    forget(connection, collection, row.source)
    connection.execute(insert(files).values(collection=collection, **row._asdict()))


def holds(connection: Connection, collection: str, row: KnownFile) -> bool:
    """True when the file is still known with this document and these bytes."""
    query = select(files.c.document_id, files.c.sha256).where(
        files.c.collection == collection, files.c.source == row.source
    )
    return tuple(connection.execute(query).one_or_none() or ()) == (row.document_id, row.sha256)


def forget(connection: Connection, collection: str, source: str) -> None:
    """Drops what is known of a file."""
    connection.execute(delete(files).where(files.c.collection == collection, files.c.source == source))


def forget_copies(connection: Connection, document_id: str, sha256: str) -> None:
    """Drops the rows of files that have other bytes than their document: they stand alone from the next look on."""
    connection.execute(delete(files).where(files.c.document_id == document_id, files.c.sha256 != sha256))


class FileRegister:
    """Reads and writes of the table ``files``."""

    def __init__(self, database: Database, pipeline: str) -> None:
        """``pipeline`` is the fingerprint of the pipeline in force."""
        self._database = database
        self._pipeline = pipeline

    def below(self, collection: str, folder: str) -> dict[str, KnownFile]:
        """The files of a collection whose source begins with ``folder`` and a slash, by source; one query, in no order.

        The values are the database's own rows, which read like a :class:`KnownFile` but have none of its methods: for
        very many files, making each into one costs as much as looking at the files.
        """
        query = select(*(files.c[name] for name in KnownFile._fields))
        with self._database.read() as connection:
            query = query.where(files.c.collection == collection, _is_below(files.c.source, folder, connection))
            return {row[0]: row for row in connection.execute(query).fetchall()}  # type: ignore[misc]

    def of_documents(self, document_ids: Iterable[str]) -> list[KnownFile]:
        """All files that stand for these documents, wherever they lie, ordered by source."""
        query = select(*(files.c[name] for name in KnownFile._fields))
        found: list[KnownFile] = []
        with self._database.read() as connection:
            for ids in chunks(document_ids):
                rows = connection.execute(query.where(files.c.document_id.in_(ids)))
                found += [KnownFile._make(row) for row in rows]
        return sorted(found)

    def documents(
        self, collection: str, *, ids: Iterable[str] = (), sources: Iterable[str] = (), digests: Iterable[str] = ()
    ) -> list[KnownDocument]:
        """Documents of a collection by id, by source or by the SHA-256 of their bytes, oldest first; attachments are
        found by id only."""
        query = (
            select(documents, versions.c.fingerprint)
            .outerjoin(versions, versions.c.id == documents.c.active_version_id)
            .where(documents.c.collection == collection)
        )
        wanted = (
            (documents.c.id, ids, None),
            (documents.c.source, sources, None),
            (documents.c.sha256, digests, documents.c.parent_id.is_(None)),
        )
        rows = {}
        with self._database.read() as connection:
            for column, values, only in wanted:
                for some in chunks(values):
                    found = connection.execute(query.where(column.in_(some), *([] if only is None else [only])))
                    rows.update({row.id: row for row in found})
        return [
            KnownDocument(
                row.id,
                row.source,
                row.sha256,
                tuple(sorted(row.allow)),
                DocumentStatus(row.status),
                row.status == DocumentStatus.ACTIVE and row.fingerprint not in (None, self._pipeline),
            )
            for row in sorted(rows.values(), key=lambda row: (row.created_at, row.id))
        ]

    def outdated(self) -> set[str]:
        """Documents of which readers see a version that another pipeline read."""
        query = select(versions.c.document_id).where(
            versions.c.fingerprint != self._pipeline,
            versions.c.activated_at.is_not(None),
            versions.c.retired_at.is_(None),
        )
        with self._database.read() as connection:
            return set(connection.execute(query).scalars())

    def with_other_rights(self, allow: Sequence[str]) -> set[str]:
        """Documents, of any collection, that are not readable by exactly these groups."""
        group = document_groups.c.group_name
        foreign = func.sum(case((group.in_(allow), 0), else_=1))
        query = (
            select(document_groups.c.document_id)
            .group_by(document_groups.c.document_id)
            .having(or_(func.count() != len(set(allow)), foreign > 0))
        )
        with self._database.read() as connection:
            return set(connection.execute(query).scalars())

    def not_active(self) -> dict[str, Document]:
        """Every document, attachments among them and of any collection, that is not active, by id."""
        others = [status for status in DocumentStatus if status is not DocumentStatus.ACTIVE]
        query = select(documents).where(documents.c.status.in_(others))
        with self._database.read() as connection:
            return {row["id"]: to_document(row) for row in connection.execute(query).mappings()}

    def described(self, ids: Iterable[str]) -> dict[str, Document]:
        """Documents by id; those that are gone are left out."""
        found = {}
        with self._database.read() as connection:
            for some in chunks(ids):
                rows = connection.execute(select(documents).where(documents.c.id.in_(some))).mappings()
                found.update({row["id"]: to_document(row) for row in rows})
        return found

    def simhashes(self, collection: str) -> list[tuple[str, str, str, str]]:
        """Document, its file name, the version that readers see, and what its text looks like: where that is known."""
        query = (
            select(documents.c.id, documents.c.filename, versions.c.id, versions.c.simhash)
            .join(versions, versions.c.id == documents.c.active_version_id)
            .where(documents.c.collection == collection, versions.c.simhash.is_not(None))
        )
        with self._database.read() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]

    def touch(self, collection: str, rows: Iterable[KnownFile]) -> None:
        """Notes another time of change for files whose bytes are the same."""
        values = [{"at": row.source, "mtime_ns": row.mtime_ns} for row in rows]
        if values:
            statement = update(files).where(files.c.collection == collection, files.c.source == bindparam("at"))
            with self._database.write() as connection:
                connection.execute(statement, values)

    def leave(self, collection: str, sources: Sequence[str]) -> list[str]:
        """Drops the rows of files that are gone and whose document stays: it has other files, or came otherwise.

        Where a document was named by a file that is gone, the first of the remaining ones names it from now on.
        Returns the documents that no file is left for: they are to be erased, which takes their rows along; kept until
        then, so that a crash in between loses sight of none.
        """
        going = set(sources)
        orphans: list[str] = []
        for some in chunks(sources):
            with self._database.write() as connection:
                self._database.lock(connection, *(f"{collection}\n{source}" for source in some))
                here = files.c.collection == collection
                named = select(files.c.document_id).where(here, files.c.source.in_(some))
                query = select(documents.c.id, documents.c.source).where(documents.c.id.in_(named))
                stay = []
                for row in connection.execute(query).fetchall():
                    all_files = select(files.c.source).where(files.c.document_id == row.id)
                    left = sorted(set(connection.execute(all_files).scalars()) - going)
                    if row.source in going and not left:
                        orphans.append(row.id)
                        continue
                    stay.append(row.id)
                    if row.source in going:
                        _name_by(connection, row.id, left[0])
                if stay:
                    gone = and_(here, files.c.source.in_(some), files.c.document_id.in_(stay))
                    connection.execute(delete(files).where(gone))
        return orphans


def _name_by(connection: Connection, document_id: str, source: str) -> None:
    name = source.rsplit("/", 1)[-1]
    connection.execute(update(documents).where(documents.c.id == document_id).values(source=source, filename=name))


def _is_below(column: ColumnElement[str], folder: str, connection: Connection) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite":
        # Texts are ordered by code point there, so that an index finds the range; "0" comes after "/".
        return and_(column > folder + "/", column < folder + "0")
    return func.substr(column, 1, len(folder) + 1) == folder + "/"
