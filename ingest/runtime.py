"""Puts together what a worker works with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from ingest.embedding import SharedEmbedder
from ingest.engines.local import LocalEngine
from ingest.engines.ray import RayEngine
from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools
from rag.domain.document import Document
from rag.errors import ServiceUnreachableError
from rag.models.embedder import Embedder, load_embedder
from rag.settings import Settings
from rag.store.index.base import PassageIndex
from rag.store.index.remote import RemoteIndex
from rag.store.opening import Store, open_index, service_answers

_SWITCH_S = 0.0005
_ACTOR_PATIENCE_S = 30.0


class Engine(Protocol):
    """Who runs :func:`ingest.pipeline.process_document`."""

    def drain(self) -> None:
        """Works until no job is queued or running anywhere."""

    def serve(self) -> None:
        """Works until :meth:`stop`."""

    def stop(self) -> None:
        """Lets every slot finish its document and end."""


@contextmanager
def worker_tools(settings: Settings, store: Store) -> Iterator[Tools]:
    """The tools of a command that works itself: through the service where one runs, else on the index itself."""
    embedder = load_embedder(settings)
    index = open_index(settings, store, embedder.dimensions)
    with _tools(settings, store, index, embedder) as tools:
        yield tools


@contextmanager
def standing_worker_tools(settings: Settings, store: Store, patience_s: float) -> Iterator[Tools]:
    """The tools of a worker that stays: with the server of the index where one is set, else always through the service,
    so that it never keeps the folder from it.

    Raises:
        ServiceUnreachableError: no service answered within ``patience_s`` seconds.
    """
    if settings.index.url:
        with worker_tools(settings, store) as tools:
            yield tools
        return
    deadline = time.monotonic() + patience_s
    while not service_answers(settings):
        if time.monotonic() > deadline:
            raise ServiceUnreachableError(
                f"No service of this SOURCIER_HOME answers at {settings.service_url}.",
                "Start it with `rag serve`; or run `ingest worker --drain` to work without one.",
            )
        time.sleep(0.5)
    key, _ = store.keys.first_key(settings.admin_key_file)
    index = RemoteIndex(settings.service_url, key)
    with _tools(settings, store, index, load_embedder(settings)) as tools:
        yield tools


@contextmanager
def draining_engine(
    settings: Settings, store: Store, on_done: Callable[[Document], None] | None = None
) -> Iterator[Engine]:
    """The engine of the settings for a command that works until the queue is empty."""
    if settings.ingest.engine == "ray":
        yield RayEngine(settings, store, actor_tools, on_done)
        return
    with worker_tools(settings, store) as tools:
        yield LocalEngine(tools, on_done)


@contextmanager
def standing_engine(settings: Settings, store: Store, patience_s: float) -> Iterator[Engine]:
    """The engine of the settings for a worker that stays.

    Raises:
        ServiceUnreachableError: no service answered within ``patience_s`` seconds (engine ``local``).
    """
    if settings.ingest.engine == "ray":
        yield RayEngine(settings, store, actor_tools)
        return
    with standing_worker_tools(settings, store, patience_s) as tools:
        yield LocalEngine(tools)


def actor_tools(settings: Settings, store: Store) -> AbstractContextManager[Tools]:
    """The tools of one of Ray's workers: never the index's folder itself."""
    return standing_worker_tools(settings, store, _ACTOR_PATIENCE_S)


@contextmanager
def _tools(settings: Settings, store: Store, index: PassageIndex, embedder: Embedder) -> Iterator[Tools]:
    # The model's threads take Python's lock hundreds of times a batch; a thread that writes keeps it from them for
    # that long each time (Python's own value: 0.005 s; measured 3 % of the time of an ingestion).
    sys.setswitchinterval(_SWITCH_S)
    shared = SharedEmbedder(embedder)
    try:
        with ParserPool(settings.ingest.slots) as parsers:
            yield Tools(store, index, shared, parsers, settings.ingest)
    finally:
        shared.close()
        index.close()
