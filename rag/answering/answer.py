"""The whole way of a question, readable top to bottom: passages -> claims -> verified answer, as a stream of events."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial

from rag.answering import extraction, prompting
from rag.answering.citing import CitationList
from rag.answering.claims import read_claims
from rag.answering.joining import Block, joined, numbered
from rag.answering.verification import verify
from rag.domain.answer import (
    Answer,
    AnswerKind,
    Citation,
    Claim,
    Nearest,
    Timings,
    Usage,
    Withheld,
    WithheldReason,
)
from rag.domain.narrowing import EVERYTHING, Narrowing
from rag.domain.rights import Reader
from rag.errors import ModelAnswerError, SourcierError, TransientError, UnusableQuestionError
from rag.language import asked_kinds, detect_language, holds_kind, unproved_values
from rag.models.language_model import Completion, LanguageModel
from rag.retrieval.search import RankedPassage, Retriever

_SEARCHED = 16
_NEAREST = 3
_MAX_QUESTION = 2000
_FLOOR = 0.78
_NAMING = ("date", "identifier")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and where to look; ``language`` is that of the question unless given."""

    text: str
    collections: list[str] | None = None
    document_ids: list[str] | None = None
    only: Narrowing = EVERYTHING
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Event: the passages that the answer may rest on."""

    passages: list[RankedPassage]


@dataclass(frozen=True, slots=True)
class Shown:
    """Event: a claim that is proved, with its citations."""

    claim: Claim
    citations: list[Citation]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Event: how a conversation's question was understood, where that is not as it was typed."""

    asked: str
    question: str


Event = Rewritten | Sources | Shown | Withheld | Answer


@dataclass(slots=True)
class _Progress:
    language: str
    citations: CitationList = field(default_factory=CitationList)
    claims: list[Claim] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    completion: Completion = field(default_factory=Completion)
    note: str | None = None


def answer(
    question: Question,
    reader: Reader,
    retriever: Retriever,
    model: LanguageModel | None,
    confidential: Collection[str] = (),
) -> Iterator[Event]:
    """Answers a question on behalf of a reader: Sources first, then each claim as it is verified, last the Answer.

    Without a model the claims are the proving sentences themselves (``extractive``); so they are when the model fails
    before it has written a single claim. Nothing proved gives ``abstained`` with the nearest passages. Passages of
    ``confidential`` collections are given to no model outside the house.

    Raises:
        UnusableQuestionError: the question is empty or too long.
    """
    started = time.monotonic()
    text = usable(question.text)
    progress = _Progress(question.language or detect_language(text))
    passages = retriever.search(text, reader, _SEARCHED, question.collections, question.document_ids, question.only)
    retrieved_ms = _since(started)
    scored = extraction.score_sentences(text, _about_the_question(text, passages), retriever.embedder)
    given = joined(extraction.passages_by_sentence(scored), partial(retriever.passages, reader))
    yield Sources([passage for block in given for passage in block])

    kind = AnswerKind.EXTRACTIVE
    told = _that_may_be_told(model, given, confidential)
    if model is not None and told:
        try:
            yield from _generate(text, told, passages, model, progress)
            kind = AnswerKind.GENERATED
        except TransientError as error:
            progress.note = error.code
            kind = AnswerKind.GENERATED if progress.claims else AnswerKind.EXTRACTIVE
    if kind is AnswerKind.EXTRACTIVE:
        yield from _extract(text, scored, progress)
    if not progress.claims:
        kind = AnswerKind.ABSTAINED

    yield Answer(
        answer_id=str(uuid.uuid4()),
        kind=kind,
        language=progress.language,
        text=" ".join(f"{claim.text} {' '.join(f'[{n}]' for n in claim.citations)}" for claim in progress.claims),
        claims=progress.claims,
        citations=progress.citations.all,
        withheld=progress.withheld,
        nearest=[_nearest(passage) for passage in passages[:_NEAREST]] if not progress.claims else [],
        model=model.name if model is not None and told and kind is not AnswerKind.EXTRACTIVE else None,
        note=progress.note,
        usage=Usage(
            prompt_tokens=progress.completion.prompt_tokens,
            completion_tokens=progress.completion.completion_tokens,
        ),
        timings_ms=Timings(
            retrieve=retrieved_ms,
            first_token=progress.completion.first_token_ms,
            total=_since(started),
        ),
    )


def _that_may_be_told(model: LanguageModel | None, given: list[Block], confidential: Collection[str]) -> list[Block]:
    if model is None or model.local:
        return given
    return [block for block in given if block[0].found.collection not in confidential]


def _generate(
    question: str,
    given: list[Block],
    found: list[RankedPassage],
    model: LanguageModel,
    progress: _Progress,
) -> Iterator[Shown | Withheld]:
    messages, fitting = prompting.build(question, progress.language, given, model.prompt_budget)
    if not fitting:
        raise ModelAnswerError("Not one passage fits the language model's window.", "Raise ollama.num_ctx.")
    passages = [passage for block in fitting for passage in block]
    pieces = model.stream(messages, prompting.SCHEMA, progress.completion)
    kinds = asked_kinds(question)
    for draft in read_claims(pieces):
        outcome = verify(numbered(draft, fitting), question, passages, found)
        # Beside an answer, a claim may say something else: the form of the notice, for whom the price holds.
        if not any(holds_kind(text, kinds) for text in (draft.text, *(claim.text for claim in progress.claims))):
            outcome = outcome if isinstance(outcome, WithheldReason) else WithheldReason.NOT_ASKED
        if isinstance(outcome, WithheldReason):
            withheld = Withheld(text=draft.text, reason=outcome)
            progress.withheld.append(withheld)
            yield withheld
            continue
        if any(claim.text == draft.text for claim in progress.claims):
            continue
        citations = [progress.citations.cite(proof) for proof in outcome]
        claim = Claim(text=draft.text, citations=list(dict.fromkeys(citation.n for citation in citations)))
        progress.claims.append(claim)
        yield Shown(claim, citations)


def _extract(question: str, scored: list[extraction.Sentence], progress: _Progress) -> Iterator[Shown]:
    for sentence in extraction.strongest(question, scored):
        citation = progress.citations.cite(sentence.proof)
        claim = Claim(text=sentence.text, citations=[citation.n])
        progress.claims.append(claim)
        yield Shown(claim, [citation])


def _about_the_question(question: str, passages: list[RankedPassage]) -> list[RankedPassage]:
    """Passages near enough, of documents that hold the dates, invoice and contract numbers that the question names.

    "The invoice of April 2025" is no question for the one of March, however alike they are. What a document holds is
    judged by all its passages that were found.
    """
    near = [passage for passage in passages if passage.cosine >= _FLOOR]
    texts: dict[str, str] = {}
    for ranked in near:
        found = ranked.found
        known = texts.get(found.passage.document_id, f"{found.title}\n{found.filename}")
        texts[found.passage.document_id] = "\n".join([known, *found.passage.headings, found.passage.text])
    lacking = {
        document: any(value.kind in _NAMING for value in unproved_values(question, text))
        for document, text in texts.items()
    }
    return [passage for passage in near if not lacking[passage.found.passage.document_id]]


def usable(text: str) -> str:
    """A question on one line, without control characters.

    Raises:
        UnusableQuestionError: it is empty or too long.
    """
    clean = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not clean or len(clean) > _MAX_QUESTION:
        raise UnusableQuestionError(f"The question has {len(clean)} characters.")
    return clean


def _nearest(ranked: RankedPassage) -> Nearest:
    passage = ranked.found.passage
    return Nearest(document_id=passage.document_id, title=ranked.found.title, page=passage.page, passage_id=passage.id)


def _since(started: float) -> int:
    return round(1000 * (time.monotonic() - started))


def last_answer(events: Iterator[Event]) -> Answer:
    """Runs a stream of events to its end and returns the Answer."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise SourcierError("The stream of events ended without an answer.")
