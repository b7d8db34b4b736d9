"""Hybrid search: dense and BM25, fused by the index, then checked against the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.domain.rights import Reader
from rag.language import fold
from rag.retrieval.naming import named_share
from rag.store.catalogue import Catalogue, FoundPassage
from rag.store.index.base import IndexFilter, IndexHit, IndexQuery, PassageIndex
from rag.store.index.sparse import query_vector

_DEPTH = 60
_DEEPER = 8
_NAME_WEIGHT = 0.5


class QuestionEmbedder(Protocol):
    """What searching needs of an embedding model."""

    def embed_question(self, text: str) -> list[float]:
        """The vector of a question."""

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each question, in order."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each passage, in order."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage found, with its fused score and the cosine between question and passage (-1 to 1)."""

    found: FoundPassage
    score: float
    cosine: float


class Retriever:
    """Searches on behalf of a reader; rights are in the index query and checked again at the database."""

    def __init__(self, catalogue: Catalogue, index: PassageIndex, embedder: QuestionEmbedder) -> None:
        self._catalogue = catalogue
        self._index = index
        self.embedder = embedder

    def search(
        self,
        question: str,
        reader: Reader,
        limit: int,
        collections: list[str] | None = None,
        document_ids: list[str] | None = None,
    ) -> list[RankedPassage]:
        """The best ``limit`` passages, best first; passages with the same text are given once."""
        moment = self._catalogue.moment()
        groups = reader.readable_groups
        wanted = IndexFilter(
            groups=None if groups is None else list(groups),
            collections=collections,
            document_ids=document_ids,
        )
        query = IndexQuery(
            dense=self.embedder.embed_question(question),
            sparse=query_vector(question),
            filter=wanted,
            limit=max(_DEPTH, 2 * limit),
            depth=max(_DEPTH, 2 * limit),
        )
        hits, visible = self._ask(query, reader, moment)
        if len(visible) < limit and len(hits) == query.limit:
            # Versions just retired, still in the index, took the places: look deeper once.
            deeper = query.model_copy(update={"limit": _DEEPER * query.limit, "depth": _DEEPER * query.depth})
            hits, visible = self._ask(deeper, reader, moment)
        named = named_share(question, visible)
        ranked: list[RankedPassage] = []
        seen: set[str] = set()
        for found in visible:
            text = fold(found.passage.text)
            if text not in seen:
                seen.add(text)
                hit = hits[found.passage.id]
                score = hit.score * (1 + _NAME_WEIGHT * named[found.passage.document_id])
                ranked.append(RankedPassage(found, score, hit.cosine))
        ranked.sort(key=lambda item: -item.score)
        return ranked[:limit]

    def _ask(self, query: IndexQuery, reader: Reader, moment: float) -> tuple[dict[str, IndexHit], list[FoundPassage]]:
        hits = {hit.passage_id: hit for hit in self._index.search(query)}
        return hits, self._catalogue.visible(reader, list(hits), moment)
