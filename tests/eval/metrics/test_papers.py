"""Each metric against a worked example: one that its source prints where we know of one, else one by its definition,
worked out by hand here. Which it is stands with each."""

from __future__ import annotations

from typing import Any

import pytest

from eval.metrics import figures
from eval.records import Record, ShownClaim, WithheldClaim
from eval.systems.names import PLAIN_LOOP
from tests.eval.metrics.test_figures import counts, record

SHOWN = [ShownClaim(text="oui", citations=[1], unproved=[])]


def found_at(*ranks: int, stored: int) -> Record:
    return record("r", proving_ranks=list(ranks), proving_stored=stored)


def claim(supported: bool | None, *precise: bool, unproved: tuple[str, ...] = ()) -> ShownClaim:
    cites = list(range(1, len(precise) + 1))
    return ShownClaim(text="c", citations=cites, unproved=list(unproved), supported=supported, precise=list(precise))


def asked(answerable: bool, answered: bool, correct: bool = False) -> Record:
    stored: dict[str, Any] = {} if answerable else {"proving_ranks": [], "proving_stored": None}
    return record("q", answerable=answerable, claims=SHOWN if answered else [], correct=correct, **stored)


def values(records: list[Record]) -> dict[str, float | None]:
    return {name: found["value"] for name, found in figures(records)["ranking"].items()}


# --- ranking ---


def test_ir_measures_printed_example() -> None:
    """Printed in the README of ir-measures (github.com/terrierteam/ir_measures): the one relevant document is second
    of two for Q0 and first for Q1; RR 0.75, nDCG@10 0.8154648767857288."""
    ranking = values([found_at(2, stored=1), found_at(1, stored=1)])
    assert ranking["RR"] == 0.75
    assert ranking["nDCG@6"] == ranking["nDCG@16"] == pytest.approx(0.8154648767857288)


def test_mean_reciprocal_rank_printed_example() -> None:
    """Printed in Wikipedia, "Mean reciprocal rank", after Voorhees, TREC-8 Question Answering Track Report (1999):
    right answers third, second and first: (1/3 + 1/2 + 1) / 3 = 11/18."""
    assert values([found_at(3, stored=1), found_at(2, stored=1), found_at(1, stored=1)])["RR"] == pytest.approx(11 / 18)


def test_recall_precision_and_ndcg_by_hand() -> None:
    """By hand, after Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), sections 8.3, 8.4:
    four passages prove it; the first, third and eighth found are among them. trec_eval's nDCG discounts the place i by
    log2(i + 1): 1 + 1/2 of an ideal 1 + 0.63093 + 0.5 + 0.43068 at 6; at 16 also 1/log2(9) = 0.31546."""
    assert values([found_at(1, 3, 8, stored=4)]) == pytest.approx(
        {
            "recall@1": 1 / 4,
            "recall@6": 2 / 4,
            "recall@16": 3 / 4,
            "precision@1": 1 / 1,
            "precision@6": 2 / 6,
            "precision@16": 3 / 16,
            "nDCG@1": 1,
            "nDCG@6": 1.5 / 2.56161,
            "nDCG@16": 1.81546 / 2.56161,
            "RR": 1,
        },
        abs=1e-5,
    )


def test_what_is_not_stored_or_not_found_counts_nothing() -> None:
    """Neither question is left out of the mean: half of the first one's figures are left."""
    for nothing in (found_at(stored=0), found_at(stored=3)):
        ranking = values([found_at(1, stored=1), nothing])
        assert (ranking["recall@16"], ranking["RR"], ranking["nDCG@6"]) == (0.5, 0.5, 0.5)


def test_success_is_not_recall() -> None:
    """Success@k (TREC; trec_eval's ``success``), by hand: one passage of four is enough."""
    measured = figures([found_at(6, 7, stored=4), found_at(17, stored=1)])
    assert counts(measured, "recall_at_6") == (1, 2)
    assert counts(measured, "recall_at_16") == (1, 2)
    assert measured["ranking"]["recall@6"]["value"] == pytest.approx((1 / 4 + 0) / 2)


# --- answering and refusing ---


def test_nomiracl_french_of_gpt_4() -> None:
    """NoMIRACL (Thakur et al., 2023, arXiv:2312.11361): hallucination rate FP / (FP + TN), error rate FN / (FN + TP).

    The README of its repository prints accuracies of GPT-4 on 250 French queries of each subset: 52.40 % (131) on the
    non-relevant, 88.40 % (221) on the relevant one. Where every other output is the wrong one of the two, as with us,
    these are 119 / 250 hallucinated and 29 / 250 in error. The balanced accuracy of the same counts is by hand, after
    Brodersen et al. (ICPR 2010): (0.524 + 0.884) / 2.
    """
    measured = figures(
        [asked(False, False)] * 131 + [asked(False, True)] * 119 + [asked(True, True)] * 221 + [asked(True, False)] * 29
    )
    assert counts(measured, "hallucinated") == (119, 250)
    assert counts(measured, "refused") == (29, 250)
    assert measured["balanced_accuracy"]["value"] == pytest.approx(0.704)
    assert measured["balanced_accuracy"]["cases"] == 500


@pytest.mark.parametrize("answers", [True, False])
def test_balanced_accuracy_of_doing_always_the_same(answers: bool) -> None:
    """By hand: whoever always answers, or always refuses, is at 1/2, whatever the mix of questions."""
    measured = figures([asked(True, answers, correct=answers)] * 9 + [asked(False, answers)])
    assert measured["balanced_accuracy"]["value"] == 0.5


def test_financebench_of_gpt_4_turbo_with_a_shared_store() -> None:
    """FinanceBench (Islam et al., 2023, arXiv:2311.11944): its abstract prints that 81 % of 150 questions were
    refused or answered incorrectly. The shares of 19 % correct and 68 % refused come from a summary of the paper;
    counts that round to all three are ours: 28, 102 and so 20 incorrect."""
    measured = figures([asked(True, True, correct=True)] * 28 + [asked(True, False)] * 102 + [asked(True, True)] * 20)
    names = ("correct", "refused", "answered_wrongly")
    assert [counts(measured, name) for name in names] == [(28, 150), (102, 150), (20, 150)]
    shares = [(measured["correct"]["value"] or 0), (measured["refused"]["value"] or 0)]
    assert [round(100 * each) for each in shares] == [19, 68]
    assert round(100 * (1 - shares[0])) == 81


def test_the_three_classes_over_all_questions() -> None:
    """By hand: FinanceBench has no question without an answer; with ours the classes still share out all questions."""
    measured = figures(
        [
            asked(True, True, correct=True),
            asked(True, True),
            asked(True, False),
            asked(False, True),
            asked(False, False),
        ]
    )
    names = ("correct_of_all", "answered_wrongly_of_all", "refused_of_all")
    assert [counts(measured, name) for name in names] == [(1, 5), (2, 5), (2, 5)]


# --- claims and citations ---


def test_alce_by_hand() -> None:
    """ALCE (Gao et al., EMNLP 2023, arXiv:2305.14627), section 3.3, by hand. The first answer has one statement, its
    one citation proves it; the second has three: one proved by its first citation, the second one idle, one not proved
    by its citation, one that cites nothing.

    Pooled: recall 2 of 4, precision 2 of 4. ALCE averages by answer: recall (1 + 1/3) / 2, precision (1 + 1/3) / 2.
    """
    measured = figures(
        [
            record("one", claims=[claim(True, True)]),
            record("three", claims=[claim(True, True, False), claim(False, False), claim(False)]),
        ]
    )
    assert counts(measured, "citation_recall") == (2, 4)
    assert counts(measured, "citation_precision") == (2, 4)


def test_ragtruth_units_by_hand() -> None:
    """RAGTruth (Niu et al., ACL 2024, arXiv:2401.00396) marks spans and counts responses with at least one of them.

    Its README prints response 1472: one span ("Gaza Strip") in six sentences, so 1 of 6 claims and 1 of 1 answers. A
    response without a span and one with two spans in two sentences are added by hand: 3 of 10 claims, 2 of 3 answers.
    """
    printed = record("1472", claims=[claim(True, True), claim(False, False), *[claim(True, True)] * 4])
    clean = record("clean", claims=[claim(True, True)] * 2)
    twice = record("twice", claims=[claim(False, False), claim(False, False)])
    assert counts(figures([printed]), "hallucinated_claims") == (1, 6)
    assert counts(figures([printed]), "hallucinated_answers") == (1, 1)
    assert counts(figures([printed, clean, twice]), "hallucinated_claims") == (3, 10)
    assert counts(figures([printed, clean, twice]), "hallucinated_answers") == (2, 3)


def test_an_unproved_value_is_a_hallucination_and_what_was_not_judged_is_no_case() -> None:
    bare, unproved = claim(None), claim(True, True, unproved=("90 jours",))
    measured = figures([record("bare", claims=[bare]), record("unproved", claims=[bare, unproved])])
    assert counts(measured, "hallucinated_claims") == (1, 1)
    assert counts(measured, "hallucinated_answers") == (1, 1)
    assert counts(measured, "citation_recall") == (1, 1)


def test_quotes_by_hand() -> None:
    """No paper that we know of defines it: two claims shown, one withheld for a number (its quote was found), one for
    its quote: 3 of 4. What another system shows, or what is quoted without a model, is no quote of a model."""
    lost = [WithheldClaim(text="a", reason="number_not_in_source"), WithheldClaim(text="b", reason="quote_not_found")]
    two = record("two", claims=[claim(True, True)] * 2, withheld=lost)
    refused = record("refused", kind="abstained", claims=[], withheld=lost[1:])
    others = [record("plain", system=PLAIN_LOOP), record("extracted", kind="extractive"), record("sum", kind="facts")]
    assert counts(figures([two, *others]), "quotes_found") == (3, 4)
    assert counts(figures([two, refused, *others]), "quotes_found") == (3, 5)


def test_exact_match_counts_questions_with_a_value() -> None:
    """The rule itself: tests/eval/verdicts/test_exact.py."""
    measured = figures([record("a", exact=True), record("b", exact=False), record("c", exact=None)])
    assert counts(measured, "exact_match") == (1, 2)
