"""Asks the questions of a suite, one by one, and keeps what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from eval.judging import CitedText, cites_gold, holds_gold, is_correct, unproved_shown
from eval.preparing import corpus_digest, findable_documents
from eval.records import Record, ShownCitation, ShownClaim, WithheldClaim, append_record
from eval.runs import Run
from eval.suites import Gold, Question
from rag.answering import answer as answering
from rag.domain.answer import Answer
from rag.domain.document import Document
from rag.domain.rights import OWNER
from rag.models.language_model import LanguageModel
from rag.opening import QueryEngine
from rag.store.catalogue import Catalogue, FoundPassage

RETRIEVED = 16
"""How many passages are looked at for the gold passage's rank."""


def run_suite(
    questions: Sequence[Question],
    run: Run,
    engine: QueryEngine,
    model: LanguageModel | None,
    on_record: Callable[[Record], None] | None = None,
) -> list[Record]:
    """Asks the questions that the run has no record of, on the owner's behalf; gives the records of all of them.

    Each record is on the disk before the next question, so that a run that is killed goes on where it stopped.

    Raises:
        RequestError: the run was begun on other documents than the engine's.
    """
    catalogue = engine.store.catalogue
    documents = findable_documents(catalogue)
    run.note_corpus(corpus_digest(documents), catalogue.counts(OWNER), catalogue.passage_count())
    done = {record.id: record for record in run.records()}
    if questions:
        # the first embedding of a process is slow: that is no question's time
        engine.retriever.embedder.embed_question(questions[0].question)
    for question in questions:
        if question.id not in done:
            record = _ask(question, engine, model, documents)
            append_record(run.records_file, record)
            done[question.id] = record
            if on_record is not None:
                on_record(record)
    return [done[question.id] for question in questions]


def _ask(question: Question, engine: QueryEngine, model: LanguageModel | None, documents: Sequence[Document]) -> Record:
    started = time.monotonic()
    events = answering.answer(
        answering.Question(question.question), OWNER, engine.retriever, model, engine.settings.confidential
    )
    given = answering.last_answer(events)
    seconds = time.monotonic() - started
    catalogue = engine.store.catalogue
    texts = {
        citation.passage_id: catalogue.passage(OWNER, citation.passage_id).passage.text for citation in given.citations
    }
    retrieved = engine.retriever.search(question.question, OWNER, RETRIEVED) if question.answerable else []
    ranks = [rank for rank, ranked in enumerate(retrieved, 1) if _proves(ranked.found, question.gold)]
    return Record(
        id=question.id,
        language=question.language,
        tags=question.tags,
        question=question.question,
        answerable=question.answerable,
        expected=question.answer,
        kind=given.kind.value,
        note=given.note,
        claims=_claims(given, texts),
        citations=[
            ShownCitation(
                n=citation.n,
                filename=citation.filename,
                page=citation.page,
                passage_id=citation.passage_id,
                quote=citation.quote,
            )
            for citation in given.citations
        ],
        withheld=[WithheldClaim(text=claim.text, reason=claim.reason.value) for claim in given.withheld],
        gold_rank=ranks[0] if ranks else None,
        gold_stored=_stored(catalogue, documents, question.gold) if question.answerable else None,
        correct=is_correct("\n".join(claim.text for claim in given.claims), question.accept),
        gold_cited=cites_gold(given.citations, question.gold, texts),
        seconds=round(seconds, 3),
    )


def _claims(given: Answer, texts: dict[str, str]) -> list[ShownClaim]:
    passage_of = {citation.n: citation.passage_id for citation in given.citations}
    claims = []
    for claim in given.claims:
        proof = "\n\n".join(texts[passage_id] for passage_id in dict.fromkeys(passage_of[n] for n in claim.citations))
        unproved = [value.text for value in unproved_shown(claim.text, proof)]
        claims.append(ShownClaim(text=claim.text, citations=claim.citations, unproved=unproved))
    return claims


def _proves(found: FoundPassage, gold: Sequence[Gold]) -> bool:
    place = CitedText(found.filename, found.passage.page, found.passage.text)
    return any(holds_gold(place, wanted) for wanted in gold)


def _stored(catalogue: Catalogue, documents: Sequence[Document], gold: Sequence[Gold]) -> bool:
    filenames = {wanted.filename for wanted in gold}
    versions = [
        document.active_version_id
        for document in documents
        if document.active_version_id and document.filename in filenames
    ]
    return any(_proves(found, gold) for version in versions for found in catalogue.version_passages(version))
