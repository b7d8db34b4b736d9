"""Puts together what a worker works with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.parsing.isolation import ParserProcess
from ingest.pipeline import Tools
from rag.errors import ServiceUnreachableError
from rag.models.embedder import load_embedder
from rag.settings import Settings
from rag.store.index.remote import RemoteIndex
from rag.store.opening import Store, open_index, service_answers


@contextmanager
def worker_tools(settings: Settings, store: Store) -> Iterator[Tools]:
    """The tools of a command that works itself: through the service where one runs, else on the index itself."""
    embedder = load_embedder(settings)
    index = open_index(settings, store, embedder.dimensions)
    try:
        with ParserProcess() as parser:
            yield Tools(store, index, embedder, parser, settings.ingest)
    finally:
        index.close()


@contextmanager
def standing_worker_tools(settings: Settings, store: Store, patience_s: float) -> Iterator[Tools]:
    """The tools of a worker that stays: always through the service, so that it never keeps the index from it.

    Raises:
        ServiceUnreachableError: no service answered within ``patience_s`` seconds.
    """
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
    try:
        with ParserProcess() as parser:
            yield Tools(store, index, load_embedder(settings), parser, settings.ingest)
    finally:
        index.close()
