from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import ingest.reindexing as reindexing
from ingest.reindexing import rebuild_index
from rag.domain.document import DocumentStatus
from rag.domain.rights import OWNER
from rag.domain.version import fingerprint
from rag.errors import DamagedFileError, IndexLockedError, IndexMismatchError, RequestError
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.base import IndexPoint
from rag.store.index.edge import EdgeIndex
from rag.store.ledger import Ledger
from rag.store.ledger_values import Outcome
from rag.store.opening import Store, index_built_with, index_folder
from tests.support.embedder import FakeEmbedder
from tests.support.stores import bring_in, claim_one, file_info

MODEL = "fake-32"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"embedder": settings.embedder.model_copy(update={"model": MODEL})})


@pytest.fixture(autouse=True)
def embedder(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    made = FakeEmbedder()
    monkeypatch.setattr(reindexing, "load_embedder", lambda _: made)
    return made


@pytest.fixture
def filled(store: Store, settings: Settings) -> dict[str, list[str]]:
    """Three documents, one of them with rights, in database and index; a fourth whose newest bytes are unreadable."""
    texts = {
        name: [f"Contrat {name}, clause {n}, prix {n} euros" for n in range(count)]
        for name, count in (("a", 3), ("b", 1), ("c", 150), ("d", 2))
    }
    with _opened(settings) as index:
        for name, some in texts.items():
            allow = ("rh",) if name == "b" else ("everyone",)
            bring_in(store, file_info(f"{name}.txt", name.encode(), allow=allow), some, index)
        store.ledger.submit(file_info("d.txt", b"damaged"))
        store.ledger.set_aside(claim_one(store), DamagedFileError("Cut."))
    return texts


class _opened:
    def __init__(self, settings: Settings, model: str = MODEL, size: int = 32) -> None:
        self.index = EdgeIndex(index_folder(settings), model, size)

    def __enter__(self) -> EdgeIndex:
        return self.index

    def __exit__(self, *_: object) -> None:
        self.index.close()


def _texts(store: Store, settings: Settings, embedder: FakeEmbedder, question: str = "contrat prix clause") -> set[str]:
    with _opened(settings, embedder.name, embedder.dimensions) as index:
        ranked = Retriever(store.catalogue, index, embedder).search(question, OWNER, 500)
        return {item.found.passage.text for item in ranked}


def test_all_that_readers_see_is_there_again(
    store: Store, settings: Settings, filled: dict[str, list[str]], embedder: FakeEmbedder
) -> None:
    before = _texts(store, settings, embedder)
    (index_folder(settings) / "embedder.json").unlink()
    told: list[tuple[int, int]] = []
    assert rebuild_index(settings, store, lambda done, of: told.append((done, of))) == 4
    assert told[-1][0] == told[-1][1] == 156
    assert _texts(store, settings, embedder) == before == {text for some in filled.values() for text in some}
    with _opened(settings) as index:
        assert index.info()["points"] == 156, "what had been left over is gone"
        assert {tuple(point.allow) for point in index.live_points()} == {("everyone",), ("rh",)}
    assert store.catalogue.list_documents(OWNER, status="set_aside")[0][0].filename == "d.txt"


def test_another_model_takes_over_and_nothing_is_read_again_for_it(
    store: Store, settings: Settings, filled: dict[str, list[str]], embedder: FakeEmbedder
) -> None:
    embedder.name = "other"  # type: ignore[misc]
    changed = settings.model_copy(update={"embedder": settings.embedder.model_copy(update={"model": "other"})})
    other = replace(store, ledger=Ledger(store.database, fingerprint("other")))
    with pytest.raises(IndexMismatchError, match="ingest reindex"):
        _opened(changed, "other")
    rebuild_index(changed, other)
    assert index_built_with(changed) == "other"
    assert len(_texts(other, changed, embedder)) == 156
    assert other.ledger.submit(file_info("a.txt", b"a")).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("moment", [1, 2])
def test_cut_off_readers_have_the_old_index_and_the_next_run_goes_on(
    store: Store, settings: Settings, filled: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    embedded: list[int] = []
    inner = reindexing.to_points

    def counting(*arguments: object) -> list[IndexPoint]:
        embedded.append(len(arguments[3]))  # type: ignore[arg-type]
        if len(embedded) > moment:
            raise KeyboardInterrupt
        return inner(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "_AT_ONCE", 1)
        patch.setattr(reindexing, "to_points", counting)
        with pytest.raises(KeyboardInterrupt):
            rebuild_index(settings, store)
    first = sum(embedded[:moment])
    aside = index_folder(settings).with_name("index-new")
    assert aside.exists() and not (aside / "complete").exists()
    embedded.clear()
    moment = 10**6
    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "to_points", counting)
        rebuild_index(settings, store)
    assert sum(embedded) == 156 - first and not aside.exists()


def test_an_index_opened_after_a_cut_is_the_old_one_and_the_half_one_goes(
    store: Store,
    settings: Settings,
    filled: dict[str, list[str]],
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "to_points", cut)
        with pytest.raises(KeyboardInterrupt):
            rebuild_index(settings, store)
    assert len(_texts(store, settings, embedder)) == 156
    assert not index_folder(settings).with_name("index-new").exists(), "its vectors may be of what is erased next"


@pytest.mark.parametrize("step", ["rmtree", "rename", "unlink"])
def test_cut_off_while_the_new_index_takes_its_place(
    store: Store, settings: Settings, filled: dict[str, list[str]], embedder: FakeEmbedder, step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    import rag.store.index.edge as edge

    folder = index_folder(settings)

    def once(owner: object, name: str) -> None:
        inner: Callable[..., object] = getattr(owner, name)

        def cut(path: Path, *rest: object, **more: object) -> object:
            if path == folder or path == folder / "complete" or rest == (folder,):
                raise KeyboardInterrupt
            return inner(path, *rest, **more)

        patch.setattr(owner, name, cut)

    with monkeypatch.context() as patch:
        once({"rmtree": edge.shutil, "rename": edge.os, "unlink": Path}[step], step)
        with pytest.raises(KeyboardInterrupt):
            rebuild_index(settings, store)
    assert len(_texts(store, settings, embedder)) == 156
    assert sorted(path.name for path in folder.iterdir()) == ["embedder.json", "shard"]


def test_nobody_else_opens_the_index_meanwhile(
    store: Store, settings: Settings, filled: dict[str, list[str]], embedder: FakeEmbedder
) -> None:
    tried: list[type[Exception]] = []

    def open_it() -> None:
        if not tried:
            try:
                _opened(settings)
            except IndexLockedError as error:
                tried.append(type(error))

    embedder.before = open_it
    rebuild_index(settings, store)
    assert set(tried) == {IndexLockedError}


def test_a_service_is_to_be_stopped_first(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "service_answers", lambda _: True)
    with pytest.raises(RequestError, match="service"):
        rebuild_index(settings, store)


class _Moving(FakeEmbedder):
    """Something changes the store while passages are embedded."""

    def __init__(self, change: Callable[[], None]) -> None:
        super().__init__()
        self._change: list[Callable[[], None]] = [change]
        self._lock = threading.Lock()

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        with self._lock:
            while self._change:
                self._change.pop()()
        return super().embed_passages(texts)


class _OneAtATime:
    """The client's stand-in for a server is not made for several threads at once, as a server is."""

    def __init__(self, client: object) -> None:
        self._client, self._mutex = client, threading.RLock()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def alone(*arguments: Any, **named: Any) -> Any:
            with self._mutex:
                return attribute(*arguments, **named)

        return alone


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The stand-in of a Qdrant server (see tests/store/test_server_index.py) in the place of a real one."""
    import warnings

    from qdrant_client import QdrantClient

    import rag.store.index.server as server

    client: Any = _OneAtATime(QdrantClient(":memory:"))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Payload indexes have no effect", category=UserWarning)
        monkeypatch.setattr(server, "connect", lambda _: client)
        monkeypatch.setattr(client, "close", lambda: None)
        yield settings.model_copy(update={"index": settings.index.model_copy(update={"url": "http://qdrant:6333"})})


def test_on_a_server_what_changes_meanwhile_is_seen_to(
    store: Store, server: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.store.index.server import ServerIndex

    index = ServerIndex(server.index, MODEL, 32)
    gone = bring_in(store, file_info("a.txt", b"a"), ["Contrat a, prix"], index)
    replaced = bring_in(store, file_info("b.txt", b"b"), ["Contrat b, prix"], index)

    def change() -> None:
        bring_in(store, file_info("b.txt", b"b2"), ["Contrat b, second prix"], index)
        bring_in(store, file_info("c.txt", b"c"), ["Contrat c, prix"], index)
        store.eraser.erase(gone.document_id, index, OWNER)

    embedder = _Moving(change)
    monkeypatch.setattr(reindexing, "load_embedder", lambda _: embedder)
    assert rebuild_index(server, store) == 2
    ranked = Retriever(store.catalogue, index, embedder).search("contrat prix", OWNER, 10)
    assert {item.found.passage.text for item in ranked} == {"Contrat b, second prix", "Contrat c, prix"}
    assert index.count(gone.version_id) == 0 and index.count(replaced.version_id) == 0
    assert store.ledger.document(replaced.document_id).status is DocumentStatus.ACTIVE
