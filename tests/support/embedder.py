"""A stand-in for the embedding model: deterministic, quick, similar for texts that share words."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Sequence

from rag.language import fold

DIMENSIONS = 32


def vector_of(text: str) -> list[float]:
    """Words hashed into 32 places, unit length."""
    values = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", fold(text)):
        digest = hashlib.sha256(word.encode()).digest()
        values[digest[0] % DIMENSIONS] += 1.0 if digest[1] % 2 else -1.0
    length = math.sqrt(sum(value * value for value in values))
    return [value / length for value in values] if length else [1.0] + [0.0] * (DIMENSIONS - 1)


class FakeEmbedder:
    """The interface of :class:`rag.models.embedder.Embedder`; ``before`` runs before each batch of passages."""

    name = "fake-32"
    dimensions = DIMENSIONS

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.before = before

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.before()
        return [vector_of(text) for text in texts]

    def embed_question(self, text: str) -> list[float]:
        return vector_of(text)

    def embed_questions(self, texts: Sequence[str]) -> list[list[float]]:
        return [vector_of(text) for text in texts]

    def count_tokens(self, text: str) -> int:
        return len(text.split())
