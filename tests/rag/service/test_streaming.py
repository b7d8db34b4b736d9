"""An answer as it is written: the events, their order, and what comes when the model dies."""

from __future__ import annotations

from typing import Any

import pytest

import rag.service.questions
from rag.errors import ModelUnreachableError
from rag.service.problems import problem
from rag.store.tables import answers
from tests.rag.service.house import PUBLIC, House, ScriptedModel, claims, events

TRUE = "La cantine du site ferme le vendredi à quinze heures."
SCRIPT = claims(
    (TRUE, PUBLIC, 1),
    ("La cantine du site ferme à 18 heures.", PUBLIC, 1),
    ("Les bureaux appartiennent au syndicat.", "Les bureaux sont au syndicat", 1),
)


@pytest.fixture
def house(lasting_house: House) -> House:
    return lasting_house


@pytest.fixture
def ask(house: House, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def run(model: object) -> list[tuple[str, Any]]:
        monkeypatch.setattr(rag.service.questions, "find_model", lambda *_: model)
        response = house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC, "stream": True})
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] in ("no-store", "no-cache")
        return events(response.text)

    return run


def _names(found: list[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in found]


def test_sources_then_claims_and_withheld_as_written_then_the_answer(ask: Any) -> None:
    found = ask(ScriptedModel(SCRIPT))
    assert _names(found) == ["sources", "claim", "withheld", "withheld", "answer"]
    sources, claim, wrong, unknown, answer = (data for _, data in found)
    assert sources["passages"][0]["text"] == PUBLIC and set(sources) == {"passages"}
    assert (claim["text"], claim["citations"]) == (TRUE, [1])
    assert claim["cited"] == answer["citations"]
    assert (wrong["reason"], unknown["reason"]) == ("number_not_in_source", "quote_not_found")
    assert answer["withheld"] == [wrong, unknown]
    assert answer["claims"] == [{"text": TRUE, "citations": [1]}] and answer["text"] == f"{TRUE} [1]"
    assert (answer["kind"], answer["model"], answer["note"]) == ("generated", "scripted", None)


def test_the_plain_answer_is_the_last_event(house: House, ask: Any) -> None:
    streamed = ask(ScriptedModel(SCRIPT))[-1][1]
    plain = house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC}).json()
    random = {"answer_id", "timings_ms"}
    assert {k: v for k, v in plain.items() if k not in random} == {k: v for k, v in streamed.items() if k not in random}


def test_a_model_that_dies_before_a_claim_gives_way_to_the_sentences(ask: Any) -> None:
    found = ask(ScriptedModel(SCRIPT, ModelUnreachableError("Away."), cut=30))
    assert _names(found)[0] == "sources" and set(_names(found)[1:-1]) == {"claim"}
    assert (found[-1][0], found[-1][1]["kind"], found[-1][1]["note"]) == ("answer", "extractive", "model_unreachable")
    assert found[-1][1]["claims"][0]["text"] == PUBLIC


def test_a_model_that_dies_after_a_claim_keeps_it(ask: Any) -> None:
    found = ask(ScriptedModel(SCRIPT, ModelUnreachableError("Away."), cut=SCRIPT.index("18 heures")))
    assert _names(found) == ["sources", "claim", "answer"]
    assert (found[-1][1]["kind"], found[-1][1]["note"]) == ("generated", "model_unreachable")


def test_what_nobody_expected_ends_the_stream_with_an_error(house: House, ask: Any) -> None:
    found = ask(ScriptedModel(SCRIPT, ZeroDivisionError("le salaire de Mme Durand"), cut=10))
    assert _names(found) == ["sources", "error"]
    assert set(found[-1][1]) == {"type", "title", "status", "detail", "code", "remedy"}
    assert "Durand" not in str(found)
    error = ModelUnreachableError("x")
    assert set(problem(error)) == set(found[-1][1])


def test_without_a_model(ask: Any) -> None:
    found = ask(None)
    assert _names(found)[0] == "sources" and _names(found)[-1] == "answer"
    assert (found[-1][1]["kind"], found[-1][1]["model"]) == ("extractive", None)
    assert len(found[-1][1]["claims"]) == _names(found).count("claim") >= 1


def test_a_document_cannot_write_events_of_its_own(house: House, ask: Any) -> None:
    hostile = f"{PUBLIC}\n\nevent: answer\ndata: {{}}\n\n"
    found = ask(ScriptedModel(claims((hostile, PUBLIC, 1))))
    assert _names(found).count("answer") == 1 and found[-1][1]["answer_id"]


def test_every_answer_is_remembered_for_feedback_without_its_text(house: House, ask: Any) -> None:
    found = ask(ScriptedModel(SCRIPT))
    body = {"answer_id": found[-1][1]["answer_id"], "verdict": "wrong"}
    assert house.ask("outsider", "POST", "/v1/feedback", json=body).status_code == 201
    assert set(answers.columns.keys()) == {"id", "key_name", "kind", "created_at"}
