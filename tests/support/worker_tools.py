"""What Ray's workers work with in tests: all real but the embedder. They import this in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.parsing.pool import ParserPool
from ingest.pipeline import Tools
from rag.settings import Settings
from rag.store.index.remote import RemoteIndex
from rag.store.opening import Store
from tests.support.embedder import FakeEmbedder


@contextmanager
def remote_tools(settings: Settings, store: Store) -> Iterator[Tools]:
    """The index through the service; notes the worker's process id in the home's folder ``workers``."""
    (settings.home / "workers").mkdir(exist_ok=True)
    (settings.home / "workers" / str(os.getpid())).touch()
    index = RemoteIndex(settings.service_url, settings.admin_key_file.read_text().strip())
    with ParserPool(settings.ingest.slots) as parsers:
        yield Tools(store, index, FakeEmbedder(), parsers, settings.ingest)
    index.close()
