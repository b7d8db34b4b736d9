"""Stores of many made-up passages for the bench of the search, and whether this machine has room for them."""

from __future__ import annotations

import random
import shutil
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from sqlalchemy import insert

from eval.benchmarks.generated import write_paragraph
from eval.benchmarks.serving import GROUP
from rag.domain.passage import passage_id
from rag.errors import RequestError
from rag.store.heads import head_text
from rag.store.index.base import IndexPoint, PassageIndex
from rag.store.index.sparse import document_vector
from rag.store.opening import Store
from rag.store.tables import document_groups, documents, passages, versions

PER_DOCUMENT = 10
_BATCH = 100
_TOLD_FROM = 100_000
_MIB = 2**20
# A passage's share, from stores of 1,000 and 10,000, rounded up (docs/decisions/0045): seconds to fill, bytes.
_SECONDS, _DISK, _MEMORY = 0.0007, 10_000, 8_000
_SERVICE_MIB = 1_000


def check_room(sizes: Sequence[int], home: Path) -> list[str]:
    """What stores of these sizes will take, in words, for those that take long; all are open at the same time, each in
    a service of its own.

    Raises:
        RequestError: the disk under ``home`` or the free memory is too short for them.
    """
    home.mkdir(parents=True, exist_ok=True)
    disk = sum(sizes) * _DISK / _MIB
    memory = sum(sizes) * _MEMORY / _MIB + len(sizes) * _SERVICE_MIB
    has = {
        "disk": (disk, shutil.disk_usage(home).free / _MIB),
        "memory": (memory, psutil.virtual_memory().available / _MIB),
    }
    for what, (wanted, free) in has.items():
        if wanted > free:
            words = " and ".join(f"{size:,}" for size in sizes)
            raise RequestError(
                f"Stores of {words} passages need about {wanted:,.0f} MiB of {what}; {free:,.0f} are free.",
                "Free some, or ask for fewer with: --sizes",
            )
    return [
        f"{size:,} passages: about {size * _SECONDS / 60:.0f} minutes to fill, {size * _DISK / _MIB:,.0f} MiB of disk,"
        f" {size * _MEMORY / _MIB + _SERVICE_MIB:,.0f} MiB of memory"
        for size in sizes
        if size >= _TOLD_FROM
    ]


def fill(store: Store, index: PassageIndex, dimensions: int, start: int, end: int, chance: random.Random) -> None:
    """Adds the passages ``start`` to ``end``: made-up contracts of ten passages, vectors drawn by chance, BM25 real.
    Every second document may be read by the key of the bench only."""
    draw = np.random.default_rng(start)
    for first in range(start // PER_DOCUMENT, end // PER_DOCUMENT, _BATCH):
        numbers = range(first, min(first + _BATCH, end // PER_DOCUMENT))
        _add(store, index, dimensions, [_document(number, chance) for number in numbers], draw)


def _document(number: int, chance: random.Random) -> dict[str, Any]:
    identifier, version = str(uuid.UUID(int=number)), str(uuid.UUID(int=number + 2**64))
    party = chance.choice(("Thermolys", "Nuagence", "Batelia", "Orvane", "Litoral", "Perrin", "Claravie"))
    title = f"Contrat {number:05} entre {party} et le Client"
    texts = [title, *(write_paragraph(chance, 4) for _ in range(PER_DOCUMENT - 1))]
    allow = ["everyone"] if number % 2 else [GROUP]
    return {"id": identifier, "version": version, "title": title, "texts": texts, "allow": allow, "number": number}


def _add(
    store: Store, index: PassageIndex, dimensions: int, made: Sequence[dict[str, Any]], draw: np.random.Generator
) -> None:
    now, moment = datetime.now(UTC), store.catalogue.moment()
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
        vectors = draw.standard_normal((len(one["texts"]), dimensions))
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
    with store.database.write() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)
    index.insert(points)
    for one in made:
        index.go_live(one["version"], one["allow"])
