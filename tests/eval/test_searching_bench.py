"""The bench of the search: the store it fills is a real one, with rights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from eval.benchmarks import searching
from rag.domain.rights import OWNER, Reader
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.embedder import FakeEmbedder


@contextmanager
def _engine(settings: Settings, store: Store) -> Iterator[QueryEngine]:
    embedder: Any = FakeEmbedder()
    index = EdgeIndex(index_folder(settings), embedder.name, embedder.dimensions)
    yield QueryEngine(settings, store, index, embedder, Retriever(store.catalogue, index, embedder))
    index.close()


def test_a_store_that_grows_holds_what_is_asked_for(settings: Settings, store: Store) -> None:
    with _engine(settings, store) as engine:
        searching.fill(engine, 0, 20, random.Random(7))
        searching.fill(engine, 20, 40, random.Random(8))
        assert engine.index.info()["points"] == 40 == store.catalogue.passage_count()
        asked = "Que prévoit le contrat 00002 ?"
        assert engine.retriever.search(asked, Reader("b", frozenset({"bench"})), 5)[0].found.title.startswith(
            "Contrat 00002"
        )
        assert {item.found.passage.document_id[-1] for item in engine.retriever.search(asked, Reader("r"), 40)} == {
            "1",
            "3",
        }
        assert len(engine.retriever.search(asked, OWNER, 100)) == 40


def test_percentiles() -> None:
    assert searching._percentiles([float(n) for n in range(101)]) == (50, 95)
