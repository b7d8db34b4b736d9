from __future__ import annotations

from typing import Any

import pytest

from eval.metrics import figures, measure, rate, wilson
from eval.records import Record, ShownClaim, WithheldClaim


def record(id: str, **changes: Any) -> Record:
    base: dict[str, Any] = {
        "id": id,
        "language": "fr",
        "tags": ["contract"],
        "question": "?",
        "answerable": True,
        "expected": "oui",
        "kind": "generated",
        "note": None,
        "claims": [ShownClaim(text="oui", citations=[1], unproved=[])],
        "citations": [],
        "withheld": [],
        "gold_rank": 1,
        "gold_stored": True,
        "correct": True,
        "gold_cited": True,
        "seconds": 1.0,
    }
    return Record(**(base | changes))


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


def counts(measured: Any, name: str) -> tuple[int, int]:
    return measured[name]["numerator"], measured[name]["denominator"]


def test_figures_worked_out_by_hand() -> None:
    unproved = ShownClaim(text="90 jours", citations=[1], unproved=["90 jours"])
    fine = ShownClaim(text="oui", citations=[1], unproved=[])
    records = [
        record("right", seconds=1.0),
        record("right words, wrong source", gold_cited=False, gold_rank=6, seconds=2.0),
        record("wrong words, right source", correct=False, gold_rank=7, claims=[fine, unproved], seconds=3.0),
        record(
            "refused",
            kind="abstained",
            claims=[],
            correct=False,
            gold_cited=False,
            gold_rank=16,
            withheld=[
                WithheldClaim(text="a", reason="number_not_in_source"),
                WithheldClaim(text="b", reason="quote_not_found"),
                WithheldClaim(text="c", reason="number_not_in_source"),
            ],
            seconds=4.0,
        ),
        record("not found", correct=False, gold_cited=False, gold_rank=None, gold_stored=False, note="model_answer"),
        record("invented", answerable=False, gold_rank=None, gold_stored=None, correct=False, gold_cited=False),
        record(
            "well refused",
            answerable=False,
            gold_rank=None,
            gold_stored=None,
            correct=False,
            gold_cited=False,
            claims=[],
            kind="abstained",
            seconds=9.0,
        ),
    ]
    measured = figures(records)
    assert (measured["questions"], measured["answerable"], measured["unanswerable"]) == (7, 5, 2)
    assert counts(measured, "correct_and_cited") == (1, 5)
    assert counts(measured, "correct") == (2, 5)
    assert counts(measured, "gold_cited") == (2, 5)
    assert counts(measured, "answered_wrongly") == (2, 5)
    assert counts(measured, "refused") == (1, 5)
    assert counts(measured, "hallucinated") == (1, 2)
    assert counts(measured, "gold_stored") == (4, 5)
    assert counts(measured, "recall_at_6") == (2, 5)
    assert counts(measured, "recall_at_16") == (4, 5)
    assert counts(measured, "unproved_claims") == (1, 6)
    assert counts(measured, "model_failed") == (1, 7)
    assert measured["withheld"] == {"number_not_in_source": 2, "quote_not_found": 1}
    assert measured["claims_per_answer"] == pytest.approx(6 / 5)
    assert measured["seconds"] == {"mean": pytest.approx(3.0), "median": 2.0, "max": 9.0}
    assert measured["correct"]["value"] == pytest.approx(0.4)


def test_no_records_give_no_figures() -> None:
    measured = figures([])
    assert measured["claims_per_answer"] is None
    assert measured["seconds"] == {"mean": None, "median": None, "max": None}
    assert measured["correct"]["value"] is None


def test_languages_and_tags_are_counted_apart() -> None:
    records = [
        record("a", tags=["contract", "price"]),
        record("b", language="en", correct=False),
        record("c", tags=["price"]),
    ]
    measured = measure(records)
    assert list(measured["by_language"]) == ["en", "fr"]
    assert counts(measured["by_language"]["en"], "correct") == (0, 1)
    assert counts(measured["by_tag"]["price"], "correct") == (2, 2)
    assert counts(measured["by_tag"]["contract"], "correct") == (1, 2)
    assert counts(measured["overall"], "correct") == (2, 3)
