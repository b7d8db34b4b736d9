from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import httpx
import pytest

from tests.support.processes import eventually
from webui.client import Client, Problem
from webui.running import RunningQuestion
from webui.sse import Event, read_events

CITATION = {
    "n": 1,
    "document_id": "d",
    "version_id": "v",
    "title": "Contrat",
    "filename": "c.pdf",
    "page": 2,
    "passage_id": "p",
    "quote": "90 jours",
    "headings": ["Article 7 – Durée"],
    "boxes": [[0.1, 0.2, 0.3, 0.4]],
    "url": "/v1/documents/d/pages/2.png?passage=p&start=0&end=8",
}
ANSWER = {
    "answer_id": "a",
    "kind": "generated",
    "language": "fr",
    "text": "90 jours. [1]",
    "claims": [{"text": "90 jours.", "citations": [1]}],
    "citations": [CITATION],
    "withheld": [],
    "nearest": [],
}


@pytest.mark.parametrize(
    ("lines", "events"),
    [
        (["event: claim", 'data: {"a": 1}', ""], [Event("claim", '{"a": 1}')]),
        (["data: one", "data: two", ""], [Event("message", "one\ntwo")]),
        (["event:claim", "data:x", ""], [Event("claim", "x")]),
        (["data:  two spaces", ""], [Event("message", " two spaces")]),
        ([": a comment", "", "data: x", "", ": ping", ""], [Event("message", "x")]),
        (["event: lonely", "", "data: x", ""], [Event("message", "x")]),
        (["id: 1", "retry: 10", "unknown: x", "data: y", ""], [Event("message", "y")]),
        (["data", ""], [Event("message", "")]),
        (["\ufeffdata: x", ""], [Event("message", "x")]),
        (["data: a:b: c", ""], [Event("message", "a:b: c")]),
        (["data: broken off"], []),
        ([], []),
    ],
)
def test_events_are_read_as_the_standard_says(lines: list[str], events: list[Event]) -> None:
    assert list(read_events(lines)) == events


def _stream(*events: tuple[str, object]) -> bytes:
    parts = [f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n" for name, data in events]
    return "".join(parts).encode()


def _client(content: bytes, status: int = 200, media_type: str = "text/event-stream; charset=utf-8") -> Client:
    def handle(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer key"
        return httpx.Response(status, content=content, headers={"content-type": media_type})

    return Client("http://127.0.0.1:1", "key", httpx.MockTransport(handle))


def _ask(client: Client) -> RunningQuestion:
    running = RunningQuestion("Quel préavis ?", lambda: client.ask("Quel préavis ?"))
    assert running.wait(5)
    client.close()
    return running


def test_a_whole_answer_is_taken_in() -> None:
    shown = {"text": "90 jours.", "citations": [1], "cited": [CITATION]}
    left_out = {"text": "91 jours", "reason": "number_not_in_source"}
    body = _stream(
        ("sources", {"passages": [{}, {}]}),
        ("claim", shown),
        ("withheld", left_out),
        ("of_a_newer_service", {"x": 1}),
        ("answer", ANSWER | {"withheld": [left_out]}),
    )
    progress = _ask(_client(body)).progress
    assert progress.problem is None and progress.answer is not None
    assert progress.passages == 2
    assert [claim.text for claim in progress.claims] == ["90 jours."]
    assert progress.citations[1].headings == ["Article 7 – Durée"]
    assert [item.text for item in progress.withheld] == ["91 jours"]


def test_claims_are_seen_before_the_answer_ends() -> None:
    shown = json.dumps({"text": "90 jours.", "citations": [1], "cited": [CITATION]})
    seen = threading.Event()

    def events() -> Iterator[Event]:
        yield Event("claim", shown)
        assert seen.wait(5)
        yield Event("answer", json.dumps(ANSWER))

    running = RunningQuestion("?", events)
    assert eventually(lambda: len(running.progress.claims) == 1, 5)
    assert not running.progress.done
    seen.set()
    assert running.wait(5)
    assert running.progress.answer is not None


def test_an_error_event_is_a_problem() -> None:
    body = _stream(
        ("sources", {"passages": []}), ("error", {"code": "model_unreachable", "detail": "no", "status": 503})
    )
    problem = _ask(_client(body)).progress.problem
    assert problem is not None and problem.code == "model_unreachable"


def test_a_stream_that_breaks_off_is_a_problem() -> None:
    progress = _ask(_client(_stream(("sources", {"passages": []})))).progress
    assert progress.answer is None
    assert progress.problem is not None and progress.problem.code == "error"


@pytest.mark.parametrize("data", ["not json", "[]", '{"passages": 3}', "null"])
def test_an_unusable_event_is_a_problem_that_does_not_repeat_it(data: str) -> None:
    problem = _ask(_client(f"event: sources\ndata: {data}\n\n".encode())).progress.problem
    assert problem is not None and problem.code == "error"
    assert data not in problem.detail


def test_a_refusal_before_the_stream_keeps_its_code() -> None:
    body = json.dumps({"code": "unusable_question", "detail": "Too long.", "status": 422}).encode()
    problem = _ask(_client(body, 422, "application/problem+json")).progress.problem
    assert problem is not None
    assert (problem.code, problem.detail, problem.status) == ("unusable_question", "Too long.", 422)


def test_a_proxy_s_error_page_is_a_problem_too() -> None:
    problem = _ask(_client(b"<html>Bad gateway</html>", 502, "text/html")).progress.problem
    assert problem is not None and problem.detail == "HTTP 502"


def test_a_service_that_is_not_there_is_named() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    client = Client("http://127.0.0.1:1", "key", httpx.MockTransport(handle))
    with pytest.raises(Problem, match=r"127\.0\.0\.1"):
        client.mode()
    problem = _ask(client).progress.problem
    assert problem is not None and problem.code == "service_unreachable"
