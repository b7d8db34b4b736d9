from __future__ import annotations

from typing import Any

import pytest

from eval.metrics import by_system, figures, measure
from eval.records import Record, ShownClaim, WithheldClaim
from eval.systems.names import MODEL_ALONE, PLAIN_LOOP, RETRIEVAL_ONLY, SOURCIER


def record(id: str, **changes: Any) -> Record:
    base: dict[str, Any] = {
        "key": "k",
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
        "proving_ranks": [1],
        "proving_stored": 1,
        "correct": True,
        "gold_cited": True,
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "first_token_s": None,
        "seconds": 1.0,
        "peak_memory_mib": None,
    }
    return Record(**(base | changes))


def counts(measured: Any, name: str) -> tuple[int, int]:
    return measured[name]["numerator"], measured[name]["denominator"]


def test_figures_worked_out_by_hand() -> None:
    unproved = ShownClaim(text="90 jours", citations=[1], unproved=["90 jours"])
    fine = ShownClaim(text="oui", citations=[1], unproved=[])
    records = [
        record("right", seconds=1.0),
        record("right words, wrong source", gold_cited=False, proving_ranks=[6], seconds=2.0),
        record("wrong words, right source", correct=False, proving_ranks=[7], claims=[fine, unproved], seconds=3.0),
        record(
            "refused",
            kind="abstained",
            claims=[],
            correct=False,
            gold_cited=False,
            proving_ranks=[16],
            withheld=[
                WithheldClaim(text="a", reason="number_not_in_source"),
                WithheldClaim(text="b", reason="quote_not_found"),
                WithheldClaim(text="c", reason="number_not_in_source"),
            ],
            seconds=4.0,
        ),
        record("not found", correct=False, gold_cited=False, proving_ranks=[], proving_stored=0, note="model_answer"),
        record("invented", answerable=False, proving_ranks=[], proving_stored=None, correct=False, gold_cited=False),
        record(
            "well refused",
            answerable=False,
            proving_ranks=[],
            proving_stored=None,
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
    assert measured["seconds"]["mean"] == pytest.approx(3.0)
    assert (measured["seconds"]["median"], measured["seconds"]["max"]) == (2.0, 9.0)
    assert (measured["seconds"]["low"] or 9) < 3 < (measured["seconds"]["high"] or 0)
    assert measured["correct"]["value"] == pytest.approx(0.4)


def test_no_records_give_no_figures() -> None:
    measured = figures([])
    assert measured["claims_per_answer"] is None
    assert set(measured["seconds"].values()) == {None}
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


def test_systems_are_counted_apart_in_their_order() -> None:
    records = [
        record("a", system=MODEL_ALONE),
        record("a", system=RETRIEVAL_ONLY, correct=False),
        record("a", system=PLAIN_LOOP, language="en"),
        record("a", system=SOURCIER, tags=["price"]),
        record("b", system=SOURCIER, correct=False),
    ]
    measured = by_system(records)
    assert list(measured) == [SOURCIER, PLAIN_LOOP, RETRIEVAL_ONLY, MODEL_ALONE]
    assert [counts(each["overall"], "correct") for each in measured.values()] == [(1, 2), (1, 1), (0, 1), (1, 1)]
    assert counts(measured[SOURCIER]["by_tag"]["price"], "correct") == (1, 1)
    assert list(measured[PLAIN_LOOP]["by_language"]) == ["en"]
