"""Several parser processes, lent to whoever has a document to read."""

from __future__ import annotations

import importlib
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from ingest.parsing.isolation import ParserProcess

T = TypeVar("T")

_START_S = 60.0


class ParserPool:
    """``size`` parser processes for any number of threads; each process starts when it is first needed."""

    def __init__(self, size: int) -> None:
        self._all = [ParserProcess() for _ in range(size)]
        # Last in, first out: a process that has loaded its parsers is taken before one that would have to start.
        self._free: queue.LifoQueue[ParserProcess] = queue.LifoQueue()
        for process in reversed(self._all):
            self._free.put(process)

    def __enter__(self) -> ParserPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Starts every process now, with what cutting into passages needs, so that no document's time pays for it."""
        with ThreadPoolExecutor(len(self._all)) as threads:
            list(threads.map(lambda process: process.call(_load_splitter, b"", _START_S), self._all))

    def call(self, work: Callable[[bytes], T], source: bytes | Path, timeout_s: float) -> T:
        """As :meth:`ParserProcess.call`, in the first process that is free."""
        process = self._free.get()
        try:
            return process.call(work, source, timeout_s)
        finally:
            self._free.put(process)

    def close(self) -> None:
        """Ends every process; safe to call twice."""
        for process in self._all:
            process.close()


def _load_splitter(_: bytes) -> None:
    importlib.import_module("llama_index.core.node_parser")
