"""The search inside LlamaIndex's own query engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine

from rag.domain.rights import OWNER, Reader
from rag.retrieval.llama_index import PassageRetriever
from rag.retrieval.search import Retriever
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store
from tests.support.embedder import FakeEmbedder
from tests.support.stores import bring_in, file_info

PRICE = "Le prix annuel de la maintenance est de dix mille euros."
NOTICE = "Le préavis de résiliation est de six mois."


@pytest.fixture
def searcher(tmp_path: Path, store: Store) -> Iterator[Retriever]:
    embedder = FakeEmbedder()
    index = EdgeIndex(tmp_path / "index", embedder.name, embedder.dimensions)
    bring_in(store, file_info("contrat_thermolys.pdf", b"1"), [PRICE, NOTICE], index)
    bring_in(store, file_info("paie_nuagence.pdf", b"2", ["rh"], "rh"), [f"{PRICE} Secret."], index)
    yield Retriever(store.catalogue, index, embedder)
    index.close()


def test_nodes_are_the_passages_with_their_places(searcher: Retriever) -> None:
    nodes = PassageRetriever(searcher, OWNER, limit=2).retrieve("Quel est le préavis de Thermolys ?")
    ranked = searcher.search("Quel est le préavis de Thermolys ?", OWNER, 2)
    assert [node.node_id for node in nodes] == [item.found.passage.id for item in ranked]
    assert [node.score for node in nodes] == [1, 0.5]
    first = nodes[0]
    assert first.text == NOTICE
    assert first.metadata["filename"] == "contrat_thermolys.pdf" and first.metadata["page"] == 1
    start, end = first.metadata["char_start"], first.metadata["char_end"]
    assert end - start == len(NOTICE)


def test_rights_and_bounds_hold(searcher: Retriever) -> None:
    def texts(retriever: PassageRetriever) -> set[str]:
        return {node.text for node in retriever.retrieve(PRICE)}

    assert texts(PassageRetriever(searcher, Reader("r"))) == {PRICE, NOTICE}
    assert f"{PRICE} Secret." in texts(PassageRetriever(searcher, Reader("r", frozenset({"rh"}))))
    assert texts(PassageRetriever(searcher, OWNER, collections=["rh"])) == {f"{PRICE} Secret."}


def test_a_query_engine_of_llama_index_takes_it(searcher: Retriever) -> None:
    engine = RetrieverQueryEngine.from_args(PassageRetriever(searcher, Reader("r"), limit=1), llm=MockLLM())
    answer = engine.query("Quel est le préavis de Thermolys ?")
    assert [node.text for node in answer.source_nodes] == [NOTICE]
    assert NOTICE in str(answer) and "Secret" not in str(answer) and "char_start" not in str(answer)
