"""Figures over the records of a run. Every rate comes with its counts and an interval."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from eval.records import Record

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution: two-sided intervals of 95 %."""


class Rate(TypedDict):
    """A share: ``value`` is numerator / denominator (0 to 1), within ``low`` to ``high``; None without a case."""

    value: float | None
    numerator: int
    denominator: int
    low: float | None
    high: float | None


class Times(TypedDict):
    """Seconds per answer; None without an answer."""

    mean: float | None
    median: float | None
    max: float | None


class Figures(TypedDict):
    """What is measured on a set of questions; see :func:`figures`."""

    questions: int
    answerable: int
    unanswerable: int
    correct_and_cited: Rate
    correct: Rate
    gold_cited: Rate
    answered_wrongly: Rate
    refused: Rate
    hallucinated: Rate
    gold_stored: Rate
    recall_at_6: Rate
    recall_at_16: Rate
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


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The 95 % score interval of a share.

    Formula, with p = numerator / n, n = denominator, z = 1.96:
    (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927); recommended for small n by Newcombe, Statistics in Medicine 17 (1998).
    """
    share, square = numerator / denominator, Z_95 * Z_95
    middle = share + square / (2 * denominator)
    spread = Z_95 * math.sqrt(share * (1 - share) / denominator + square / (4 * denominator * denominator))
    scale = 1 + square / denominator
    low = 0.0 if numerator == 0 else (middle - spread) / scale
    high = 1.0 if numerator == denominator else (middle + spread) / scale
    return low, high


def rate(numerator: int, denominator: int) -> Rate:
    """A share with its counts and its Wilson interval."""
    if denominator == 0:
        return Rate(value=None, numerator=0, denominator=0, low=None, high=None)
    low, high = wilson(numerator, denominator)
    return Rate(value=numerator / denominator, numerator=numerator, denominator=denominator, low=low, high=high)


def _share(records: Iterable[Record], holds: Callable[[Record], bool]) -> Rate:
    cases = [holds(record) for record in records]
    return rate(sum(cases), len(cases))


def figures(records: Sequence[Record]) -> Figures:
    """All figures of a set of records. "Answered" means that at least one claim was shown.

    Over answerable questions:
      ``correct`` states every accepted value (:func:`eval.judging.is_correct`); ``gold_cited`` a citation leads to a
      place that proves it; ``correct_and_cited`` both; ``answered_wrongly`` answered, not correct; ``refused`` not
      answered; ``gold_stored`` the store holds a passage with the proof (what no retrieval can exceed);
      ``recall_at_6``, ``recall_at_16`` such a passage is among the first 6, 16 retrieved (with one needed passage a
      question, this is recall@k as in Manning, Raghavan, Schütze, "Introduction to Information Retrieval", §8.4).
    Over unanswerable questions:
      ``hallucinated`` answered all the same: the hallucination rate of NoMIRACL (Thakur et al., 2023).
    Over shown claims:
      ``unproved_claims`` claims with a number, date or identifier that their cited passages lack.
    Over all questions:
      ``model_failed`` the model was away or unusable, so that the answer was extracted or cut short; ``withheld`` the
      number of claims kept back, by reason; ``seconds`` a question, question in to answer complete.
    Over answers:
      ``claims_per_answer`` the mean number of claims shown.
    """
    answerable = [record for record in records if record.answerable]
    unanswerable = [record for record in records if not record.answerable]
    claims = [claim for record in records for claim in record.claims]
    answers = sum(record.answered for record in records)
    seconds = [record.seconds for record in records]
    return Figures(
        questions=len(records),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        correct_and_cited=_share(answerable, lambda record: record.correct and record.gold_cited),
        correct=_share(answerable, lambda record: record.correct),
        gold_cited=_share(answerable, lambda record: record.gold_cited),
        answered_wrongly=_share(answerable, lambda record: record.answered and not record.correct),
        refused=_share(answerable, lambda record: not record.answered),
        hallucinated=_share(unanswerable, lambda record: record.answered),
        gold_stored=_share(answerable, lambda record: bool(record.gold_stored)),
        recall_at_6=_share(answerable, lambda record: _within(record, 6)),
        recall_at_16=_share(answerable, lambda record: _within(record, 16)),
        unproved_claims=rate(sum(bool(claim.unproved) for claim in claims), len(claims)),
        model_failed=_share(records, lambda record: record.note is not None),
        withheld=dict(Counter(claim.reason for record in records for claim in record.withheld).most_common()),
        claims_per_answer=len(claims) / answers if answers else None,
        seconds=Times(
            mean=statistics.fmean(seconds) if seconds else None,
            median=statistics.median(seconds) if seconds else None,
            max=max(seconds, default=None),
        ),
    )


def _within(record: Record, rank: int) -> bool:
    return record.gold_rank is not None and record.gold_rank <= rank


def measure(records: Sequence[Record]) -> Metrics:
    """The figures overall, by language and by tag (a question counts under each of its tags)."""
    languages = sorted({record.language for record in records})
    tags = sorted({tag for record in records for tag in record.tags})
    return Metrics(
        overall=figures(records),
        by_language={name: figures([record for record in records if record.language == name]) for name in languages},
        by_tag={name: figures([record for record in records if name in record.tags]) for name in tags},
    )
