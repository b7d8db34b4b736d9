"""How far a judge agrees with verdicts that are known: accuracy, Cohen's kappa, balanced accuracy, a table of both.

A verdict that a judge cannot tell counts as a verdict of its own, so it agrees with none: a judge gains nothing by
keeping silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypedDict

import numpy as np

from eval.metrics import Rate, rate

UNTOLD = "untold"
"""What the table calls an answer on which the judge has no verdict."""

_RESAMPLES = 2000
_SEED = 0

Pair = tuple[str, str]
"""A known verdict, and the judge's."""


class Estimate(TypedDict):
    """A figure between ``low`` and ``high`` (95 %); None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


class Agreement(TypedDict):
    """A judge beside known verdicts, over ``answers``, of which it told ``told``.

    ``refusals`` is the balanced accuracy of telling refusals from answers, whatever else is said of the answers.
    ``confusion`` counts, for each known verdict, what the judge said.
    """

    answers: int
    told: int
    accuracy: Rate
    kappa: Estimate
    balanced_accuracy: Estimate
    refusals: Estimate
    confusion: dict[str, dict[str, int]]


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """All figures over pairs of a known verdict and a judge's."""
    as_refusals = [(_refused(known), _refused(judged)) for known, judged in pairs]
    return Agreement(
        answers=len(pairs),
        told=sum(judged != UNTOLD for _, judged in pairs),
        accuracy=rate(sum(known == judged for known, judged in pairs), len(pairs)),
        kappa=_with_interval(kappa, pairs),
        balanced_accuracy=_with_interval(balanced_accuracy, pairs),
        refusals=_with_interval(balanced_accuracy, as_refusals),
        confusion=confusion(pairs),
    )


def kappa(counts: Mapping[Pair, int]) -> float | None:
    """Cohen's kappa over counts of pairs of verdicts: agreement beyond that of two judges who guess.

    Formula: (po - pe) / (1 - pe), with po the share of pairs that agree, and pe the sum over verdicts of the product of
    the shares with which each side gives it. None without pairs, and where both sides give one and the same verdict
    only (pe = 1).

    Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20
    (1960).
    """
    total = sum(counts.values())
    if not total:
        return None
    left, right = _margin(counts, 0), _margin(counts, 1)
    chance = sum(count * right[verdict] for verdict, count in left.items()) / total**2
    agreed = sum(count for (known, judged), count in counts.items() if known == judged) / total
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def balanced_accuracy(counts: Mapping[Pair, int]) -> float | None:
    """The mean, over the known verdicts that occur, of the share of each that the judge gives too; None without pairs.

    A judge who always says the same reaches 1 / number of verdicts, however unlike their numbers are.

    Source: K. H. Brodersen, C. S. Ong, K. E. Stephan, J. M. Buhmann, "The balanced accuracy and its posterior
    distribution", ICPR 2010: the average accuracy obtained on either class; here over more than two alike.
    """
    known = _margin(counts, 0)
    shares = [counts.get((verdict, verdict), 0) / count for verdict, count in known.items() if count]
    return sum(shares) / len(shares) if shares else None


def confusion(pairs: Iterable[Pair]) -> dict[str, dict[str, int]]:
    """For each known verdict, how often the judge gave each of his; only what occurs, in alphabetical order."""
    table: dict[str, dict[str, int]] = {}
    for (known, judged), count in sorted(Counter(pairs).items()):
        table.setdefault(known, {})[judged] = count
    return table


def _refused(verdict: str) -> str:
    return "refusal" if verdict == "refusal" else "answer"


def _margin(counts: Mapping[Pair, int], side: int) -> Counter[str]:
    totals: Counter[str] = Counter()
    for pair, count in counts.items():
        totals[pair[side]] += count
    return totals


def _with_interval(figure: Callable[[Mapping[Pair, int]], float | None], pairs: Sequence[Pair]) -> Estimate:
    """The figure with the middle 95 % of those of resamples of the answers, drawn with replacement from a fixed seed.

    Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13, the percentile interval.
    Only how often each pair is drawn counts, so it is the counts that are drawn. Resamples in which the figure is not
    defined are left out.
    """
    counts = dict(sorted(Counter(pairs).items()))
    value = figure(counts)
    if value is None:
        return Estimate(value=None, low=None, high=None)
    shares = np.array(list(counts.values())) / len(pairs)
    drawn = np.random.default_rng(_SEED).multinomial(len(pairs), shares, size=_RESAMPLES).tolist()
    each = (figure(dict(zip(counts, row, strict=True))) for row in drawn)
    found = sorted(one for one in each if one is not None)
    cut = round(0.025 * len(found))
    return Estimate(value=value, low=found[cut], high=found[len(found) - 1 - cut])
