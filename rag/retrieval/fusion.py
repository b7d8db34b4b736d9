"""Two rankings made one: by meaning (cosines) and by words (BM25).

Each passage's score in a ranking is written as how far it stands above that ranking's sixtieth, in standard deviations
of the best sixty, and the two are added (unit variance: Montague and Aslam, "Relevance Score Normalization for
Metasearch", CIKM 2001). So the weight of words is the question's own: where it holds a rare word, a
number or a name, one passage stands far out by BM25 and decides; where it holds none, the BM25 scores lie close
together, and meaning decides. No weight is set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rag.store.index.base import IndexHit

_MEASURED = 60


def fused(hits: Sequence[IndexHit]) -> dict[str, float]:
    """A score from 0 to 1 for each passage found, by its id; 1 for the best."""
    meaning = _standing([hit.cosine for hit in hits])
    words = _standing([hit.bm25 for hit in hits])
    sums = {hit.passage_id: meaning(hit.cosine) + words(hit.bm25) for hit in hits}
    most = max(sums.values(), default=0.0)
    return {passage: value / most if most else 1.0 for passage, value in sums.items()}


def _standing(scores: Sequence[float]) -> Callable[[float], float]:
    """How many standard deviations a score is above the lowest of the best sixty; 0 for what is below."""
    # Over the best alone, so that it does not matter how many were asked for.
    best = sorted(scores, reverse=True)[:_MEASURED]
    low, spread = (best[-1], float(np.std(best))) if best else (0.0, 0.0)
    return lambda score: max(score - low, 0.0) / spread if spread else 0.0
