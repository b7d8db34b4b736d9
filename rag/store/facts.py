"""Runs plans over the facts of invoices, each by one statement: it judges what fits, works the figures out and gives
what is shown of the first documents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from rag.domain.facts import Left
from rag.domain.plan import DateBasis, Grouping, Measure, Order, Plan
from rag.domain.rights import Reader
from rag.store.judging import judged
from rag.store.plan_conditions import of_rate, shape, values
from rag.store.tables import documents, invoice_facts, invoice_vat

SHOWN = 50
"""How many documents of a result are shown, unless a list asks for more."""
_SHOWN = (
    "version_id", "document_id", "title", "filename", "number", "type", "seller_name", "buyer_name", "issue_date",
    "due_date", "places",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """Invoices that count and are alike in group and currency, credit notes apart: how many, and of their amounts in
    minor units the sum, the least and the greatest (None where none is known)."""

    group: str | None
    currency: str | None
    credit: bool
    documents: int
    total: int | None
    least: int | None
    greatest: int | None


@dataclass(frozen=True, slots=True)
class FoundInvoice:
    """An invoice that fits: ``value`` is the measured amount in minor units where it may be counted, ``left`` why it
    is left out, None where it is not. Days are ISO text; ``places`` is where each amount is printed (page, box)."""

    left: Left | None
    value: int | None
    currency: str | None
    version_id: str
    document_id: str
    title: str
    filename: str
    number: str | None
    type: str
    seller_name: str
    buyer_name: str
    issue_date: str | None
    due_date: str | None
    places: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a plan's statement gave; ``counts`` are whole, by reason and whether they are credit notes, ``prepayments``
    how many of those that count are prepayment invoices."""

    tallies: list[Tally]
    counts: dict[tuple[Left | None, bool], int]
    included: list[FoundInvoice]
    excluded: list[FoundInvoice]
    prepayments: int


def run_plan(connection: Connection, plan: Plan, reader: Reader, today: date) -> Ran:
    """Runs a plan over invoices, its parties' keys known."""
    tallies: list[Tally] = []
    counts: dict[tuple[Left | None, bool], int] = {}
    included: list[FoundInvoice] = []
    excluded: list[FoundInvoice] = []
    prepayments = 0
    # Unpacked, since reading a row's columns by name takes longer than all the rest of a small plan.
    for row in connection.execute(statement(plan, reader), statement_values(plan, today)).all():
        part, left_for, currency, group, credit, n, total, least, greatest, *shown = row
        left = Left(left_for) if left_for else None
        if part == "shown":
            *texts, places = shown
            found = FoundInvoice(left, _whole(total), currency, *[*texts, json.loads(places)])
            (included if left is None else excluded).append(found)
        elif part == "count":
            counts[left, bool(credit)] = n
            prepayments += int(total) if left is None else 0
        elif left is None:
            tallies.append(Tally(group, currency, bool(credit), n, _whole(total), _whole(least), _whole(greatest)))
    by = _sorting(plan)
    included.sort(key=by)
    excluded.sort(key=by)
    return Ran(tallies, counts, included, excluded, prepayments)


def _whole(value: Any) -> int | None:
    """A sum as PostgreSQL gives it, a Decimal, or SQLite, an int."""
    return None if value is None else int(value)


def document_ids(connection: Connection, plan: Plan, reader: Reader, today: date, limit: int) -> list[str]:
    """The documents that fit a plan, counted or not; at most so many."""
    fits = judged(plan, reader)
    query = select(invoice_facts.c.document_id).join(fits, fits.c.version_id == invoice_facts.c.version_id).limit(limit)
    return list(connection.execute(query, values(plan, today)).scalars())


def statement(plan: Plan, reader: Reader) -> CompoundSelect[Any]:
    """The statement. Its rows are of three kinds: ``count`` by reason (``total`` is how many are prepayment invoices),
    ``figure`` of what counts by group and currency, and ``shown``, the first documents that count and the first that do
    not (``total`` is their amount). To be run with :func:`statement_values`."""
    return _statement(shape(plan), Reader("", reader.groups, reader.admin))


def statement_values(plan: Plan, today: date) -> dict[str, Any]:
    """The values of a plan's statement."""
    wanted = plan.limit if plan.measure is Measure.LIST else None
    return values(plan, today) | {"included": wanted or SHOWN, "excluded": SHOWN}


@lru_cache(maxsize=512)
def _statement(plan: Plan, reader: Reader) -> CompoundSelect[Any]:
    fits = judged(plan, reader)
    of = fits.c
    counting = select(
        *_row("count", left_for=of.left_for, credit=of.credit, n=func.count(), total=func.sum(of.prepayment)),
    ).group_by(of.left_for, of.credit)
    return union_all(counting, _figures(plan, fits), *_shown(plan, fits))


def _figures(plan: Plan, fits: Any) -> Select[Any]:
    of = fits.c
    group, value, source = of.grp, of.value, fits
    counted = [of.left_for.is_(None)]
    if plan.group_by is Grouping.VAT_RATE:
        group, value = invoice_vat.c.rate, of_rate(plan)
        source = fits.join(invoice_vat, invoice_vat.c.version_id == of.version_id)
        if plan.vat_rate is not None:
            counted.append(group == bindparam("rate", type_=String))
    row = _row(
        "figure",
        grp=group,
        currency=of.currency,
        credit=of.credit,
        n=func.count(),
        total=func.sum(value),
        least=func.min(value),
        greatest=func.max(value),
    )
    return select(*row).select_from(source).where(*counted).group_by(group, of.currency, of.credit)


def _shown(plan: Plan, fits: Any) -> list[Select[Any]]:
    of = fits.c
    by, descending = order_of(plan)
    key = {Order.AMOUNT: of.value, Order.NAME: of.name}.get(by, of.day)
    first = (key.desc() if descending else key.asc()).nulls_last()
    # What might belong to the figure is named before what certainly does not, however much of that there is.
    unsure = case((of.left_for.in_((Left.DOUBTFUL.value, Left.UNREADABLE.value)), 0), else_=1)
    found = []
    for condition, limit in ((of.left_for.is_(None), "included"), (of.left_for.is_not(None), "excluded")):
        top = select(of.version_id, of.left_for, of.value).where(condition)
        top = top.order_by(unsure, first, of.day.asc().nulls_last(), of.version_id).limit(
            bindparam(limit, type_=Integer)
        )
        part = top.subquery()
        given: dict[str, ColumnElement[Any]] = {
            name: invoice_facts.c[name] for name in _SHOWN if name in invoice_facts.c
        }
        given |= {"title": documents.c.title, "filename": documents.c.filename}
        given |= {"places": cast(invoice_facts.c.places, String)}
        row = _row("shown", left_for=part.c.left_for, total=part.c.value, currency=invoice_facts.c.currency, **given)
        # What is joined was found readable when it was judged, in this same statement.
        facts = part.join(invoice_facts, invoice_facts.c.version_id == part.c.version_id)
        found.append(select(*row).select_from(facts.join(documents, documents.c.id == invoice_facts.c.document_id)))
    return found


def _row(part: str, **given: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    names = ("left_for", "currency", "grp", "credit", "n", "total", "least", "greatest", *_SHOWN)
    return [literal(part).label("part"), *(given.get(name, null()).label(name) for name in names)]


def order_of(plan: Plan) -> tuple[Order, bool]:
    """What a plan's documents are ordered by, and whether downwards."""
    if plan.measure in (Measure.MINIMUM, Measure.MAXIMUM):
        return Order.AMOUNT, plan.measure is Measure.MAXIMUM
    return (plan.order or Order.DATE), plan.descending


def _sorting(plan: Plan) -> Any:
    order, descending = order_of(plan)
    basis = "due_date" if plan.basis is DateBasis.DUE else "issue_date"

    def key(one: FoundInvoice) -> tuple[Any, ...]:
        day = getattr(one, basis)
        rest = (day is None, day or "", one.version_id)
        if order is Order.AMOUNT:
            return one.value is None, -(one.value or 0) if descending else one.value or 0, *rest
        text = one.seller_name if order is Order.NAME else day
        if descending:
            return text is None, tuple(-ord(char) for char in text or ""), *rest
        return text is None, text or "", *rest

    return key
