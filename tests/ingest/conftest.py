from __future__ import annotations

from collections.abc import Iterator

import pytest

import ingest.engines.local
import ingest.reindexing
import ingest.runtime
import rag.console
from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.commands import Commands
from tests.support.embedder import FakeEmbedder


@pytest.fixture(scope="session")
def parsers() -> Iterator[ParserPool]:
    """One real parser process for all (it takes seconds to start)."""
    with ParserPool(1) as started:
        yield started


@pytest.fixture
def tools(settings: Settings, store: Store, fake_embedder: FakeEmbedder, parsers: ParserPool) -> Iterator[Tools]:
    """What a worker works with: all real but the embedder."""
    index = EdgeIndex(index_folder(settings), fake_embedder.name, fake_embedder.dimensions)
    yield Tools(store, index, fake_embedder, parsers, settings.ingest)
    index.close()


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    for name, value in {
        "SOURCIER_HOME": str(settings.home),
        "PORT": str(settings.service.port),
        "SOURCIER_INGEST__RETRY_DELAY_S": "0.01",
        "SOURCIER_INGEST__SLOTS": "1",
        "SOURCIER_OLLAMA__ENABLED": "false",
    }.items():
        monkeypatch.setenv(name, value)
    for module in (ingest.runtime, ingest.reindexing):
        monkeypatch.setattr(module, "load_embedder", lambda _settings: FakeEmbedder())
    monkeypatch.setattr(rag.console, "configure_logging", lambda *_: None)
    monkeypatch.setattr(ingest.engines.local, "_IDLE_S", 0.05)
    return Commands(capsys, monkeypatch)
