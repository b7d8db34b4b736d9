"""The parties of invoices that a reader may know."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, select, tuple_

from rag.domain.rights import Reader
from rag.store.judging import visible
from rag.store.tables import invoice_facts


def party_names(connection: Connection, reader: Reader, role: str) -> list[tuple[str, str]]:
    """Each key with each name that readable invoices write it by ("" for none), in order; ``role`` is ``seller`` or
    ``buyer``. From pair to pair by the index, so that the invoices between are not read: as costly as there are pairs,
    and as there are invoices in a row that may not be read."""
    key, name = invoice_facts.c[f"{role}_key"], invoice_facts.c[f"{role}_name"]
    pairs = select(_next(key, key, name, reader, None), _next(name, key, name, reader, None)).cte(
        "pairs", recursive=True
    )
    last = pairs.c.key, pairs.c.name
    step = select(_next(key, key, name, reader, last), _next(name, key, name, reader, last))
    pairs = pairs.union_all(step.where(pairs.c.key.is_not(None)))
    query = select(pairs.c.key, pairs.c.name).where(pairs.c.key.is_not(None))
    return [(row.key, row.name) for row in connection.execute(query)]


def _next(
    wanted: Column[Any],
    key: Column[Any],
    name: Column[Any],
    reader: Reader,
    last: tuple[ColumnElement[Any], ColumnElement[Any]] | None,
) -> Any:
    """The key or the name of the first readable pair after the last."""
    after = key.is_not(None) if last is None else tuple_(key, name) > tuple_(*last)
    query = select(wanted).where(after, visible(reader)).order_by(key, name).limit(1)
    if last is not None:
        query = query.correlate(last[0].table)
    return query.scalar_subquery().label("key" if wanted is key else "name")
