from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from eval.benchmarks.facts import TODAY, fill, plans
from rag.domain.plan import Plan
from rag.domain.rights import OWNER, Reader
from rag.facts.facts import Facts
from rag.store.database import Database
from rag.store.opening import Store
from rag.store.tables import metadata

READERS = [OWNER, Reader("r", frozenset({"bench"}))]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = Database(tmp_path_factory.mktemp("plans") / "facts.db")
    database.migrate()
    fill(database, 300)
    yield database
    database.close()


def _scanned(database: Database, do: Callable[[], Any]) -> set[str]:
    """The tables that any of the statements that ``do`` runs goes through whole, by SQLite's own account."""
    run: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, query: str, bound: Any, *_: Any) -> None:
        run.append((query, bound))

    event.listen(database.engine, "before_cursor_execute", note)
    do()
    event.remove(database.engine, "before_cursor_execute", note)
    steps: list[str] = []
    with database.read() as connection:
        for query, bound in run:
            if query.startswith(("SELECT", "WITH")):
                cursor = connection.connection.cursor()
                steps += [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {query}", bound)]
    assert any(step.startswith("SEARCH") for step in steps)
    tables = {*metadata.tables, "other"}
    return {step.split()[1] for step in steps if step.startswith("SCAN")} & tables


@pytest.mark.parametrize("reader", READERS, ids=["owner", "key"])
@pytest.mark.parametrize("name", [name for name in plans() if name != "everything"])
def test_no_plan_that_filters_reads_a_whole_table(filled: Database, name: str, reader: Reader) -> None:
    facts, plan = Facts(filled), plans()[name]
    assert not _scanned(filled, lambda: facts.run(plan, reader, TODAY, "fr"))
    assert not _scanned(filled, lambda: facts.invoices(reader, plan, TODAY))
    assert not _scanned(filled, lambda: facts.documents(plan, reader, TODAY))


@pytest.mark.parametrize("reader", READERS, ids=["owner", "key"])
def test_known_parties_are_found_by_the_index(filled: Database, reader: Reader) -> None:
    facts = Facts(filled)
    assert not _scanned(filled, lambda: facts.known_parties(reader, "seller"))
    assert len(facts.known_parties(reader, "seller")) > 100


def test_both_databases_give_the_same(filled: Database, store: Store) -> None:
    fill(store.database, 300)
    one, other = Facts(filled), Facts(store.database)
    for reader in READERS:
        assert one.known_parties(reader, "buyer") == other.known_parties(reader, "buyer")
        assert set(one.known_parties(reader, "seller")) == set(other.known_parties(reader, "seller"))
        for plan in plans().values():
            assert one.run(plan, reader, TODAY, "fr") == other.run(plan, reader, TODAY, "fr")
            assert one.invoices(reader, plan, TODAY) == other.invoices(reader, plan, TODAY)


def test_a_plan_that_filters_nothing_does_read_the_table(filled: Database) -> None:
    facts = Facts(filled)
    assert _scanned(filled, lambda: facts.run(Plan(), OWNER, TODAY, "fr")) == {"invoice_facts"}
