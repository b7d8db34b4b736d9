"""What a plan and its groups are called."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.extraction.contracts.title import _KINDS
from rag.domain.facts import Figure
from rag.domain.plan import Plan
from rag.facts.kind_words import _FRENCH, kind_in_words
from rag.facts.plan_words import group_in_words, plan_in_words
from rag.facts.words import group_sentence

YEARS = {
    "period": {"start": "2025-01-01", "end": "2025-12-31"},
    "against": {"start": "2024-01-01", "end": "2024-12-31"},
}
BY_KIND = {"entity": "contract", "measure": "count", "group_by": "kind"}


@pytest.mark.parametrize(
    ("plan", "group", "french", "english"),
    [
        ({"group_by": "month"}, "2024-05", "mai 2024", "May 2024"),
        ({"group_by": "quarter"}, "2024-Q2", "2e trimestre 2024", "Q2 2024"),
        ({"group_by": "half"}, "2024-H1", "1er semestre 2024", "H1 2024"),
        ({"group_by": "year"}, "2024", "2024", "2024"),
        ({"group_by": "vat_rate"}, "5.5", "5,5\u00a0%", "5.5%"),
        ({"group_by": "type"}, "credit_note", "avoirs", "credit notes"),
        (BY_KIND, "lease", "bail", "lease"),
        (BY_KIND, "nda", "accord de confidentialité", "non-disclosure agreement"),
        (BY_KIND, None, "non indiqué", "not stated"),
        ({"group_by": "seller"}, "2024-05", "2024-05", "2024-05"),
        (YEARS, "2024-01-01/2024-12-31", "en 2024", "in 2024"),
    ],
)
def test_groups_are_named(plan: dict[str, Any], group: str | None, french: str, english: str) -> None:
    read = Plan.model_validate(plan)
    assert group_in_words(read, group, "fr") == french
    assert group_in_words(read, group, "en") == english


def test_every_kind_of_contract_has_a_french_name() -> None:
    assert {kind for kind, _ in _KINDS} == set(_FRENCH)
    assert kind_in_words("something else", "fr") == kind_in_words("something else", "en") == "something else"


def test_contracts_of_no_kind_are_told_too() -> None:
    figure = Figure(group=None, value=2, documents=2)
    assert group_sentence(Plan.model_validate(BY_KIND), figure, "fr") == "Non indiqué\u00a0: 2."
    assert group_sentence(Plan.model_validate(BY_KIND), figure, "en") == "Not stated: 2."


def test_the_kind_asked_for_is_said_in_the_asker_s_language() -> None:
    plan = Plan.model_validate({"entity": "contract", "measure": "list", "contract_kind": "lease"})
    assert plan_in_words(plan, "fr").endswith("(bail)") and plan_in_words(plan, "en").endswith("(lease)")
