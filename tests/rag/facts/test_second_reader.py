from __future__ import annotations

import json
from typing import Any, cast

import pytest

from rag.domain.plan import Amount, Measure, Plan
from rag.errors import ModelUnreachableError
from rag.facts.reading import read_plan
from rag.facts.second_reader import read_with_model
from rag.models.language_model import LanguageModel
from tests.rag.answering.scripted import Scripted
from tests.rag.facts.test_reading import BUYERS, SELLERS, TODAY

QUESTION = "Kessler nous est revenu à combien hors taxe en 2024 ?"
SAID = {
    "possible": True,
    "measure": "sum",
    "amount": "net",
    "supplier": "Kessler",
    "time": "en 2024",
    "group_by": "none",
}


def read(question: str, written: Any, failure: Exception | None = None) -> tuple[Any, Scripted]:
    model = Scripted(written if isinstance(written, str) else json.dumps(written), failure)
    return read_with_model(question, TODAY, SELLERS, BUYERS, cast(LanguageModel, model)), model


def test_the_model_settles_what_the_words_leave_open() -> None:
    assert read_plan(QUESTION, TODAY, SELLERS, BUYERS) is None
    plan, model = read(QUESTION, SAID)
    assert isinstance(plan, Plan)
    assert (plan.measure, plan.amount) == (Measure.SUM, Amount.NET)
    assert [choice.name for choice in plan.sellers] == ["Kessler Ofenbau GmbH"]
    assert plan.period is not None and plan.period.start is not None and plan.period.start.year == 2024
    assert model.messages[-1].content.endswith(QUESTION)
    assert model.messages[0].role == "system" and len(model.messages) % 2 == 0


@pytest.mark.parametrize(
    "said",
    [
        SAID | {"possible": False},
        SAID | {"measure": "average"},
        SAID | {"measure": "count"},
        SAID | {"amount": "gross"},
        SAID | {"supplier": ""},
        SAID | {"time": ""},
        SAID | {"group_by": "month"},
        SAID | {"possible": "true"},
        {name: value for name, value in SAID.items() if name != "time"},
        [SAID],
        "no json",
        '{"possible": true',
        SAID | {"measure": 5},
    ],
)
def test_what_the_words_do_not_bear_out_is_refused(said: Any) -> None:
    assert read(QUESTION, said)[0] is None


@pytest.mark.parametrize(
    "question",
    [
        "Kessler nous est revenu à combien hors taxe en 2024 pour les chaises ?",
        "Zorglub nous est revenu à combien sauf en 2024 ?",
        "Quel est le préavis du contrat Kessler, et combien ?",
        "Combien d'heures Kessler a-t-elle facturées ?",
        "Bonjour",
    ],
)
def test_the_model_is_not_asked_where_a_word_is_left(question: str) -> None:
    plan, model = read(question, SAID)
    assert plan is None and model.messages == []


def test_a_model_that_is_away_makes_no_plan() -> None:
    assert read(QUESTION, SAID, ModelUnreachableError("away"))[0] is None
