"""Agreement with known verdicts: figures worked by hand."""

from __future__ import annotations

import pytest

from eval.judges.agreement import UNTOLD, Pair, agreement, balanced_accuracy, confusion, kappa

COHEN = {
    ("1", "1"): 88,
    ("1", "2"): 10,
    ("1", "3"): 2,
    ("2", "1"): 14,
    ("2", "2"): 40,
    ("2", "3"): 6,
    ("3", "1"): 18,
    ("3", "2"): 10,
    ("3", "3"): 12,
}
"""Two judges of 200 cases in three categories: margins 100, 60, 40 and 120, 60, 20."""


def test_kappa_is_agreement_beyond_chance() -> None:
    # po = (88 + 40 + 12) / 200 = .70; pe = .50 × .60 + .30 × .30 + .20 × .10 = .41; (.70 - .41) / (1 - .41)
    assert kappa(COHEN) == pytest.approx(0.29 / 0.59)
    assert kappa(COHEN) == pytest.approx(0.492, abs=0.0005)


def test_kappa_at_its_ends() -> None:
    assert kappa({("a", "a"): 3, ("b", "b"): 4}) == 1
    # One judge always says a: he agrees as often as by chance.
    assert kappa({("a", "a"): 9, ("b", "a"): 1}) == pytest.approx(0)
    # po = 0, pe = .5: worse than chance.
    assert kappa({("a", "b"): 5, ("b", "a"): 5}) == pytest.approx(-1)
    assert kappa({("a", "a"): 5}) is None
    assert kappa({}) is None


def test_balanced_accuracy_is_the_mean_over_the_known_verdicts() -> None:
    # 45 of 50 and 5 of 10: accuracy 50/60 = .83, balanced (.9 + .5) / 2 = .7
    counts = {("a", "a"): 45, ("a", "b"): 5, ("b", "b"): 5, ("b", "a"): 5}
    assert balanced_accuracy(counts) == pytest.approx(0.7)
    # Always the same verdict: a half, however many are of the first kind.
    assert balanced_accuracy({("a", "a"): 99, ("b", "a"): 1}) == pytest.approx(0.5)
    # A verdict that only the judge gives is no class of its own.
    assert balanced_accuracy({("a", "a"): 1, ("a", UNTOLD): 1}) == pytest.approx(0.5)
    assert balanced_accuracy({}) is None


def pairs() -> list[Pair]:
    return (
        [("supported", "supported")] * 30
        + [("supported", "hallucinated")] * 5
        + [("hallucinated", "hallucinated")] * 20
        + [("hallucinated", UNTOLD)] * 5
        + [("refusal", "refusal")] * 9
        + [("refusal", "supported")]
    )


def test_all_figures_together() -> None:
    found = agreement(pairs())
    assert (found["answers"], found["told"]) == (70, 65)
    assert found["accuracy"]["value"] == pytest.approx(59 / 70)
    assert found["balanced_accuracy"]["value"] == pytest.approx((30 / 35 + 20 / 25 + 9 / 10) / 3)
    # Refusal or answer: 60 of 60 answers, 9 of 10 refusals.
    assert found["refusals"]["value"] == pytest.approx((1 + 0.9) / 2)
    assert found["confusion"] == {
        "hallucinated": {"hallucinated": 20, UNTOLD: 5},
        "refusal": {"refusal": 9, "supported": 1},
        "supported": {"hallucinated": 5, "supported": 30},
    }


def test_intervals_hold_the_figure_and_are_the_same_again() -> None:
    first, again = agreement(pairs()), agreement(pairs())
    assert first == again
    for name in ("kappa", "balanced_accuracy", "refusals"):
        value, low, high = (first[name][part] for part in ("value", "low", "high"))  # type: ignore[literal-required]
        assert low < value < high
    assert agreement(pairs() * 9)["kappa"]["high"] - agreement(pairs() * 9)["kappa"]["low"] < 0.15  # type: ignore[operator]
    assert first["kappa"]["high"] - first["kappa"]["low"] > 0.2  # type: ignore[operator]


def test_nothing_to_agree_on() -> None:
    found = agreement([])
    assert found["kappa"] == found["balanced_accuracy"] == {"value": None, "low": None, "high": None}
    assert found["accuracy"]["value"] is None
    assert confusion([]) == {}
