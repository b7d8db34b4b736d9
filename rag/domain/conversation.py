"""Conversations: what one key asked, in order, and what it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rag.domain.answer import Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation in lists; ``title`` is its first question as typed, empty before that."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation as its owner may see it now.

    ``asked`` is what was typed, ``question`` how it was understood: a question that stands by itself. ``answer`` is
    None where a document that it came from was erased or may no longer be read; ``question`` is then as typed, since
    it may hold that document's words. ``documents`` are those that the answer came from, ``collections`` theirs.
    """

    asked: str
    question: str
    answer: Answer | None
    created_at: datetime
    documents: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
