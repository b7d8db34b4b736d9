"""The whole way of a question, readable top to bottom, as a stream of events: a plan -> figures, else passages ->
claims -> verified answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from rag.answering import extraction, figures, polar, prompting, wording
from rag.answering.citing import CitationList, marked
from rag.answering.claims import Draft, read_claims
from rag.answering.extraction import Sentence
from rag.answering.giving import Given, to_be_given
from rag.answering.joining import numbered
from rag.answering.naming_others import held_by_none
from rag.answering.proofs import Proof
from rag.answering.verification import speaks_of, verify
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
from rag.domain.facts import FactsResult
from rag.domain.narrowing import EVERYTHING, Narrowing
from rag.domain.rights import Reader
from rag.errors import ModelAnswerError, SourcierError, TransientError, UnusableQuestionError
from rag.facts.changes import Changes
from rag.facts.facts import Facts
from rag.language import asked_kinds, detect_language, holds_kind, is_polar
from rag.models.entailment import EntailmentModel
from rag.models.language_model import Completion, LanguageModel
from rag.retrieval.search import RankedPassage, Retriever

_SEARCHED = 16
_NEAREST = 3
_MAX_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and where to look; ``language`` is that of the question unless given, ``today`` the day that "last
    year" is counted from."""

    text: str
    collections: list[str] | None = None
    document_ids: list[str] | None = None
    only: Narrowing = EVERYTHING
    language: str | None = None
    today: date = field(default_factory=date.today)

    @property
    def everywhere(self) -> bool:
        """Whether nothing narrows where to look: figures are of all documents, or of none."""
        return self.collections is None and self.document_ids is None and self.only == EVERYTHING


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
    entailment: EntailmentModel | None = None
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
    facts: Facts | None = None,
    entailment: EntailmentModel | None = None,
) -> Iterator[Event]:
    """Answers a question on behalf of a reader: Sources first, then each claim as it is verified, last the Answer.

    A question that reads as a plan is answered by ``facts``, without sources; every other one by passages.
    Without a model the claims are the proving sentences themselves (``extractive``); so they are when the model fails
    before it has written a single claim. Nothing proved gives ``abstained`` with the nearest passages. Passages of
    ``confidential`` collections are given to no model outside the house. An ``entailment`` model reads each claim, too.

    Raises:
        UnusableQuestionError: the question is empty or too long.
    """
    started = time.monotonic()
    text = usable(question.text)
    progress = _Progress(question.language or detect_language(text), entailment)
    if facts is not None and question.everywhere:
        worked_out = facts.ask(text, reader, question.today, progress.language, model)
        if worked_out is not None:
            yield from _figures(worked_out, text, reader, facts, progress.language, started)
            return
    passages = retriever.search(text, reader, _SEARCHED, question.collections, question.document_ids, question.only)
    retrieved_ms = _since(started)
    changes = wording.changes_of(passages, reader, facts, question.today)
    passages = wording.passages_in_force_first(text, passages, changes)
    progress.citations = CitationList(changes)
    # Whoever chose the documents knows whose they are, by whatever name.
    nobody = question.everywhere and _asks_of_nobody(text, passages, reader, retriever)
    about = [] if nobody else passages
    scored = extraction.score_sentences(text, extraction.about_the_question(text, about), retriever.embedder)
    scored = wording.sentences_in_force_first(text, scored, changes)
    given = to_be_given(scored, partial(retriever.passages, reader), model)
    yield Sources(_passages(given))

    kind = AnswerKind.EXTRACTIVE
    told = _that_may_be_told(model, given, confidential)
    if model is not None and told:
        try:
            if is_polar(text):
                yield from _decide(text, _tellable(scored, model, confidential), passages, model, progress)
            else:
                yield from _generate(text, told, passages, model, progress, changes)
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
        text=marked(progress.claims),
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


def _asks_of_nobody(text: str, passages: Sequence[RankedPassage], reader: Reader, retriever: Retriever) -> bool:
    """Whether a question names somebody, and nobody whom any passage names that the reader may read."""
    names = held_by_none(text, passages)
    return bool(names) and not any(retriever.occurs(name, reader) for name in names)


def _figures(
    result: FactsResult, question: str, reader: Reader, facts: Facts, language: str, started: float
) -> Iterator[Event]:
    yield Sources([])
    given = figures.answer_of(result, question, reader, facts, language)
    cited = {citation.n: citation for citation in given.citations}
    for claim in given.claims:
        yield Shown(claim, [cited[n] for n in claim.citations])
    yield given.model_copy(update={"timings_ms": Timings(retrieve=_since(started), total=_since(started))})


def _passages(given: list[Given]) -> list[RankedPassage]:
    """Each passage once, in order."""
    return list({passage.found.passage.id: passage for each in given for passage in each.block}.values())


def _that_may_be_told(model: LanguageModel | None, given: list[Given], confidential: Collection[str]) -> list[Given]:
    if model is None or model.local:
        return given
    return [each for each in given if each.block[0].found.collection not in confidential]


def _tellable(scored: list[Sentence], model: LanguageModel, confidential: Collection[str]) -> list[Sentence]:
    """The sentences of passages that may be told to the model."""
    return [item for item in scored if model.local or item.proof.passage.found.collection not in confidential]


def _generate(
    question: str,
    given: list[Given],
    found: list[RankedPassage],
    model: LanguageModel,
    progress: _Progress,
    changes: Changes,
) -> Iterator[Shown | Withheld]:
    """The model's claims as it writes them; one on an article whose wording in force the model was given, too, waits
    until that may have been told."""
    messages, fitting = prompting.build(question, progress.language, given, model.prompt_budget)
    if not fitting:
        raise ModelAnswerError("Not one passage fits the language model's window.", "Raise ollama.num_ctx.")
    passages = [passage for block in fitting for passage in block]
    pieces = model.stream(messages, prompting.SCHEMA, progress.completion)
    waiting: list[tuple[Draft, list[Proof]]] = []
    try:
        for draft in read_claims(pieces):
            outcome = verify(numbered(draft, fitting), question, passages, found, progress.entailment)
            # Beside an answer, a claim may say something else: the form of the notice, for whom the price holds.
            alone = not progress.claims and not waiting
            if alone and isinstance(outcome, list) and not _answers(question, draft.text, outcome):
                outcome = WithheldReason.NOT_ASKED
            if isinstance(outcome, list) and wording.replaced_by(passages, outcome, changes):
                waiting.append((draft, outcome))
            else:
                yield from _shown(draft, outcome, progress)
    except TransientError:
        yield from _all_shown(waiting, progress)
        raise
    yield from _all_shown(waiting, progress)


def _answers(question: str, claim: str, proofs: list[Proof]) -> bool:
    """Whether a claim holds a value of the kind that is asked for, or, where none is, speaks of what is asked."""
    kinds = asked_kinds(question)
    return holds_kind(claim, kinds) if kinds else speaks_of(question, claim, proofs)


def _all_shown(drafts: list[tuple[Draft, list[Proof]]], progress: _Progress) -> Iterator[Shown | Withheld]:
    for draft, proofs in drafts:
        yield from _shown(draft, proofs, progress)


def _decide(
    question: str, scored: list[Sentence], found: list[RankedPassage], model: LanguageModel, progress: _Progress
) -> Iterator[Shown | Withheld]:
    """The verdict on a question of yes or no; the model is not asked where no sentence speaks of what is asked."""
    sentences = polar.deciding(question, scored)
    messages = polar.build(question, progress.language, sentences, model.prompt_budget)
    if not sentences:
        return
    if not messages:
        raise ModelAnswerError("Not one passage fits the language model's window.", "Raise ollama.num_ctx.")
    pieces = model.stream(messages, polar.SCHEMA, progress.completion)
    draft = polar.read_verdict(pieces, question, progress.language, sentences)
    if draft is not None:
        outcome = polar.verified(draft, question, sentences, found, progress.entailment)
        yield from _shown(draft, outcome, progress)


def _shown(draft: Draft, outcome: list[Proof] | WithheldReason, progress: _Progress) -> Iterator[Shown | Withheld]:
    if isinstance(outcome, WithheldReason):
        withheld = Withheld(text=draft.text, reason=outcome)
        progress.withheld.append(withheld)
        yield withheld
        return
    if any(claim.text == draft.text for claim in progress.claims):
        return
    citations = [progress.citations.cite(proof) for proof in outcome]
    claim = Claim(text=draft.text, citations=list(dict.fromkeys(citation.n for citation in citations)))
    progress.claims.append(claim)
    yield Shown(claim, citations)


def _extract(question: str, scored: list[Sentence], progress: _Progress) -> Iterator[Shown]:
    for sentence in extraction.strongest(question, scored):
        citation = progress.citations.cite(sentence.proof)
        claim = Claim(text=sentence.text, citations=[citation.n])
        progress.claims.append(claim)
        yield Shown(claim, [citation])


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
