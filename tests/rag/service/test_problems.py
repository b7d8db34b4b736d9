"""Every error is a problem (RFC 9457) that says what to do and tells nothing it should not."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response

import rag.service.questions
from rag.errors import (
    DamagedFileError,
    DiskFullError,
    IndexMismatchError,
    ModelUnreachableError,
    NotFoundError,
    SourcierError,
    TooLargeError,
    UnauthenticatedError,
)
from rag.service.problems import problem
from rag.store.blobs import BlobStore
from rag.store.ledger import Ledger
from tests.rag.service.house import PUBLIC, House

MEMBERS = {"type", "title", "status", "detail", "code", "remedy"}
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
MIB = 1024 * 1024


def _check(response: Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers.get(name) for name in SAFE} == SAFE
    body: dict[str, Any] = response.json()
    assert set(body) - {"errors"} == MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert all(str(body[name]).strip() for name in MEMBERS)
    return body


def _send(house: House, content: bytes | Iterator[bytes], name: str = "a.txt", **data: Any) -> Response:
    return house.ask("admin", "POST", "/v1/documents", files={"file": (name, content)}, data=data)


@pytest.fixture
def house(lasting_house: House) -> House:
    """One for all: these tests add documents, and take none away."""
    return lasting_house


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/v1/documents/nothing", None, 404, "not_found"),
        ("GET", "/v1/documents/%00%1b[31m", None, 404, "not_found"),
        ("GET", "/v1/passages/nothing", None, 404, "not_found"),
        ("GET", "/v1/documents/nothing/pages/1.png", None, 404, "not_found"),
        ("GET", "/v1/documents/{public}/pages/0.png", None, 404, "not_found"),
        ("GET", "/v1/documents/{public}/pages/99999999999999999999.png", None, 404, "not_found"),
        ("GET", "/v1/documents/{public}/pages/one.png", None, 422, "bad_request"),
        ("GET", "/v1/documents/{public}/pages/1.png?start=-1", None, 422, "bad_request"),
        ("DELETE", "/v1/documents/nothing", None, 404, "not_found"),
        ("GET", "/v1/documents?limit=0", None, 422, "bad_request"),
        ("GET", "/v1/documents?limit=501", None, 422, "bad_request"),
        ("GET", "/v1/documents?status=eaten", None, 422, "bad_request"),
        ("GET", "/v1/nothing", None, 404, "not_found"),
        ("GET", "/", None, 404, "not_found"),
        ("PUT", "/v1/documents", None, 405, "bad_request"),
        ("POST", "/v1/search", {}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": ""}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x" * 2001}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "limit": 101}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "wrong": 1}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": ["x"]}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "kinds": ["novel"]}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "languages": ["la"]}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "date_from": "demain"}, 422, "bad_request"),
        ("POST", "/v1/search", {"query": "x", "date_from": "2025-02-01", "date_to": "2025-01-01"}, 400, "bad_request"),
        ("POST", "/v1/ask", {"question": "x", "party": "&"}, 400, "bad_request"),
        ("POST", "/v1/ask", {"question": "x", "party": "&", "stream": True}, 400, "bad_request"),
        ("POST", "/v1/ask", {"question": ""}, 422, "unusable_question"),
        ("POST", "/v1/ask", {"question": " \n\t\u200b "}, 422, "unusable_question"),
        ("POST", "/v1/ask", {"question": "x" * 2001}, 422, "unusable_question"),
        ("POST", "/v1/ask", {"question": "", "stream": True}, 422, "unusable_question"),
        ("POST", "/v1/ask", {"question": PUBLIC, "conversation": 1}, 422, "bad_request"),
        ("POST", "/v1/ask", {"question": PUBLIC, "model": "gpt-99"}, 400, "bad_request"),
        ("POST", "/v1/feedback", {"answer_id": "nothing", "verdict": "right"}, 404, "not_found"),
        ("POST", "/v1/feedback", {"answer_id": "nothing", "verdict": "maybe"}, 422, "bad_request"),
        (
            "POST",
            "/v1/feedback",
            {"answer_id": "nothing", "verdict": "right", "comment": "x" * 2001},
            422,
            "bad_request",
        ),
        ("POST", "/v1/documents", {"file": "x"}, 422, "bad_request"),
    ],
)
def test_a_request_that_cannot_be_done(
    house: House, method: str, path: str, body: dict[str, Any] | None, status: int, code: str
) -> None:
    path = path.replace("{public}", house.public)
    _check(house.ask("admin", method, path, **({"json": body} if body is not None else {})), status, code)


def test_a_body_that_is_no_json(house: House) -> None:
    for content in (b"{oops", b"", b"\xff\xfe", b"[]", b"null", b'{"query": "\\ud800"}'):
        answer = house.ask("admin", "POST", "/v1/search", content=content)
        if content.startswith(b'{"query'):
            assert answer.status_code in (200, 422), answer.text
        else:
            _check(answer, 422, "bad_request")


def test_what_was_sent_is_not_sent_back(house: House) -> None:
    refused = house.ask("admin", "POST", "/v1/ask", json={"question": ["mot-de-passe-42"], "hors-sujet": "secret-43"})
    body = _check(refused, 422, "bad_request")
    assert "mot-de-passe" not in refused.text and "secret-43" not in refused.text
    assert {error["field"] for error in body["errors"]} == {"body.question", "body.hors-sujet"}


def test_an_empty_file_is_refused(house: House) -> None:
    assert "zero bytes" in _check(_send(house, b""), 422, "empty_file")["detail"]


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_taken(house: House) -> None:
    before = sorted(path for path in (house.engine.settings.home / "blobs").rglob("*") if path.is_file())
    body = _check(_send(house, b"x" * (MIB + 1)), 413, "too_large")
    assert "1 MiB" in body["detail"] and "max_file_mb" in body["remedy"]
    assert sorted(path for path in (house.engine.settings.home / "blobs").rglob("*") if path.is_file()) == before
    assert _send(house, b"x" * MIB).status_code == 202


def test_a_body_over_the_limit_is_refused_while_it_arrives(house: House) -> None:
    read = 0

    def body() -> Iterator[bytes]:
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(40):
            read += 1
            yield b"x" * (MIB // 4)
        yield b"\r\n--b--\r\n"

    content_type = {"Content-Type": "multipart/form-data; boundary=b"}
    key = {"Authorization": f"Bearer {house.keys['admin']}"}
    whole = b"".join(body())
    _check(house.client.post("/v1/documents", content=whole, headers=content_type | key), 413, "too_large")
    streamed = house.client.post("/v1/documents", content=body(), headers=content_type | key)
    assert "content-length" not in streamed.request.headers
    _check(streamed, 413, "too_large")
    _check(house.ask("admin", "POST", "/v1/search", json={"query": "x" * 3 * MIB}), 413, "too_large")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/", "document"),
        ("..", "document"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("bail\x00\x1b[31m.pdf", "bail[31m.pdf"),
        ("x" * 5000 + ".pdf", "x" * 196 + ".pdf"),
        ("contrat été 2024 (1).pdf", "contrat été 2024 (1).pdf"),
        ("<script>alert(1)</script>.html", "script>.html"),
    ],
)
def test_hostile_file_names_become_plain_ones(house: House, sent: str, kept: str) -> None:
    from rag.service.documents import _plain_name

    assert _plain_name(sent) == kept
    taken = _send(house, sent.encode()[:60] + b"!", sent)
    if len(sent) > 4000:
        _check(taken, 400, "bad_request")
        return
    assert taken.status_code == 202
    name = house.ask("admin", "GET", f"/v1/documents/{taken.json()['document_id']}").json()["filename"]
    assert "/" not in name and "\\" not in name and name.isprintable() and 0 < len(name) <= 200
    assert name not in ("..", ".")


def test_collections_have_bounds(house: House) -> None:
    _check(_send(house, b"Bonjour", collection="x" * 201), 422, "bad_request")
    assert _send(house, b"Bonjour", collection="x" * 200).status_code == 202


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_so(house: House, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(*_: object) -> str:
        raise OSError(number, "No space left on device", "/secret/path")

    monkeypatch.setattr(BlobStore, "put", full)
    body = _check(_send(house, b"Bonjour"), 507, "disk_full")
    assert "/secret/path" not in str(body)


def test_a_full_disk_under_the_database_is_said_so_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("database or disk is full")

    monkeypatch.setattr(Ledger, "submit", full)
    _check(_send(house, b"Bonjour"), 507, "disk_full")


@pytest.mark.parametrize("error", [ValueError, KeyError, OSError, RecursionError])
def test_what_nobody_expected_leaks_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error("le salaire de Mme Durand")

    monkeypatch.setattr(BlobStore, "put", broken)
    monkeypatch.setattr(rag.service.questions, "find_model", broken)
    for answer in (_send(house, b"Bonjour"), house.ask("member", "POST", "/v1/ask", json={"question": PUBLIC})):
        _check(answer, 500, "error")
        assert "Durand" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("Rien."), 404),
        (UnauthenticatedError("Rien."), 401),
        (TooLargeError("Rien."), 413),
        (DamagedFileError("Rien."), 422),
        (IndexMismatchError("Rien."), 500),
        (ModelUnreachableError("Rien."), 503),
        (DiskFullError("Rien."), 507),
    ],
)
def test_errors_of_the_tree_keep_their_words(
    house: House, monkeypatch: pytest.MonkeyPatch, error: SourcierError, status: int
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(rag.service.questions, "find_model", broken)
    answer = house.ask("member", "POST", "/v1/ask", json={"question": PUBLIC})
    assert _check(answer, status, error.code) == problem(error)
    assert problem(error)["type"] == f"urn:sourcier:{error.code}"


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("admin", "GET", "/v1/documents"),
        ("admin", "GET", "/openapi.json"),
        (None, "GET", "/healthz"),
        (None, "GET", "/readyz"),
        (None, "GET", "/v1/documents"),
        ("admin", "GET", "/nothing"),
    ],
)
def test_every_response_carries_the_safe_headers(house: House, who: str | None, method: str, path: str) -> None:
    answer = house.ask(who, method, path)
    assert {name: answer.headers.get(name) for name in SAFE} == SAFE


def test_page_images_are_kept_by_the_asker_alone(house: House) -> None:
    path = f"/v1/documents/{house.public}/pages/1.png"
    plain = house.ask("outsider", "GET", path)
    assert plain.headers["cache-control"] == "private, no-store"
    assert plain.headers["x-content-type-options"] == "nosniff"
    boxed = house.ask("outsider", "GET", f"{path}?passage={house.passages[house.public][0]}")
    assert boxed.status_code == 200 and boxed.content.startswith(b"\x89PNG") and boxed.content != plain.content
    outside = house.ask("outsider", "GET", f"{path}?passage={house.passages[house.public][0]}&start=5000")
    assert outside.content == plain.content


def test_health_tells_the_home_without_its_path(house: House) -> None:
    health = house.client.get("/healthz").json()
    assert health["status"] == "ok" and health["home"] and str(house.engine.settings.home) not in str(health)


def test_not_ready_is_a_problem(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> dict[str, Any]:
        raise ModelUnreachableError("Nobody is here.")

    monkeypatch.setattr(type(house.engine.index), "info", broken)
    _check(house.client.get("/readyz"), 503, "model_unreachable")


def test_the_description_lists_the_contract(house: House) -> None:
    described = house.client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/pages/{number}.png",
        "/v1/invoices",
        "/v1/invoices.csv",
        "/v1/invoices.xlsx",
        "/v1/invoices/{document_id}",
        "/v1/invoices/{document_id}/corrections",
        "/v1/parties",
        "/v1/facts/query",
        "/v1/contracts",
        "/v1/contracts/{document_id}",
        "/v1/contracts/{document_id}/corrections",
        "/v1/deadlines",
        "/v1/deadlines.csv",
        "/v1/deadlines.xlsx",
        "/v1/deadlines.ics",
        "/v1/deadlines/feed",
        "/v1/passages/{passage_id}",
        "/v1/search",
        "/v1/ask",
        "/v1/chat/completions",
        "/v1/conversations",
        "/v1/conversations/{conversation_id}",
        "/v1/feedback",
        "/v1/models",
        "/healthz",
        "/readyz",
    }
    assert set(described["paths"]["/v1/documents"]) == {"get", "post"}
    for path, item in described["paths"].items():
        for operation in item.values():
            assert operation.get("summary")
            assert bool(operation.get("security")) == path.startswith("/v1/")
    answer = described["components"]["schemas"]["Answer"]["properties"]
    assert {"answer_id", "kind", "claims", "citations", "withheld", "nearest", "timings_ms", "note"} <= set(answer)
    assert house.app.openapi() == described
