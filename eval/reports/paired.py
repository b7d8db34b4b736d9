"""Statistics of two systems asked the same questions: what one gains on the other, question by question.

Differences are B less A throughout.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from eval.metrics import wilson

RESAMPLES = 10_000
SEED = 20_261_126
_AT_ONCE = 4_000_000


def newcombe(both: int, only_a: int, only_b: int, neither: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two paired shares: ``(both + only_b) / n`` less ``(both + only_a) / n``.

    The four counts are those of the questions at which both systems have a property, only one of them, neither; at
    least one question. The two Wilson intervals are combined by "squaring and adding", less what the two systems have
    in common (the correlation phi of the table, with a correction for continuity where it is positive).

    Source: method 10 of R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions
    based on paired data", Statistics in Medicine 17 (1998) 2635-2650; recommended by Fagerland, Lydersen and Laake,
    Statistics in Medicine 33 (2014) 2850-2875.
    """
    n = both + only_a + only_b + neither
    a, b = both + only_a, both + only_b
    share_a, share_b = a / n, b / n
    (low_a, high_a), (low_b, high_b) = wilson(a, n), wilson(b, n)
    margins = a * (n - a) * b * (n - b)
    crossed = both * neither - only_a * only_b
    corrected = max(crossed - n / 2, 0) if crossed > 0 else crossed
    phi = corrected / math.sqrt(margins) if margins else 0.0
    below = _squared_and_added(share_b - low_b, high_a - share_a, phi)
    above = _squared_and_added(high_b - share_b, share_a - low_a, phi)
    return share_b - share_a - below, share_b - share_a + above


def _squared_and_added(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one * one - 2 * phi * one * other + other * other, 0))


def mcnemar(only_a: int, only_b: int) -> float:
    """The p-value of the exact test that neither system has a property more often than the other.

    Of the questions at which they differ, each is as likely to be won by A as by B: the two-sided binomial test of
    ``only_a`` in ``only_a + only_b`` at one half; 1 where they never differ.

    Source: Q. McNemar, Psychometrika 12 (1947) 153-157; the exact form: A. Agresti, "Categorical Data Analysis",
    3rd ed. (2013), section 11.1.
    """
    # SciPy's statistics take a second to load: only where they are wanted.
    from scipy.stats import binomtest  # type: ignore[import-untyped]

    discordant = only_a + only_b
    return float(binomtest(only_a, discordant, 0.5).pvalue) if discordant else 1.0


Part = tuple[float, int]
"""What a question adds to a ratio: to its numerator and its denominator."""


def bootstrap(parts_a: Sequence[Part], parts_b: Sequence[Part]) -> tuple[float, float] | None:
    """The 95 % interval of the difference of two ratios, each the sum of numerators over the sum of denominators.

    Whole questions are drawn anew, each with what both systems made of it, :data:`RESAMPLES` times by a fixed seed: so
    claims of one answer stay together, and the same runs give the same interval. The interval lies between the
    2.5 % and 97.5 % points of what is drawn. None where a ratio has no case.

    Source: the percentile interval, B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993),
    chapter 13; paired by question as by P. Koehn, "Statistical significance tests for machine translation
    evaluation", EMNLP 2004.
    """
    if not sum(each[1] for each in parts_a) or not sum(each[1] for each in parts_b):
        return None
    parts = np.array([[*a, *b] for a, b in zip(parts_a, parts_b, strict=True)], dtype=np.float64)
    generator = np.random.default_rng(SEED)
    block = max(1, _AT_ONCE // len(parts))
    drawn: list[np.ndarray] = []
    for start in range(0, RESAMPLES, block):
        chosen = generator.integers(0, len(parts), (min(block, RESAMPLES - start), len(parts)))
        sums = np.stack([parts[:, column][chosen].sum(axis=1) for column in range(4)], axis=1)
        sums = sums[(sums[:, 1] > 0) & (sums[:, 3] > 0)]
        drawn.append(sums[:, 2] / sums[:, 3] - sums[:, 0] / sums[:, 1])
    low, high = np.quantile(np.concatenate(drawn), [0.025, 0.975])
    return float(low), float(high)
