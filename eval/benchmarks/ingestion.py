"""How quickly documents come in, beside the embedding model alone and beside a plain loop, in one run.

Each lane runs in a process of its own, models loaded and readers started before the clock starts.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.benchmarks.lanes import Clock, run_lane
from eval.benchmarks.results import Result, Row, this_machine
from ingest.engines.local import LocalEngine
from ingest.intake import submit_files
from ingest.parsing.limits import Limits
from ingest.parsing.pool import ParserPool
from ingest.pipeline import embedding_text
from ingest.reading import read_document
from ingest.runtime import worker_tools
from rag.models.embedder import load_embedder, model_folder
from rag.settings import Settings
from rag.store.opening import open_store

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_LIMITS = Limits(max_pages=5000, max_chars=50_000_000)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WARM = ["Le préavis est de trois mois.", "The term is three years."] * 16


def embedder_alone(settings: Settings, files: Sequence[Path]) -> dict[str, Any]:
    """The passages of the files, read beforehand, embedded in one call."""
    texts = []
    with ParserPool(1) as parsers:
        for file in files:
            work = partial(read_document, filename=file.name, limits=_LIMITS, document_id="d", version_id="v")
            reading = parsers.call(work, file, 600)
            texts += [embedding_text(reading.title, file.name, passage) for passage in reading.passages]
    embedder = load_embedder(settings)
    embedder.embed_passages(_WARM)
    clock = Clock()
    embedder.embed_passages(texts)
    return {**clock.read(), "passages": len(texts)}


def ingestion(settings: Settings, files: Sequence[Path]) -> dict[str, Any]:
    """The files submitted and worked through to the last, into an empty store."""
    store = open_store(settings)
    with worker_tools(settings, store) as tools:
        tools.embedder.embed_passages(_WARM)
        tools.parsers.start()
        clock = Clock()
        submit_files(store, files, "bench", (), 1000)
        LocalEngine(tools).drain()
        figures = clock.read()
        passages = store.catalogue.passage_count()
        counts = {status: number for status, number in _counts(store).items() if status != "active"}
    store.close()
    return {**figures, "passages": passages, "not_active": counts}


def plain_loop(settings: Settings, files: Sequence[Path]) -> dict[str, Any]:
    """A loop as LlamaIndex's documentation writes it, with its own class for the same embedding model."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(
        model_name=str(model_folder(settings)), query_instruction="query: ", text_instruction="passage: "
    )
    model.get_text_embedding_batch(_WARM)
    return _loop(settings, files, model)


def lent_loop(settings: Settings, files: Sequence[Path]) -> dict[str, Any]:
    """The same loop, lent our way of running the embedding model (a batch a core, sorted by length)."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    embedder = load_embedder(settings)
    embedder.embed_passages(_WARM)

    class Lent(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return embedder.embed_passages([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_passages(texts)

        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_question(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_question(query)

    return _loop(settings, files, Lent(model_name="lent", embed_batch_size=settings.embedder.batch_size))


def _loop(settings: Settings, files: Sequence[Path], model: BaseEmbedding) -> dict[str, Any]:
    """Reader, splitter, embedding model, LlamaIndex's Qdrant store, document after document; as long passages."""
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.qdrant import QdrantVectorStore
    from qdrant_client import QdrantClient

    client = QdrantClient(path=str(settings.home / "plain"))
    splitter = SentenceSplitter(chunk_size=180, chunk_overlap=20, tokenizer=_TOKEN.findall)
    context = StorageContext.from_defaults(vector_store=QdrantVectorStore(client=client, collection_name="plain"))
    index = VectorStoreIndex([], storage_context=context, embed_model=model)
    clock = Clock()
    passages = 0
    for file in files:
        nodes = splitter.get_nodes_from_documents(SimpleDirectoryReader(input_files=[str(file)]).load_data())
        index.insert_nodes(nodes)
        passages += len(nodes)
    figures = clock.read()
    client.close()
    return {**figures, "passages": passages}


LANES: dict[str, Callable[[Settings, Sequence[Path]], dict[str, Any]]] = {
    "embedder alone": embedder_alone,
    "ingestion": ingestion,
    "llama-index loop": plain_loop,
    "the same, our embedder": lent_loop,
}


def _counts(store: Any) -> dict[str, int]:
    from rag.domain.rights import OWNER

    counts: dict[str, int] = store.catalogue.counts(OWNER)
    return counts


def measure(
    sets: Mapping[str, Sequence[Path]], model_home: Path, rounds: int, told: Callable[[str], None] = lambda _: None
) -> Result:
    """All lanes over each set of files, in turns, ``rounds`` times; medians, and the highest memory.

    Raises:
        RuntimeError: a lane failed.
    """
    machine = this_machine()
    rows: list[Row] = []
    notes = [f"Medians of {rounds} rounds, in turns; each lane in a process of its own, models loaded beforehand."]
    for name, files in sets.items():
        runs: dict[str, list[dict[str, Any]]] = {lane: [] for lane in LANES}
        for number in range(rounds):
            for lane in LANES:
                told(f"round {number + 1} of {rounds}: {lane}, {len(files)} files")
                runs[lane].append(run_lane("ingestion", lane, list(files), model_home))
        rows += _rows(f"{name}, " if len(sets) > 1 else "", runs)
        passages = ", ".join(f"{lane} {done[0]['passages']:,}" for lane, done in runs.items())
        notes.append(f"{name}: {len(files)} files; passages: {passages}.")
        if left := runs["ingestion"][0]["not_active"]:
            notes.append(f"{name}: not ingested: {left}.")
    return Result(
        lane="ingestion", title="Ingestion beside the embedding model alone", machine=machine, rows=rows, notes=notes
    )


def _rows(case: str, runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Row]:
    alone = next(iter(LANES))
    for name, unit, key in (("time", "s", "seconds"), ("processor time", "s", "cpu_seconds")):
        medians = {lane: statistics.median(figures[key] for figures in done) for lane, done in runs.items()}
        for lane, value in medians.items():
            baseline = None if lane == alone else medians[alone]
            yield Row(case=case + lane, measure=name, value=value, unit=unit, baseline=baseline, against=alone)
    for lane, done in runs.items():
        peak = max(figures["peak_mib"] for figures in done)
        yield Row(case=case + lane, measure="peak memory, with its children", value=peak, unit="MiB")
