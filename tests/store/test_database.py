from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from rag.store.database import Database
from rag.store.tables import documents, jobs, metadata
from tests.support.stores import file_info


@pytest.fixture
def database(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Database(tmp_path / "s.db")
    opened.migrate()
    yield opened
    opened.close()


def test_the_migrations_give_the_tables_of_the_code(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_pragmas_are_in_force(database: Database) -> None:
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
