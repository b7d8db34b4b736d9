"""The index on a Qdrant server: against a real one where QDRANT_URL names it (QDRANT_API_KEY its key), else against the
client's own stand-in in memory, which does not show: the wire, payload indexes, shards, replicas, quantization."""

from __future__ import annotations

import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr
from qdrant_client import QdrantClient, models

from rag.errors import IndexMismatchError, IndexUnreachableError, TransientError
from rag.settings import IndexSettings
from rag.store.index.server import ServerIndex, connect, rebuilt
from tests.store.index_contract import TEXTS, IndexContract, ask, fill, found
from tests.support.embedder import vector_of
from tests.support.processes import free_port

URL = os.environ.get("QDRANT_URL", "")


@pytest.fixture
def wanted() -> IndexSettings:
    key = SecretStr(os.environ.get("QDRANT_API_KEY", ""))
    return IndexSettings(url=URL, api_key=key, collection=f"test-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def client(wanted: IndexSettings) -> Iterator[QdrantClient]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Payload indexes have no effect", category=UserWarning)
        made = connect(wanted) if URL else QdrantClient(":memory:")
        yield made
        for name in ("a", "b"):
            made.delete_collection(f"{wanted.collection}-{name}")
        made.close()


@pytest.fixture
def index(client: QdrantClient, wanted: IndexSettings) -> ServerIndex:
    return ServerIndex(wanted, "fake-32", 32, client=client)


class TestServerIndex(IndexContract):
    pass


@pytest.mark.skipif(not URL, reason="QDRANT_URL names no Qdrant server")
class TestQuantizedServerIndex(IndexContract):
    @pytest.fixture
    def wanted(self) -> IndexSettings:
        return IndexSettings(url=URL, collection=f"test-{uuid.uuid4().hex[:12]}", quantize=True, shards=2)


def test_what_is_there_is_opened_again(client: QdrantClient, wanted: IndexSettings, index: ServerIndex) -> None:
    ids = fill(index)
    assert found(ask(ServerIndex(wanted, "fake-32", 32, client=client), "prix")) == set(ids.values())


@pytest.mark.parametrize(("model", "size"), [("another", 32), ("fake-32", 384)])
def test_another_embedder_is_refused(
    client: QdrantClient, wanted: IndexSettings, index: ServerIndex, model: str, size: int
) -> None:
    with pytest.raises(IndexMismatchError, match="fake-32"):
        ServerIndex(wanted, model, size, client=client)


def test_a_collection_of_others_is_refused(client: QdrantClient, wanted: IndexSettings) -> None:
    theirs = f"{wanted.collection}-b"
    client.create_collection(theirs, vectors_config=models.VectorParams(size=3, distance=models.Distance.COSINE))
    with pytest.raises(IndexMismatchError, match="does not name"):
        ServerIndex(wanted.model_copy(update={"collection": theirs}), "fake-32", 32, client=client)


def test_a_rebuild_is_seen_by_readers_at_its_end(
    client: QdrantClient, wanted: IndexSettings, index: ServerIndex
) -> None:
    old = fill(index)
    with rebuilt(wanted, "fake-32", 32, client) as aside:
        new = fill(aside, "d2", "v2")
        assert found(ask(index, "prix")) == set(old.values())
    assert found(ask(index, "prix")) == set(new.values())
    with rebuilt(wanted, "other", 16, client):
        pass
    with pytest.raises(IndexMismatchError, match="other"):
        ServerIndex(wanted, "fake-32", 32, client=client)
    assert ServerIndex(wanted, "other", 16, client=client).info()["points"] == 0


def test_a_rebuild_cut_off_goes_on_and_erasures_reach_it(
    client: QdrantClient, wanted: IndexSettings, index: ServerIndex
) -> None:
    old = fill(index)
    with pytest.raises(KeyboardInterrupt), rebuilt(wanted, "fake-32", 32, client) as aside:
        fill(aside, "d2", "v2")
        fill(aside, "d3", "v3")
        raise KeyboardInterrupt
    assert found(ask(index, "prix")) == set(old.values())
    index.delete_document("d3")
    with rebuilt(wanted, "fake-32", 32, client) as aside:
        assert (aside.count("v2"), aside.count("v3")) == (4, 0)
    with pytest.raises(KeyboardInterrupt), rebuilt(wanted, "fake-32", 32, client) as aside:
        raise KeyboardInterrupt
    with rebuilt(wanted, "other", 16, client) as aside:
        assert aside.info()["points"] == 0


def test_live_points_come_back_whole(client: QdrantClient, wanted: IndexSettings, index: ServerIndex) -> None:
    ids = fill(index, allow=("rh",))
    fill(index, "d2", "v2", live=False)
    points = {point.id: point for point in index.live_points()}
    assert set(points) == set(ids.values())
    price = points[ids["price"]]
    assert price.allow == ["rh"] and price.sparse.indices
    assert price.dense == pytest.approx(vector_of(TEXTS["price"]), abs=1e-6)


def test_a_server_that_is_away_is_named() -> None:
    port = free_port()
    with pytest.raises(IndexUnreachableError, match=f"127.0.0.1:{port}"):
        ServerIndex(IndexSettings(url=f"http://127.0.0.1:{port}", timeout_s=2), "fake-32", 32)


class _Answers(BaseHTTPRequestHandler):
    status, body = 200, b"{}"
    seen: list[str | None]

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("api-key"))
        self.send_response(self.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_PUT = do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, b"{}", IndexUnreachableError, "refuses the key"),
        (503, b"{}", IndexUnreachableError, "503"),
        (404, b"{}", IndexUnreachableError, "no collection"),
        (400, b'{"status":{"error":"Vector dimension error: expected 32"}}', IndexMismatchError, "another length"),
        (422, b"secret words", TransientError, "422"),
    ],
)
def test_what_a_server_answers_is_told_without_its_words(
    status: int, body: bytes, error: type[Exception], words: str
) -> None:
    handler = type("Handler", (_Answers,), {"status": status, "body": body, "seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        place = IndexSettings(url=f"http://127.0.0.1:{server.server_port}", api_key=SecretStr("k3y"), timeout_s=5)
        with pytest.raises(error, match=words) as told:
            ServerIndex(place, "fake-32", 32)
        assert "secret" not in str(told.value) and "k3y" not in str(told.value)
        assert handler.seen == ["k3y"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
