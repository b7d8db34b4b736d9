"""The index on a Qdrant server (1.17 or later: insert-only upserts), shared by any number of services and workers.

The name in the settings is an alias; behind it is one of two collections, ``NAME-a`` or ``NAME-b``. A rebuild fills the
other one and then turns the alias over, which the server does in one step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from rag.errors import IndexMismatchError, IndexUnreachableError, SourcierError, TransientError
from rag.settings import IndexSettings
from rag.store.index.base import IndexFilter, IndexHit, IndexPoint, IndexQuery, SparseVector
from rag.store.index.vectors import VECTORS, mismatch, passage_hits, sparse_of, worded_hits

_FIELDS = ("document_id", "version_id", "collection", "allow", "state")
_SCROLL = 500
_NOT_THERE, _THERE_ALREADY = 404, 409


class ServerIndex:
    """A :class:`rag.store.index.base.PassageIndex` on a Qdrant server."""

    def __init__(
        self,
        settings: IndexSettings,
        embedder: str,
        dimensions: int,
        *,
        client: QdrantClient | None = None,
        aside: bool = False,
    ) -> None:
        """Opens the collection, or makes it; ``aside`` means the one that is not in use (see :func:`rebuilt`).

        Raises:
            IndexUnreachableError: the server does not answer, or refuses the key.
            IndexMismatchError: the collection holds the vectors of another embedding model.
        """
        self._settings = settings
        self._embedder: dict[str, Any] = {"model": embedder, "dimensions": dimensions, "vectors": VECTORS}
        self._client = client or connect(settings)
        with _told(self._settings):
            self._name = self._other() if aside else settings.collection
            if aside or not self._client.collection_exists(settings.collection):
                self._make(self._name if aside else f"{settings.collection}-a")
                if not aside:
                    self._turn_alias(f"{settings.collection}-a")
            self._check()

    def _make(self, collection: str) -> None:
        settings = self._settings
        if not self._client.collection_exists(collection):
            try:
                self._client.create_collection(
                    collection,
                    vectors_config={
                        "dense": models.VectorParams(
                            size=self._embedder["dimensions"],
                            distance=models.Distance.COSINE,
                            on_disk=settings.quantize,
                        )
                    },
                    sparse_vectors_config={
                        name: models.SparseVectorParams(modifier=models.Modifier.IDF) for name in ("bm25", "head")
                    },
                    shard_number=settings.shards,
                    replication_factor=settings.replicas,
                    # Every replica has a change before it counts as made: a search may ask any of them.
                    write_consistency_factor=settings.replicas,
                    quantization_config=_quantization() if settings.quantize else None,
                    metadata={"embedder": self._embedder},
                )
            except UnexpectedResponse as error:
                if error.status_code != _THERE_ALREADY:
                    raise
        for field in _FIELDS:
            self._client.create_payload_index(collection, field, models.PayloadSchemaType.KEYWORD, wait=True)

    def _check(self) -> None:
        found = self._client.get_collection(self._name).config
        built_with = (found.metadata or {}).get("embedder")
        if built_with != self._embedder:
            known = built_with if isinstance(built_with, dict) else None
            raise mismatch(f"The collection {self._settings.collection}", known, self._embedder)

    def _in_use(self) -> str | None:
        aliases = self._client.get_aliases().aliases
        return next((one.collection_name for one in aliases if one.alias_name == self._settings.collection), None)

    def _other(self) -> str:
        name = self._settings.collection
        return f"{name}-a" if self._in_use() != f"{name}-a" else f"{name}-b"

    def _turn_alias(self, collection: str) -> None:
        name = self._settings.collection
        turned = models.CreateAliasOperation(
            create_alias=models.CreateAlias(collection_name=collection, alias_name=name)
        )
        if self._in_use() is None:
            self._client.update_collection_aliases([turned])
            return
        away = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=name))
        self._client.update_collection_aliases([away, turned])

    def insert(self, points: Sequence[IndexPoint]) -> None:
        """See the protocol."""
        rows = [
            models.PointStruct(
                id=point.id,
                vector={"dense": point.dense, "bm25": _sparse(point.sparse)}
                | ({"head": _sparse(point.head)} if point.head is not None else {}),
                payload=point.staged_payload,
            )
            for point in points
        ]
        if rows:
            with _told(self._settings):
                self._client.upsert(self._name, rows, wait=True, update_mode=models.UpdateMode.INSERT_ONLY)

    def count(self, version_id: str) -> int:
        """See the protocol."""
        with _told(self._settings):
            return self._client.count(self._name, _only("version_id", [version_id]), exact=True).count

    def count_document(self, document_id: str) -> int:
        """See the protocol."""
        with _told(self._settings):
            return self._client.count(self._name, _only("document_id", [document_id]), exact=True).count

    def go_live(self, version_id: str, allow: Sequence[str]) -> None:
        """See the protocol."""
        payload = {"state": "live", "allow": list(allow)}
        with _told(self._settings):
            self._client.set_payload(self._name, payload, points=_only("version_id", [version_id]), wait=True)

    def delete_version(self, version_id: str) -> None:
        """See the protocol."""
        self._delete(_only("version_id", [version_id]))

    def delete_document(self, document_id: str) -> None:
        """See the protocol."""
        self._delete(_only("document_id", [document_id]))

    def _delete(self, wanted: models.Filter) -> None:
        # From a collection that is being rebuilt, too: what was erased must not come back with it.
        with _told(self._settings):
            for name in ("a", "b"):
                collection = f"{self._settings.collection}-{name}"
                if self._client.collection_exists(collection):
                    self._client.delete(collection, models.FilterSelector(filter=wanted), wait=True)

    def search(self, query: IndexQuery) -> list[IndexHit]:
        """See the protocol."""
        if query.dense is None:
            [found] = self._query([self._nearest(_sparse(query.sparse), "bm25" if query.worded else "head", query)])
            return worded_hits(found)
        near, worded = self._query(
            [
                self._nearest(query.dense, "dense", query),
                self._nearest(_sparse(query.sparse), "bm25", query, with_vector=True),
            ]
        )
        return passage_hits(query.dense, near, worded)

    def _nearest(
        self, vector: list[float] | models.SparseVector, name: str, query: IndexQuery, *, with_vector: bool = False
    ) -> models.QueryRequest:
        whole = models.SearchParams(quantization=models.QuantizationSearchParams(rescore=True, oversampling=2.0))
        return models.QueryRequest(
            query=models.NearestQuery(nearest=vector),
            using=name,
            filter=_conditions(query.filter),
            limit=query.depth,
            params=whole if name == "dense" and self._settings.quantize else None,
            with_payload=["document_id", "version_id"],
            with_vector=["dense"] if with_vector else False,
        )

    def _query(self, requests: list[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        with _told(self._settings):
            return [answer.points for answer in self._client.query_batch_points(self._name, requests)]

    def live_points(self) -> Iterator[IndexPoint]:
        """All live passages with their vectors, in the order of their ids."""
        offset: Any = None
        while True:
            with _told(self._settings):
                records, offset = self._client.scroll(
                    self._name, _only("state", ["live"]), limit=_SCROLL, offset=offset, with_vectors=True
                )
            for record in records:
                vectors: Any = record.vector
                payload = {key: value for key, value in (record.payload or {}).items() if key != "state"}
                yield IndexPoint(id=str(record.id), dense=vectors["dense"], **sparse_of(vectors), **payload)
            if offset is None:
                return

    def info(self) -> dict[str, Any]:
        """See the protocol."""
        with _told(self._settings):
            points = self._client.count(self._name, exact=True).count
        return {"points": points, "embedder": self._embedder, "home": "server"}

    def close(self) -> None:
        """See the protocol."""
        self._client.close()

    def take_over(self) -> None:
        """Makes this collection, filled aside, the one in use, and drops the other."""
        with _told(self._settings):
            old = self._in_use()
            self._turn_alias(self._name)
            if old is not None and old != self._name:
                self._client.delete_collection(old)


@contextmanager
def _told(settings: IndexSettings) -> Iterator[None]:
    place = settings.url
    try:
        yield
    except ResponseHandlingException as error:
        kind = type(error.source).__name__
        raise IndexUnreachableError(f"The Qdrant server at {place} does not answer ({kind}).") from error
    except (httpx.HTTPError, ResourceExhaustedResponse) as error:
        kind = type(error).__name__
        raise IndexUnreachableError(f"The Qdrant server at {place} does not answer ({kind}).") from error
    except UnexpectedResponse as error:
        raise _answered(error, settings) from error


def _answered(error: UnexpectedResponse, settings: IndexSettings) -> SourcierError:
    status, place = error.status_code or 0, settings.url
    if b"dimension" in error.content:
        return IndexMismatchError(f"The collection {settings.collection} holds vectors of another length.")
    if status in (401, 403):
        return IndexUnreachableError(f"The Qdrant server at {place} refuses the key.", "Correct index.api_key.")
    if status == _NOT_THERE:
        return IndexUnreachableError(f"The Qdrant server at {place} has no collection {settings.collection}.")
    if status in (408, 429) or status >= 500:
        return IndexUnreachableError(f"The Qdrant server at {place} answered {status}.")
    return TransientError(f"The Qdrant server at {place} answered {status}.", "Is it 1.17 or later?")


def connect(settings: IndexSettings) -> QdrantClient:
    """A client of the server in the settings; nothing is sent yet."""
    key = settings.api_key.get_secret_value()
    return QdrantClient(
        url=settings.url,
        # As a header: given as an argument, the client would warn of the plain connection inside the house's network.
        headers={"api-key": key} if key else None,
        timeout=settings.timeout_s,
        check_compatibility=False,
        trust_env=False,
    )


@contextmanager
def rebuilt(
    settings: IndexSettings, embedder: str, dimensions: int, client: QdrantClient | None = None
) -> Iterator[ServerIndex]:
    """The collection that is not in use, to be filled; at the end of the block readers and writers get it instead.

    Cut off, it keeps what was put in for the next try (erasures reach it meanwhile), unless that is another model's.

    Raises:
        IndexUnreachableError: the server does not answer, or refuses the key.
    """
    try:
        index = ServerIndex(settings, embedder, dimensions, client=client, aside=True)
    except IndexMismatchError:
        stale = client or connect(settings)
        aliases = {one.collection_name for one in stale.get_aliases().aliases}
        for name in ("a", "b"):
            if f"{settings.collection}-{name}" not in aliases:
                stale.delete_collection(f"{settings.collection}-{name}")
        index = ServerIndex(settings, embedder, dimensions, client=client, aside=True)
    try:
        yield index
        index.take_over()
    finally:
        if client is None:
            index.close()


def built_with(settings: IndexSettings) -> str | None:
    """The name of the embedding model whose vectors the collection holds; None where there is none.

    Raises:
        IndexUnreachableError: the server does not answer, or refuses the key.
    """
    client = connect(settings)
    try:
        with _told(settings):
            if not client.collection_exists(settings.collection):
                return None
            metadata = client.get_collection(settings.collection).config.metadata or {}
        return str(metadata["embedder"]["model"]) if "embedder" in metadata else None
    finally:
        client.close()


def _quantization() -> models.ScalarQuantization:
    return models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
    )


def _only(field: str, values: Sequence[str]) -> models.Filter:
    return models.Filter(must=[_matches(field, values)])


def _matches(field: str, values: Sequence[str]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=list(values)))


def _conditions(wanted: IndexFilter) -> models.Filter:
    conditions: list[models.Condition] = [_matches("state", ["live"])]
    if wanted.groups is not None:
        conditions.append(_matches("allow", wanted.groups))
    if wanted.collections is not None:
        conditions.append(_matches("collection", wanted.collections))
    if wanted.document_ids is not None:
        conditions.append(_matches("document_id", wanted.document_ids))
    return models.Filter(must=conditions)


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=vector.indices, values=vector.values)
