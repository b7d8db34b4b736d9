"""Conversations over HTTP: understood, kept, shown and deleted on behalf of one key, with its rights of the moment."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

import rag.service.questions
from rag.store.tables import document_groups, documents, turn_documents, turns
from tests.rag.service.house import PUBLIC, SECRET, House, ScriptedModel, claims, events

FIRST = "Quand ferme la cantine du site Thermolys ?"
TYPED = "Le site ferme le 31 mars 2027 et 48 postes disparaissent ?"
"""Finds the management's document without its own name for the site."""
ASKED = "Quelles sont les pénalités ?"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


class Modelled(ScriptedModel):
    """Writes one text for rewriting, another for answering."""

    def __init__(self, question: str, text: str, local: bool = True) -> None:
        super().__init__(text)
        self.question, self.local = question, local

    def stream(self, messages: Any, schema: dict[str, Any], completion: Any) -> Any:
        if "question" in schema["properties"]:
            self.prompts.append(messages)
            return iter([json.dumps({"question": self.question})])
        return super().stream(messages, schema, completion)

    @property
    def told(self) -> str:
        """All that it was given."""
        return "\n".join(message.content for prompt in self.prompts for message in prompt)


def _begin(house: House, who: str = "member") -> str:
    response = house.ask(who, "POST", "/v1/conversations")
    assert response.status_code == 201 and response.json()["title"] == ""
    return str(response.json()["conversation_id"])


def _ask(house: House, conversation: str, question: str, who: str = "member", **more: Any) -> Any:
    body = {"question": question, "conversation_id": conversation, **more}
    response = house.ask(who, "POST", "/v1/ask", json=body)
    assert response.status_code == 200, response.text
    return events(response.text) if more.get("stream") else response.json()


def _turns(house: House, conversation: str, who: str = "member") -> Any:
    return house.ask(who, "GET", f"/v1/conversations/{conversation}").json()["turns"]


def test_a_follow_up_is_understood_shown_and_kept(house: House) -> None:
    conversation = _begin(house)
    first = _ask(house, conversation, FIRST)
    assert first["question"] == FIRST
    streamed = _ask(house, conversation, "et pour Nuagence ?", stream=True)
    understood = "Quand ferme la cantine du site Nuagence ?"
    assert streamed[0] == ("rewritten", {"asked": "et pour Nuagence ?", "question": understood})
    assert streamed[1][0] == "sources" and streamed[-1][1]["question"] == understood
    kept = _turns(house, conversation)
    assert [(turn["asked"], turn["question"]) for turn in kept] == [(FIRST, FIRST), ("et pour Nuagence ?", understood)]
    assert kept[0]["answer"] == first | {"withheld": []}
    [listed] = house.ask("member", "GET", "/v1/conversations").json()["conversations"]
    assert (listed["conversation_id"], listed["title"]) == (conversation, FIRST)


def test_a_question_may_be_asked_as_typed(house: House) -> None:
    conversation = _begin(house)
    _ask(house, conversation, FIRST)
    found = _ask(house, conversation, "et pour Nuagence ?", stream=True, as_typed=True)
    assert found[0][0] == "sources" and found[-1][1]["question"] == "et pour Nuagence ?"


def test_a_question_outside_a_conversation_is_kept_nowhere(house: House) -> None:
    answer = house.ask("member", "POST", "/v1/ask", json={"question": FIRST}).json()
    assert answer["question"] is None
    with house.engine.store.database.read() as connection:
        assert connection.execute(select(turns)).all() == []


def test_another_keys_conversation_is_an_unknown_one(house: House) -> None:
    mine = _begin(house)
    _ask(house, mine, SECRET)
    for who in ("outsider", "admin"):
        for method, path, body in (
            ("GET", "/v1/conversations/{}", None),
            ("DELETE", "/v1/conversations/{}", None),
            ("POST", "/v1/ask", {"question": "et la suite ?", "conversation_id": "{}"}),
            ("POST", "/v1/ask", {"question": "et la suite ?", "conversation_id": "{}", "stream": True}),
        ):
            refused, unknown = (
                house.ask(
                    who,
                    method,
                    path.format(identifier),
                    json=body and body | {"conversation_id": identifier},
                )
                for identifier in (mine, UNKNOWN)
            )
            assert refused.status_code == unknown.status_code == 404
            assert refused.text.replace(mine, UNKNOWN) == unknown.text
            assert refused.headers["content-type"] == "application/problem+json"
        assert house.ask(who, "GET", "/v1/conversations").json() == {"conversations": [], "next_cursor": None}
        assert house.ask(who, "DELETE", "/v1/conversations").json() == {"deleted": 0}
    assert len(_turns(house, mine)) == 1


def test_one_and_all_are_deleted(house: House) -> None:
    first, second, third = _begin(house), _begin(house), _begin(house)
    _ask(house, first, FIRST)
    assert house.ask("member", "DELETE", f"/v1/conversations/{first}").json() == {"deleted": 1}
    page = house.ask("member", "GET", "/v1/conversations?limit=1").json()
    following = {"limit": 1, "cursor": page["next_cursor"]}
    rest = house.ask("member", "GET", "/v1/conversations", params=following).json()
    both = {one["conversation_id"] for one in (*page["conversations"], *rest["conversations"])}
    assert both == {second, third} and rest["next_cursor"] is None
    assert house.ask("member", "GET", "/v1/conversations?cursor=x").status_code == 400
    assert house.ask("member", "DELETE", "/v1/conversations").json() == {"deleted": 2}
    assert house.ask("member", "GET", f"/v1/conversations/{first}").status_code == 404


@pytest.mark.parametrize("bad", ["", "x" * 2001])
def test_a_question_that_cannot_be_used_is_a_problem_and_no_turn(house: House, bad: str) -> None:
    conversation = _begin(house)
    body = {"question": bad, "conversation_id": conversation, "stream": True}
    assert house.ask("member", "POST", "/v1/ask", json=body).status_code == 422
    assert _turns(house, conversation) == []


def _take_away(house: House) -> None:
    with house.engine.store.database.write() as connection:
        connection.execute(delete(document_groups).where(document_groups.c.document_id == house.secret))
        connection.execute(insert(document_groups).values(document_id=house.secret, group_name="conseil"))


@pytest.mark.parametrize("modelled", [False, True])
def test_what_was_read_before_does_not_widen_rights(
    house: House, monkeypatch: pytest.MonkeyPatch, modelled: bool
) -> None:
    """The site's closing was asked and answered; then the right to read it is taken away."""
    model = Modelled("Quelles sont les pénalités de Vierzon ?", claims((SECRET, SECRET, 1))) if modelled else None
    monkeypatch.setattr(rag.service.questions, "find_model", lambda *_: model)
    conversation = _begin(house)
    assert "Vierzon" in json.dumps(_ask(house, conversation, TYPED)["citations"])
    _take_away(house)
    if model:
        model.prompts.clear()
    [turn] = _turns(house, conversation)
    assert (turn["asked"], turn["answer"]) == (TYPED, None) and "Vierzon" not in json.dumps(turn)
    after = _ask(house, conversation, ASKED, stream=True)
    assert after[0][0] == "rewritten" and after[-1][0] == "answer"
    assert "Vierzon" not in json.dumps([data for name, data in after if name in ("rewritten", "sources", "claim")])
    assert {citation["document_id"] for citation in after[-1][1]["citations"]} <= {house.public}
    if model:
        assert "Vierzon" not in model.told


def test_an_erased_document_takes_its_words_along(house: House) -> None:
    conversation = _begin(house)
    _ask(house, conversation, TYPED)
    assert "Vierzon" in json.dumps(_turns(house, conversation))
    receipt = house.ask("admin", "DELETE", f"/v1/documents/{house.secret}").json()
    assert receipt["turns"] == 1 and receipt["nothing_left"]
    with house.engine.store.database.read() as connection:
        rows = str(connection.execute(select(turns)).all()) + str(connection.execute(select(turn_documents)).all())
    assert "Vierzon" not in rows and house.secret not in rows
    assert _turns(house, conversation)[0]["answer"] is None


# Confidential collections and models outside the house


def _confidential(house: House, monkeypatch: pytest.MonkeyPatch, model: Modelled, names: frozenset[str]) -> None:
    monkeypatch.setattr(rag.service.questions, "find_model", lambda *_: model)
    sealed = house.engine.settings.model_copy(update={"confidential": names})
    engine = replace(house.engine, settings=sealed)
    house.app.state.engine = engine


@pytest.mark.parametrize("local", [False, True])
def test_a_confidential_turn_is_told_to_no_model_outside_the_house(
    house: House, monkeypatch: pytest.MonkeyPatch, local: bool
) -> None:
    conversation = _begin(house)
    _ask(house, conversation, TYPED)
    model = Modelled("Quelles sont les pénalités de Vierzon ?", claims(), local)
    _confidential(house, monkeypatch, model, frozenset(["default"]))
    found = _ask(house, conversation, ASKED, stream=True)
    assert found[0][0] == "rewritten" and ("Vierzon" in found[0][1]["question"]) is local
    assert bool(model.told) is local
    assert local or found[-1][1]["model"] is None


def test_what_rests_on_a_confidential_turn_is_answered_without_such_a_model(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document that answers now is not confidential: its passages could be told, the question could not."""
    conversation = _begin(house)
    _ask(house, conversation, "Que dit le contrat Thermolys ?", document_ids=[house.secret])
    model = Modelled("x", claims((PUBLIC, PUBLIC, 1)), local=False)
    _confidential(house, monkeypatch, model, frozenset(["rh"]))
    with house.engine.store.database.write() as connection:
        moved = update(documents).where(documents.c.id == house.secret).values(collection="rh")
        connection.execute(moved)
    follow_up = "Et la cantine du site ferme le vendredi à quinze heures ?"
    given = _ask(house, conversation, follow_up, document_ids=[house.public])
    assert given["question"].endswith("(contrat Thermolys) ?")
    assert (given["kind"], given["model"], model.told) == ("extractive", None, "")
    # A question that stands by itself is told, as it would be outside the conversation.
    alone = "Quand ferme la cantine du site Thermolys, et pourquoi le vendredi ?"
    _ask(house, conversation, alone, document_ids=[house.public])
    assert alone in model.told and "Que dit" not in model.told


def test_a_model_s_question_is_shown_and_its_documents_are_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second question holds a word of the secret document: it goes with it, though another one answers."""
    conversation = _begin(house)
    _ask(house, conversation, TYPED, document_ids=[house.secret])
    model = Modelled("Quelles sont les pénalités de Vierzon ?", claims((PUBLIC, PUBLIC, 1)))
    monkeypatch.setattr(rag.service.questions, "find_model", lambda *_: model)
    _ask(house, conversation, ASKED, document_ids=[house.public])
    assert _turns(house, conversation)[1]["question"] == "Quelles sont les pénalités de Vierzon ?"
    _take_away(house)
    assert _turns(house, conversation)[1] | {"created_at": 0} == {
        "asked": ASKED, "question": ASKED, "answer": None, "created_at": 0,
    }  # fmt: skip
