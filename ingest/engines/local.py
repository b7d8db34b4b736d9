"""The default engine: threads of one process that share its parser processes and its embedding model."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable

import structlog

from ingest.pipeline import OUTAGES, Tools, process_document
from rag.domain.document import Document, DocumentStatus
from rag.errors import NotFoundError, SourcierError, StaleFenceError, TransientError, classify

log = structlog.get_logger()

_DOCUMENTS_PER_PARSER = 8
_IDLE_S = 0.5
_SWEEP_S = 10.0
_PATIENCE_S = 30.0
_OUTAGE_CODES = frozenset(error.code for error in OUTAGES)


class LocalEngine:
    """Works on the queue with several documents a parser process at a time: while some are read, others are embedded
    together and others written, so that the embedding model never waits."""

    def __init__(self, tools: Tools, on_done: Callable[[Document], None] | None = None) -> None:
        """``on_done`` is called (from a worker's thread) with each document that reached another state."""
        self._tools = tools
        self._on_done = on_done
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._failure: SourcierError | None = None
        self._out_since: float | None = None

    def drain(self) -> None:
        """Works until no job is queued or running anywhere.

        Raises:
            SourcierError: the store or the index cannot be used.
        """
        self._run(until_idle=True)

    def serve(self) -> None:
        """Works until :meth:`stop`; outages of the store or the index are waited out."""
        self._run(until_idle=False)

    def stop(self) -> None:
        """Lets every slot finish its document and end."""
        self._stop.set()
        self._wake()

    def _run(self, *, until_idle: bool) -> None:
        # Waited for by events: a join() that Ctrl-C interrupts takes its thread for ended (Python 3.11).
        ended = [threading.Event() for _ in range(self._tools.settings.slots * _DOCUMENTS_PER_PARSER)]
        threads = [
            threading.Thread(target=self._slot, args=(number, until_idle, event), name=f"slot-{number}")
            for number, event in enumerate(ended)
        ]
        for thread in threads:
            thread.start()
        try:
            for event in ended:
                event.wait()
        finally:
            # After Ctrl-C, every slot ends its document before the index is closed.
            self.stop()
            for thread in threads:
                thread.join()
        if self._failure is not None:
            raise self._failure

    def _slot(self, number: int, until_idle: bool, ended: threading.Event) -> None:
        try:
            self._work(number, until_idle)
        finally:
            ended.set()

    def _work(self, number: int, until_idle: bool) -> None:
        worker = f"{socket.gethostname()}/{os.getpid()}/{number}"
        swept = 0.0
        tools = self._tools
        while not self._stop.is_set():
            try:
                if self._one(worker, tools):
                    self._wake()
                    continue
                if until_idle and not tools.store.catalogue.unfinished():
                    return
                if number == 0 and time.monotonic() - swept > _SWEEP_S:
                    tools.store.eraser.sweep(tools.index, tools.settings.grace_s)
                    swept = time.monotonic()
            except Exception as error:
                self._trouble(classify(error), until_idle)
            with self._changed:
                if not self._stop.is_set():
                    self._changed.wait(_IDLE_S)

    def _wake(self) -> None:
        """Idle slots look again: there may be attachments to read, or nothing more to wait for."""
        with self._changed:
            self._changed.notify_all()

    def _one(self, worker: str, tools: Tools) -> bool:
        claim = tools.store.ledger.claim(worker, tools.settings.lease_s, tools.settings.max_attempts)
        if claim is None:
            return False
        started = time.monotonic()
        try:
            process_document(claim, tools)
        except StaleFenceError:
            log.info("job_taken_over", document_id=claim.document.id)
            return True
        try:
            document = tools.store.ledger.document(claim.document.id)
        except NotFoundError:
            log.info("document_erased_meanwhile", document_id=claim.document.id)
            return True
        log.info(
            "document_processed",
            document_id=document.id,
            status=document.status.value,
            code=document.code,
            attempt=claim.attempt,
            seconds=round(time.monotonic() - started, 2),
        )
        if self._on_done is not None:
            self._on_done(document)
        if document.status is DocumentStatus.QUEUED and document.code in _OUTAGE_CODES:
            raise TransientError(document.reason or document.code, "Start what is missing, then run the command again.")
        self._out_since = None
        return True

    def _trouble(self, error: SourcierError, until_idle: bool) -> None:
        log.warning("worker_trouble", code=error.code, detail=error.detail)
        now = time.monotonic()
        if self._out_since is None:
            self._out_since = now
        if until_idle and (not isinstance(error, TransientError) or now - self._out_since > _PATIENCE_S):
            self._failure = error
            self.stop()
