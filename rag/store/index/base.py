"""What an index of passages is, whatever its home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SparseVector(_Value):
    """The non-zero entries of a BM25 vector."""

    indices: list[int]
    values: list[float]


class IndexPoint(_Value):
    """A passage as the index keeps it: its id, vectors, and what is filtered on.

    The first passage of a version carries ``head`` too: the BM25 vector of what names the document
    (:mod:`rag.store.heads`), by which documents are found.
    """

    id: str
    dense: list[float]
    sparse: SparseVector
    head: SparseVector | None = None
    document_id: str
    version_id: str
    collection: str
    language: str
    allow: list[str]

    @property
    def staged_payload(self) -> dict[str, Any]:
        """What both Qdrant homes keep beside the vectors of a passage that is not yet to be found: by nobody."""
        return self.model_dump(exclude={"id", "dense", "sparse", "head"}) | {"state": "staged", "allow": []}


class IndexFilter(_Value):
    """Which passages may be found; a list of None means any. ``groups`` None means all rights."""

    groups: list[str] | None
    collections: list[str] | None = None
    document_ids: list[str] | None = None


class IndexQuery(_Value):
    """A hybrid query: the nearest ``depth`` passages by each vector. Without ``dense`` a query for documents: the
    nearest ``depth`` first passages by their heads; with ``worded`` one for passages by BM25 alone.
    """

    dense: list[float] | None = None
    sparse: SparseVector
    filter: IndexFilter
    depth: int = 50
    worded: bool = False


class IndexHit(_Value):
    """A passage found. ``cosine`` is between question and passage (-1 to 1; 0 in a query without ``dense``), ``bm25``
    its BM25 score (0 or more; 0 for a passage that is not among the nearest by it).
    """

    passage_id: str
    document_id: str
    version_id: str
    cosine: float
    bm25: float


class PassageIndex(Protocol):
    """The protocol of the index's homes. Passages are inserted ``staged`` and found once they are ``live``."""

    def insert(self, points: Sequence[IndexPoint]) -> None:
        """Adds staged passages; those already there are left as they are (a late worker undoes nothing)."""

    def count(self, version_id: str) -> int:
        """How many passages of a version are there, staged or live."""

    def count_document(self, document_id: str) -> int:
        """How many passages of a document are there, whatever their version, staged or live."""

    def go_live(self, version_id: str, allow: Sequence[str]) -> None:
        """Makes a version's passages findable by these groups; calling it again changes the groups."""

    def delete_version(self, version_id: str) -> None:
        """Removes a version's passages."""

    def delete_document(self, document_id: str) -> None:
        """Removes all passages of a document."""

    def search(self, query: IndexQuery) -> list[IndexHit]:
        """The live passages nearest by either vector that the filter admits, each once; for a query for documents the
        best first."""

    def info(self) -> dict[str, Any]:
        """``points`` (how many), ``embedder`` (model name and size of its vectors) and ``home``."""

    def close(self) -> None:
        """Lets go of files and connections."""
