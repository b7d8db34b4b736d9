from __future__ import annotations

import pytest

from eval.reports.paired import bootstrap, mcnemar, newcombe


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # Bentur et al. 2009, 21 children before and after a transplantation, in Fagerland, Lydersen and Laake 2014:
        # -0.507 to -0.026 for A less B, so that here bounds change sides and signs.
        ((1, 1, 7, 12), 0.026, 0.507),
        # Cavo et al. 2012, complete response before and after consolidation (the same authors' package
        # contingencytables, test of Newcombe_square_and_add_CI_paired_2x2: -0.1186 to -0.0046).
        ((59, 6, 16, 80), 0.0046, 0.1186),
        # By hand: Wilson 48/50 0.8654 to 0.9890, 38/50 0.6259 to 0.8570; phi = -24 / sqrt(48*2*38*12) = -0.1147;
        # -0.2 - sqrt(0.1341^2 + 2*0.1147*0.1341*0.0290 + 0.0290^2) = -0.3404, and so the other.
        ((36, 12, 2, 0), -0.3404, -0.0569),
    ],
)
def test_newcombes_interval_of_published_examples(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    digits = 3 if counts == (1, 1, 7, 12) else 4
    assert tuple(round(bound, digits) for bound in newcombe(*counts)) == (low, high)


def test_newcombes_interval_stays_within_its_range() -> None:
    # 10 of 10 against 0 of 10: both Wilson intervals reach the ends, l = 0.7225 and u = 0.2775:
    # 1 - sqrt(2 * 0.2775^2) = 0.6075
    low, high = newcombe(0, 0, 10, 0)
    assert (round(low, 4), high) == (0.6075, 1.0)
    low, high = newcombe(5, 0, 0, 5)
    assert -1 <= low < 0 < high <= 1 and low == pytest.approx(-high)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [
        # Bentur: 2 (C(8,0) + C(8,1)) / 2^8 = 18/256; Cavo: 2 (C(22,0) + … + C(22,6)) / 2^22 = 220,112 / 4,194,304.
        (1, 7, 18 / 256),
        (6, 16, 0.0525),
        (0, 5, 2 / 32),
        (3, 3, 1.0),
        (0, 0, 1.0),
    ],
)
def test_mcnemars_exact_test(only_a: int, only_b: int, p: float) -> None:
    assert mcnemar(only_a, only_b) == mcnemar(only_b, only_a) == pytest.approx(p, abs=5e-5)


def test_the_bootstrap_draws_pairs() -> None:
    # B takes a second more at every question: whatever is drawn, the difference is one second.
    a = [(float(seconds), 1) for seconds in (1, 5, 20, 90)]
    b = [(seconds + 1, 1) for seconds, _ in a]
    assert bootstrap(a, b) == (1.0, 1.0)
    assert bootstrap(a, b) == bootstrap(a, b)


def test_the_bootstrap_of_two_questions_by_hand() -> None:
    # Differences 0 and 1: drawn twice with replacement, their mean is 0, 1/2 or 1 in 1/4, 1/2, 1/4 of the draws.
    assert bootstrap([(0.0, 1), (0.0, 1)], [(0.0, 1), (1.0, 1)]) == (0.0, 1.0)


def test_the_bootstrap_keeps_the_claims_of_a_question_together() -> None:
    # 40 questions, B wrong in all ten claims of 4 of them. Drawn by question, the share of wrong claims has the
    # spread of 4 in 40 (sd 0.047: about 0.02 to 0.20); drawn by claim it would be 400 claims' (sd 0.015: 0.07 to 0.13).
    a = [(0.0, 10)] * 40
    b = [(10.0, 10)] * 4 + [(0.0, 10)] * 36
    low, high = bootstrap(a, b) or (1.0, 0.0)
    assert low == pytest.approx(0.025, abs=0.01) and high == pytest.approx(0.2, abs=0.02)


def test_the_bootstrap_agrees_with_the_score_interval_where_both_hold() -> None:
    both, only_a, only_b, neither = 40, 12, 28, 20
    a = [(1.0, 1)] * (both + only_a) + [(0.0, 1)] * (only_b + neither)
    b = [(1.0, 1)] * both + [(0.0, 1)] * only_a + [(1.0, 1)] * only_b + [(0.0, 1)] * neither
    assert bootstrap(a, b) == pytest.approx(newcombe(both, only_a, only_b, neither), abs=0.02)


def test_a_ratio_without_a_case_has_no_interval() -> None:
    assert bootstrap([(0.0, 0)], [(1.0, 1)]) is None
    assert bootstrap([(1.0, 1)], [(0.0, 0)]) is None
    assert bootstrap([], []) is None
