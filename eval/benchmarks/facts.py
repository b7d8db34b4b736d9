"""What a plan costs beside its own SQL statement run bare, in a ledger of many invoices on SQLite."""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from eval.benchmarks.results import Result, Row, this_machine
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, Party, PrecedingInvoice, Totals, VatBreakdown
from rag.domain.plan import Amount, DueState, Grouping, Measure, Order, PartyChoice, Period, Plan
from rag.domain.rights import OWNER, Reader
from rag.facts.facts import Facts
from rag.store.database import Database
from rag.store.facts import statement, statement_values
from rag.store.invoice_rows import invoice_facts_row, invoice_preceding_rows, invoice_vat_rows
from rag.store.plan_conditions import narrowing, values
from rag.store.tables import document_groups, documents, invoice_facts, invoice_preceding, invoice_vat, versions

TODAY = date(2025, 6, 1)
_BATCH = 5_000
_FIRST = date(2021, 1, 1)
_DAYS = 1460
_FIELDS = {
    name: Field(bt="", state=FieldState.READ, page=1)
    for name in ("net", "vat", "gross", "vat_breakdown.1.base", "vat_breakdown.1.amount")
}
READERS = {"owner": OWNER, "key of one group": Reader("bench", frozenset({"bench"}))}


def _party(number: int) -> PartyChoice:
    return PartyChoice(asked="x", name=_seller(number).name, keys=(f"vat:{_seller(number).vat_id}",))


_2024 = Period(start=date(2024, 1, 1), end=date(2024, 12, 31))
_MARCH = Period(start=date(2024, 3, 1), end=date(2024, 3, 31))


def plans() -> dict[str, Plan]:
    """Plans of every kind, from one invoice to all of them."""
    one, two = (_party(7),), (_party(7), _party(11))
    return {
        "a number": Plan(number="F-1207", measure=Measure.LIST),
        "a supplier, a month": Plan(sellers=one, period=_MARCH),
        "a supplier, a year": Plan(sellers=one, period=_2024, currency="EUR"),
        "two suppliers, net, by year": Plan(sellers=two, amount=Amount.NET, group_by=Grouping.YEAR),
        "a supplier, the largest": Plan(sellers=one, measure=Measure.MAXIMUM),
        "a supplier, overdue": Plan(sellers=one, due=DueState.OVERDUE, measure=Measure.LIST),
        "a supplier by VAT rate": Plan(sellers=one, amount=Amount.VAT, group_by=Grouping.VAT_RATE),
        "a month": Plan(period=_MARCH),
        "a month, average": Plan(period=_MARCH, measure=Measure.AVERAGE),
        "credit notes of a year": Plan(types=(InvoiceType.CREDIT_NOTE,), period=_2024),
        "above an amount, a year": Plan(at_least=Decimal(11_000), period=_2024, measure=Measure.LIST),
        "a rate, a month": Plan(vat_rate=Decimal("5.5"), period=_MARCH),
        "a currency": Plan(currency="USD"),
        "a year by supplier": Plan(
            period=_2024, group_by=Grouping.SELLER, order=Order.AMOUNT, descending=True, limit=10
        ),
        "a year by month": Plan(period=_2024, group_by=Grouping.MONTH),
        "everything": Plan(),
    }


def facts(place: Path, size: int, rounds: int) -> dict[str, Any]:
    """Milliseconds (medians of ``rounds``, taken in turns) of each plan, for each reader: ``run`` is
    :meth:`rag.facts.facts.Facts.run`, ``bare`` the plan's own first statement in the driver with its values bound and
    its rows fetched, ``plain`` the sum or count of the same rows without a look at rights, copies or states."""
    database = Database(place)
    database.migrate()
    filling = time.perf_counter()
    fill(database, size)
    figures: dict[str, Any] = {"invoices": size, "fill_s": round(time.perf_counter() - filling, 1)}
    for who, reader in READERS.items():
        asked = Facts(database)
        parties = [_timed(lambda: asked.known_parties(reader, "seller")) for _ in range(rounds)]  # noqa: B023
        figures[who] = {
            "known parties": round(statistics.median(parties), 1),
            "plans": {name: _measured(database, asked, plan, reader, rounds) for name, plan in plans().items()},
        }
    database.close()
    return figures


def fill(database: Database, size: int) -> None:
    """Invoices of 300 suppliers over four years: one in fifty a copy, in dollars, a credit note, a corrective one,
    without a day, or doubtful each. Every second document is of the bench's group only."""
    chance = random.Random(7)  # noqa: S311
    for first in range(0, size, _BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {
            documents: [], document_groups: [], versions: [], invoice_facts: [], invoice_vat: [],
            invoice_preceding: [],
        }  # fmt: skip
        for number in range(first, min(first + _BATCH, size)):
            _add(rows, number, chance)
        with database.write() as connection:
            for table, values in rows.items():
                if values:
                    connection.execute(insert(table), values)


def _add(rows: dict[Any, list[dict[str, Any]]], number: int, chance: random.Random) -> None:
    identifier, version = str(uuid.UUID(int=number + 1)), str(uuid.UUID(int=number + 2**64))
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    group = "everyone" if number % 2 else "bench"
    kept = {"title": f"Facture {number}", "language": "fr", "sha256": f"{number:064x}"}
    rows[documents].append(
        {"id": identifier, "collection": "bench", "source": f"bench:{number}", "filename": f"{number}.pdf", "size": 1}
        | {"media_type": "application/pdf", "allow": [group], "status": "active", "page_count": 1}
        | {"active_version_id": version, "created_at": moment, "updated_at": moment}
        | kept
    )
    rows[document_groups].append({"document_id": identifier, "group_name": group})
    rows[versions].append(
        {"id": version, "document_id": identifier, "fingerprint": "bench", "pages": [], "warnings": []}
        | {"passage_count": 0, "activated_at": 0.0}
        | kept
    )
    fact = invoice_facts_row(_invoice(number, chance), version, identifier, moment)
    rows[invoice_facts].append(fact)
    rows[invoice_vat] += invoice_vat_rows(_invoice(number, chance), fact)
    rows[invoice_preceding] += invoice_preceding_rows(_invoice(number, chance), version)


def _seller(number: int) -> Party:
    return Party(name=f"Fournisseur {number} SARL", vat_id=f"DE{number:09}")


def _invoice(number: int, chance: random.Random) -> Invoice:
    odd = number % 50
    # A copy is the invoice before it.
    drawn = random.Random(number - (odd == 1))  # noqa: S311
    rate = drawn.choice((Decimal(20), Decimal("5.5")))
    net = Decimal(drawn.randrange(1_000, 1_000_000)).scaleb(-2)
    vat = (net * rate / 100).quantize(Decimal("0.01"))
    day = _FIRST + timedelta(days=drawn.randrange(_DAYS))
    fields = dict(_FIELDS)
    if odd == 5:
        fields["gross"] = fields["gross"].model_copy(update={"state": FieldState.DOUBTFUL})
    return Invoice(
        number=f"F-{number - (odd == 1)}",
        type={2: InvoiceType.CREDIT_NOTE, 6: InvoiceType.CORRECTIVE}.get(odd, InvoiceType.INVOICE),
        preceding=(PrecedingInvoice(number=f"F-{number - 1}"),) if odd == 6 else (),
        issue_date=None if odd == 3 else day,
        due_date=day + timedelta(days=30),
        currency="USD" if odd == 4 else "EUR",
        seller=_seller(drawn.randrange(300)),
        buyer=Party(name="Nuagence"),
        vat_breakdown=(VatBreakdown(base=net, amount=vat, rate=rate),),
        totals=Totals(net=net, vat=vat, gross=net + vat),
        fields=fields,
    )


def _measured(database: Database, asked: Facts, plan: Plan, reader: Reader, rounds: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {"run": [], "bare": [], "plain": []}
    with database.read() as connection:
        bare = bare_statement(connection, plan, reader)
        plain = plain_statement(connection, plan)
        for _ in range(rounds + 1):
            times["run"].append(_timed(lambda: asked.run(plan, reader, TODAY, "fr")))
            times["bare"].append(_timed(bare))
            times["plain"].append(_timed(plain))
    # The first round warms the caches up.
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    found = asked.run(plan, reader, TODAY, "fr")
    return {name: round(value, 2) for name, value in medians.items()} | {
        "ratio": round(medians["run"] / medians["bare"], 2),
        "documents": found.included_count + found.excluded_count,
    }


def bare_statement(connection: Connection, plan: Plan, reader: Reader) -> Callable[[], Any]:
    """Runs a plan's own statement in the driver."""
    return _in_driver(connection, statement(plan, reader), statement_values(plan, TODAY))


def plain_statement(connection: Connection, plan: Plan) -> Callable[[], Any]:
    """Sums what a plan narrows to, as one would write it by hand."""
    conditions = [one.holds for one in narrowing(plan)]
    if plan.types:
        conditions.append(invoice_facts.c.type.in_(bindparam("types", expanding=True)))
    query = select(func.sum(invoice_facts.c.gross_minor), func.count()).where(*conditions)
    return _in_driver(connection, query, values(plan, TODAY))


def in_driver(connection: Connection, query: Any, given: dict[str, Any]) -> tuple[str, Sequence[Any]]:
    """A query as the driver gets it: its text and the values bound."""
    state = query.compile(connection).construct_expanded_state(given)
    return state.statement, state.positional_parameters


def _in_driver(connection: Connection, query: Any, given: dict[str, Any]) -> Callable[[], Any]:
    cursor = connection.connection.cursor()
    written = in_driver(connection, query, given)
    return lambda: cursor.execute(*written).fetchall()


def _timed(do: Callable[[], Any]) -> float:
    # Processor time: on a machine that others use too, it says more than time on the wall.
    started = time.thread_time()
    do()
    return 1000 * (time.thread_time() - started)


def measure(place: Path, size: int, rounds: int) -> Result:
    """:func:`facts` as rows: each plan beside its own SQL run bare, for each reader."""
    machine = this_machine()
    figures = facts(place, size, rounds)
    rows = []
    for who in READERS:
        for name, each in figures[who]["plans"].items():
            rows.append(
                Row(
                    case=f"{name} ({each['documents']:,} documents)", measure=f"a plan run, {who}", value=each["run"],
                    unit="ms", baseline=each["bare"], against="its SQL, bare",
                )
            )  # fmt: skip
        parties = figures[who]["known parties"]
        rows.append(Row(case="known parties", measure=f"a plan run, {who}", value=parties, unit="ms"))
    notes = [f"{size:,} invoices on SQLite; medians of {rounds}, milliseconds of processor time."]
    return Result(lane="facts", title="Figures: plans beside their SQL", machine=machine, rows=rows, notes=notes)
