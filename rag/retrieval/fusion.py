"""Two rankings made one: by meaning (cosines) and by words (BM25).

The scores themselves are added, not ranks: they say by how much one passage is better than the next (Bruch, Gai and
Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023). Cosines are stretched to 0…1 over the
passages at hand; BM25 has its own zero, and is divided by the best.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.index.base import IndexHit

_WORDS = 0.6


def fused(hits: Sequence[IndexHit]) -> dict[str, float]:
    """A score from 0 to 1 for each passage found, by its id."""
    if not hits:
        return {}
    cosines = [hit.cosine for hit in hits]
    low, width = min(cosines), (max(cosines) - min(cosines)) or 1.0
    most = max(hit.bm25 for hit in hits) or 1.0
    return {hit.passage_id: ((hit.cosine - low) / width + _WORDS * hit.bm25 / most) / (1 + _WORDS) for hit in hits}
