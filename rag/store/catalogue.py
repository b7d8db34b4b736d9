"""What readers see: documents and passages, always through their rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true, tuple_

from rag.domain.document import Document, Page
from rag.domain.invoice import Invoice
from rag.domain.narrowing import Narrowing
from rag.domain.passage import Passage
from rag.domain.rights import Reader
from rag.errors import NotFoundError
from rag.store.cursors import read_cursor, write_cursor
from rag.store.database import Database
from rag.store.heads import HEAD_CHARS
from rag.store.narrowed import conditions
from rag.store.rows import to_document, to_passage
from rag.store.tables import UtcDateTime, document_groups, documents, invoices, jobs, passages, versions


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with what is shown of its document, and the collection that it is in."""

    passage: Passage
    title: str
    filename: str
    media_type: str
    language: str
    collection: str


@dataclass(frozen=True, slots=True)
class ActiveVersion:
    """A version that readers see, and how many passages it has."""

    id: str
    document_id: str
    passage_count: int


class PassageText(NamedTuple):
    """A passage's text, and where it belongs."""

    passage_id: str
    document_id: str
    ordinal: int
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What names a document: title, file name, and how its text begins (:mod:`rag.store.heads`)."""

    document_id: str
    title: str
    filename: str
    opening: str


def _active(moment: float) -> ColumnElement[bool]:
    return and_(
        versions.c.activated_at <= moment,
        or_(versions.c.retired_at.is_(None), versions.c.retired_at > moment),
    )


def readable(reader: Reader) -> ColumnElement[bool]:
    """The condition that a row of ``documents`` is one that the reader may read."""
    groups = reader.readable_groups
    if groups is None:
        return true()
    return exists().where(document_groups.c.document_id == documents.c.id, document_groups.c.group_name.in_(groups))


class Catalogue:
    """All reads about documents, on behalf of a :class:`Reader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_documents(
        self,
        reader: Reader,
        *,
        collection: str | None = None,
        status: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[list[Document], str | None]:
        """Readable documents, oldest first, and the cursor for the next page (None at the end).

        ``after`` is a cursor that an earlier call gave.

        Raises:
            RequestError: ``after`` is no such cursor.
        """
        order = (documents.c.created_at, documents.c.id)
        query = select(documents).where(readable(reader))
        if collection is not None:
            query = query.where(documents.c.collection == collection)
        if status is not None:
            query = query.where(documents.c.status == status)
        if after is not None:
            moment, last = read_cursor(after)
            query = query.where(tuple_(*order) > tuple_(literal(moment, UtcDateTime), literal(last)))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(*order).limit(limit + 1)).mappings().all()
        found = [to_document(row) for row in rows[:limit]]
        more = len(rows) > limit
        return found, write_cursor(found[-1].created_at, found[-1].id) if more else None

    def moment(self) -> float:
        """Now, by the clock that versions become active by: what :meth:`visible` is asked with."""
        return self._database.now()

    def document(self, reader: Reader, document_id: str) -> Document:
        """One readable document.

        Raises:
            NotFoundError: it is unknown or not readable; the words are the same for both.
        """
        query = select(documents).where(documents.c.id == document_id, readable(reader))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError(f"There is no document {document_id} that you may read.")
        return to_document(row)

    def children(self, document_id: str) -> list[Document]:
        """The attachments of a document."""
        query = select(documents).where(documents.c.parent_id == document_id)
        with self._database.read() as connection:
            return [to_document(row) for row in connection.execute(query).mappings()]

    def depth(self, document: Document) -> int:
        """How many files a document lies inside of: 0 for one that came by itself, 1 for an attachment of one."""
        depth, parent = 0, document.parent_id
        with self._database.read() as connection:
            while parent is not None:
                depth += 1
                query = select(documents.c.parent_id).where(documents.c.id == parent)
                parent = connection.execute(query).scalar_one_or_none()
        return depth

    def pages(self, version_id: str) -> list[Page]:
        """The pages of a version, with their sizes in points; empty for kinds of file without pages."""
        query = select(versions.c.pages).where(versions.c.id == version_id)
        with self._database.read() as connection:
            return [Page(*page) for page in connection.execute(query).scalar_one_or_none() or []]

    def sha256_of_version(self, document_id: str, version_id: str) -> str:
        """The digest of the bytes a version was read from.

        Raises:
            NotFoundError: the document has no such version.
        """
        query = select(versions.c.sha256).where(versions.c.id == version_id, versions.c.document_id == document_id)
        with self._database.read() as connection:
            digest = connection.execute(query).scalar_one_or_none()
        if digest is None:
            raise NotFoundError(f"Document {document_id} has no version {version_id}.")
        return str(digest)

    def passage(self, reader: Reader, passage_id: str) -> FoundPassage:
        """One passage of a readable document's version, active or just retired.

        Raises:
            NotFoundError: it is unknown or not readable.
        """
        seen = versions.c.activated_at.is_not(None)
        found = self._passages(and_(passages.c.id == passage_id, seen, readable(reader)))
        if not found:
            raise NotFoundError(f"There is no passage {passage_id} that you may read.")
        return found[0]

    def visible(self, reader: Reader, passage_ids: Sequence[str], moment: float) -> list[FoundPassage]:
        """Those of the passages that the reader may read and whose version was active at ``moment``.

        ``moment`` is seconds since the epoch, taken before the index was asked, so that a version that changes
        during the search gives its old passages or its new ones, never both and never none. Order is kept.
        """
        found = self._passages(and_(passages.c.id.in_(passage_ids), _active(moment), readable(reader)))
        by_id = {item.passage.id: item for item in found}
        return [by_id[passage_id] for passage_id in passage_ids if passage_id in by_id]

    def visible_texts(self, reader: Reader, passage_ids: Sequence[str], moment: float) -> list[PassageText]:
        """The texts of those that :meth:`visible` gives, in the same order, at a fraction of its cost."""
        query = (
            select(passages.c.id, passages.c.document_id, passages.c.ordinal, passages.c.text)
            .join(versions, versions.c.id == passages.c.version_id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(passages.c.id.in_(passage_ids), _active(moment), readable(reader))
        )
        with self._database.read() as connection:
            by_id = {row[0]: PassageText(*row) for row in connection.execute(query)}
        return [by_id[passage_id] for passage_id in passage_ids if passage_id in by_id]

    def found_again(self, reader: Reader, passage_ids: Sequence[str]) -> list[FoundPassage]:
        """Those of the passages that the reader may read by now, of any version that was ever active: all that is known
        of what :meth:`visible_texts` gave just before. Which version was active is decided there once for a search, for
        one that changes in between would else be neither."""
        seen = versions.c.activated_at.is_not(None)
        return self._passages(and_(passages.c.id.in_(passage_ids), seen, readable(reader)))

    def heads(self, reader: Reader, version_ids: Sequence[str], moment: float) -> list[Head]:
        """The heads of those of the versions that the reader may read and that were active at ``moment``."""
        query = (
            select(passages.c.document_id, documents.c.title, documents.c.filename, passages.c.text)
            .join(versions, versions.c.id == passages.c.version_id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(passages.c.version_id.in_(version_ids), passages.c.char_start < HEAD_CHARS)
            .where(_active(moment), readable(reader))
            .order_by(passages.c.ordinal)
        )
        found: dict[str, Head] = {}
        with self._database.read() as connection:
            for document_id, title, filename, text in connection.execute(query):
                known = found.get(document_id)
                opening = text if known is None else f"{known.opening}\n{text}"
                found[document_id] = Head(document_id, title, filename, opening)
        return list(found.values())

    def narrowed(self, reader: Reader, only: Narrowing) -> list[str] | None:
        """The readable documents of these kinds, days and languages; None where nothing of the kind is asked for."""
        wanted = conditions(only)
        if not wanted:
            return None
        query = select(documents.c.id).where(documents.c.active_version_id.is_not(None), *wanted, readable(reader))
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def invoice(self, reader: Reader, document_id: str) -> Invoice:
        """The typed invoice of a readable document's active version.

        Raises:
            NotFoundError: the document is unknown or not readable, or is no invoice that was read as one.
        """
        version = self.document(reader, document_id).active_version_id
        query = select(invoices.c.data).where(invoices.c.version_id == version)
        with self._database.read() as connection:
            data = connection.execute(query).scalar_one_or_none()
        if data is None:
            raise NotFoundError(f"Document {document_id} holds no typed invoice.", "Ask for its passages instead.")
        return Invoice.from_json(data)

    def version_passages(self, version_id: str) -> list[FoundPassage]:
        """All passages of a version in order, whoever may read them."""
        return self._passages(passages.c.version_id == version_id)

    def readable_passages(self, reader: Reader, version_ids: Sequence[str]) -> dict[str, list[FoundPassage]]:
        """All passages of those of the versions whose documents the reader may read, in order, by version."""
        found: dict[str, list[FoundPassage]] = {}
        for item in self._passages(and_(passages.c.version_id.in_(version_ids), readable(reader))):
            found.setdefault(item.passage.version_id, []).append(item)
        return found

    def active_versions(self) -> list[ActiveVersion]:
        """Every version that readers see now, whoever may read it, oldest document first."""
        query = (
            select(versions.c.id, versions.c.document_id, versions.c.passage_count)
            .join(documents, documents.c.id == versions.c.document_id)
            .where(versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None))
            .order_by(documents.c.created_at, documents.c.id)
        )
        with self._database.read() as connection:
            return [ActiveVersion(*row) for row in connection.execute(query)]

    def counts(self, reader: Reader) -> dict[str, int]:
        """How many readable documents are in each state."""
        query = select(documents.c.status, func.count()).where(readable(reader)).group_by(documents.c.status)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def passage_count(self) -> int:
        """How many passages the active versions hold."""
        query = select(func.coalesce(func.sum(versions.c.passage_count), 0)).where(
            versions.c.activated_at.is_not(None), versions.c.retired_at.is_(None)
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def unfinished(self, ids: Iterable[str] | None = None) -> int:
        """How many jobs are queued or running, among ``ids`` if given."""
        query = select(func.count()).select_from(jobs).where(jobs.c.state != "done")
        if ids is not None:
            query = query.where(jobs.c.document_id.in_(list(ids)))
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def unfinished_ids(self) -> set[str]:
        """The documents whose jobs are queued or running."""
        with self._database.read() as connection:
            return set(connection.execute(select(jobs.c.document_id).where(jobs.c.state != "done")).scalars())

    def _passages(self, condition: ColumnElement[bool]) -> list[FoundPassage]:
        query = (
            select(
                passages,
                documents.c.title,
                documents.c.filename,
                documents.c.media_type,
                versions.c.language,
                documents.c.collection,
            )
            .join(versions, versions.c.id == passages.c.version_id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(condition)
            .order_by(passages.c.ordinal)
        )
        names = ("title", "filename", "media_type", "language", "collection")
        with self._database.read() as connection:
            return [
                FoundPassage(to_passage(row), *(row[name] for name in names))
                for row in connection.execute(query).mappings()
            ]
