"""BM25 vectors: the same for every home of the index.

Qdrant's own BM25 (k and b as Qdrant sets them; the IDF part is added by the index at query time), stemmed in the
language of the text, accents folded.
"""

from __future__ import annotations

from functools import cache

from qdrant_edge import Bm25, Bm25Config

from rag.store.index.base import SparseVector

_LANGUAGES = {"fr": "french", "en": "english", "de": "german", "es": "spanish"}


@cache
def _model(language: str) -> Bm25:
    return Bm25(Bm25Config(language=_LANGUAGES.get(language, "french"), ascii_folding=True))


def document_vector(text: str, language: str) -> SparseVector:
    """The vector of a passage; ``language`` is a two-letter code."""
    vector = _model(language).embed_document(text)
    return SparseVector(indices=list(vector.indices), values=list(vector.values))


def query_vector(text: str, languages: tuple[str, ...] = ("fr", "en")) -> SparseVector:
    """The vector of a question, stemmed in each of the languages that documents may be in."""
    weights: dict[int, float] = {}
    for language in languages:
        vector = _model(language).embed_query(text)
        for index, value in zip(vector.indices, vector.values, strict=True):
            weights[index] = max(value, weights.get(index, 0.0))
    return SparseVector(indices=list(weights), values=list(weights.values()))
