"""The JSON of requests and responses that is not in ``rag.domain.answer``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.domain.answer import Amended, Answer
from rag.domain.conversation import Conversation, Turn
from rag.domain.document import Document, DocumentStatus
from rag.domain.geometry import Box
from rag.domain.narrowing import DocumentKind, DocumentLanguage, Narrowing
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage
from rag.store.erasure import Receipt


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Narrowed(_In):
    """Where to look: in these collections and documents, and see :class:`rag.domain.narrowing.Narrowing`."""

    collections: list[str] | None = None
    document_ids: list[str] | None = None
    kinds: list[DocumentKind] = []
    party: str = Field("", max_length=200)
    date_from: date | None = Field(None, description="First issue date; only typed invoices have one that is known.")
    date_to: date | None = Field(None, description="Last issue date; only typed invoices have one that is known.")
    languages: list[DocumentLanguage] = []

    @property
    def only(self) -> Narrowing:
        """What the documents are narrowed to."""
        return Narrowing(tuple(self.kinds), self.party, self.date_from, self.date_to, tuple(self.languages))


class SearchIn(_Narrowed):
    """Body of ``POST /v1/search``."""

    query: str = Field(min_length=1, max_length=2000)
    limit: int = Field(10, ge=1, le=100)


class AskIn(_Narrowed):
    """Body of ``POST /v1/ask``."""

    question: str
    model: str | None = None
    stream: bool = False
    conversation_id: str | None = None
    as_typed: bool = False


class FeedbackIn(_In):
    """Body of ``POST /v1/feedback``."""

    answer_id: str
    verdict: Literal["right", "wrong"]
    comment: str | None = Field(None, max_length=2000)


class DocumentOut(BaseModel):
    """A document in lists."""

    document_id: str
    title: str
    filename: str
    collection: str
    media_type: str
    status: DocumentStatus
    stage: str | None
    code: str | None
    reason: str | None
    language: str | None
    page_count: int | None
    version_id: str | None
    parent_id: str | None
    allow: list[str]
    size: int
    sha256: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """A document as served."""
        return cls(
            document_id=document.id,
            title=document.title,
            filename=document.filename,
            collection=document.collection,
            media_type=document.media_type,
            status=document.status,
            stage=document.stage,
            code=document.code,
            reason=document.reason,
            language=document.language,
            page_count=document.page_count,
            version_id=document.active_version_id,
            parent_id=document.parent_id,
            allow=list(document.allow),
            size=document.size,
            sha256=document.sha256,
            created_at=document.created_at,
            updated_at=document.updated_at,
        )


class DocumentsOut(BaseModel):
    """A page of the list of documents; ``next_cursor`` gives the next, None at the end."""

    documents: list[DocumentOut]
    next_cursor: str | None


class SubmittedOut(BaseModel):
    """A document taken in."""

    document_id: str
    version_id: str
    status: DocumentStatus


class ReceiptOut(BaseModel):
    """What an erasure removed, and what a look afterwards still found: :class:`rag.store.erasure.Receipt`."""

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
    attachments: list[ReceiptOut] = []

    @classmethod
    def of(cls, receipts: Sequence[Receipt]) -> ReceiptOut:
        """The receipt of a document, the last one, with those of its attachments."""
        *attached, own = [cls(**asdict(receipt)) for receipt in receipts]
        return own.model_copy(update={"attachments": attached})


class PassageOut(BaseModel):
    """A passage; ``boxes`` are those on ``page``, offsets are characters of the document's text. ``also_in`` are other
    documents that hold the same text and that the key may read. ``amended`` is the amendment that changed one of its
    articles, None where none is known that is in force."""

    passage_id: str
    document_id: str
    version_id: str
    title: str
    filename: str
    page: int
    headings: list[str]
    text: str
    char_start: int
    char_end: int
    boxes: list[Box]
    score: float | None = None
    also_in: list[str] = []
    amended: Amended | None = None

    @classmethod
    def of(
        cls,
        found: FoundPassage,
        score: float | None = None,
        also_in: Sequence[str] = (),
        amended: Amended | None = None,
    ) -> PassageOut:
        """A passage as served."""
        passage = found.passage
        return cls(
            passage_id=passage.id,
            document_id=passage.document_id,
            version_id=passage.version_id,
            title=found.title,
            filename=found.filename,
            page=passage.page,
            headings=list(passage.headings),
            text=passage.text,
            char_start=passage.char_start,
            char_end=passage.char_end,
            boxes=passage.boxes(page=passage.page),
            score=score,
            also_in=list(also_in),
            amended=amended,
        )


class SearchOut(BaseModel):
    """The passages found, best first."""

    passages: list[PassageOut]

    @classmethod
    def of(cls, ranked: list[RankedPassage]) -> SearchOut:
        """Ranked passages as served; the score is 1 by the rank.

        The ranking's own scores would tell how common words are in documents that the asker may not read.
        """
        return cls(
            passages=[
                PassageOut.of(item.found, round(1 / rank, 4), item.also_in, item.amended)
                for rank, item in enumerate(ranked, 1)
            ]
        )


IN_FORCE = "sourcier"
"""The name under which whichever model is in force can be asked for."""


class ModelOut(BaseModel):
    """A language model, in OpenAI's form; ``local`` is false for one outside the house. When it was ``created`` is not
    known."""

    id: str
    local: bool = True
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "sourcier"


class ModelsOut(BaseModel):
    """The models that may be asked for, and the one that answers now (None: extractive answers).

    ``coming`` is the share, from 0 to 1, of the model in the box that has been fetched while it is being fetched.
    """

    object: Literal["list"] = "list"
    data: list[ModelOut]
    active: str | None
    coming: float | None = None


class ConversationOut(BaseModel):
    """A conversation in lists; ``title`` is its first question."""

    conversation_id: str
    title: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, conversation: Conversation) -> ConversationOut:
        """A conversation as served."""
        return cls(
            conversation_id=conversation.id,
            title=conversation.title,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
        )


class ConversationsOut(BaseModel):
    """A page of the list of conversations; ``next_cursor`` gives the next, None at the end."""

    conversations: list[ConversationOut]
    next_cursor: str | None


class TurnOut(BaseModel):
    """A question as typed and as understood, and its answer: :class:`rag.domain.conversation.Turn`."""

    asked: str
    question: str
    answer: Answer | None
    created_at: datetime

    @classmethod
    def of(cls, turn: Turn) -> TurnOut:
        """A turn as served."""
        return cls(asked=turn.asked, question=turn.question, answer=turn.answer, created_at=turn.created_at)


class TurnsOut(ConversationOut):
    """A conversation with its turns in order."""

    turns: list[TurnOut]


class DeletedOut(BaseModel):
    """How many conversations were deleted."""

    deleted: int
