from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import insert, select, text

from rag.errors import DatabaseUnreachableError, SettingsError, TransientError
from rag.settings import DatabaseSettings, Settings
from rag.store.database import Database, postgres_url
from rag.store.opening import database_place
from rag.store.tables import documents, jobs, metadata
from tests.support.postgres import PostgresServer
from tests.support.stores import file_info


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(database_place(settings))
    opened.migrate()
    yield opened
    opened.close()


def test_the_migrations_give_the_tables_of_the_code(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_pragmas_are_in_force(database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's")
    with database.read() as connection:
        got = [connection.execute(text(f"PRAGMA {name}")).scalar_one()
               for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")]  # fmt: skip
    assert got == ["wal", 2, 1, 1]


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    from rag.store.ledger import Ledger

    ledger = Ledger(database, "p")
    ledger.submit(file_info())
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(documents.delete())
        raise ZeroDivisionError
    with database.read() as connection:
        assert len(connection.execute(select(documents)).all()) == 1


def test_rows_go_with_their_document(database: Database) -> None:
    from rag.store.ledger import Ledger

    Ledger(database, "p").submit(file_info())
    with database.write() as connection:
        connection.execute(documents.delete())
        assert connection.execute(select(jobs)).all() == []


def test_a_read_sees_one_state_while_another_thread_writes(database: Database) -> None:
    from rag.store.ledger import Ledger

    ledger = Ledger(database, "p")
    ledger.submit(file_info("a.txt"))
    with database.read() as connection:
        before = connection.execute(select(documents.c.id)).all()
        writer = threading.Thread(target=lambda: ledger.submit(file_info("b.txt", b"b")))
        writer.start()
        writer.join(10)
        assert not writer.is_alive(), "a reader held the writer up"
        assert connection.execute(select(documents.c.id)).all() == before
    with database.read() as connection:
        assert len(connection.execute(select(documents.c.id)).all()) == 2


def test_foreign_keys_are_checked(database: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            insert(jobs).values(document_id="x", state="queued", attempts=0, fence=0, queued_at=0.0, not_before=0.0)
        )


def test_the_clock_is_one_for_all_and_goes_on_within_a_transaction(database: Database) -> None:
    with database.write() as connection:
        first = database.now(connection)
        time.sleep(0.02)
        assert first + 0.02 <= database.now(connection)
    assert abs(database.now() - time.time()) < 60


def test_a_name_is_taken_by_one_at_a_time(database: Database) -> None:
    """Read, wait, write: without the lock some of the additions would be lost."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE counter (value integer)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def add() -> None:
        for _ in range(5):
            with database.write() as connection:
                database.lock(connection, "counter", "another")
                value = connection.execute(text("SELECT value FROM counter")).scalar_one()
                time.sleep(0.002)
                connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(text("SELECT value FROM counter")).scalar_one() == 20


def test_a_restart_of_the_server_is_an_outage_that_passes(own_postgres: PostgresServer) -> None:
    database = Database(own_postgres.new_database())
    database.migrate()
    with pytest.raises(DatabaseUnreachableError), database.write() as connection:
        own_postgres.kill()
        connection.execute(text("SELECT 1"))
    for way in (database.read, database.write):
        with pytest.raises(DatabaseUnreachableError) as told, way():
            pass
        assert "sourcier-pg-" in told.value.detail
    own_postgres.start()
    with database.read() as connection:
        assert connection.execute(select(jobs)).all() == []
    database.close()


def test_a_row_kept_for_too_long_is_an_error_that_passes(postgres: PostgresServer) -> None:
    database = Database(postgres.new_database(template="template"))
    from rag.store.ledger import Ledger

    ledger = Ledger(database, "p")
    ledger.submit(file_info())
    claim = ledger.claim("w", 60, 3)
    assert claim is not None
    with database.write() as holder, pytest.raises(TransientError, match="kept the same rows"):
        holder.execute(select(jobs).with_for_update())
        assert ledger.claim("other", 0, 3) is None, "claims pass over rows that are taken"
        with database.write() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            connection.execute(select(jobs).with_for_update())
    database.close()


@pytest.mark.parametrize("url", ["mysql://u@h/d", "sqlite:///x", "nonsense", "postgresql"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database\.url"):
        postgres_url(url)


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_every_way_to_write_the_url_is_taken(url: str) -> None:
    assert postgres_url(url).render_as_string() == "postgresql+psycopg://u@h/d"


def test_the_password_may_stand_apart(tmp_path: Path) -> None:
    given = DatabaseSettings(url=SecretStr("postgresql://u@h/d"), password=SecretStr("p@ss/word"))
    place = database_place(Settings(home=tmp_path, database=given))
    assert place == "postgresql+psycopg://u:p%40ss%2Fword@h/d" and "p@ss" not in repr(given)
