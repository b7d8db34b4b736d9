"""Parser processes lent to many threads."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.parsing.pool import ParserPool
from rag.errors import ParserCrashedError

# A child unpickles what it calls, and knows no module of the tests: its work is an expression that it evaluates.
WHO = b"__import__('os').getpid()"
SLOWLY = b"(__import__('os').getpid(), time.monotonic(), time.sleep(0.3), time.monotonic())".replace(
    b"time.", b"__import__('time')."
)
DIE = b"__import__('os').abort()"
SPLITTER = b"'llama_index.core.node_parser' in __import__('sys').modules"


def test_one_caller_at_a_time_in_a_process() -> None:
    with ParserPool(2) as pool, ThreadPoolExecutor(6) as threads:
        runs = list(threads.map(lambda _: pool.call(eval, SLOWLY, 30), range(6)))
    by_process: dict[int, list[tuple[float, float]]] = {}
    for pid, start, _, end in runs:
        by_process.setdefault(pid, []).append((start, end))
    assert len(by_process) == 2
    for spans in by_process.values():
        spans.sort()
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_a_process_that_runs_is_taken_before_one_that_would_have_to_start() -> None:
    with ParserPool(3) as pool:
        assert len({pool.call(eval, WHO, 30) for _ in range(4)}) == 1


def test_a_process_that_died_is_lent_again_and_works() -> None:
    with ParserPool(1) as pool:
        first = pool.call(eval, WHO, 30)
        with pytest.raises(ParserCrashedError):
            pool.call(eval, DIE, 30)
        assert pool.call(eval, WHO, 30) != first


def test_started_means_every_process_runs_and_has_the_splitter() -> None:
    with ParserPool(2) as pool:
        pool.start()
        pids = [process.pid for process in pool._all]
        assert all(pids)
        assert len(set(pids)) == 2
        assert pool.call(eval, SPLITTER, 30)
