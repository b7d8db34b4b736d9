"""What both Qdrant homes of the index share: the version of their vectors, and how points are read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from rag.errors import IndexMismatchError
from rag.store.index.base import IndexHit, SparseVector

VECTORS = 2
"""Which vectors a point has, and how they are made. An index of another number is built again."""


class ScoredPoint(Protocol):
    """A point found, as both of Qdrant's clients give it."""

    @property
    def id(self) -> Any:
        """The passage's id."""

    @property
    def score(self) -> float:
        """Cosine or BM25 score, as was asked for."""

    @property
    def payload(self) -> Any:
        """What is kept beside the vectors."""

    @property
    def vector(self) -> Any:
        """The vectors that were asked for, by name."""


def mismatch(what: str, built_with: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> IndexMismatchError:
    """The error for an index that was built otherwise than it is now read."""
    if built_with is not None and {**built_with, "vectors": VECTORS} == wanted:
        return IndexMismatchError(f"{what} was built by another version of Sourcier.", "Run `ingest reindex`.")
    model = built_with["model"] if built_with else "a model that it does not name"
    return IndexMismatchError(f"{what} holds vectors of {model}.")


def sparse_of(vectors: Mapping[str, Any]) -> dict[str, SparseVector | None]:
    """The sparse vectors of a point, as :class:`rag.store.index.base.IndexPoint` takes them."""
    head = vectors.get("head")
    return {"sparse": _read(vectors["bm25"]), "head": None if head is None else _read(head)}


def worded_hits(points: Iterable[ScoredPoint]) -> list[IndexHit]:
    """The answer to a query by words alone, in its order."""
    return [_hit(point, 0.0, point.score) for point in points]


def passage_hits(
    question: Sequence[float], near: Iterable[ScoredPoint], worded: Iterable[ScoredPoint]
) -> list[IndexHit]:
    """The nearest by cosine and the nearest by BM25, which bring their dense vectors along, each passage once."""
    hits = {str(point.id): _hit(point, point.score, 0.0) for point in near}
    found = list(worded)
    others = [point for point in found if str(point.id) not in hits]
    cosines = {name: hit.cosine for name, hit in hits.items()}
    cosines |= zip((str(point.id) for point in others), _cosines(question, others), strict=True)
    hits |= {str(point.id): _hit(point, cosines[str(point.id)], point.score) for point in found}
    return list(hits.values())


def _hit(point: ScoredPoint, cosine: float, bm25: float) -> IndexHit:
    return IndexHit(
        passage_id=str(point.id),
        document_id=point.payload["document_id"],
        version_id=point.payload["version_id"],
        cosine=cosine,
        bm25=bm25,
    )


def _cosines(question: Sequence[float], points: Sequence[ScoredPoint]) -> list[float]:
    if not points:
        return []
    asked = np.asarray(question, dtype=np.float32)
    vectors = np.asarray([point.vector["dense"] for point in points], dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(asked)
    cosines: list[float] = (vectors @ asked / np.where(lengths, lengths, 1)).tolist()
    return cosines


def _read(vector: Any) -> SparseVector:
    return SparseVector(indices=list(vector.indices), values=list(vector.values))
