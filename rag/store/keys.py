"""API keys: 256 random bits each; only their SHA-256 is kept, which is enough for keys nobody can guess."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from rag.domain.rights import Reader
from rag.errors import NotFoundError, RequestError, UnauthenticatedError
from rag.store.database import Database
from rag.store.locks import FileLock
from rag.store.tables import api_keys, conversations


def digest(key: str) -> str:
    """What is kept of a key: its SHA-256 in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


class KeyRing:
    """Makes keys and tells whose a key is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, groups: Iterable[str] = (), *, admin: bool = False) -> str:
        """A new key; it is returned here once and kept nowhere.

        Raises:
            RequestError: a key of this name exists.
        """
        key = secrets.token_urlsafe(32)
        row = {
            "sha256": digest(key),
            "name": name,
            "groups": sorted(set(groups)),
            "admin": admin,
            "created_at": datetime.now(UTC),
        }
        with self._database.write() as connection:
            if connection.execute(select(api_keys.c.name).where(api_keys.c.name == name)).first():
                raise RequestError(f"A key named {name} exists.", "Choose another name.")
            connection.execute(insert(api_keys).values(row))
        return key

    def list(self) -> list[Reader]:
        """Whose keys there are, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.name)).all()
        return [Reader(row.name, frozenset(row.groups), row.admin) for row in rows]

    def remove(self, name: str) -> None:
        """Makes a key stop working. Its conversations go with it: the next of this name is somebody else.

        Raises:
            NotFoundError: no key has this name.
        """
        with self._database.write() as connection:
            if connection.execute(delete(api_keys).where(api_keys.c.name == name)).rowcount == 0:
                raise NotFoundError(f"There is no key named {name}.", "`rag keys list` shows those there are.")
            connection.execute(delete(conversations).where(conversations.c.key_name == name))

    def reader(self, key: str) -> Reader:
        """Whose key this is.

        Raises:
            UnauthenticatedError: nobody's.
        """
        with self._database.read() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.sha256 == digest(key))).one_or_none()
        if row is None:
            raise UnauthenticatedError("This API key is not known.")
        return Reader(row.name, frozenset(row.groups), row.admin)

    def first_key(self, file: Path) -> tuple[str, bool]:
        """The administrator's key and whether it was made now: kept in ``file`` with mode 600.

        A missing file gets a new key; the old one, if there was one, stops working. The service and the worker
        may ask at the same time.
        """
        with FileLock(file.with_suffix(".key-lock")).held(timeout_s=60):
            return self._first_key(file)

    def _first_key(self, file: Path) -> tuple[str, bool]:
        if file.exists():
            key = file.read_text().strip()
            with self._database.read() as connection:
                if connection.execute(select(api_keys).where(api_keys.c.sha256 == digest(key))).first():
                    return key, False
            file.unlink()
        with self._database.write() as connection:
            connection.execute(delete(api_keys).where(api_keys.c.name == "admin"))
        key = self.create("admin", admin=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(key + "\n")
        return key, True
