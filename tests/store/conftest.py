from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from rag.settings import DatabaseSettings, Settings
from rag.store.database import Database
from tests.support.postgres import PostgresServer
from tests.support.stores import Clock


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for the session, its ``template`` at this release."""
    server = PostgresServer()
    if server.problem:
        pytest.skip(f"no PostgreSQL server can be started: {server.problem}")
    template = Database(server.new_database("template"))
    template.migrate()
    template.close()
    yield server
    server.stop()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that a test may kill."""
    server = PostgresServer()
    if server.problem:
        pytest.skip(f"no PostgreSQL server can be started: {server.problem}")
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A home of its own, on either database."""
    if request.param == "sqlite":
        yield settings
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(template="template")
    yield settings.model_copy(update={"database": DatabaseSettings(url=SecretStr(url))})
    server.drop(url)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every database, moved by hand."""
    clock = Clock()
    monkeypatch.setattr(Database, "now", lambda *_: clock.now)
    return clock
