"""What the commands of `ingest` have in common: options, the store, bars, working off the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from ingest.runtime import Engine, draining_engine, worker_tools
from rag.console import progress
from rag.domain.document import FINAL, Document
from rag.settings import Settings, load_settings
from rag.store.index.base import PassageIndex
from rag.store.index.remote import RemoteIndex
from rag.store.opening import Store, open_store, service_answers

CollectionOption = Annotated[str, typer.Option("--collection", "-c", help="The collection the files belong to.")]
AllowOption = Annotated[
    list[str] | None,
    typer.Option("--allow", help="A group that may read them; may be repeated. Default: everyone."),
]


def opened() -> tuple[Settings, Store]:
    """The settings in force and their store."""
    settings = load_settings()
    return settings, open_store(settings)


def work(
    settings: Settings, store: Store, ids: Iterable[str], on_engine: Callable[[Engine], object] = lambda engine: None
) -> None:
    """Works in this process until the queue is empty, with a bar that counts ``ids``.

    ``on_engine`` gets the engine, for those who may have to stop it.
    """
    if not store.catalogue.unfinished():
        return
    left = set(ids)
    with progress("ingesting") as bar:
        total = len(left)
        task = bar.add_task("", total=total)

        def done(document: Document) -> None:
            if document.status in FINAL and document.id in left:
                left.discard(document.id)
                bar.advance(task)

        with draining_engine(settings, store, done) as engine:
            on_engine(engine)
            engine.drain()
        bar.update(task, completed=total)


@contextmanager
def index_to_erase_from(settings: Settings, store: Store) -> Iterator[PassageIndex]:
    """The index, through the service where one runs, which needs no embedding model here."""
    if service_answers(settings) and not settings.index.url:
        key, _ = store.keys.first_key(settings.admin_key_file)
        index = RemoteIndex(settings.service_url, key)
        try:
            yield index
        finally:
            index.close()
        return
    with worker_tools(settings, store) as tools:
        yield tools.index
