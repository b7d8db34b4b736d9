"""What both Qdrant homes of the index share: the version of their vectors, and how these are read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexMismatchError
from rag.store.index.base import SparseVector

VECTORS = 2
"""Which vectors a point has, and how they are made. An index of another number is built again."""


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


def cosine(question: NDArray[np.float32], vector: Sequence[float]) -> float:
    """The cosine of the angle between a question and a passage (-1 to 1)."""
    passage = np.asarray(vector, dtype=np.float32)
    return float(question @ passage) / (float(np.linalg.norm(question) * np.linalg.norm(passage)) or 1.0)


def _read(vector: Any) -> SparseVector:
    return SparseVector(indices=list(vector.indices), values=list(vector.values))
