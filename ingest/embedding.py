"""Passages of several documents embedded together, so that the model always gets full batches."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Sequence
from concurrent.futures import Future
from itertools import count
from typing import NamedTuple, Protocol

_AT_ONCE = 32
_LOTS = 2


class PassageEmbedder(Protocol):
    """What the pipeline needs of an embedding model."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in order."""


class _Waiting(NamedTuple):
    """A text that waits for its vector; sorted by length, then by ``number``, which counts up as texts arrive."""

    length: int
    number: int
    text: str
    vector: Future[list[float]]


class SharedEmbedder:
    """One embedding model for many threads: it always gets a lot of texts of about the same length.

    A batch costs as much as if all its texts were as long as the longest. So the texts of all documents wait
    together; the next lot is the one that has waited longest with its neighbours in length. Two lots are under way at
    a time: while the last batches of one keep some cores busy, the first of the next keep the others.
    """

    def __init__(self, embedder: PassageEmbedder) -> None:
        self._embedder = embedder
        self._waiting: list[_Waiting] = []
        self._numbers = count()
        self._arrived = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name="embedder", daemon=True) for _ in range(_LOTS)]
        for thread in self._threads:
            thread.start()

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in order; waits for its turn. What the model raises is raised here."""
        vectors: list[Future[list[float]]] = []
        with self._arrived:
            if self._closed:
                raise RuntimeError("The embedder is closed.")
            for text in texts:
                vectors.append(Future())
                insort(self._waiting, _Waiting(len(text), next(self._numbers), text, vectors[-1]))
            self._arrived.notify_all()
        return [vector.result() for vector in vectors]

    def close(self) -> None:
        """Ends the threads after what waits has been embedded; safe to call twice."""
        with self._arrived:
            self._closed = True
            self._arrived.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while lot := self._lot():
            try:
                vectors = self._embedder.embed_passages([waiting.text for waiting in lot])
            except Exception as error:
                for waiting in lot:
                    waiting.vector.set_exception(error)
                continue
            for waiting, vector in zip(lot, vectors, strict=True):
                waiting.vector.set_result(vector)

    def _lot(self) -> list[_Waiting]:
        """What is embedded next; empty when the embedder is closed and nothing waits."""
        with self._arrived:
            while not self._waiting and not self._closed:
                self._arrived.wait()
            if not self._waiting:
                return []
            oldest = bisect_left(self._waiting, min(self._waiting, key=lambda waiting: waiting.number))
            start = max(0, min(oldest - _AT_ONCE // 2, len(self._waiting) - _AT_ONCE))
            lot = self._waiting[start : start + _AT_ONCE]
            del self._waiting[start : start + _AT_ONCE]
            return lot
