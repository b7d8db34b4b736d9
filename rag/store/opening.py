"""Opens the store of a SOURCIER_HOME: database, ledger, catalogue, keys, blobs; and finds the index's home."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from rag.domain.version import fingerprint
from rag.settings import Settings
from rag.store.blobs import BlobStore
from rag.store.catalogue import Catalogue
from rag.store.conversations import Conversations
from rag.store.database import Database, postgres_url
from rag.store.erasure import Eraser
from rag.store.feeds import Feeds
from rag.store.index import edge
from rag.store.index.base import PassageIndex
from rag.store.index.edge import EdgeIndex
from rag.store.index.remote import RemoteIndex
from rag.store.keys import KeyRing
from rag.store.ledger import Ledger

if TYPE_CHECKING:
    from rag.store.index.server import ServerIndex


@dataclass(frozen=True, slots=True)
class Store:
    """All that is kept but the index."""

    database: Database
    ledger: Ledger
    catalogue: Catalogue
    keys: KeyRing
    blobs: BlobStore
    eraser: Eraser
    conversations: Conversations
    feeds: Feeds

    def close(self) -> None:
        """Closes the database."""
        self.database.close()


def open_store(settings: Settings) -> Store:
    """The store in ``settings.home``, made when it is not there and brought to this release.

    Raises:
        OSError: the folder cannot be written.
        DatabaseUnreachableError: PostgreSQL is set and does not answer.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(settings.home, 0o700)
    database = Database(database_place(settings))
    database.migrate()
    blobs = BlobStore(settings.home / "blobs")
    return Store(
        database=database,
        ledger=Ledger(database, fingerprint(settings.embedder.model)),
        catalogue=Catalogue(database),
        keys=KeyRing(database),
        blobs=blobs,
        eraser=Eraser(database, blobs),
        conversations=Conversations(database),
        feeds=Feeds(database),
    )


def database_place(settings: Settings) -> Path | str:
    """The SQLite file, or the URL of PostgreSQL with its password.

    Raises:
        SettingsError: the URL is not one of PostgreSQL.
    """
    url = settings.database.url.get_secret_value()
    if not url:
        return settings.home / "sourcier.db"
    password = settings.database.password.get_secret_value()
    whole = postgres_url(url)
    return (whole.set(password=password) if password else whole).render_as_string(hide_password=False)


def index_folder(settings: Settings) -> Path:
    """Where the embedded index lies."""
    return settings.home / "index"


def service_answers(settings: Settings) -> bool:
    """True when a Sourcier service answers at the configured address and serves this very home."""
    try:
        response = httpx.get(f"{settings.service_url}/healthz", timeout=2, trust_env=False)
        return bool(response.json().get("home") == home_mark(settings))
    except (httpx.HTTPError, ValueError, AttributeError):
        return False


def home_mark(settings: Settings) -> str:
    """A mark by which two processes see that they share a home, without telling its path: device and inode."""
    stat = settings.home.stat()
    return f"{stat.st_dev:x}-{stat.st_ino:x}"


def open_own_index(
    settings: Settings, embedder: str, dimensions: int, lock_timeout_s: float = 0
) -> EdgeIndex | ServerIndex:
    """The index for this very process: the folder, locked by it, or the server.

    Raises:
        IndexLockedError: another process has the folder open (after ``lock_timeout_s`` seconds).
        IndexUnreachableError: the server does not answer.
        IndexMismatchError: it holds the vectors of another embedding model.
    """
    if settings.index.url:
        # Only where it is used: the client takes a second to load.
        from rag.store.index.server import ServerIndex

        return ServerIndex(settings.index, embedder, dimensions)
    return EdgeIndex(index_folder(settings), embedder, dimensions, lock_timeout_s)


def open_index(settings: Settings, store: Store, dimensions: int) -> PassageIndex:
    """The index as a command reaches it: the server if one is set, else the service if it runs, else the folder.

    Raises:
        IndexLockedError: another process has the folder open and no service answers.
        IndexUnreachableError: the server does not answer.
        IndexMismatchError: it holds the vectors of another embedding model.
    """
    if not settings.index.url and service_answers(settings):
        key, _ = store.keys.first_key(settings.admin_key_file)
        return RemoteIndex(settings.service_url, key)
    return open_own_index(settings, settings.embedder.model, dimensions)


def rebuilt_index(
    settings: Settings, embedder: str, dimensions: int
) -> AbstractContextManager[EdgeIndex | ServerIndex]:
    """An index to be filled in the block, which takes the place of the one in use at its end.

    Raises:
        IndexLockedError: another process has the folder open.
        IndexUnreachableError: the server does not answer.
    """
    if settings.index.url:
        from rag.store.index import server

        return server.rebuilt(settings.index, embedder, dimensions)
    return edge.rebuilt(index_folder(settings), embedder, dimensions)


def index_built_with(settings: Settings) -> str | None:
    """The embedding model whose vectors the index holds; None where there is no index yet.

    Raises:
        IndexUnreachableError: the server does not answer.
    """
    if settings.index.url:
        from rag.store.index import server

        return server.built_with(settings.index)
    return edge.built_with(index_folder(settings))
