from __future__ import annotations

import httpx
import pytest

from webui.client import Client, Problem


def _row(number: int) -> dict[str, object]:
    return {"document_id": str(number), "title": "T", "filename": "f", "collection": "c", "status": "active", "new": 1}


def _paged(request: httpx.Request) -> httpx.Response:
    start = int(request.url.params.get("cursor", "0"))
    stop = min(start + int(request.url.params["limit"]), 7)
    rows = [_row(number) for number in range(start, stop)]
    return httpx.Response(200, json={"documents": rows, "next_cursor": str(stop) if stop < 7 else None})


@pytest.mark.parametrize(("limit", "count", "more"), [(3, 3, True), (7, 7, False), (100, 7, False)])
def test_the_list_follows_the_cursor_up_to_the_limit(limit: int, count: int, more: bool) -> None:
    rows, rest = Client("http://x", "k", httpx.MockTransport(_paged)).documents(limit=limit)
    assert (len(rows), rest) == (count, more)


def test_pictures_come_from_the_pages_of_documents_only() -> None:
    client = Client("http://x", "k", httpx.MockTransport(lambda _: httpx.Response(200, content=b"png")))
    assert client.picture("/v1/documents/d/pages/1.png") == b"png"
    for address in ("http://evil.example/x.png", "//evil.example/x.png", "/v1/models"):
        with pytest.raises(Problem):
            client.picture(address)


def test_a_kind_of_file_without_pages_has_no_picture() -> None:
    client = Client("http://x", "k", httpx.MockTransport(lambda _: httpx.Response(404, json={"code": "not_found"})))
    assert client.picture("/v1/documents/d/pages/1.png") is None


def test_how_answers_are_made_is_read_from_any_release_s_service() -> None:
    said: dict[str, object] = {"object": "list", "data": [], "active": None}
    client = Client("http://x", "k", httpx.MockTransport(lambda _: httpx.Response(200, json=said)))
    assert (client.mode().active, client.mode().coming) == (None, None)
    said |= {"coming": 0.43, "newer": 1}
    assert (client.mode().active, client.mode().coming) == (None, 0.43)
    said |= {"active": "mistral", "coming": None}
    assert (client.mode().active, client.mode().coming) == ("mistral", None)


def test_groups_are_sent_one_by_one() -> None:
    bodies: list[bytes] = []

    def handle(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(200, json={"document_id": "d", "version_id": "v", "status": "active"})

    sent = Client("http://x", "k", httpx.MockTransport(handle)).upload("a.pdf", b"x", "default", ["rh", "achats"])
    assert sent.known
    assert bodies[0].count(b'name="allow"') == 2
