"""What answering needs, without store, index and server: passages, a search that finds them, a scripted model."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from rag.answering.answer import Event, Question, answer
from rag.answering.claims import Draft
from rag.answering.proofs import Proof
from rag.answering.verification import verify
from rag.domain.answer import Answer, WithheldReason
from rag.domain.geometry import Box, Span
from rag.domain.passage import Passage, passage_id
from rag.domain.rights import Reader
from rag.models.language_model import Completion, Message
from rag.retrieval.search import RankedPassage
from rag.store.catalogue import FoundPassage
from tests.support.embedder import FakeEmbedder

READER = Reader("marie")


def passage(
    text: str,
    number: int = 1,
    *,
    title: str = "Contrat de maintenance",
    filename: str = "contrat.pdf",
    language: str = "fr",
    headings: Sequence[str] = (),
    pages: int = 1,
    score: float = 1.0,
    collection: str = "default",
) -> RankedPassage:
    """A passage found; each line has a box of its own, on ``pages`` pages in turn from page 3."""
    document, version = f"d{number}", f"v{number}"
    spans, start = [], 0
    lines = text.splitlines(keepends=True)
    for row, line in enumerate(lines):
        page = 3 + row * pages // len(lines)
        spans.append(Span(start, start + len(line), page, Box(0.1, round(0.1 + 0.05 * row, 2), 0.9, 0.1 + 0.05 * row)))
        start += len(line)
    made = Passage(
        passage_id(document, version, number), document, version, number, text, tuple(headings), 3, tuple(spans),
        0, len(text),
    )  # fmt: skip
    return RankedPassage(FoundPassage(made, title, filename, "application/pdf", language, collection), score, 0.95)


class FoundAlways:
    """A retriever that finds just these passages."""

    def __init__(self, *found: RankedPassage) -> None:
        self.found, self.embedder = list(found), FakeEmbedder()
        self.asked: list[tuple[Any, ...]] = []

    def search(self, *arguments: Any) -> list[RankedPassage]:
        self.asked.append(arguments)
        return list(self.found)

    def occurs(self, word: str, _reader: Reader) -> bool:
        return any(word in item.found.passage.text.lower() for item in self.found)

    def passages(self, _reader: Reader, passage_ids: Sequence[str]) -> list[FoundPassage]:
        return [item.found for item in self.found if item.found.passage.id in passage_ids]


class Scripted:
    """A language model that writes what it is told in small pieces, and fails if told to."""

    name = "scripted:1b"
    local = True

    def __init__(self, text: str, failure: Exception | None = None, *, budget: int = 3000, step: int = 5) -> None:
        self.text, self.failure, self.prompt_budget, self.step = text, failure, budget, step
        self.messages: list[Message] = []
        self.schema: dict[str, Any] = {}

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        self.messages, self.schema = messages, schema
        for start in range(0, len(self.text), self.step):
            completion.first_token_ms = 12
            yield self.text[start : start + self.step]
        if self.failure is not None:
            raise self.failure
        completion.prompt_tokens, completion.completion_tokens = 321, 45


def written(*drafts: tuple[str, str] | tuple[str, str, int]) -> str:
    """Claims (text, quote, source) as a model writes them."""
    items = [{"source": d[2] if len(d) == 3 else 1, "quote": d[1], "text": d[0]} for d in drafts]
    return json.dumps({"claims": items}, ensure_ascii=False)


def asked(
    question: str, model: Any, *found: RankedPassage, confidential: Collection[str] = (), entailment: Any = None
) -> tuple[list[Event], Answer]:
    """All events of a question, and the answer at their end."""
    retriever: Any = FoundAlways(*found)
    events = list(answer(Question(question), READER, retriever, model, confidential, entailment=entailment))
    last = events[-1]
    assert isinstance(last, Answer)
    return events, last


def draft(text: str, quote: str, source: int = 1) -> Draft:
    return Draft(text, quote, source)


def judged(
    made: Draft,
    given: list[RankedPassage],
    question: str = "Que disent les documents ?",
    found: list[RankedPassage] | None = None,
) -> Proof | WithheldReason:
    """The main proof of a claim, or why it is withheld; without ``found`` the model was given all that was found."""
    outcome = verify(made, question, given, found or given)
    return outcome if isinstance(outcome, WithheldReason) else outcome[0]
