"""What comes of a question: answered right, answered wrong, refused; and whether that was the right thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.intervals import Mean, Rate, mean_of_two, rate, share
from eval.records import Record


def correct(records: Sequence[Record]) -> Rate:
    """The share answered right: FinanceBench's "correct answer"."""
    return share(records, lambda record: record.correct)


def incorrect(records: Sequence[Record]) -> Rate:
    """The share answered, not right: FinanceBench's "incorrect answer"."""
    return share(records, lambda record: record.answered and not record.correct)


def refused(records: Sequence[Record]) -> Rate:
    """The share not answered: FinanceBench's "refusal"."""
    return share(records, lambda record: not record.answered)


def answered(records: Sequence[Record]) -> Rate:
    """The share answered, be it right or wrong."""
    return share(records, lambda record: record.answered)


def balanced_accuracy(answerable: Sequence[Record], unanswerable: Sequence[Record]) -> Mean:
    """The mean of two shares: answerable questions answered, and unanswerable ones refused; 1/2 for a system that does
    the same with all of them.

    Source: K. H. Brodersen, C. S. Ong, K. E. Stephan and J. M. Buhmann, "The balanced accuracy and its posterior
    distribution", ICPR 2010.
    """
    return mean_of_two(answered(answerable), refused(unanswerable))


def exact_match(answerable: Sequence[Record]) -> Rate:
    """The share of questions with an expected number or date whose answer states these and no other of their kind
    (:func:`eval.verdicts.exact.states_exactly`)."""
    told = [record.exact for record in answerable if record.exact is not None]
    return rate(sum(told), len(told))
