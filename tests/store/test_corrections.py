from __future__ import annotations

import importlib
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, delete, func, select, update

from rag.domain.contract import Amends, Contract
from rag.domain.facts import FactsResult
from rag.domain.invoice import FieldState, InvoiceType, InvoiceWarning, Totals, VatBreakdown
from rag.domain.plan import Grouping, Plan
from rag.domain.rights import OWNER, Reader
from rag.errors import ForbiddenError, NotFoundError, RequestError
from rag.facts.facts import Facts
from rag.settings import Settings
from rag.store.index.edge import EdgeIndex
from rag.store.ledger import Ledger
from rag.store.opening import Store, index_folder
from rag.store.tables import contracts, corrections, invoice_facts, invoice_vat
from tests.support.ledgers import DUPONT, MARTIN, bring_in_facts, invoice

TODAY = date(2025, 6, 1)
CLERK = Reader("clerk", frozenset({"corrections"}))
DOUBT = {"gross": FieldState.DOUBTFUL}


def _total(store: Store, plan: Plan = Plan()) -> FactsResult:  # noqa: B008
    return Facts(store.database).run(plan, OWNER, TODAY, "fr")


def _values(result: FactsResult) -> list[tuple[str | None, Decimal]]:
    return [(figure.group, figure.value) for figure in result.figures]


def test_a_correction_counts_at_once_and_is_kept_beside_the_reading(store: Store) -> None:
    document = bring_in_facts(store, "a", invoice(gross="120.00", source="page", states=DOUBT)).document_id
    facts = Facts(store.database)
    assert _values(_total(store)) == []
    made = facts.correct(CLERK, document, "gross", " 210.0 ")
    assert (made.value, made.previous, made.author, made.field) == ("210.0", "120.00", "clerk", "gross")
    assert _values(_total(store)) == [(None, Decimal("210.00"))]
    again = facts.correct(OWNER, document, "gross", "220")
    assert again.previous == "210.0" and _values(_total(store)) == [(None, Decimal("220.00"))]
    assert facts.corrections(OWNER, document) == [made, again]
    assert store.catalogue.invoice(OWNER, document).gross == Decimal("120.00")


def test_every_field_takes_effect(store: Store) -> None:
    document = bring_in_facts(store, "a", invoice(None, None, issued=None, due=None, seller=MARTIN)).document_id
    facts = Facts(store.database)
    for field, value in (
        ("seller.name", DUPONT.name), ("seller.siren", "552 100 554"), ("issue_date", "2024-02-03"),
        ("number", "F 12"), ("gross", "-12.50"), ("type", "credit_note"), ("currency", "CHF"),
    ):  # fmt: skip
        facts.correct(OWNER, document, field, value)
    result = _total(store, Plan(number="f12", group_by=Grouping.SELLER))
    assert _values(result) == [(DUPONT.name, Decimal("-12.50"))] and result.figures[0].currency == "CHF"
    [shown] = result.included
    assert (shown.type, shown.issue_date) == (InvoiceType.CREDIT_NOTE, date(2024, 2, 3))
    assert [party.keys for party in facts.known_parties(OWNER, "seller")] == [("siren:552100554",)]
    facts.correct(OWNER, document, "issue_date", None)
    assert _total(store).included[0].issue_date is None


def test_it_comes_back_with_the_same_bytes_and_goes_with_others(store: Store) -> None:
    reading = invoice(gross="120.00", source="page", states=DOUBT)
    document = bring_in_facts(store, "a", reading).document_id
    facts = Facts(store.database)
    facts.correct(OWNER, document, "gross", "210")
    store.ledger.pipeline = "another"
    store.ledger.requeue_all()
    again = bring_in_facts(store, "a", reading)
    assert again.document_id == document and _values(_total(store)) == [(None, Decimal("210.00"))]
    bring_in_facts(store, "a", reading, content=b"other bytes")
    assert _values(_total(store)) == [] and facts.corrections(OWNER, document) == []


@pytest.mark.parametrize("reader", [Reader("x"), Reader("y", frozenset({"everyone", "rh"}))])
def test_who_may_not_correct_may_not(store: Store, reader: Reader) -> None:
    document = bring_in_facts(store, "a", invoice()).document_id
    with pytest.raises(ForbiddenError):
        Facts(store.database).correct(reader, document, "gross", "1")
    assert Facts(store.database).corrections(OWNER) == []


def test_what_may_not_be_read_is_unknown(store: Store) -> None:
    secret = bring_in_facts(store, "a", invoice(), allow=("rh",)).document_id
    bring_in_facts(store, "b", invoice())
    facts = Facts(store.database)
    facts.correct(OWNER, secret, "gross", "5")
    said = []
    for document in (secret, "0" * 36):
        with pytest.raises(NotFoundError) as caught:
            facts.correct(CLERK, document, "gross", "1")
        said.append(str(caught.value).replace(document, "ID"))
    assert said[0] == said[1] and facts.corrections(CLERK) == [] and facts.corrections(CLERK, secret) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gross", "1e999999999"), ("gross", "NaN"), ("gross", "-Infinity"), ("gross", "1.23456"), ("gross", "1 200,00"),
        ("gross", ""), ("issue_date", "31/12/2024"), ("currency", "euro"), ("currency", None), ("type", "facture"),
        ("type", None), ("number", "a\nb"), ("number", "x" * 201), ("number", " "), ("seller.siren", "123456789"),
        ("fields", "x"), ("lines", None), ("seller", "x"), ("__class__", "x"), ("end_date", "2024-01-01"),
    ],
)  # fmt: skip
def test_what_a_field_cannot_be_is_refused(store: Store, field: str, value: str | None) -> None:
    document = bring_in_facts(store, "a", invoice()).document_id
    with pytest.raises(RequestError):
        Facts(store.database).correct(OWNER, document, field, value)
    assert _values(_total(store)) == [(None, Decimal("120.00"))]


def test_a_document_without_facts_has_none_to_correct(store: Store) -> None:
    document = bring_in_facts(store, "c", Contract(kind="lease")).document_id
    facts = Facts(store.database)
    made = facts.correct(OWNER, document, "end_date", "2026-12-31")
    assert made.previous is None
    [deadline] = facts.deadlines(OWNER, TODAY, "fr")
    assert deadline.term_end == date(2026, 12, 31)
    with store.database.read() as connection:
        row = connection.execute(select(contracts)).one()
    assert row.end_date == "2026-12-31" and row.data["end_date"] is None
    with pytest.raises(RequestError):
        facts.correct(OWNER, document, "gross", "1")


def test_all_goes_with_the_document(store: Store, settings: Settings) -> None:
    index = EdgeIndex(index_folder(settings), "fake-32", 32)
    document = bring_in_facts(store, "a", invoice()).document_id
    contract = bring_in_facts(store, "c", Contract(kind="lease")).document_id
    Facts(store.database).correct(OWNER, document, "gross", "210")
    receipt = store.eraser.erase(document, index, OWNER)
    assert (receipt.invoices, receipt.contracts, receipt.corrections) == (1, 0, 1) and receipt.nothing_left
    assert store.eraser.erase(contract, index, OWNER).contracts == 1
    index.close()
    with store.database.read() as connection:
        for table in (invoice_facts, invoice_vat, contracts, corrections):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_the_migration_makes_the_same_rows_of_the_invoices_that_are_there(store: Store) -> None:
    for n, one in enumerate((invoice("F-1"), invoice("F-2", None), invoice("F-3", "12.00", rate="5.5"))):
        bring_in_facts(store, f"{n}", one)
    migration = importlib.import_module("rag.store.migrations.versions.0005_facts")
    with store.database.write() as connection:
        before = [sorted(map(repr, connection.execute(select(table)))) for table in (invoice_facts, invoice_vat)]
        for table in (invoice_vat, invoice_facts):
            connection.execute(delete(table))
        migration._fill(connection)
        after = [sorted(map(repr, connection.execute(select(table)))) for table in (invoice_facts, invoice_vat)]
    assert before == after and len(before[0]) == 3 and len(before[1]) == 2
    assert isinstance(store.ledger, Ledger)


def test_the_migration_finds_vat_whose_bases_are_not_printed(store: Store) -> None:
    totals = Totals(net=Decimal("1099.15"), vat=Decimal("134.41"), gross=Decimal("1233.56"))
    breakdown = tuple(
        VatBreakdown(amount=Decimal(vat), rate=Decimal(rate)) for rate, vat in (("10", "85.41"), ("20", "49"))
    )
    one = invoice("F-1", source="page").model_copy(update={"vat_breakdown": breakdown, "totals": totals})
    bring_in_facts(store, "a", one)
    bring_in_facts(store, "b", invoice("F-2"))
    doubt = InvoiceWarning(code="ambiguous_date", message="12/11", fields=("issue_date",))
    unsure = invoice("F-3", issued="2025-11-12", rate=None, source="page", states={"issue_date": FieldState.DOUBTFUL})
    bring_in_facts(store, "c", unsure.model_copy(update={"warnings": (doubt,)}))
    first = importlib.import_module("rag.store.migrations.versions.0005_facts")
    later = importlib.import_module("rag.store.migrations.versions.0010_plain_pages")

    def rows(connection: Connection) -> list[list[str]]:
        return [sorted(map(repr, connection.execute(select(table)))) for table in (invoice_facts, invoice_vat)]

    with store.database.write() as connection:
        before = rows(connection)
        for table in (invoice_vat, invoice_facts):
            connection.execute(delete(table))
        first._fill(connection)
        assert len(rows(connection)[1]) == 1
        later._fill(connection)
        # As the releases before wrote it: by the day as it was read.
        exact = invoice_facts.c.twin.label("twin")
        written = connection.execute(select(exact).where(invoice_facts.c.number == "F-2")).scalar_one()
        day_first = written.rpartition("|")[0] + "|2024-05-03"
        connection.execute(update(invoice_facts).where(invoice_facts.c.number == "F-2").values(twin=day_first))
        later._same_either_way(connection)
        assert rows(connection) == before and len(before[1]) == 3
        assert connection.execute(
            select(invoice_facts.c.issue_late).where(invoice_facts.c.number == "F-3")
        ).scalar_one()


def test_the_migration_finds_the_amendments_that_are_there(store: Store) -> None:
    named, unnamed = Amends(number="MNT 2023/041", articles=("7",)), Amends(articles=("7",))
    for name, one in (("a", Contract(amends=named)), ("b", Contract(amends=unnamed)), ("c", Contract(number="C-1"))):
        bring_in_facts(store, name, one)
    migration = importlib.import_module("rag.store.migrations.versions.0008_amendments")
    query = select(contracts.c.amends).order_by(contracts.c.amends)
    with store.database.write() as connection:
        before = connection.execute(query).scalars().all()
        connection.execute(update(contracts).values(amends=None))
        migration._fill(connection)
        assert connection.execute(query).scalars().all() == before
    assert sorted(map(repr, before)) == ["''", "'mnt2023041'", "None"]
