"""Passages of several documents embedded together, so that the model always gets full batches."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

_AT_ONCE = 64
_LOTS = 2


class PassageEmbedder(Protocol):
    """What the pipeline needs of an embedding model."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in order."""


@dataclass(slots=True)
class _Waiting:
    texts: list[str]
    result: Future[list[list[float]]] = field(default_factory=Future)


class SharedEmbedder:
    """One embedding model for many threads: what waits while it works goes to it as one lot, first come first served.

    The model sorts a lot by length and cuts it into batches, so that short passages of one document are not padded to
    the longest of another, nor sent alone. Two lots are under way at a time: while the last batches of one keep some
    cores busy, the first of the next keep the others.
    """

    def __init__(self, embedder: PassageEmbedder) -> None:
        self._embedder = embedder
        self._waiting: deque[_Waiting] = deque()
        self._arrived = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name="embedder", daemon=True) for _ in range(_LOTS)]
        for thread in self._threads:
            thread.start()

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, in order; waits for its turn. What the model raises is raised here."""
        if not texts:
            return []
        waiting = _Waiting(list(texts))
        with self._arrived:
            if self._closed:
                raise RuntimeError("The embedder is closed.")
            self._waiting.append(waiting)
            self._arrived.notify()
        return waiting.result.result()

    def close(self) -> None:
        """Ends the threads after what waits has been embedded; safe to call twice."""
        with self._arrived:
            self._closed = True
            self._arrived.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while lot := self._lot():
            texts = [text for waiting in lot for text in waiting.texts]
            try:
                vectors = self._embedder.embed_passages(texts)
            except Exception as error:
                for waiting in lot:
                    waiting.result.set_exception(error)
                continue
            start = 0
            for waiting in lot:
                end = start + len(waiting.texts)
                waiting.result.set_result(vectors[start:end])
                start = end

    def _lot(self) -> list[_Waiting]:
        """What is embedded next; empty when the embedder is closed and nothing waits."""
        with self._arrived:
            while not self._waiting and not self._closed:
                self._arrived.wait()
            lot: list[_Waiting] = []
            size = 0
            while self._waiting and (not lot or size + len(self._waiting[0].texts) <= _AT_ONCE):
                lot.append(self._waiting.popleft())
                size += len(lot[-1].texts)
            return lot
