from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag.facts.facts import Facts
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.service.app import create_app
from rag.settings import IngestSettings, OllamaSettings, ServiceSettings, Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import index_folder, open_store
from tests.rag.service.house import House
from tests.support.embedder import FakeEmbedder
from tests.support.processes import free_port


@contextmanager
def opened(home: Path) -> Iterator[House]:
    """A running service in a home of its own: all real but the embedder; files of one MiB at most."""
    home.mkdir(mode=0o700)
    settings = Settings(
        home=home,
        ollama=OllamaSettings(enabled=False),
        service=ServiceSettings(port=free_port()),
        ingest=IngestSettings(max_file_mb=1),
    )
    store, embedder = open_store(settings), FakeEmbedder()
    index = EdgeIndex(index_folder(settings), embedder.name, embedder.dimensions)
    retriever = Retriever(store.catalogue, index, embedder)
    engine = QueryEngine(settings, store, index, embedder, retriever, Facts(store.database))
    app = create_app(engine)
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            yield House(app, client, engine)
    finally:
        index.close()
        store.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A running service with a public document, one for the management only, and three keys."""
    with opened(tmp_path / "with") as made:
        made.bring_public()
        made.bring_secret()
        yield made


@pytest.fixture
def bare_house(tmp_path: Path) -> Iterator[House]:
    """The same service that never held the management's document."""
    with opened(tmp_path / "without") as made:
        made.bring_public()
        yield made


@pytest.fixture(scope="module")
def lasting_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Like ``house``, for tests that take nothing away from it."""
    with opened(tmp_path_factory.mktemp("lasting") / "with") as made:
        made.bring_public()
        made.bring_secret()
        yield made


@pytest.fixture(scope="module")
def lasting_bare_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Like ``bare_house``, for tests that take nothing away from it."""
    with opened(tmp_path_factory.mktemp("lasting") / "without") as made:
        made.bring_public()
        yield made
