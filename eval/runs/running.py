"""A suite's run, in one line: question -> system (or cache) -> reply -> judged record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from eval.records import Record
from eval.runs.asking import ask_all, timed
from eval.runs.cache import AnswerCache
from eval.runs.recording import judged, suite_key
from eval.runs.run import Run
from eval.suites.suite import Question
from eval.systems.preparing import corpus_digest, findable_documents
from eval.systems.replies import SuiteSystem
from rag.domain.rights import OWNER
from rag.opening import QueryEngine


def run_suite(
    questions: Sequence[Question],
    run: Run,
    engine: QueryEngine,
    systems: Sequence[SuiteSystem],
    cache: Path | None = None,
    on_record: Callable[[Record], object] = lambda _: None,
) -> list[Record]:
    """Asks the systems, opened over ``engine``, what the run has no record of; gives the records of all these questions
    in the order of asking.

    Each record is on the disk before the next question, so that a run that is killed goes on where it stopped. An
    answer that the folder ``cache`` knows is not asked for again, and judged as one that was just given.

    Raises:
        RequestError: the run was begun on other documents than the engine's.
    """
    catalogue = engine.store.catalogue
    corpus = corpus_digest(findable_documents(catalogue))
    run.note_corpus(corpus, catalogue.counts(OWNER), catalogue.passage_count())
    answers = AnswerCache(cache, run.info) if cache else None
    done = {record.key: record for record in run.records()}

    def observe(system: SuiteSystem, question: Question) -> Record:
        known = answers.known(system, question.question) if answers else None
        answered = known or timed(system, question.question)
        if answers and not known:
            answers.keep(system, question.question, answered)
        return judged(system, question, answered, cached=known is not None)

    if questions:
        # the first embedding of a process is slow: that is no question's time
        engine.retriever.embedder.embed_question(questions[0].question)
    ask_all(questions, systems, suite_key, observe, run.records_file, done, on_record)
    return [done[suite_key(system.name, question)] for system in systems for question in questions]
