"""The database: connections, transactions, migrations. It is the truth; the index is a copy."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from rag.errors import DatabaseUnreachableError, DiskFullError, SettingsError, TransientError
from rag.store.locks import FileLock

_WRITE = {"sourcier_write": True}
_MIGRATING = "sourcier/migrations"
# Of PostgreSQL's error codes (appendix A of its manual): connection lost, server ends or starts, too many connections.
_AWAY = ("08", "57P", "53300")
# Serialization failure, deadlock, lock not to be had within lock_timeout.
_BUSY = ("40", "55P03")
_DISK_FULL = "53100"
_HOUSE = 21_327
"""What our locks are kept apart by from those of other programs in the same database."""
_TAKE = text("SELECT pg_advisory_xact_lock(:house, number) FROM unnest(CAST(:numbers AS int[])) AS number")
_POSTGRES = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "sourcier",
    # A process frozen inside a transaction must not keep a document's row for ever.
    "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=300s",
}


class Database:
    """Transactions on a SQLite file in WAL mode or on PostgreSQL; readers never wait for writers.

    SQLite lets one writer in at a time. On PostgreSQL writers work side by side (read committed), so a transaction
    that decides by what it read takes that row ``FOR UPDATE`` first, or a name by :meth:`lock`. A document's row in
    ``jobs`` is taken before its other rows, always, so that no two transactions wait for each other.
    """

    def __init__(self, place: Path | str) -> None:
        """``place`` is a SQLite file (made if it is not there) or the URL of a PostgreSQL database; call
        :meth:`migrate` before the first use.

        Raises:
            SettingsError: the URL is not one of PostgreSQL.
        """
        self._file = place if isinstance(place, Path) else None
        if isinstance(place, Path):
            place.parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(
                f"sqlite:///{place}", connect_args={"timeout": 60, "check_same_thread": False}
            )
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
            self._reader = self.engine
        else:
            # pool_pre_ping: connections that a restart of the server broke are replaced unnoticed.
            self.engine = create_engine(
                postgres_url(place), connect_args=_POSTGRES, pool_pre_ping=True, pool_size=10, max_overflow=40
            )
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def migrate(self) -> None:
        """Brings the tables to this release; several processes may call it at once.

        Raises:
            DatabaseUnreachableError: the server does not answer.
        """
        config = Config()
        config.set_main_option("script_location", "rag.store:migrations")
        config.set_main_option("path_separator", "os")
        if self._file is None:
            with self.write() as connection:
                self.lock(connection, _MIGRATING)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            return
        with FileLock(self._file.with_suffix(".migrating")).held(timeout_s=120), self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        os.chmod(self._file, 0o600)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout.

        Raises:
            DatabaseUnreachableError: the server does not answer.
        """
        with self._outages_named(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may change things; see the class for what of its reading stays true.

        Raises:
            DatabaseUnreachableError: the server does not answer.
            TransientError: another transaction kept the same rows for too long.
        """
        options = _WRITE if self._file else {}
        with (
            self._outages_named(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def lock(self, connection: Connection, *names: str) -> None:
        """Takes names until the end of a write transaction: others who take one of them wait. To be called once in a
        transaction, with all of them. On SQLite the transaction excludes other writers anyway."""
        if self._file is None:
            # In one order for all, so that two who take the same names never wait for each other.
            numbers = sorted({_number(name) for name in names})
            connection.execute(_TAKE, {"house": _HOUSE, "numbers": numbers})

    def now(self, connection: Connection | None = None) -> float:
        """Seconds since the epoch by the one clock that all processes share: this machine's, or the server's, where
        workers and services run on several machines."""
        if self._file is not None:
            return time.time()
        clock = select(func.extract("epoch", func.clock_timestamp()))
        if connection is not None:
            return float(connection.execute(clock).scalar_one())
        with self.read() as reading:
            return float(reading.execute(clock).scalar_one())

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    @contextmanager
    def _outages_named(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if self._file is not None:
                raise
            code = str(getattr(error.orig, "sqlstate", None) or "")
            unconnected = isinstance(error, OperationalError) and not code
            if error.connection_invalidated or unconnected or code.startswith(_AWAY):
                place = self.engine.url.render_as_string(hide_password=True)
                raise DatabaseUnreachableError(f"The database {place} does not answer.") from error
            if code == _DISK_FULL:
                raise DiskFullError("The disk of the database server is full.", "Free some space there.") from error
            if code.startswith(_BUSY):
                raise TransientError("Another process kept the same rows of the database.") from error
            raise


def postgres_url(given: str) -> URL:
    """A URL of PostgreSQL for the driver that is used (psycopg 3).

    Raises:
        SettingsError: it is another database's, or no URL.
    """
    remedy = "Write database.url as postgresql://USER@HOST:5432/DATABASE, or leave it empty for a file."
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise SettingsError("database.url is not a URL.", remedy) from None
    if url.get_backend_name() != "postgresql":
        raise SettingsError(f"database.url names {url.get_backend_name()}, which is not PostgreSQL.", remedy)
    return url.set(drivername="postgresql+psycopg")


def _number(name: str) -> int:
    """A name as one of the numbers that are locked. Few numbers, since the server's table of locks is small and a batch
    of files takes many; two names with one number wait for each other needlessly, no more."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 512


def _prepare(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling begins late and deferred; SQLAlchemy's documented recipe
    # ("Serializable isolation / Savepoints / Transactional DDL", pysqlite) turns it off and begins by hand.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("sourcier_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
