"""Tokens of calendar feeds: calendar programs fetch an address and can send no header with it.

A token opens one thing, the deadlines that its key may read, and changes nothing. Like keys, tokens are 256 random
bits of which only the SHA-256 is kept. One belongs to a key and goes with it, however the key goes.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from rag.domain.rights import Reader
from rag.errors import UnauthenticatedError
from rag.store.database import Database
from rag.store.keys import digest
from rag.store.tables import api_keys, calendar_feeds


class Feeds:
    """Makes tokens, takes them back, and tells whose a token is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, reader: Reader) -> str:
        """A new token of the reader's key; the one before stops working. It is returned here once and kept nowhere.

        Raises:
            UnauthenticatedError: the key has been removed meanwhile.
        """
        token = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            key = connection.execute(select(api_keys.c.sha256).where(api_keys.c.name == reader.name)).scalar()
            if key is None:
                raise UnauthenticatedError("This API key is not known.")
            connection.execute(delete(calendar_feeds).where(calendar_feeds.c.key_sha256 == key))
            row = {"key_sha256": key, "sha256": digest(token), "created_at": datetime.now(UTC)}
            connection.execute(insert(calendar_feeds).values(row))
        return token

    def revoke(self, reader: Reader) -> bool:
        """Makes the token of the reader's key stop working; False where there was none."""
        key = select(api_keys.c.sha256).where(api_keys.c.name == reader.name).scalar_subquery()
        with self._database.write() as connection:
            return bool(connection.execute(delete(calendar_feeds).where(calendar_feeds.c.key_sha256 == key)).rowcount)

    def created_at(self, reader: Reader) -> datetime | None:
        """When the token in force was made; None where there is none."""
        query = (
            select(calendar_feeds.c.created_at)
            .join(api_keys, api_keys.c.sha256 == calendar_feeds.c.key_sha256)
            .where(api_keys.c.name == reader.name)
        )
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def reader(self, token: str) -> Reader:
        """On whose behalf a feed is fetched: the key's groups are those of now.

        Raises:
            UnauthenticatedError: nobody's.
        """
        query = (
            select(api_keys)
            .join(calendar_feeds, api_keys.c.sha256 == calendar_feeds.c.key_sha256)
            .where(calendar_feeds.c.sha256 == digest(token))
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnauthenticatedError(
                "This address of the calendar is not known, or was withdrawn.",
                "Make a new one: POST /v1/deadlines/feed.",
            )
        return Reader(row.name, frozenset(row.groups), row.admin)
