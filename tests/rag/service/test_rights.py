"""To somebody who may not read a document, every route answers as if the document had never been there."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import delete, insert, select

import rag.service.questions
from rag.domain.document import EVERYONE
from rag.domain.passage import passage_id
from rag.domain.rights import Reader
from rag.domain.version import version_id
from rag.store.index.base import IndexHit, IndexQuery
from rag.store.tables import document_groups, feedback
from tests.rag.service.facts_house import FACT_WAYS
from tests.rag.service.house import (
    PUBLIC,
    PUBLIC_TOO,
    SECRET,
    SECRET_WORDS,
    House,
    ScriptedModel,
    Way,
    claims,
    headers_of,
    plain,
    secret_bytes,
)

SECRET_ID = str(uuid.UUID(int=2))
OPEN = {"GET /healthz", "GET /readyz", "GET /openapi.json"}
SCRIPT = claims(
    ("Le site de Vierzon ferme le 31 mars 2027.", SECRET, 1),
    ("La cantine du site ferme le vendredi à quinze heures.", PUBLIC, 1),
)


def _secret_passage(house: House) -> str:
    import hashlib

    digest = hashlib.sha256(secret_bytes()).hexdigest()
    return passage_id(SECRET_ID, version_id(SECRET_ID, digest, house.engine.store.ledger.pipeline), 0)


def _at(path: str) -> Callable[[House], str]:
    return lambda house: path.replace("{secret}", SECRET_ID).replace("{passage}", _secret_passage(house))


def _asking(path: str, field: str, **more: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "of the secret", {field: SECRET, **more}
    yield "of the public", {field: PUBLIC, **more}
    yield "in the secret document", {field: SECRET, "document_ids": [SECRET_ID], **more}
    yield "in the collection", {field: SECRET, "collections": ["default"], **more}
    yield "of a party that only the secret names", {field: SECRET, "party": "Vierzon", **more}
    yield "of a kind", {field: SECRET, "kinds": ["text"], "languages": ["fr"], **more}


WAYS = [
    Way("GET /v1/documents", "list", _at("/v1/documents"), shown="plan-social.pdf"),
    Way("GET /v1/documents", "short list", _at("/v1/documents?limit=1"), shown="next_cursor"),
    Way("GET /v1/documents", "by state", _at("/v1/documents?status=active&collection=default"), shown="plan-social"),
    Way("GET /v1/documents/{document_id}", "show", _at("/v1/documents/{secret}"), shown="plan-social.pdf"),
    Way(
        "GET /v1/documents/{document_id}/pages/{number}.png",
        "page",
        _at("/v1/documents/{secret}/pages/1.png"),
        shown="PNG",
    ),
    Way(
        "GET /v1/documents/{document_id}/pages/{number}.png",
        "no such page",
        _at("/v1/documents/{secret}/pages/7.png"),
        shown="no picture of a page",
        entitled_status=404,
    ),
    Way(
        "GET /v1/documents/{document_id}/pages/{number}.png",
        "boxes of a secret passage",
        lambda house: f"/v1/documents/{house.public}/pages/1.png?passage={_secret_passage(house)}",
        shown=f"in document {uuid.UUID(int=1)}",
        entitled_status=404,
    ),
    Way(
        "GET /v1/invoices/{document_id}",
        "invoice",
        _at("/v1/invoices/{secret}"),
        shown="no typed invoice",
        entitled_status=404,
    ),
    Way("GET /v1/passages/{passage_id}", "passage", _at("/v1/passages/{passage}"), shown="Vierzon"),
    *(
        Way("POST /v1/search", name, _at("/v1/search"), body, shown="Vierzon" if "public" not in name else "")
        for name, body in _asking("/v1/search", "query")
    ),
    *(
        Way(
            "POST /v1/ask",
            f"{name}, stream {stream}, model {model is not None}",
            _at("/v1/ask"),
            body,
            model,
            shown="Vierzon" if "public" not in name else "",
        )
        for stream in (False, True)
        for model in (None, SCRIPT)
        for name, body in _asking("/v1/ask", "question", stream=stream)
    ),
    *(
        Way(
            "POST /v1/chat/completions",
            f"{name}, stream {stream}, model {model is not None}",
            _at("/v1/chat/completions"),
            {"messages": [{"role": "user", "content": question}], "stream": stream},
            model,
            shown="Vierzon" if question is SECRET else "",
        )
        for stream in (False, True)
        for model in (None, SCRIPT)
        for name, question in (("of the secret", SECRET), ("of the public", PUBLIC))
    ),
    Way("GET /v1/models", "models", _at("/v1/models")),
    Way(
        "DELETE /v1/documents/{document_id}",
        "erase",
        _at("/v1/documents/{secret}"),
        shown="passages",
        entitled="admin",
    ),
]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], list[ScriptedModel]]:
    """Makes the service find a model with this script (None: no model); returns those it was given."""

    def use(script: str | None) -> list[ScriptedModel]:
        made: list[ScriptedModel] = []

        def find(*_: object) -> ScriptedModel | None:
            if script is None:
                return None
            made.append(ScriptedModel(script))
            return made[-1]

        monkeypatch.setattr(rag.service.questions, "find_model", find)
        return made

    return use


def _routes(routes: Iterable[Any], prefix: str = "") -> Iterator[str]:
    """``METHOD /path`` of every route, those of included routers, too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _routes(inner.routes, prefix)
        else:
            yield from (f"{method} {prefix}{route.path}" for method in route.methods - {"HEAD"})


def test_every_route_is_in_the_table(lasting_house: House) -> None:
    routes = set(_routes(lasting_house.app.routes))
    assert len(routes) >= 18
    tested_apart = {"POST /v1/documents", "POST /v1/feedback"}
    tested_apart |= {route for route in routes if "/v1/conversations" in route}  # test_conversations.py
    tested_apart |= {way.route for way in FACT_WAYS}  # test_facts_rights.py
    tested_apart |= {route for route in routes if route.endswith("/v1/deadlines/feed")}  # test_calendar.py
    internal = {route for route in routes if route.split()[1].startswith("/internal/")}
    assert routes - internal - OPEN == {way.route for way in WAYS} | tested_apart
    assert len(internal) == 8


def test_the_walk_over_routes_finds_what_openapi_lists(lasting_house: House) -> None:
    listed = {
        f"{method.upper()} {path}" for path, item in lasting_house.app.openapi()["paths"].items() for method in item
    }  # fmt: skip
    assert listed <= set(_routes(lasting_house.app.routes))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.route}: {way.name}")
def test_the_outsider_sees_what_a_store_without_the_document_shows(
    way: Way, request: pytest.FixtureRequest, scripted: Callable[[str | None], list[ScriptedModel]]
) -> None:
    lasting = "" if way.route.startswith("DELETE") else "lasting_"
    house: House = request.getfixturevalue(f"{lasting}house")
    bare_house: House = request.getfixturevalue(f"{lasting}bare_house")
    given = scripted(way.model)
    seen, without = way.take(house, "outsider"), way.take(bare_house, "outsider")
    assert plain(seen) == plain(without)
    assert (seen.status_code, headers_of(seen)) == (without.status_code, headers_of(without))
    withheld = json.loads(SCRIPT)["claims"][0]["text"]
    body = seen.text.replace(SECRET_ID, "").replace(withheld, "")
    assert not any(word in body for word in SECRET_WORDS)
    prompts = "".join(message.content for model in given for prompt in model.prompts for message in prompt)
    assert "48 postes" not in prompts
    # The entitled do see it: the comparison above is able to fail.
    entitled = way.take(house, way.entitled)
    assert entitled.status_code == way.entitled_status
    if way.shown:
        assert way.shown.encode() in entitled.content
        assert plain(entitled) != plain(seen)


def test_the_model_is_not_even_given_the_passages(
    lasting_house: House, scripted: Callable[[str | None], list[ScriptedModel]]
) -> None:
    given = scripted(SCRIPT)
    lasting_house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC})
    lasting_house.ask("member", "POST", "/v1/ask", json={"question": SECRET})
    texts = ["".join(message.content for message in model.prompts[0]) for model in given]
    assert "La cantine du site ferme" in texts[0] and "Vierzon" not in texts[0]
    assert texts[1].count(SECRET) == 2  # as a passage and as the question


def test_feedback_on_an_answer_of_somebody_else_is_feedback_on_none(house: House, bare_house: House) -> None:
    answer = house.ask("member", "POST", "/v1/ask", json={"question": SECRET}).json()["answer_id"]
    body = {"answer_id": answer, "verdict": "right"}
    refused, without = (each.ask("outsider", "POST", "/v1/feedback", json=body) for each in (house, bare_house))
    assert refused.status_code == 404 and refused.content == without.content
    with house.engine.store.database.read() as connection:
        assert connection.execute(select(feedback)).all() == []
    assert house.ask("admin", "POST", "/v1/feedback", json=body).status_code == 404
    mine = house.ask("member", "POST", "/v1/feedback", json=body | {"comment": "oui"})
    assert (mine.status_code, mine.json()) == (201, body)
    with house.engine.store.database.read() as connection:
        row = connection.execute(select(feedback)).one()
    assert (row.answer_id, row.key_name, row.verdict, row.comment) == (answer, "member", "right", "oui")


def _upload(house: House, who: str | None, content: bytes, **more: Any) -> Response:
    return house.ask(who, "POST", "/v1/documents", files={"file": ("x.pdf", content)}, data=more)


def test_uploading_the_same_bytes_tells_nothing_and_changes_no_rights(house: House, bare_house: House) -> None:
    sent, without = (_upload(each, "outsider", secret_bytes()) for each in (house, bare_house))
    assert sent.status_code == without.status_code == 202
    body, other = sent.json(), without.json()
    assert body.keys() == other.keys() and body["status"] == other["status"] == "queued"
    assert body["document_id"] != SECRET_ID
    first = house.engine.store.ledger.document(SECRET_ID)
    assert first.allow == ("direction",) and first.status == "active" and first.filename == "plan-social.pdf"
    assert house.ask("outsider", "GET", f"/v1/documents/{SECRET_ID}").status_code == 404
    mine = house.ask("outsider", "GET", f"/v1/documents/{body['document_id']}").json()
    assert (mine["allow"], mine["filename"], mine["title"], mine["language"]) == ([EVERYONE], "x.pdf", "x.pdf", None)
    again = _upload(house, "outsider", secret_bytes())
    assert again.status_code == 200
    assert {again.json()[name] for name in ("document_id", "version_id")} == {body["document_id"], body["version_id"]}
    # The bytes serve two documents: erasing one leaves the other whole.
    assert house.ask("admin", "DELETE", f"/v1/documents/{body['document_id']}").json()["blobs"] == 0
    assert house.ask("member", "GET", f"/v1/documents/{SECRET_ID}/pages/1.png").status_code == 200


def test_an_upload_by_others_leaves_the_rights_of_an_earlier_upload(house: House) -> None:
    first = _upload(house, "member", b"Salaires de la direction", allow="direction").json()["document_id"]
    for more in ({}, {"allow": "ventes"}):
        second = _upload(house, "outsider", b"Salaires de la direction", **more)
        assert second.status_code == 202 and second.json()["document_id"] != first
        assert house.engine.store.ledger.document(first).allow == ("direction",)
        assert house.ask("outsider", "GET", f"/v1/documents/{first}").status_code == 404
    assert _upload(house, "member", b"Salaires de la direction", allow="direction").json()["document_id"] == first


def test_the_entitled_get_the_ids_of_the_first_upload(house: House) -> None:
    again = _upload(house, "member", secret_bytes(), allow="direction")
    assert (again.status_code, again.json()["document_id"], again.json()["status"]) == (200, SECRET_ID, "active")


@pytest.mark.parametrize("allow", [["direction"], ["ventes", "direction"]])
def test_nobody_grants_what_is_not_theirs_to_grant(house: House, bare_house: House, allow: list[str]) -> None:
    refused, without = (_upload(each, "outsider", secret_bytes(), allow=allow) for each in (house, bare_house))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert refused.content == without.content
    assert _upload(house, "outsider", b"texte", allow=["ventes"]).status_code == 202
    assert _upload(house, "admin", b"texte", allow=["nobody"]).status_code == 202


def test_the_database_alone_keeps_a_document_whose_rights_were_narrowed(house: House) -> None:
    """The index still says that everyone may read it: its payload is stale."""
    search = {"query": PUBLIC}
    assert PUBLIC in house.ask("outsider", "POST", "/v1/search", json=search).text
    with house.engine.store.database.write() as connection:
        connection.execute(delete(document_groups).where(document_groups.c.document_id == house.public))
        connection.execute(insert(document_groups).values(document_id=house.public, group_name="direction"))
    assert len(house.engine.index.search(_query(house, PUBLIC, ["everyone"]))) == 2
    assert house.ask("outsider", "POST", "/v1/search", json=search).json() == {"passages": []}
    answered = house.ask("outsider", "POST", "/v1/ask", json={"question": PUBLIC}).json()
    assert (answered["kind"], answered["nearest"], answered["citations"]) == ("abstained", [], [])
    for path in (
        f"/v1/passages/{house.passages[house.public][0]}",
        f"/v1/documents/{house.public}",
        f"/v1/documents/{house.public}/pages/1.png",
    ):
        assert house.ask("outsider", "GET", path).status_code == 404
    assert house.ask("outsider", "GET", "/v1/documents").json()["documents"] == []
    assert PUBLIC in house.ask("member", "POST", "/v1/search", json=search).text


def test_the_index_alone_keeps_a_document_when_the_database_would_show_it(
    lasting_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check at the database is switched off: the filter in the query does it all."""
    catalogue, checked = lasting_house.engine.store.catalogue, []
    for name in ("visible_texts", "found_again"):
        real = getattr(catalogue, name)

        def unchecked(_self: Any, _reader: Reader, ids: list[str], *moment: float, real: Any = real) -> Any:
            checked.extend(ids)
            return real(Reader("all", admin=True), ids, *moment)

        monkeypatch.setattr(type(catalogue), name, unchecked)
    found = lasting_house.ask("outsider", "POST", "/v1/search", json={"query": SECRET}).json()["passages"]
    assert {passage["document_id"] for passage in found} == {lasting_house.public}
    assert set(checked) == set(lasting_house.passages[lasting_house.public])
    assert SECRET in lasting_house.ask("member", "POST", "/v1/search", json={"query": SECRET}).text


def test_the_readers_groups_are_in_every_query(lasting_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    queries: list[IndexQuery] = []
    real = type(lasting_house.engine.index).search

    def spy(self: Any, query: IndexQuery) -> list[IndexHit]:
        queries.append(query)
        return real(self, query)

    monkeypatch.setattr(type(lasting_house.engine.index), "search", spy)
    groups = {"outsider": ["everyone", "ventes"], "member": ["direction", "everyone"], "admin": None}
    for who, theirs in groups.items():
        for path, body in (("search", {"query": PUBLIC}), ("ask", {"question": PUBLIC})):
            queries.clear()
            assert lasting_house.ask(who, "POST", f"/v1/{path}", json=body).status_code == 200
            assert {query.dense is None for query in queries} == {True, False}, "for documents, and for passages"
            assert [query.filter.groups for query in queries] == [theirs] * len(queries)


def _query(house: House, text: str, groups: list[str]) -> IndexQuery:
    from rag.store.index.base import IndexFilter
    from rag.store.index.sparse import query_vector

    dense = house.engine.embedder.embed_question(text)
    return IndexQuery(dense=dense, sparse=query_vector(text), filter=IndexFilter(groups=groups))


def test_without_a_known_key_no_route_but_health_answers(lasting_house: House) -> None:
    for route in sorted(set(_routes(lasting_house.app.routes)) - OPEN):
        method, path = route.split()
        path = path.replace("{document_id}", lasting_house.public).replace("{number}", "1")
        path = path.replace("{passage_id}", lasting_house.passages[lasting_house.public][0])
        for headers in (
            {},
            {"Authorization": "Bearer wrong"},
            {"Authorization": "Bearer "},
            {"Authorization": f"Basic {lasting_house.keys['admin']}"},
            {"Authorization": lasting_house.keys["admin"]},
            {"X-Api-Key": lasting_house.keys["admin"]},
        ):
            for more in ({}, {"json": {"query": PUBLIC, "question": PUBLIC}}):
                refused = lasting_house.client.request(method, path, headers=headers, **more)
                assert refused.status_code == 401, (route, headers, more, refused.text)
                chat = path == "/v1/chat/completions"
                kind = "application/json" if chat else "application/problem+json"
                body = refused.json()["error"] if chat else refused.json()
                assert refused.headers["content-type"] == kind
                assert refused.headers["www-authenticate"] == "Bearer"
                assert body["code"] == "unauthenticated"
    assert lasting_house.engine.store.ledger.document(lasting_house.public).status == "active"
    for route in OPEN:
        assert lasting_house.client.get(route.split()[1]).status_code == 200


def test_a_key_in_the_address_is_no_key(lasting_house: House) -> None:
    assert lasting_house.client.get(f"/v1/documents?key={lasting_house.keys['admin']}").status_code == 401


def test_a_removed_key_stops_working_at_once(house: House) -> None:
    assert house.ask("member", "GET", "/v1/documents").status_code == 200
    house.engine.store.keys.remove("member")
    assert house.ask("member", "GET", "/v1/documents").status_code == 401


INTERNAL = {
    "insert": [],
    "count": {"version_id": "v"},
    "go_live": {"version_id": "v", "allow": ["ventes"]},
    "delete_version": {"version_id": "v"},
    "delete_document": {"document_id": "d"},
    "search": None,
    "info": {},
}


@pytest.mark.parametrize("name", INTERNAL)
def test_the_index_itself_is_for_administrators(lasting_house: House, name: str) -> None:
    body = INTERNAL[name] if name != "search" else _query(lasting_house, SECRET, ["direction"]).model_dump()
    for who in ("outsider", "member"):
        refused = lasting_house.ask(who, "POST", f"/internal/index/{name}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert lasting_house.ask("admin", "POST", f"/internal/index/{name}", json=body).status_code == 200


def test_the_index_answers_to_this_machine_only(lasting_house: House) -> None:
    from starlette.testclient import TestClient

    for host, status in (("192.168.1.20", 403), ("127.0.0.1", 200), ("::1", 200)):
        client = TestClient(lasting_house.app, client=(host, 4242), raise_server_exceptions=False)
        headers = {"Authorization": f"Bearer {lasting_house.keys['admin']}"}
        assert client.post("/internal/index/info", json={}, headers=headers).status_code == status


def test_erasing_needs_an_administrator_even_for_ones_own(house: House) -> None:
    refused = house.ask("member", "DELETE", f"/v1/documents/{SECRET_ID}")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert house.ask("member", "GET", f"/v1/documents/{SECRET_ID}").status_code == 200
    receipt = house.ask("admin", "DELETE", f"/v1/documents/{SECRET_ID}").json()
    assert (receipt["versions"], receipt["passages"], receipt["blobs"]) == (1, 2, 1)
    assert house.ask("member", "POST", "/v1/search", json={"query": SECRET}).text.count("Vierzon") == 0
    assert PUBLIC_TOO in house.ask("member", "POST", "/v1/search", json={"query": PUBLIC_TOO}).text
