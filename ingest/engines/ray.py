"""The engine for many machines: workers as Ray actors, each of which runs the local engine on tools of its own.

Ray starts workers again when they die and retries nothing: what a dead worker had in hand is claimed again when its
lease has run out, so that the ledger counts every try. Nothing is sent out: no usage statistics, no dashboard, a token
for every call, and, for a Ray of this machine's own, loopback addresses only.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import structlog

from ingest.engines.local import LocalEngine
from ingest.pipeline import Tools
from rag.domain.document import Document
from rag.errors import NotFoundError, RequestError, SettingsError, SourcierError, TransientError, classify
from rag.logs import configure_logging
from rag.settings import Settings
from rag.store.opening import Store, open_store, service_answers

log = structlog.get_logger()

_POLL_S = 0.5
_PATIENCE_S = 30.0
_RESTART_S = 2.0
_LEAST_OBJECT_STORE = 80_000_000  # bytes; Ray takes no less than 75 MB, and nothing of ours goes through it

OpenTools = Callable[[Settings, Store], AbstractContextManager[Tools]]
"""Gives a worker its tools; it is called in the worker's own process, so it must be importable there."""


class RayEngine:
    """Works on the queue with ``settings.ingest.slots`` workers, wherever Ray puts them.

    All of them need the same SOURCIER_HOME (a shared folder, where they are on several machines), the database, and an
    index that is not this process's own: a server, or the service on this machine.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        open_tools: OpenTools,
        on_done: Callable[[Document], None] | None = None,
    ) -> None:
        """``on_done`` is called with each document that came to an end."""
        self._settings = settings
        self._store = store
        self._open_tools = open_tools
        self._on_done = on_done
        self._stopping = threading.Event()
        self._waiting: set[str] = set()

    def drain(self) -> None:
        """Works until no job is queued or running anywhere.

        Raises:
            RequestError: neither a service nor a server holds the index.
            SourcierError: the store or the index cannot be used.
        """
        self._run(until_idle=True)

    def serve(self) -> None:
        """Works until :meth:`stop`; outages of the store or the index are waited out."""
        self._run(until_idle=False)

    def stop(self) -> None:
        """Lets every worker finish its documents and end."""
        self._stopping.set()

    def _run(self, *, until_idle: bool) -> None:
        if until_idle and not self._settings.index.url and not service_answers(self._settings):
            raise RequestError(
                "Ray's workers cannot share the index's folder.",
                "Start the service (`rag serve`), or set index.url, or use ingest.engine = local.",
            )
        self._waiting = self._store.catalogue.unfinished_ids() if self._on_done else set()
        while True:
            with _Cluster(self._settings) as cluster:
                ended = self._work(cluster, until_idle)
            if ended:
                break
            log.warning("cluster_lost")
            self._stopping.wait(_RESTART_S)
        self._tell()

    def _work(self, cluster: _Cluster, until_idle: bool) -> bool:
        """Works until the workers have ended (True) or no node of the cluster is left (False).

        Raises SourcierError: what made a worker give up.
        """
        workers = [cluster.worker(self._open_tools, until_idle) for _ in range(self._settings.ingest.slots)]
        running = {worker.work.remote(): worker for worker in workers}
        failure: SourcierError | None = None
        try:
            while running and not self._stopping.is_set():
                for worker, result in cluster.ended(running):
                    if isinstance(result, SourcierError):
                        failure = result
                        self.stop()
                    elif result is None:
                        log.warning("worker_died")
                        if not cluster.alive():
                            cluster.lost()
                            return False
                        # While it is being started again, it refuses calls at once.
                        self._stopping.wait(_POLL_S)
                        running[worker.work.remote()] = worker
                self._tell()
        finally:
            # Also after Ctrl-C: each ends the documents at hand, so that no lease has to run out.
            cluster.end(running)
        if failure is not None:
            raise failure
        return True

    def _tell(self) -> None:
        """Passes on what came to an end since the last time."""
        if self._on_done is None:
            return
        try:
            now = self._store.catalogue.unfinished_ids()
            for document_id in self._waiting - now:
                try:
                    self._on_done(self._store.ledger.document(document_id))
                except NotFoundError:
                    log.info("document_erased_meanwhile", document_id=document_id)
        except TransientError as error:
            log.warning("watching_failed", code=error.code)
            return
        self._waiting = now


class Worker:
    """An actor: a process that runs the local engine with one parser process."""

    def __init__(self, settings: Settings, open_tools: OpenTools, until_idle: bool, log_level: int) -> None:
        # Nothing that can fail: an actor whose creation fails is not started again.
        self._settings = settings
        self._open_tools = open_tools
        self._until_idle = until_idle
        self._stopping = threading.Event()
        self._engine: LocalEngine | None = None
        configure_logging(log_level)

    def work(self) -> SourcierError | bool:
        """Works until the queue is empty or :meth:`stop`; True, or what made it give up."""
        since = time.monotonic()
        while not self._stopping.is_set():
            try:
                self._once()
                return True
            except Exception as error:
                known = classify(error)
                log.warning("worker_trouble", code=known.code, detail=known.detail)
                passing = isinstance(known, TransientError) and time.monotonic() - since <= _PATIENCE_S
                if self._until_idle and not passing:
                    return known
            self._stopping.wait(_POLL_S)
        return True

    def _once(self) -> None:
        store = open_store(self._settings)
        try:
            with self._open_tools(self._settings, store) as tools:
                self._engine = LocalEngine(tools)
                if self._stopping.is_set():
                    return
                if self._until_idle:
                    self._engine.drain()
                else:
                    self._engine.serve()
        finally:
            self._engine = None
            store.close()

    def stop(self) -> None:
        """Ends the work after the documents at hand."""
        self._stopping.set()
        if self._engine is not None:
            self._engine.stop()

    def process_id(self) -> int:
        """The process that this actor is now."""
        return os.getpid()


class _Cluster:
    """Ray, connected to or started; at the end left, or stopped, as it was found."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = ""
        self._workers: list[Any] = []

    def __enter__(self) -> _Cluster:
        """Raises SettingsError where Ray is not installed or a cluster's token is missing."""
        address = self._settings.ray.address
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ["RAY_AUTH_MODE"] = "token"
        given = os.environ.get("RAY_AUTH_TOKEN") or os.environ.get("RAY_AUTH_TOKEN_PATH")
        if address and not given:
            raise SettingsError(
                "ray.address is set, and neither RAY_AUTH_TOKEN nor RAY_AUTH_TOKEN_PATH.",
                "Give the token that the cluster was started with.",
            )
        if not address:
            os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
            # Ray's own switch for machines without a cluster: every address it listens on is a loopback one.
            os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        try:
            import ray
        except ImportError:
            raise SettingsError("The engine ray is not installed.", "Install sourcier[cluster].") from None
        self._ray = ray
        if ray.is_initialized():
            return self
        # Ray puts a handler of its own in the place of the one that ends a standing worker in order.
        handler = signal.getsignal(signal.SIGTERM)
        try:
            self._start(address)
        finally:
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGTERM, handler)
        return self

    def _start(self, address: str) -> None:
        ray = self._ray
        shared: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "namespace": "sourcier"}
        if address:
            ray.init(address=address, **shared)
            return
        # Short, for Unix sockets lie in it, whose paths are bounded.
        self._folder = tempfile.mkdtemp(prefix="sourcier-ray-")
        ray.init(
            num_cpus=self._settings.ingest.slots,
            include_dashboard=False,
            object_store_memory=_LEAST_OBJECT_STORE,
            _temp_dir=self._folder,
            **shared,
        )

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._ray.shutdown()
            shutil.rmtree(self._folder, ignore_errors=True)

    def alive(self) -> bool:
        """True while any node is."""
        nodes: list[dict[str, Any]] = self._ray.nodes()  # type: ignore[no-untyped-call]
        return any(node["Alive"] for node in nodes)

    def lost(self) -> None:
        """Takes the cluster for gone: nothing more is asked of it, and the next time another one is started."""
        self._workers.clear()
        self._ray.shutdown()

    def worker(self, open_tools: OpenTools, until_idle: bool) -> Any:
        """A new actor."""
        one_each = self._settings.ingest.model_copy(update={"slots": 1})
        settings = self._settings.model_copy(update={"ingest": one_each})
        # Two threads: one works, the other listens for stop(). Ray tries no call again (max_task_retries).
        actor = self._ray.remote(Worker).options(
            num_cpus=1, max_restarts=-1, max_task_retries=0, max_concurrency=2, scheduling_strategy="SPREAD"
        )
        level = logging.WARNING if until_idle else logging.INFO
        worker = actor.remote(settings, open_tools, until_idle, level)
        self._workers.append(worker)
        return worker

    def ended(self, running: dict[Any, Any]) -> list[tuple[Any, SourcierError | bool | None]]:
        """Takes out the workers that ended, with what they gave; None for one that died."""
        ready, _ = self._ray.wait(list(running), num_returns=len(running), timeout=_POLL_S)
        found = []
        for reference in ready:
            worker = running.pop(reference)
            try:
                found.append((worker, self._ray.get(reference)))
            except self._ray.exceptions.RayActorError:
                found.append((worker, None))
        return found

    def end(self, running: dict[Any, Any]) -> None:
        """Lets the workers end their documents, waits for that, and ends them."""
        if self._workers:
            for worker in running.values():
                worker.stop.remote()
            if running:
                self._ray.wait(list(running), num_returns=len(running))
        for worker in self._workers:
            self._ray.kill(worker)
        self._workers.clear()
