"""A parser process for as long as there are documents: started when needed, replaced when it broke or grew old."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar, cast

import structlog

from ingest.parsing import parse
from ingest.parsing.document import ParsedDocument
from ingest.parsing.isolation.bounds import DEFAULT_MEMORY
from ingest.parsing.isolation.messages import MAX_OUTPUT
from ingest.parsing.isolation.running import RunningChild
from ingest.parsing.limits import Limits
from rag.errors import ParserCrashedError, ParserTimeoutError

T = TypeVar("T")
log = structlog.get_logger()

PARSERS = ("ingest.parsing.pdf", "ingest.reading")
"""Loaded at the start, before the first document; what other kinds of file need is loaded when one comes, so that a
worker that was killed is soon at work again."""


class ParserProcess:
    """One child process that reads documents one after the other, bounded in memory, time and output, without network.

    It is started when first needed, again after a crash, and afresh after ``recycle_after`` documents or once it keeps
    more than ``recycle_bytes`` of memory, so that what a library leaks does not add up. Calls from several threads
    wait for each other. Its temporary files lie in a folder of its own that goes with it.
    """

    def __init__(
        self,
        *,
        memory_bytes: int = DEFAULT_MEMORY,
        recycle_after: int = 1000,
        recycle_bytes: int = 1200 * 2**20,
        max_output: int = MAX_OUTPUT,
    ) -> None:
        self._memory = memory_bytes
        self._recycle_after = recycle_after
        self._recycle_bytes = recycle_bytes
        self._max_output = max_output
        self._child: RunningChild | None = None
        self._read = 0
        self._closed = False
        # Linux ends the child when the thread that started it ends: one thread, as long-lived as this object.
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parser-keeper")

    def __enter__(self) -> ParserProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, source: bytes | Path, filename: str, limits: Limits, timeout_s: float) -> ParsedDocument:
        """As :func:`ingest.parsing.parse`, in the child; errors as for :meth:`call`."""
        return self.call(partial(parse, filename=filename, limits=limits), source, timeout_s)

    def call(self, work: Callable[[bytes], T], source: bytes | Path, timeout_s: float) -> T:
        """``work`` on the bytes of ``source``, in the child.

        ``work`` and what it returns cross the border between processes: ``work`` must be picklable, and its result
        made of plain values, data classes, enumerations and named tuples of this project.

        Raises:
            ParserTimeoutError: ``timeout_s`` seconds passed without a page done (see
                :mod:`ingest.parsing.progress`), or ``timeout_s`` + 30 s a page in all.
            ParserCrashedError: the child died or ran out of memory; the text says of what.
            ParserStartError: the child does not start.
            TooLargeError: what was read is over the bound on output.
            SourcierError: every other error of the tree that ``work`` raises, as itself.
        """
        return self._keeper.submit(self._call, work, source, timeout_s).result()

    @property
    def pid(self) -> int | None:
        """The process id of the child, None while there is none."""
        return self._child.pid if self._child is not None else None

    def close(self) -> None:
        """Ends the child; safe to call twice."""
        if not self._closed:
            self._closed = True
            self._keeper.submit(self._stop).result()
            self._keeper.shutdown()

    def _call(self, work: Callable[[bytes], T], source: bytes | Path, timeout_s: float) -> T:
        child = self._ready()
        self._read += 1
        try:
            return cast(T, child.exchange((work, source, timeout_s), timeout_s))
        except (ParserCrashedError, ParserTimeoutError):
            # What a library holds after it failed is not to be trusted with the next document.
            self._stop()
            raise

    def _ready(self) -> RunningChild:
        if self._child is not None and (
            self._read >= self._recycle_after or self._child.ended or self._child.resident > self._recycle_bytes
        ):
            self._stop()
        if self._child is None:
            self._child = RunningChild(self._memory, self._max_output, PARSERS)
            self._read = 0
            if self._child.network != "kernel":
                log.warning("parser_network", closed_by=self._child.network)
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
        self._child = None
