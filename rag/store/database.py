"""The database: connections, transactions, migrations. It is the truth; the index is a copy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event

from rag.store.locks import FileLock

_WRITE = {"sourcier_write": True}


class Database:
    """Transactions on a SQLite database in WAL mode (readers never wait for the writer)."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the database file at ``path``; call :meth:`migrate` before the first use."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self.engine: Engine = create_engine(
            f"sqlite:///{path}", connect_args={"timeout": 60, "check_same_thread": False}
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    def migrate(self) -> None:
        """Brings the tables to this release; several processes may call it at once."""
        config = Config()
        config.set_main_option("script_location", "rag.store:migrations")
        config.set_main_option("path_separator", "os")
        with FileLock(self._path.with_suffix(".migrating")).held(timeout_s=120), self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        os.chmod(self._path, 0o600)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the writer's lock from its start, so that what it read stays true."""
        with self.engine.connect().execution_options(**_WRITE) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


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
