"""The judge by rules: single verdicts, and its measured floor on the labelled answers about the samples."""

from __future__ import annotations

import pytest

from eval.judges.agreement import UNTOLD, Estimate, agreement
from eval.judges.making import HELD_OUT
from eval.judges.rules import judge_by_rules, quotations, stands_in
from eval.suites.labelled import Labelled, read_labelled

FLOOR = 0.95
RENT = "5.1 Le loyer annuel est de 92 400,00 € hors taxes, payable d’avance. Il court du 1er juillet 2022."
DEPOSIT = "7.1 Le Preneur verse un dépôt de garantie de 23 100,00 €."


def given(answer: str, accept: list[str] | None = None, question: str = "Quel est le loyer annuel ?") -> Labelled:
    return Labelled(
        id="x",
        language="fr",
        question=question,
        passages=[RENT, DEPOSIT],
        answer=answer,
        hallucinated=[],
        verdict=None,
        kind="number",
        source="test",
        accept=accept or [],
    )


@pytest.mark.parametrize(
    ("answer", "accept", "verdict", "because"),
    [
        ("EUR 92,400.00 a year.", ["92 400,00 €"], "supported", "states what is expected"),
        ("Le loyer est de 23 100,00 €.", ["92 400,00 €"], "hallucinated", "does not state 92 400,00 €"),
        ("Ce n'est pas 92 400 € mais 23 100 €.", ["92 400,00 €"], "hallucinated", "does not state"),
        ("92 400 €, soit 7 700 € par mois.", ["92 400,00 €"], "hallucinated", "no passage holds 7 700"),
        ("92 400 € depuis le 2 juillet 2022.", ["92 400,00 €"], "hallucinated", "2 juillet 2022"),
        ("Le locataire.", ["preneur"], None, "other words"),
        ("Le Preneur.", ["preneur"], "supported", "states what is expected"),
        ("Le loyer est de 92 400 €.", [], None, "nothing to hold it against"),
        ("On lit « Le loyer annuel est de 92 400,00 € ».", [], "supported", "stand in a passage"),
        ("On lit « Le loyer mensuel est de 92 400,00 € ».", [], "hallucinated", "these words"),
        ("Le bail ne le précise pas.", ["92 400,00 €"], "refusal", "no answer"),
    ],
)
def test_a_verdict_and_its_reason(answer: str, accept: list[str], verdict: str | None, because: str) -> None:
    judged = judge_by_rules(given(answer, accept))
    assert judged.verdict == verdict
    assert because in judged.reason


def test_what_is_wrong_is_told_apart() -> None:
    judged = judge_by_rules(given("92 401 € depuis le 1er juillet 2022 : « payable d'avance au Bailleur ».", []))
    assert (judged.numbers, judged.dates, judged.quotes) == (False, True, False)
    plain = judge_by_rules(given("Le Preneur.", ["preneur"]))
    assert (plain.numbers, plain.dates, plain.quotes) == (None, None, None)


def test_what_the_question_says_is_no_invention() -> None:
    asked = "Le loyer depuis le 3 mars 2024 ?"
    assert judge_by_rules(given("Depuis le 3 mars 2024, 92 400 €.", ["92 400,00 €"], asked)).verdict == "supported"


def test_quotations() -> None:
    assert quotations('« le loyer annuel est », "payable d\'avance au" et “du premier juillet” ; « bail »') == [
        "le loyer annuel est",
        "payable d'avance au",
        "du premier juillet",
    ]
    assert stands_in("LE LOYER ANNUEL […] payable d'avance", [RENT])
    assert not stands_in("Le loyer annuel de 23 100,00 €", [RENT, DEPOSIT])
    assert not stands_in("payable d’avance […] un dépôt de garantie", [RENT, DEPOSIT])


@pytest.mark.parametrize("kind", ["number", "date", "quote"])
def test_the_floor_on_values_and_quotes(kind: str) -> None:
    assert (measured(kind)["balanced_accuracy"]["value"] or 0) >= FLOOR


def test_the_floor_on_refusals() -> None:
    assert (measured("refusal")["refusals"]["value"] or 0) >= FLOOR


def test_the_floor_on_what_was_held_out() -> None:
    """Sixteen answers of a kind are few: one error in a kind is allowed."""
    for kind in ("number", "date", "quote"):
        assert least(measured(kind, HELD_OUT)["balanced_accuracy"]) >= 1 - 1 / 16
    assert least(measured("refusal", HELD_OUT)["refusals"]) >= 1 - 1 / 16


def least(estimate: Estimate) -> float:
    return estimate["value"] or 0


def measured(kind: str, source: str | None = None) -> dict[str, Estimate]:
    answers = [
        answer
        for answer in read_labelled("labelled_samples").answers
        if answer.kind == kind and source in (None, answer.source)
    ]
    found = agreement([(str(answer.verdict), judge_by_rules(answer).verdict or UNTOLD) for answer in answers])
    return {"balanced_accuracy": found["balanced_accuracy"], "refusals": found["refusals"]}
