from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.parsing.isolation import ParserProcess
from ingest.pipeline import Tools
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.embedder import FakeEmbedder


@pytest.fixture(scope="session")
def parser() -> Iterator[ParserProcess]:
    """One real parser process for all (it takes seconds to start)."""
    with ParserProcess() as started:
        yield started


@pytest.fixture
def tools(settings: Settings, store: Store, fake_embedder: FakeEmbedder, parser: ParserProcess) -> Iterator[Tools]:
    """What a worker works with: all real but the embedder."""
    index = EdgeIndex(index_folder(settings), fake_embedder.name, fake_embedder.dimensions)
    yield Tools(store, index, fake_embedder, parser, settings.ingest)
    index.close()
