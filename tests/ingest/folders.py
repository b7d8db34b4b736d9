"""A folder and a store to sync it with, without parsers or an index: what is queued counts as read at once."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ingest.foresight import foresee
from ingest.planning import Change, Entry, Plan, plan_sync
from ingest.syncing import apply_plan, erase_gone
from rag.store.index.base import IndexHit, IndexQuery, PassageIndex
from rag.store.opening import Store
from rag.store.tables import documents, files
from tests.support.stores import make_passages, new_version

_TIMES = itertools.count(1_600_000_000_000_000_000, 1_000_000_000)


class NoIndex(PassageIndex):
    """Holds nothing, so that all is erased."""

    def count_document(self, document_id: str) -> int:
        """None."""
        return 0

    def delete_document(self, document_id: str) -> None:
        """Nothing to delete."""

    def search(self, query: IndexQuery) -> list[IndexHit]:
        """Nothing to find."""
        return []

    def info(self) -> dict[str, Any]:
        """As small as can be."""
        return {"embedder": {"dimensions": 1}}


def put(path: Path, content: bytes | str) -> Path:
    """A file of an hour long past, each later than the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return aged(path)


def aged(path: Path) -> Path:
    """Another time of change, long past."""
    moment = next(_TIMES)
    os.utime(path, ns=(moment, moment))
    return path


def finish(store: Store) -> None:
    """Every queued document becomes active."""
    while (claim := store.ledger.claim("w", 60, 3)) is not None:
        version = new_version(store.ledger, claim)
        store.ledger.stage(claim, version, make_passages(claim.document.id, version.id, ["Un texte."]))
        store.ledger.activate(claim, version)


def plan(store: Store, folder: Path, allow: tuple[str, ...] = (), **more: bool) -> Plan:
    """A plan for the collection `default`, files up to 1 MiB."""
    return plan_sync(store, folder, "default", allow, 1, **more)


def sync(store: Store, folder: Path, allow: tuple[str, ...] = ()) -> dict[str, Change]:
    """A whole sync, however implausible, and what it reports of each file, by name in the folder.

    The dry run must have foreseen it.
    """
    foreseen = foresee(store, plan(store, folder, allow), 1)
    found = plan(store, folder, allow)
    entries = apply_plan(store, found, 1)
    entries += erase_gone(store, found, NoIndex)
    finish(store)
    assert shown(foreseen) == shown(entries)
    start = f"file:{folder.resolve()}/"
    changes = {row.source.removeprefix(start): Change.UNCHANGED for row in found.unchanged + found.touched}
    return changes | {entry.source.removeprefix(start): entry.change for entry in entries}


def shown(entries: list[Entry]) -> list[tuple[object, ...]]:
    """What a dry run can know of a report."""
    return sorted((e.source, e.change, e.code or "", e.previous or "", e.copy_of or "", e.kept) for e in entries)


def state(store: Store) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str, list[str], str]]]:
    """Files (source to document and digest) and documents (id to source, digest, groups, file name)."""
    with store.database.read() as connection:
        held = {row.source: (row.document_id, row.sha256) for row in connection.execute(select(files))}
        there = {
            row.id: (row.source, row.sha256, row.allow, row.filename) for row in connection.execute(select(documents))
        }
    return held, there


def ids(store: Store, folder: Path) -> dict[str, str]:
    """The document of each file, by name in the folder."""
    start = f"file:{folder.resolve()}/"
    return {source.removeprefix(start): held[0] for source, held in state(store)[0].items()}
