"""Conversations, each its owner's alone; see decision 0025 for what becomes of documents' words in them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, func, insert, literal, select, tuple_, update

from rag.domain.answer import Answer
from rag.domain.conversation import Conversation, Turn
from rag.domain.rights import Reader
from rag.errors import NotFoundError
from rag.store.catalogue import readable
from rag.store.cursors import read_cursor, write_cursor
from rag.store.database import Database
from rag.store.document_rows import take
from rag.store.tables import UtcDateTime, conversations, documents, turn_documents, turns

_TITLE = 200


class Conversations:
    """Keeps and shows conversations. Every call is on behalf of a reader, who sees only those of the own key.

    An answer is shown while its owner may read every document that it came from, and is removed from the database when
    one of them is erased.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, reader: Reader) -> Conversation:
        """A new conversation without turns."""
        now = datetime.now(UTC)
        made = Conversation(str(uuid.uuid4()), "", now, now)
        with self._database.write() as connection:
            connection.execute(
                insert(conversations).values(
                    id=made.id, key_name=reader.name, title=made.title, created_at=now, updated_at=now
                )
            )
        return made

    def owned(
        self, reader: Reader, *, after: str | None = None, limit: int = 50
    ) -> tuple[list[Conversation], str | None]:
        """The reader's conversations, the last used first, and the cursor for the next page (None at the end).

        Raises:
            RequestError: ``after`` is no cursor that an earlier call gave.
        """
        order = (conversations.c.updated_at, conversations.c.id)
        query = select(conversations).where(conversations.c.key_name == reader.name)
        if after is not None:
            moment, last = read_cursor(after)
            query = query.where(tuple_(*order) < tuple_(literal(moment, UtcDateTime), literal(last)))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(*(column.desc() for column in order)).limit(limit + 1)).all()
        found = [_conversation(row) for row in rows[:limit]]
        return found, write_cursor(found[-1].updated_at, found[-1].id) if len(rows) > limit else None

    def conversation(self, reader: Reader, conversation_id: str) -> Conversation:
        """One conversation of the reader's.

        Raises:
            NotFoundError: it is unknown or another's; the words are the same for both.
        """
        query = select(conversations).where(
            conversations.c.id == conversation_id, conversations.c.key_name == reader.name
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _unknown(conversation_id)
        return _conversation(row)

    def turns(self, reader: Reader, conversation_id: str, last: int | None = None) -> list[Turn]:
        """The turns of a conversation in order (``last``: only so many at its end), as the reader may see them now.

        Raises:
            NotFoundError: the conversation is unknown or another's.
        """
        self.conversation(reader, conversation_id)
        query = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.ordinal.desc())
        came_from = (
            select(
                turn_documents.c.ordinal,
                turn_documents.c.document_id,
                documents.c.collection,
                readable(reader).label("readable"),
            )
            .join(documents, documents.c.id == turn_documents.c.document_id, isouter=True)
            .where(turn_documents.c.conversation_id == conversation_id)
        )
        with self._database.read() as connection:
            rows = connection.execute(query.limit(last)).all()
            sources: dict[int, list[Row[tuple[int, str, str | None, bool]]]] = {}
            for source in connection.execute(came_from):
                sources.setdefault(source.ordinal, []).append(source)
        return [_turn(row, sources.get(row.ordinal, [])) for row in reversed(rows)]

    def add(
        self,
        reader: Reader,
        conversation_id: str,
        asked: str,
        question: str,
        answer: Answer | None,
        came_from: Collection[str],
    ) -> None:
        """Adds a turn, without its answer where that is not to be kept; ``came_from`` are the documents whose words may
        stand in question and answer.

        Claims that were withheld are not kept: nobody knows where their words come from. A document erased in the
        meantime takes the answer with it, and a conversation deleted in the meantime stays deleted.
        """
        kept = answer.model_copy(update={"withheld": []}).model_dump(mode="json") if answer is not None else None
        with self._database.write() as connection:
            # The documents' jobs first, as everywhere: an erasure is over, or sees this turn.
            all_there = all(take(connection, document) for document in sorted(came_from))
            mine = (conversations.c.id == conversation_id, conversations.c.key_name == reader.name)
            now = datetime.now(UTC)
            if connection.execute(update(conversations).where(*mine).values(updated_at=now)).rowcount == 0:
                return
            here = turns.c.conversation_id == conversation_id
            last = connection.execute(select(func.max(turns.c.ordinal)).where(here)).scalar_one()
            ordinal = 1 if last is None else last + 1
            if last is None:
                connection.execute(update(conversations).where(*mine).values(title=asked[:_TITLE]))
            connection.execute(
                insert(turns).values(
                    conversation_id=conversation_id,
                    ordinal=ordinal,
                    asked=asked,
                    question=question if all_there else asked,
                    answer=kept if all_there else None,
                    created_at=now,
                )
            )
            if all_there and came_from:
                key = {"conversation_id": conversation_id, "ordinal": ordinal}
                connection.execute(
                    insert(turn_documents), [key | {"document_id": document} for document in sorted(came_from)]
                )

    def delete(self, reader: Reader, conversation_id: str) -> None:
        """Deletes a conversation of the reader's with its turns.

        Raises:
            NotFoundError: it is unknown or another's.
        """
        mine = (conversations.c.id == conversation_id, conversations.c.key_name == reader.name)
        with self._database.write() as connection:
            if connection.execute(delete(conversations).where(*mine)).rowcount == 0:
                raise _unknown(conversation_id)

    def delete_all(self, reader: Reader) -> int:
        """Deletes all conversations of the reader's; returns how many."""
        with self._database.write() as connection:
            return connection.execute(delete(conversations).where(conversations.c.key_name == reader.name)).rowcount


def forget_document(connection: Connection, document_id: str) -> int:
    """Takes an erased document's words out of all conversations: the answers that came from it, and questions that
    were understood by them; what was typed stays. Returns how many turns that concerned."""
    came_from = select(turn_documents.c.conversation_id, turn_documents.c.ordinal).where(
        turn_documents.c.document_id == document_id
    )
    hit = tuple_(turns.c.conversation_id, turns.c.ordinal).in_(came_from)
    count = connection.execute(update(turns).where(hit).values(answer=None, question=turns.c.asked)).rowcount
    connection.execute(delete(turn_documents).where(turn_documents.c.document_id == document_id))
    return count


def _unknown(conversation_id: str) -> NotFoundError:
    return NotFoundError(
        f"There is no conversation {conversation_id} of yours.", "GET /v1/conversations lists those there are."
    )


def _conversation(row: Row[tuple[str, str, str, datetime, datetime]]) -> Conversation:
    return Conversation(row.id, row.title, row.created_at, row.updated_at)


def _turn(row, sources) -> Turn:  # type: ignore[no-untyped-def]
    shown = row.answer is not None and all(source.collection is not None and source.readable for source in sources)
    return Turn(
        asked=row.asked,
        question=row.question if shown else row.asked,
        answer=Answer.model_validate(row.answer) if shown else None,
        created_at=row.created_at,
        documents=frozenset(source.document_id for source in sources),
        collections=frozenset(source.collection for source in sources if source.collection is not None),
    )
