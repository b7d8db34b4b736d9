"""Old and new wording of an article over HTTP: the one in force first, the other marked for who may read it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

import rag.service.chat
import rag.service.questions
from rag.domain.contract import Amends, Contract
from rag.domain.document import EVERYONE
from rag.store.fact_rows import write_contract
from tests.rag.service.conftest import opened
from tests.rag.service.house import House, ScriptedModel, claims, events, file_of, headers_of, plain
from tests.support.stores import bring_in, file_info

OLD = "8.1 La redevance annuelle de maintenance est de 14 400 euros."
OTHER = "8.2 Les heures de nuit sont facturées 93 euros."
NEW = "À l'article 8.1 du Contrat, la redevance annuelle de maintenance est portée de 14 400 à 15 600 euros."
QUESTION = "Combien coûte la redevance annuelle de maintenance ?"
CONTRACT = Contract(number="MNT-1", effective_date=date(2023, 4, 1))
AMENDMENT = Contract(
    number="7<b>", signature_date=date(2024, 12, 12), effective_date=date(2025, 1, 1),
    amends=Amends(number="MNT 1", articles=("8.1",)),
)  # fmt: skip
SCRIPT = claims(
    ("La redevance annuelle de maintenance est de 14 400 euros.", OLD, 2),
    ("La redevance annuelle de maintenance est portée à 15 600 euros.", NEW, 1),
)


def _bring(house: House, name: str, texts: list[str], contract: Contract, allow: list[str], number: int) -> str:
    store, content = house.engine.store, file_of(*texts)
    store.blobs.put(content)
    with patch("rag.store.ledger.uuid.uuid4", lambda: uuid.UUID(int=number)):
        done = bring_in(store, file_info(name, content, allow), texts, house.engine.index)
    with store.database.write() as connection:
        write_contract(connection, contract, done.version_id, done.document_id, [])
    return done.document_id


def _fill(house: House, amendment_for: list[str] | None) -> None:
    _bring(house, "contrat.pdf", [f"Article 8 – Prix\n\n{OLD}", OTHER], CONTRACT, [EVERYONE], 1)
    if amendment_for is not None:
        _bring(house, "avenant.pdf", [NEW], AMENDMENT, amendment_for, 2)


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("amended") / "open") as made:
        _fill(made, [EVERYONE])
        yield made


@pytest.fixture(scope="module")
def closed_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("amended") / "closed") as made:
        _fill(made, ["direction"])
        yield made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("amended") / "bare") as made:
        _fill(made, None)
        yield made


@pytest.fixture(autouse=True)
def any_cosine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed words have no meaning by which a passage could be near."""
    monkeypatch.setattr("rag.answering.extraction._FLOOR", -1.0)


def _with_model(monkeypatch: pytest.MonkeyPatch, script: str | None) -> None:
    def find(*_: object) -> ScriptedModel | None:
        return ScriptedModel(script) if script else None

    for module in (rag.service.questions, rag.service.chat):
        monkeypatch.setattr(module, "find_model", find, raising=False)


def _cited(citations: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(one["filename"], one["amended"] is not None) for one in citations]


@pytest.mark.parametrize("script", [None, SCRIPT])
def test_the_new_wording_is_told_first_and_the_old_one_says_what_changed_it(
    open_house: House, monkeypatch: pytest.MonkeyPatch, script: str | None
) -> None:
    _with_model(monkeypatch, script)
    answer = open_house.ask("outsider", "POST", "/v1/ask", json={"question": QUESTION}).json()
    assert answer["kind"] == ("generated" if script else "extractive")
    assert _cited(answer["citations"])[:2] == [("avenant.pdf", False), ("contrat.pdf", True)]
    assert "15 600" in answer["claims"][0]["text"] and "est de 14 400" in answer["claims"][1]["text"]
    mark = answer["citations"][1]["amended"]
    assert (mark["article"], mark["number"], mark["signed"], mark["since"]) == (
        "8.1",
        "7<b>",
        "2024-12-12",
        "2025-01-01",
    )
    assert (mark["document_id"], mark["quote"], mark["page"]) == (str(uuid.UUID(int=2)), NEW, 1)
    assert open_house.ask("outsider", "GET", mark["url"]).status_code == 200

    streamed = open_house.ask("outsider", "POST", "/v1/ask", json={"question": QUESTION, "stream": True}).text
    told = [data["cited"] for name, data in events(streamed) if name == "claim"]
    assert [one for cited in told for one in cited] == answer["citations"]
    [sources] = [data["passages"] for name, data in events(streamed) if name == "sources"]
    assert {one["filename"]: one["amended"] is not None for one in sources if "8.2" not in one["text"]} == {
        "avenant.pdf": False, "contrat.pdf": True,
    }  # fmt: skip


@pytest.mark.parametrize("query", [QUESTION, "redevance de l'article 8.1", OLD])
def test_search_has_the_mark_and_the_new_wording_first(open_house: House, query: str) -> None:
    found = open_house.ask("outsider", "POST", "/v1/search", json={"query": query}).json()["passages"]
    names = [one["filename"] for one in found]
    old = next(one for one in found if one["text"].endswith(OLD))
    assert names.index("avenant.pdf") < found.index(old)
    assert old["amended"]["document_id"] == str(uuid.UUID(int=2))
    assert [one["amended"] for one in found if one["text"] == OTHER] == [None]
    shown = open_house.ask("outsider", "GET", f"/v1/passages/{old['passage_id']}").json()
    assert shown["amended"] == old["amended"]


def test_where_another_article_is_asked_for_it_stays_first(open_house: House) -> None:
    found = open_house.ask("outsider", "POST", "/v1/search", json={"query": OTHER}).json()["passages"]
    assert (found[0]["text"], found[0]["amended"]) == (OTHER, None)


def test_a_chat_message_names_the_amendment_without_its_tags(
    open_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_model(monkeypatch, None)
    body = {"messages": [{"role": "user", "content": QUESTION}]}
    text = open_house.ask("outsider", "POST", "/v1/chat/completions", json=body).json()["choices"][0]["message"][
        "content"
    ]
    assert "Modifié par l’avenant n° 7‹b> du 12/12/2024 (article 8.1, en vigueur depuis le 01/01/2025)" in text


def test_a_kept_answer_is_gone_when_its_amendment_may_no_longer_be_read(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_model(monkeypatch, None)
    with opened(tmp_path_factory.mktemp("kept") / "home") as house:
        _fill(house, [EVERYONE])
        talk = house.ask("outsider", "POST", "/v1/conversations").json()["conversation_id"]
        body = {"question": QUESTION, "conversation_id": talk, "document_ids": [str(uuid.UUID(int=1))]}
        assert house.ask("outsider", "POST", "/v1/ask", json=body).json()["citations"][0]["amended"]
        erased = house.ask("admin", "DELETE", f"/v1/documents/{uuid.UUID(int=2)}")
        assert erased.status_code == 200
        turns = house.ask("outsider", "GET", f"/v1/conversations/{talk}").json()["turns"]
        assert "7<b>" not in json.dumps(turns) and all(turn["answer"] is None for turn in turns)


@pytest.mark.parametrize("script", [None, SCRIPT])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", {"question": QUESTION}),
        ("/v1/ask", {"question": QUESTION, "stream": True}),
        ("/v1/ask", {"question": "Que dit l'article 8.1 de la redevance annuelle ?", "stream": True}),
        ("/v1/search", {"query": QUESTION}),
        ("/v1/search", {"query": NEW}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}]}),
    ],
)
def test_the_outsider_gets_what_a_store_without_the_amendment_gives(
    closed_house: House,
    bare: House,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    body: dict[str, Any],
    script: str | None,
) -> None:
    _with_model(monkeypatch, script)
    seen, without = (house.ask("outsider", "POST", path, json=body) for house in (closed_house, bare))
    assert plain(seen) == plain(without)
    assert headers_of(seen) == headers_of(without)
    # Who may read it does see it: the comparison is able to fail.
    inside = closed_house.ask("member", "POST", path, json=body)
    assert plain(inside) != plain(without) and str(uuid.UUID(int=2)) in inside.text
