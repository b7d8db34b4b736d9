"""Opens the store of a SOURCIER_HOME: database, ledger, catalogue, keys, blobs; and finds the index's home."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import httpx

from rag.domain.version import fingerprint
from rag.settings import Settings
from rag.store.blobs import BlobStore
from rag.store.catalogue import Catalogue
from rag.store.database import Database
from rag.store.erasure import Eraser
from rag.store.index.base import PassageIndex
from rag.store.index.edge import EdgeIndex
from rag.store.index.remote import RemoteIndex
from rag.store.keys import KeyRing
from rag.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Store:
    """All that is kept but the index."""

    database: Database
    ledger: Ledger
    catalogue: Catalogue
    keys: KeyRing
    blobs: BlobStore
    eraser: Eraser

    def close(self) -> None:
        """Closes the database."""
        self.database.close()


def open_store(settings: Settings) -> Store:
    """The store in ``settings.home``, made when it is not there and brought to this release.

    Raises:
        OSError: the folder cannot be written.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(settings.home, 0o700)
    database = Database(settings.home / "sourcier.db")
    database.migrate()
    blobs = BlobStore(settings.home / "blobs")
    return Store(
        database=database,
        ledger=Ledger(database, fingerprint(settings.embedder.model)),
        catalogue=Catalogue(database),
        keys=KeyRing(database),
        blobs=blobs,
        eraser=Eraser(database, blobs),
    )


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


def open_index(settings: Settings, store: Store, dimensions: int) -> PassageIndex:
    """The index: through the service when it runs, else the folder itself.

    Raises:
        IndexLockedError: another process has the folder open and no service answers.
        IndexMismatchError: it holds the vectors of another embedding model.
    """
    if service_answers(settings):
        key, _ = store.keys.first_key(settings.admin_key_file)
        return RemoteIndex(settings.service_url, key)
    return EdgeIndex(index_folder(settings), settings.embedder.model, dimensions)
