from __future__ import annotations

import pytest

from eval.metrics.intervals import mean, mean_of_two, rate, wilson


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Newcombe 1998, table I, method 3 (score interval without continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # by hand, z² = 3.84146: 0.5 ± 1.95996 · sqrt(0.025 + 3.84146/400) / 1.384146 = 0.5 ± 0.26341
        (5, 10, 0.2366, 0.7634),
        (20, 20, 0.8389, 1.0000),
    ],
)
def test_wilson_gives_the_published_intervals(numerator: int, denominator: int, low: float, high: float) -> None:
    assert wilson(numerator, denominator) == pytest.approx((low, high), abs=5e-5)


def test_a_rate_of_nothing_has_no_value() -> None:
    assert rate(0, 0) == {"value": None, "numerator": 0, "denominator": 0, "low": None, "high": None}


def test_a_mean_of_two_values_lies_anywhere_between_them() -> None:
    """Two draws of 0 and 1 have the means 0, 1/2, 1 with the chances 1/4, 1/2, 1/4: 95 % reaches from 0 to 1."""
    assert mean([0.0, 1.0]) == {"value": 0.5, "cases": 2, "low": 0.0, "high": 1.0}


def test_the_bootstrap_of_many_values_is_near_the_normal_interval() -> None:
    """Half of 400 values are 1: 0.5 ± 1.96 · sqrt(0.25 / 400) = 0.5 ± 0.049."""
    found = mean([0.0, 1.0] * 200)
    assert (found["low"], found["high"]) == pytest.approx((0.451, 0.549), abs=0.01)
    assert found == mean([0.0, 1.0] * 200)


def test_one_value_has_no_interval_and_none_no_mean() -> None:
    assert mean([0.3]) == {"value": 0.3, "cases": 1, "low": None, "high": None}
    assert mean([]) == {"value": None, "cases": 0, "low": None, "high": None}


def test_the_interval_of_a_mean_of_two_shares_by_hand() -> None:
    """Both 5 of 10, each ± 0.26341 (above): together ± sqrt(2 · 0.26341²) / 2 = ± 0.18626."""
    found = mean_of_two(rate(5, 10), rate(5, 10))
    assert found["value"] == 0.5
    assert found["cases"] == 20
    assert (found["low"], found["high"]) == pytest.approx((0.31374, 0.68626), abs=5e-5)


def test_two_perfect_shares_still_have_an_interval() -> None:
    """20 of 20 is above 0.8389 (above): together above 1 - sqrt(2 · 0.1611²) / 2 = 0.8861."""
    found = mean_of_two(rate(20, 20), rate(20, 20))
    assert (found["low"], found["high"]) == pytest.approx((0.8861, 1.0), abs=5e-5)


def test_a_mean_of_two_shares_needs_both() -> None:
    assert mean_of_two(rate(5, 10), rate(0, 0)) == {"value": None, "cases": 10, "low": None, "high": None}
