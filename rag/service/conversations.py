"""Routes about conversations; every one is its key's alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, status

from rag.answering.answer import Event
from rag.answering.conversing import Answering
from rag.domain.answer import Answer
from rag.domain.rights import Reader
from rag.opening import QueryEngine
from rag.service.identity import EngineOf, ReaderOf
from rag.service.schemas import ConversationOut, ConversationsOut, DeletedOut, TurnOut, TurnsOut

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


@router.post("", status_code=status.HTTP_201_CREATED)
def begin(engine: EngineOf, reader: ReaderOf) -> ConversationOut:
    """Begins a conversation: its id goes with the questions that belong to it."""
    return ConversationOut.of(engine.store.conversations.create(reader))


@router.get("")
def list_conversations(
    engine: EngineOf,
    reader: ReaderOf,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ConversationsOut:
    """The key's own conversations, the last used first."""
    found, following = engine.store.conversations.owned(reader, after=cursor, limit=limit)
    return ConversationsOut(conversations=[ConversationOut.of(one) for one in found], next_cursor=following)


@router.get("/{conversation_id}")
def show(engine: EngineOf, reader: ReaderOf, conversation_id: str) -> TurnsOut:
    """A conversation with its turns, as the key may read them now: ``answer`` is null where a document that it came
    from was erased or may no longer be read."""
    conversation = engine.store.conversations.conversation(reader, conversation_id)
    turns = engine.store.conversations.turns(reader, conversation_id)
    return TurnsOut(**ConversationOut.of(conversation).model_dump(), turns=[TurnOut.of(turn) for turn in turns])


@router.delete("/{conversation_id}")
def delete(engine: EngineOf, reader: ReaderOf, conversation_id: str) -> DeletedOut:
    """Deletes a conversation."""
    engine.store.conversations.delete(reader, conversation_id)
    return DeletedOut(deleted=1)


@router.delete("")
def delete_all(engine: EngineOf, reader: ReaderOf) -> DeletedOut:
    """Deletes all conversations of the key."""
    return DeletedOut(deleted=engine.store.conversations.delete_all(reader))


def keeping(
    engine: QueryEngine, reader: Reader, conversation_id: str, events: Iterator[Event | Answering]
) -> Iterator[Event]:
    """The events of a conversation's question; the turn is kept before its Answer is given out."""
    kept: Answering | None = None
    for event in events:
        if isinstance(event, Answering):
            kept = event
            continue
        if isinstance(event, Answer) and kept is not None:
            answer = event if kept.whole else None
            engine.store.conversations.add(
                reader, conversation_id, kept.asked, kept.question, answer, sorted(kept.came_from)
            )
        yield event
