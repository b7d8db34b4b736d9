"""The embedded home: a Qdrant Edge shard in a folder. Beta software, so all of it is in this file.

A shard opens in one process only. ``optimize()`` is never called: it would stop every thread for minutes.
Payload state is a keyword, not a boolean: after ``set_payload`` a boolean index of qdrant-edge-py 0.9.0 no longer
finds the point.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import qdrant_edge as edge

from rag.errors import IndexMismatchError
from rag.store.index.base import IndexFilter, IndexHit, IndexPoint, IndexQuery, SparseVector
from rag.store.index.vectors import VECTORS, mismatch, passage_hits, sparse_of, worded_hits
from rag.store.locks import FileLock

_FIELDS = ("document_id", "version_id", "collection", "allow", "state")
_SCROLL = 500
_COMPLETE = "complete"


def _matches(field: str, values: Sequence[str]) -> edge.FieldCondition:
    return edge.FieldCondition(field, edge.MatchAny(list(values)))


def _conditions(wanted: IndexFilter) -> edge.Filter:
    """Of all that Edge can be asked, this costs least, and every passage of the store is asked it (decision 0045).

    Nobody's groups are those of a staged passage, so that ``state`` is asked for only where groups are not. One value
    after another is quicker than any of a list.
    """
    must: list[Any] = []
    should: list[Any] = []
    if wanted.groups is None:
        must.append(edge.FieldCondition("state", edge.MatchValue("live")))
    elif wanted.groups:
        should = [edge.FieldCondition("allow", edge.MatchValue(group)) for group in wanted.groups]
    else:
        # No condition at all would admit everything.
        must.append(_matches("allow", []))
    if wanted.collections is not None:
        must.append(_matches("collection", wanted.collections))
    if wanted.document_ids is not None:
        must.append(_matches("document_id", wanted.document_ids))
    return edge.Filter(must=must, should=should or None)


def _sparse(vector: SparseVector) -> edge.SparseVector:
    return edge.SparseVector(vector.indices, vector.values)


def _vectors(point: IndexPoint) -> dict[str, list[float] | list[list[float]] | edge.SparseVector]:
    head = {} if point.head is None else {"head": _sparse(point.head)}
    return {"dense": point.dense, "bm25": _sparse(point.sparse), **head}


class EdgeIndex:
    """A :class:`rag.store.index.base.PassageIndex` in a folder of this machine."""

    def __init__(self, folder: Path, embedder: str, dimensions: int, lock_timeout_s: float = 0) -> None:
        """Opens or creates the index.

        Raises:
            IndexLockedError: another process has it open.
            IndexMismatchError: it holds the vectors of another embedding model.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._dimensions = dimensions
        self._embedder: dict[str, Any] = {"model": embedder, "dimensions": dimensions, "vectors": VECTORS}
        self._lock = FileLock(folder.with_suffix(".lock"))
        self._lock.acquire(lock_timeout_s)
        self._mutex = threading.Lock()
        try:
            _settle(folder)
            self._shard = self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> edge.EdgeShard:
        note, shard = self._folder / "embedder.json", self._folder / "shard"
        if note.exists():
            built_with = json.loads(note.read_text())
            if built_with != self._embedder:
                raise mismatch("The index", built_with, self._embedder)
            return edge.EdgeShard.load(str(shard))
        # Only a finished creation leaves the note: a shard without it was cut off and holds nothing.
        if shard.exists():
            shutil.rmtree(shard)
        shard.mkdir()
        config = edge.EdgeConfig(
            vectors={"dense": edge.EdgeVectorParams(self._dimensions, edge.Distance.Cosine)},
            sparse_vectors={name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for name in ("bm25", "head")},
        )
        created = edge.EdgeShard.create(str(shard), config)
        for field in _FIELDS:
            created.update(edge.UpdateOperation.create_field_index(field, edge.PayloadSchemaType.Keyword))
        created.flush()
        written = note.with_suffix(".new")
        written.write_text(json.dumps(self._embedder))
        os.replace(written, note)
        return created

    def _update(self, operation: edge.UpdateOperation) -> None:
        with self._mutex:
            self._shard.update(operation)

    def insert(self, points: Sequence[IndexPoint]) -> None:
        """See the protocol."""
        rows = [
            edge.Point(
                point.id,
                _vectors(point),
                point.staged_payload,
            )
            for point in points
        ]
        self._update(edge.UpdateOperation.upsert_points(rows, None, edge.UpdateMode.InsertOnly))

    def count(self, version_id: str) -> int:
        """See the protocol."""
        return self._count("version_id", version_id)

    def count_document(self, document_id: str) -> int:
        """See the protocol."""
        return self._count("document_id", document_id)

    def _count(self, field: str, value: str) -> int:
        return self._shard.count(edge.CountRequest(filter=edge.Filter(must=[_matches(field, [value])])))

    def go_live(self, version_id: str, allow: Sequence[str]) -> None:
        """See the protocol."""
        of_version = edge.Filter(must=[_matches("version_id", [version_id])])
        payload = {"state": "live", "allow": list(allow)}
        self._update(edge.UpdateOperation.set_payload_by_filter(of_version, payload))

    def delete_version(self, version_id: str) -> None:
        """See the protocol."""
        of_version = edge.Filter(must=[_matches("version_id", [version_id])])
        self._update(edge.UpdateOperation.delete_points_by_filter(of_version))

    def delete_document(self, document_id: str) -> None:
        """See the protocol."""
        of_document = edge.Filter(must=[_matches("document_id", [document_id])])
        self._update(edge.UpdateOperation.delete_points_by_filter(of_document))

    def search(self, query: IndexQuery) -> list[IndexHit]:
        """See the protocol."""
        if query.dense is None:
            return worded_hits(self._nearest(_sparse(query.sparse), "bm25" if query.worded else "head", query))
        near = self._nearest(query.dense, "dense", query)
        return passage_hits(query.dense, near, self._nearest(_sparse(query.sparse), "bm25", query, with_vector=True))

    def _nearest(
        self, vector: list[float] | edge.SparseVector, name: str, query: IndexQuery, *, with_vector: bool = False
    ) -> Sequence[edge.ScoredPoint]:
        request = edge.QueryRequest(
            query.depth,
            query=edge.Query.Nearest(vector, name),
            filter=_conditions(query.filter),
            with_payload=["document_id", "version_id"],
            with_vector=["dense"] if with_vector else False,
        )
        return self._shard.query(request)

    def live_points(self) -> Iterator[IndexPoint]:
        """All live passages with their vectors, in the order of their ids."""
        offset: Any = None
        while True:
            request = edge.ScrollRequest(
                offset, _SCROLL, edge.Filter(must=[_matches("state", ["live"])]), with_payload=True, with_vector=True
            )
            records, offset = self._shard.scroll(request)
            for record in records:
                vectors: Any = record.vector
                payload: Any = record.payload
                kept = {key: value for key, value in payload.items() if key != "state"}
                yield IndexPoint(id=str(record.id), dense=vectors["dense"], **sparse_of(vectors), **kept)
            if offset is None:
                return

    def optimize(self) -> None:
        """Builds the graph for quick search among very many passages. Never in a serving process: it stops every
        thread of this one until it is done (2 minutes at 100,000 passages)."""
        with self._mutex:
            self._shard.optimize()

    def info(self) -> dict[str, Any]:
        """See the protocol."""
        return {"points": self._shard.count(edge.CountRequest()), "embedder": self._embedder, "home": "edge"}

    def close(self) -> None:
        """See the protocol."""
        with self._mutex:
            self._shard.flush()
            self._shard.close()
        self._lock.release()


@contextmanager
def rebuilt(folder: Path, embedder: str, dimensions: int) -> Iterator[EdgeIndex]:
    """An index beside the one in ``folder``, to be filled; at the end of the block it takes its place. Nobody else
    opens either meanwhile.

    Cut off, what was filled stays for the next try, unless the index is opened in between, for it may then change.

    Raises:
        IndexLockedError: another process has the index open.
    """
    aside = _aside(folder)
    with FileLock(folder.with_suffix(".lock")).held():
        try:
            index = EdgeIndex(aside, embedder, dimensions)
        except IndexMismatchError:
            shutil.rmtree(aside)
            index = EdgeIndex(aside, embedder, dimensions)
        (aside / _COMPLETE).unlink(missing_ok=True)
        try:
            yield index
        finally:
            index.close()
        (aside / _COMPLETE).touch()
        _settle(folder)


def built_with(folder: Path) -> str | None:
    """The name of the embedding model whose vectors the index in ``folder`` holds; None where there is no index."""
    note = folder / "embedder.json"
    return str(json.loads(note.read_text())["model"]) if note.exists() else None


def _aside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-new")


def _settle(folder: Path) -> None:
    """Ends a change to the index built aside, wherever it was cut off; drops one that is unfinished."""
    aside = _aside(folder)
    if (aside / _COMPLETE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(aside, folder)
        (folder / _COMPLETE).unlink()
    else:
        shutil.rmtree(aside, ignore_errors=True)
        (folder / _COMPLETE).unlink(missing_ok=True)
