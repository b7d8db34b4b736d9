"""The bench of the search: the store it fills is a real one, with rights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from eval.benchmarks import filling, searching
from eval.benchmarks.__main__ import _read_sizes
from eval.benchmarks.filling import fill
from rag.domain.rights import OWNER, Reader
from rag.errors import RequestError
from rag.facts.facts import Facts
from rag.opening import QueryEngine
from rag.retrieval.search import Retriever
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.opening import Store, index_folder
from tests.support.embedder import FakeEmbedder


@contextmanager
def _engine(settings: Settings, store: Store) -> Iterator[QueryEngine]:
    embedder: Any = FakeEmbedder()
    index = EdgeIndex(index_folder(settings), embedder.name, embedder.dimensions)
    retriever = Retriever(store.catalogue, index, embedder)
    yield QueryEngine(settings, store, index, embedder, retriever, Facts(store.database))
    index.close()


def test_a_store_that_grows_holds_what_is_asked_for(settings: Settings, store: Store) -> None:
    with _engine(settings, store) as engine:
        for first, last, seed in ((0, 20, 7), (20, 40, 8)):
            fill(store, engine.index, engine.embedder.dimensions, first, last, random.Random(seed))
        assert engine.index.info()["points"] == 40 == store.catalogue.passage_count()
        asked = "Que prévoit le contrat 00002 ?"
        assert engine.retriever.search(asked, Reader("b", frozenset({"bench"})), 5)[0].found.title.startswith(
            "Contrat 00002"
        )
        assert {item.found.passage.document_id[-1] for item in engine.retriever.search(asked, Reader("r"), 40)} == {
            "1",
            "3",
        }
        assert len(engine.retriever.search(asked, OWNER, 100)) == 40


def test_percentiles() -> None:
    assert searching.percentiles([float(n) for n in range(101)]) == (50, 95)


def _lane(size: int, scale: float) -> Any:
    """A lane of which all is measured: 100 times from ``scale`` up, half of it bare."""
    running: Any = type("", (), {"memory_mib": lambda self: {"resident": 10 * scale, "own": scale}})()
    client: Any = None
    lane = searching._Lane(size, running, client, disk_mib=scale)
    lane.search = [scale * n for n in range(1, 101)]
    lane.bare = [each / 2 for each in lane.search]
    lane.one, lane.twenty = [10.0, 30.0, 20.0], [40.0, 60.0, 50.0]
    return lane


def test_each_size_stands_beside_its_bare_cost_and_the_smallest() -> None:
    least, large = _lane(1_000, 1.0), _lane(100_000, 3.0)
    rows = {(row.case, row.measure): row for lane in (least, large) for row in searching._rows(lane, least)}
    assert rows["1,000 passages", "search, p50"].ratio == 2 and rows["1,000 passages", "search, p50"].kept is None
    assert rows["100,000 passages", "search, p50"].kept is False, "1.5 is wished for"
    assert rows["100,000 passages", "search, p95"].kept is True, "2 is wished for"
    assert rows["100,000 passages", "search to smallest, p50"].ratio == 3
    assert ("1,000 passages", "search to smallest, p50") not in rows
    assert rows["100,000 passages", "20 clients"].ratio == 2.5 and rows["100,000 passages", "20 clients"].kept
    memory = rows["100,000 passages", "memory of the service, resident"]
    assert (memory.value, memory.baseline) == (30, 10)
    assert rows["100,000 passages", "search, p50"].x == 100_000


def test_what_fails_is_counted_and_is_no_answer() -> None:
    lane = _lane(1_000, 1.0)
    lane.client = httpx.Client(
        transport=httpx.MockTransport(lambda request: httpx.Response(500 if b"bad" in request.content else 200)),
        base_url="http://x",
    )
    assert lane.rate(["good", "bad", "good", "bad", "bad"], 2) > 0
    assert len(lane.failed) == 3 and all("500" in words for words in lane.failed)


def test_there_must_be_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filling.check_room([1_000], tmp_path / "home") == []
    monkeypatch.setattr(filling.shutil, "disk_usage", lambda _: type("", (), {"free": 10**12})())
    monkeypatch.setattr(filling.psutil, "virtual_memory", lambda: type("", (), {"available": 10**12})())
    [line] = filling.check_room([1_000, 1_000_000], tmp_path)
    assert line.startswith("1,000,000 passages") and "minutes" in line and "MiB of disk" in line
    monkeypatch.setattr(filling.shutil, "disk_usage", lambda _: type("", (), {"free": 10**9})())
    with pytest.raises(
        RequestError, match=r"1,000 and 1,000,000 passages need about .* of disk; 954 are free.*--sizes"
    ):
        filling.check_room([1_000, 1_000_000], tmp_path)
    monkeypatch.setattr(filling.shutil, "disk_usage", lambda _: type("", (), {"free": 10**12})())
    monkeypatch.setattr(filling.psutil, "virtual_memory", lambda: type("", (), {"available": 10**9})())
    with pytest.raises(RequestError, match="of memory"):
        filling.check_room([1_000_000], tmp_path)


@pytest.mark.parametrize("given", ["", "0", "1,x", "1.5", "-1", "99999999999"])
def test_sizes_are_numbers(given: str) -> None:
    with pytest.raises(RequestError, match="--sizes"):
        _read_sizes(given)
    assert _read_sizes("1000,20,1000") == [20, 1000]


@pytest.mark.slow
def test_a_lane_from_the_filling_to_the_rows(settings: Settings) -> None:
    """Two services in processes of their own, with the real embedding model."""
    found = searching.searching(settings, settings.home / "bench", [20, 40], each=2)
    assert all(row.value == 0 for row in found.rows if row.measure == "searches that failed")
    by_case = {(row.case, row.measure): row for row in found.rows}
    assert by_case["40 passages", "search, p50"].value > by_case["40 passages", "search, p50"].baseline > 0  # type: ignore[operator]
    assert by_case["20 passages", "memory of the service, resident"].value > 300
    assert by_case["40 passages", "20 clients"].ratio
