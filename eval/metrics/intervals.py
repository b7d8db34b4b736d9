"""Shares and means with their 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict, TypeVar

import numpy as np

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution: two-sided intervals of 95 %."""
RESAMPLES = 2_000
SEED = 20_261_126
_AT_ONCE = 4_000_000

C = TypeVar("C")


class Rate(TypedDict):
    """A share: ``value`` is numerator / denominator (0 to 1), within ``low`` to ``high``; None without a case."""

    value: float | None
    numerator: int
    denominator: int
    low: float | None
    high: float | None


class Mean(TypedDict):
    """A mean over ``cases``, within ``low`` to ``high``: None without a case, and the interval with one case only."""

    value: float | None
    cases: int
    low: float | None
    high: float | None


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


def share(cases: Iterable[C], holds: Callable[[C], bool]) -> Rate:
    """The share of the cases for which something holds."""
    told = [holds(case) for case in cases]
    return rate(sum(told), len(told))


def mean(values: Sequence[float]) -> Mean:
    """A mean with its percentile bootstrap interval.

    The values are drawn anew with replacement, as many as there are, :data:`RESAMPLES` times by a fixed seed, so that
    the same values give the same interval; it lies between the 2.5 % and 97.5 % points of the means drawn. Where all
    values are the same its width is 0: it knows nothing of what was not seen.

    Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), section 13.3.
    """
    if len(values) < 2:
        return Mean(value=values[0] if values else None, cases=len(values), low=None, high=None)
    drawn, block = np.asarray(values, dtype=np.float64), max(1, _AT_ONCE // len(values))
    generator = np.random.default_rng(SEED)
    means = [
        drawn[generator.integers(0, len(drawn), (min(block, RESAMPLES - start), len(drawn)))].mean(axis=1)
        for start in range(0, RESAMPLES, block)
    ]
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975])
    return Mean(value=float(drawn.mean()), cases=len(values), low=float(low), high=float(high))


def mean_of_two(one: Rate, other: Rate) -> Mean:
    """The mean of two shares of different cases; None where one of them has no case.

    Its interval is put together from the two Wilson intervals ("square and add"): half the root of the sum of the
    squared distances, below to each lower end, above to each upper. A bootstrap would have no width where both are 1.

    Source: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general approach",
    Statistics in Medicine 27 (2008) 1693-1702, for a sum; the pieces are method 10 of Newcombe, ibid. 17 (1998) 873.
    """
    cases = one["denominator"] + other["denominator"]
    if one["value"] is None or other["value"] is None:
        return Mean(value=None, cases=cases, low=None, high=None)
    value = (one["value"] + other["value"]) / 2
    (low_one, high_one), (low_other, high_other) = (
        wilson(each["numerator"], each["denominator"]) for each in (one, other)
    )
    below = math.hypot(one["value"] - low_one, other["value"] - low_other) / 2
    above = math.hypot(high_one - one["value"], high_other - other["value"]) / 2
    return Mean(value=value, cases=cases, low=value - below, high=value + above)
