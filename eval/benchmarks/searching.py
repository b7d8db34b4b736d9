"""What `POST /search` costs beside its bare parts, in stores of more and more passages, by one client and by twenty."""

from __future__ import annotations

import random
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn
from sqlalchemy import insert

from eval.benchmarks.generated import write_paragraph
from rag.domain.passage import passage_id
from rag.opening import QueryEngine, open_query_engine
from rag.service.app import create_app
from rag.settings import Settings
from rag.store.heads import head_text
from rag.store.index.base import IndexFilter, IndexPoint, IndexQuery
from rag.store.index.sparse import document_vector, query_vector
from rag.store.tables import document_groups, documents, passages, versions

_PER_DOCUMENT = 10
_BATCH = 100
_DEPTH = 60
_CLIENTS = 20
_GROUP = "bench"
_ASKED = (
    "Dans quel délai le prestataire remet-il les rapports de maintenance ?",
    "Quelles sont les modalités de résiliation du contrat Thermolys {n:05} ?",
    "Quel est le montant maximal facturé par Nuagence ?",
    "Qui conserve les certificats d'assurance en cours de validité ?",
    "Que prévoit l'article Litiges du contrat {n:05} ?",
    "What is the notice period of contract {n:05} with Batelia?",
)


def searching(settings: Settings, sizes: Sequence[Path]) -> dict[str, Any]:
    """For each size (the names of the paths are numbers of passages): milliseconds of the bare parts and of
    ``POST /v1/search`` with a key of one group, taken in turns, and requests a second of one client and of twenty."""
    chance = random.Random(7)  # noqa: S311
    figures: dict[str, Any] = {}
    with open_query_engine(settings) as engine, _served(engine) as (address, key):
        filled = 0
        for size in [int(path.name) for path in sizes]:
            fill(engine, filled, size, chance)
            filled = size
            with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
                figures[str(size)] = _measured(engine, client, size // _PER_DOCUMENT, chance)
    return {"sizes": figures}


def fill(engine: QueryEngine, start: int, end: int, chance: random.Random) -> None:
    """Adds the passages ``start`` to ``end``: made-up contracts of ten passages, vectors drawn by chance, BM25 real.
    Every second document may be read by the key of the bench only."""
    draw = np.random.default_rng(start)
    for first in range(start // _PER_DOCUMENT, end // _PER_DOCUMENT, _BATCH):
        numbers = range(first, min(first + _BATCH, end // _PER_DOCUMENT))
        _add(engine, [_document(number, chance) for number in numbers], draw)


def _document(number: int, chance: random.Random) -> dict[str, Any]:
    identifier, version = str(uuid.UUID(int=number)), str(uuid.UUID(int=number + 2**64))
    party = chance.choice(("Thermolys", "Nuagence", "Batelia", "Orvane", "Litoral", "Perrin", "Claravie"))
    title = f"Contrat {number:05} entre {party} et le Client"
    texts = [title, *(write_paragraph(chance, 4) for _ in range(_PER_DOCUMENT - 1))]
    allow = ["everyone"] if number % 2 else [_GROUP]
    return {"id": identifier, "version": version, "title": title, "texts": texts, "allow": allow, "number": number}


def _add(engine: QueryEngine, made: Sequence[dict[str, Any]], draw: np.random.Generator) -> None:
    now, moment = datetime.now(UTC), engine.store.catalogue.moment()
    rows: dict[Any, list[dict[str, Any]]] = {documents: [], document_groups: [], versions: [], passages: []}
    points = []
    for one in made:
        document, version, name = one["id"], one["version"], f"contrat-{one['number']:05}.pdf"
        kept = {"title": one["title"], "language": "fr", "sha256": f"{one['number']:064x}"}
        rows[documents].append(
            {"id": document, "collection": "bench", "source": f"bench:{name}", "filename": name, "size": 1}
            | {"media_type": "application/pdf", "allow": one["allow"], "status": "active", "page_count": 1}
            | {"active_version_id": version, "created_at": now, "updated_at": now}
            | kept
        )
        rows[document_groups] += [{"document_id": document, "group_name": group} for group in one["allow"]]
        rows[versions].append(
            {"id": version, "document_id": document, "fingerprint": "bench", "pages": [], "warnings": []}
            | {"passage_count": len(one["texts"]), "activated_at": moment}
            | kept
        )
        vectors = draw.standard_normal((len(one["texts"]), engine.embedder.dimensions))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        position = 0
        for ordinal, text in enumerate(one["texts"]):
            identifier = passage_id(document, version, ordinal)
            box = [0, len(text), 1, [0.1, 0.1, 0.9, 0.2]]
            rows[passages].append(
                {"id": identifier, "document_id": document, "version_id": version, "ordinal": ordinal, "text": text}
                | {"headings": ["Article"], "page": 1, "spans": [box] * 8}
                | {"char_start": position, "char_end": position + len(text)}
            )
            position += len(text) + 2
            head = head_text(one["title"], name, "\n".join(one["texts"][:3])) if not ordinal else None
            points.append(
                IndexPoint(
                    id=identifier,
                    dense=vectors[ordinal].tolist(),
                    sparse=document_vector(text, "fr"),
                    head=None if head is None else document_vector(head, "fr"),
                    document_id=document,
                    version_id=version,
                    collection="bench",
                    language="fr",
                    allow=one["allow"],
                )
            )
    with engine.store.database.write() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)
    engine.index.insert(points)
    for one in made:
        engine.index.go_live(one["version"], one["allow"])


def _measured(engine: QueryEngine, client: httpx.Client, count: int, chance: random.Random) -> dict[str, Any]:
    questions = [asked.format(n=chance.randrange(count)) for asked in _ASKED for _ in range(10)]
    chance.shuffle(questions)
    bare: list[float] = []
    served: list[float] = []
    for number, question in enumerate([*questions[:6], *questions]):
        times = _timed(lambda: _bare(engine, question)), _timed(lambda: _post(client, question))  # noqa: B023
        # The first few warm caches up.
        if number >= len(_ASKED):
            bare.append(times[0])
            served.append(times[1])
    one, twenty = _rate(client, questions, 1), _rate(client, questions, _CLIENTS)
    return {
        "bare_ms": _percentiles(bare),
        "search_ms": _percentiles(served),
        "ratio": [round(a / b, 2) for a, b in zip(_percentiles(served), _percentiles(bare), strict=True)],
        "per_s_one": round(one, 1),
        "per_s_twenty": round(twenty, 1),
    }


def _bare(engine: QueryEngine, question: str) -> None:
    vector = engine.embedder.embed_question(question)
    where = IndexFilter(groups=[_GROUP, "everyone"])
    engine.index.search(IndexQuery(dense=vector, sparse=query_vector(question), filter=where, depth=_DEPTH))


def _post(client: httpx.Client, question: str) -> None:
    client.post("/v1/search", json={"query": question}).raise_for_status()


def _timed(do: Callable[[], None]) -> float:
    started = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - started)


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return round(cuts[9], 1), round(cuts[18], 1)


def _rate(client: httpx.Client, questions: Sequence[str], clients: int) -> float:
    """Requests a second; a request that fails raises."""
    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        list(pool.map(lambda question: _post(client, question), questions))
        return len(questions) / (time.perf_counter() - started)


@contextmanager
def _served(engine: QueryEngine) -> Iterator[tuple[str, str]]:
    """The service at an address of this machine, in a thread, and a key of the bench's group."""
    key = engine.store.keys.create("bench", [_GROUP])
    server = uvicorn.Server(uvicorn.Config(create_app(engine), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", key
    finally:
        server.should_exit = True
        thread.join()


LANES = {"searching": searching}
