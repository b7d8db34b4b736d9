"""The embedding model shared by many threads: each gets its own vectors, whatever the others do."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.embedding import SharedEmbedder
from tests.support.embedder import FakeEmbedder, vector_of


class Held(FakeEmbedder):
    """Waits for ``go`` before it embeds, and notes each lot."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.started = threading.Semaphore(0)
        self.lots: list[list[str]] = []

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        self.lots.append(list(texts))
        self.started.release()
        assert self.go.wait(10)
        if any("poison" in text for text in texts):
            raise ValueError("cannot embed")
        return super().embed_passages(texts)


def waiting_for(shared: SharedEmbedder, count: int) -> None:
    """Until so many texts wait for their turn."""
    for _ in range(1000):
        if len(shared._waiting) >= count:
            return
        threading.Event().wait(0.01)
    raise AssertionError("the texts never queued")


def test_each_caller_gets_the_vectors_of_its_own_texts_in_order() -> None:
    shared = SharedEmbedder(FakeEmbedder())
    calls = [[f"clause {n} alinéa {m}" for m in range(n % 7)] for n in range(200)]
    with ThreadPoolExecutor(16) as threads:
        results = list(threads.map(shared.embed_passages, calls))
    shared.close()
    assert results == [[vector_of(text) for text in texts] for texts in calls]


@pytest.fixture
def held() -> Iterator[tuple[Held, SharedEmbedder, ThreadPoolExecutor]]:
    """An embedder whose two lots under way are stuck until ``go``, so that all that comes has to wait."""
    held = Held()
    shared = SharedEmbedder(held)
    with ThreadPoolExecutor(16) as threads:
        for _ in range(2):
            threads.submit(shared.embed_passages, ["x"])
            assert held.started.acquire(timeout=10)
        yield held, shared, threads
        held.go.set()
    shared.close()


def test_what_waits_goes_in_full_lots(held: tuple[Held, SharedEmbedder, ThreadPoolExecutor]) -> None:
    embedder, shared, threads = held
    calls = [threads.submit(shared.embed_passages, [f"{n}"] * 30) for n in range(3)]
    waiting_for(shared, 90)
    embedder.go.set()
    assert [call.result(10) for call in calls] == [[vector_of(f"{n}")] * 30 for n in range(3)]
    assert sorted(len(lot) for lot in embedder.lots) == [1, 1, 26, 32, 32]


def test_a_lot_holds_texts_of_like_length_whatever_their_documents(
    held: tuple[Held, SharedEmbedder, ThreadPoolExecutor],
) -> None:
    embedder, shared, threads = held
    calls = [threads.submit(shared.embed_passages, ["court", "long " * 50] * 16) for _ in range(2)]
    waiting_for(shared, 64)
    embedder.go.set()
    assert all(call.result(10) == [vector_of("court"), vector_of("long")] * 16 for call in calls)
    assert {frozenset(lot) for lot in embedder.lots[2:]} == {frozenset(["court"]), frozenset(["long " * 50])}


def test_what_has_waited_longest_is_in_the_next_lot(held: tuple[Held, SharedEmbedder, ThreadPoolExecutor]) -> None:
    embedder, shared, threads = held
    oldest = "z" * 5000
    threads.submit(shared.embed_passages, [oldest])
    waiting_for(shared, 1)
    threads.submit(shared.embed_passages, ["court"] * 200)
    waiting_for(shared, 201)
    first = len(embedder.lots)
    embedder.go.set()
    shared.embed_passages(["fin"])
    assert oldest in embedder.lots[first] + embedder.lots[first + 1]


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


def test_closing_ends_what_waits_first_and_refuses_what_comes_later(
    held: tuple[Held, SharedEmbedder, ThreadPoolExecutor],
) -> None:
    embedder, shared, threads = held
    calls = [threads.submit(shared.embed_passages, [str(n)]) for n in range(3)]
    waiting_for(shared, 3)
    closing = threads.submit(shared.close)
    embedder.go.set()
    assert [call.result(10) for call in calls] == [[vector_of(str(n))] for n in range(3)]
    closing.result(10)
    with pytest.raises(RuntimeError, match="closed"):
        shared.embed_passages(["zu spät"])
