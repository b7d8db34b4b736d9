"""Two rankings made one: by meaning (cosines) and by words (BM25).

The scores themselves are added, not ranks: they say by how much one passage is better than the next (Bruch, Gai and
Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023). Cosines are stretched to 0…1 over
the forty best, so that it does not matter how many were asked for; BM25 has its own zero, and is divided by the best.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.index.base import IndexHit

_WORDS = 0.8
_STRETCHED = 40


def fused(hits: Sequence[IndexHit]) -> dict[str, float]:
    """A score from 0 to 1 for each passage found, by its id."""
    if not hits:
        return {}
    cosines = sorted((hit.cosine for hit in hits), reverse=True)
    low = cosines[:_STRETCHED][-1]
    width = (cosines[0] - low) or 1.0
    most = max(hit.bm25 for hit in hits) or 1.0
    return {hit.passage_id: min(1.0, _sum((hit.cosine - low) / width, hit.bm25 / most)) for hit in hits}


def _sum(meaning: float, words: float) -> float:
    return (max(meaning, 0.0) + _WORDS * words) / (1 + _WORDS)
