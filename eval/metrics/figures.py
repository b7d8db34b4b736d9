"""All figures of a set of records, in one place: overall, by language, by tag, by system."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import TypedDict

from eval.metrics import claims as of_claims
from eval.metrics import outcomes
from eval.metrics.intervals import Mean, Rate, mean, share
from eval.metrics.ranking import ranking, success_at
from eval.records import Record
from eval.systems.names import SYSTEMS


class Times(TypedDict):
    """Seconds per answer, the mean within ``low`` to ``high`` (:func:`eval.metrics.intervals.mean`); None without an
    answer, and the interval with one only."""

    mean: float | None
    low: float | None
    high: float | None
    median: float | None
    max: float | None


class Figures(TypedDict):
    """What is measured on a set of questions; see :func:`figures` and docs/metrics.md."""

    questions: int
    answerable: int
    unanswerable: int
    correct_and_cited: Rate
    correct: Rate
    gold_cited: Rate
    answered_wrongly: Rate
    refused: Rate
    hallucinated: Rate
    balanced_accuracy: Mean
    correct_of_all: Rate
    answered_wrongly_of_all: Rate
    refused_of_all: Rate
    exact_match: Rate
    gold_stored: Rate
    recall_at_6: Rate
    recall_at_16: Rate
    ranking: dict[str, Mean]
    citation_recall: Rate
    citation_precision: Rate
    hallucinated_claims: Rate
    hallucinated_answers: Rate
    quotes_found: Rate
    unproved_claims: Rate
    model_failed: Rate
    withheld: dict[str, int]
    claims_per_answer: float | None
    seconds: Times


class Metrics(TypedDict):
    """The figures of a run: over all its questions, by language of the question, and by tag."""

    overall: Figures
    by_language: dict[str, Figures]
    by_tag: dict[str, Figures]


def figures(records: Sequence[Record]) -> Figures:
    """All figures of a set of records of one system. "Answered" means that at least one claim was shown.

    docs/metrics.md says of each its unit, its denominator, its source and where our rule departs from it. In short:

    Over answerable questions:
      ``correct`` states every accepted value (:func:`eval.verdicts.judging.is_correct`); ``answered_wrongly`` answered,
      not correct; ``refused`` not answered: FinanceBench's three classes, ``refused`` also NoMIRACL's error rate;
      ``gold_cited`` a citation leads to a place that proves it; ``correct_and_cited`` both; ``exact_match`` states the
      expected numbers and dates and no other; ``gold_stored`` the store holds a passage with the proof (what no
      retrieval can exceed); ``recall_at_6``, ``recall_at_16`` such a passage is among the first 6, 16 (success@k);
      ``ranking`` recall, precision and nDCG at k, and the reciprocal rank (:mod:`eval.metrics.ranking`).
    Over unanswerable questions:
      ``hallucinated`` answered all the same: the hallucination rate of NoMIRACL (Thakur et al., 2023).
    Over all questions:
      ``balanced_accuracy`` of answering the ones and refusing the others; ``…_of_all`` the three classes;
      ``model_failed`` the model was away or unusable, so that the answer was extracted or cut short; ``withheld`` the
      number of claims kept back, by reason; ``seconds`` a question, question in to answer complete.
    Over shown claims and their citations:
      ``citation_recall``, ``citation_precision`` (ALCE), ``hallucinated_claims`` not borne out by what they cite,
      ``unproved_claims`` with a number, date or identifier that their cited passages lack.
    Over answers:
      ``hallucinated_answers`` with at least one such claim (RAGTruth); ``claims_per_answer`` the mean number shown.
    Over the claims that the model wrote:
      ``quotes_found`` those whose quote stands in the passages.
    """
    answerable = [record for record in records if record.answerable]
    unanswerable = [record for record in records if not record.answerable]
    claims = [claim for record in records for claim in record.claims]
    answers = sum(record.answered for record in records)
    return Figures(
        questions=len(records),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        correct_and_cited=share(answerable, lambda record: record.correct and record.gold_cited),
        correct=outcomes.correct(answerable),
        gold_cited=share(answerable, lambda record: record.gold_cited),
        answered_wrongly=outcomes.incorrect(answerable),
        refused=outcomes.refused(answerable),
        hallucinated=outcomes.answered(unanswerable),
        balanced_accuracy=outcomes.balanced_accuracy(answerable, unanswerable),
        correct_of_all=outcomes.correct(records),
        answered_wrongly_of_all=outcomes.incorrect(records),
        refused_of_all=outcomes.refused(records),
        exact_match=outcomes.exact_match(answerable),
        gold_stored=share(answerable, lambda record: bool(record.gold_stored)),
        recall_at_6=success_at(answerable, 6),
        recall_at_16=success_at(answerable, 16),
        ranking=ranking(answerable),
        citation_recall=of_claims.citation_recall(records),
        citation_precision=of_claims.citation_precision(records),
        hallucinated_claims=of_claims.hallucinated_claims(records),
        hallucinated_answers=of_claims.hallucinated_answers(records),
        quotes_found=of_claims.quotes_found(records),
        unproved_claims=of_claims.unproved_claims(records),
        model_failed=share(records, lambda record: record.note is not None),
        withheld=dict(Counter(claim.reason for record in records for claim in record.withheld).most_common()),
        claims_per_answer=len(claims) / answers if answers else None,
        seconds=_times([record.seconds for record in records]),
    )


def _times(seconds: Sequence[float]) -> Times:
    average = mean(seconds)
    return Times(
        mean=average["value"],
        low=average["low"],
        high=average["high"],
        median=statistics.median(seconds) if seconds else None,
        max=max(seconds, default=None),
    )


def measure(records: Sequence[Record]) -> Metrics:
    """The figures overall, by language and by tag (a question counts under each of its tags)."""
    languages = sorted({record.language for record in records})
    tags = sorted({tag for record in records for tag in record.tags})
    return Metrics(
        overall=figures(records),
        by_language={name: figures([record for record in records if record.language == name]) for name in languages},
        by_tag={name: figures([record for record in records if name in record.tags]) for name in tags},
    )


def by_system(records: Sequence[Record]) -> dict[str, Metrics]:
    """The figures of each system that was asked, in the order of :data:`eval.systems.names.SYSTEMS`."""
    found = {name: [record for record in records if record.system == name] for name in SYSTEMS}
    return {name: measure(of_system) for name, of_system in found.items() if of_system}
