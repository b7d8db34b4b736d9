"""The embedding model shared by many threads: each gets its own vectors, whatever the others do."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.embedding import SharedEmbedder
from tests.support.embedder import FakeEmbedder, vector_of


class Held(FakeEmbedder):
    """Waits for ``go`` before it embeds, and notes the size of each lot."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.started = threading.Semaphore(0)
        self.lots: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.lots.append(len(texts))
        self.started.release()
        assert self.go.wait(10)
        if any("poison" in text for text in texts):
            raise ValueError("cannot embed")
        return super().embed_passages(texts)


def waiting_for(shared: SharedEmbedder, count: int) -> None:
    """Until so many calls wait for their turn."""
    for _ in range(1000):
        if len(shared._waiting) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("the calls never queued")


def test_each_caller_gets_the_vectors_of_its_own_texts_in_order() -> None:
    shared = SharedEmbedder(FakeEmbedder())
    calls = [[f"clause {n} alinéa {m}" for m in range(n % 7)] for n in range(200)]
    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(shared.embed_passages, calls))
    shared.close()
    assert results == [[vector_of(text) for text in texts] for texts in calls]


def test_what_waits_goes_as_one_lot_up_to_the_bound() -> None:
    held = Held()
    shared = SharedEmbedder(held)
    with ThreadPoolExecutor(16) as threads:
        first = [threads.submit(shared.embed_passages, ["a"]) for _ in range(1)]
        assert held.started.acquire(timeout=10)
        first.append(threads.submit(shared.embed_passages, ["b"]))
        assert held.started.acquire(timeout=10)
        rest = [threads.submit(shared.embed_passages, ["c"] * 30) for _ in range(3)]
        waiting_for(shared, 3)
        held.go.set()
        assert [len(call.result(10)) for call in first + rest] == [1, 1, 30, 30, 30]
    shared.close()
    assert sorted(held.lots) == [1, 1, 30, 60]


def test_a_text_list_over_the_bound_still_goes_through() -> None:
    shared = SharedEmbedder(FakeEmbedder())
    assert len(shared.embed_passages(["x"] * 500)) == 500
    shared.close()


def test_the_models_error_reaches_everyone_of_the_lot_and_the_next_lot_works() -> None:
    held = Held()
    held.go.set()
    shared = SharedEmbedder(held)
    with pytest.raises(ValueError, match="cannot embed"):
        shared.embed_passages(["poison"])
    with pytest.raises(ValueError, match="cannot embed"):
        shared.embed_passages(["poison"])
    assert shared.embed_passages(["Le préavis"]) == [vector_of("Le préavis")]
    shared.close()


def test_closing_ends_what_waits_first_and_refuses_what_comes_later() -> None:
    held = Held()
    shared = SharedEmbedder(held)
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(shared.embed_passages, [str(n)]) for n in range(3)]
        waiting_for(shared, 1)
        closing = threads.submit(shared.close)
        held.go.set()
        assert [call.result(10) for call in calls] == [[vector_of(str(n))] for n in range(3)]
        closing.result(10)
    shared.close()
    with pytest.raises(RuntimeError, match="closed"):
        shared.embed_passages(["zu spät"])
