"""Puts the rooms of the query side together: what `rag serve` and a lone `rag ask` both need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rag.facts.facts import Facts
from rag.models.box.running import BoxServer
from rag.models.embedder import Embedder, load_embedder
from rag.models.entailment import EntailmentModel, load_entailment
from rag.models.reranker import load_reranker
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.base import PassageIndex
from rag.store.opening import Store, open_own_index, open_store


@dataclass(frozen=True, slots=True)
class QueryEngine:
    """A store with its index open in this process, its embedder, search over both, the facts of invoices and
    contracts, the model in the box, and the entailment model where one is set."""

    settings: Settings
    store: Store
    index: PassageIndex
    embedder: Embedder
    retriever: Retriever
    facts: Facts
    box: BoxServer | None = None
    entailment: EntailmentModel | None = None


@contextmanager
def open_query_engine(settings: Settings, lock_timeout_s: float = 0) -> Iterator[QueryEngine]:
    """Opens everything, the index in this very process, and closes it at the end.

    Raises:
        IndexLockedError: another process has the index open (after ``lock_timeout_s`` seconds).
        DatabaseUnreachableError, IndexUnreachableError: a server in the settings does not answer.
        ModelFileError: the embedding model's files cannot be had.
    """
    store = open_store(settings)
    try:
        embedder = load_embedder(settings)
        index = open_own_index(settings, embedder.name, embedder.dimensions, lock_timeout_s)
        box = BoxServer(settings)
        try:
            retriever = Retriever(store.catalogue, index, embedder, load_reranker(settings))
            facts = Facts(store.database)
            yield QueryEngine(settings, store, index, embedder, retriever, facts, box, load_entailment(settings))
        finally:
            box.close()
            index.close()
    finally:
        store.close()
