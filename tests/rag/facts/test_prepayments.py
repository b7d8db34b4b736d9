"""Prepayment invoices and the final invoices that take them up: no amount twice where that is certain, and said beside
the figure where it is not."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain.facts import FactsResult, Left
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, Party, PrecedingInvoice
from rag.domain.plan import Amount, DateBasis, Grouping, Measure, PartyChoice, Period, Plan
from rag.domain.rights import OWNER, Reader
from rag.facts.facts import Facts
from rag.store.database import Database
from rag.store.opening import Store
from tests.support.ledgers import DUPONT, MARTIN, bring_in_facts, invoice, put_facts

TODAY = date(2025, 6, 1)
PREPAYMENT = InvoiceType.PREPAYMENT
SUM = Plan(sellers=(PartyChoice(asked="dupont", keys=("siren:552100554",)),))
NAMED = PrecedingInvoice(number="AC-1", issue_date=date(2024, 3, 5))
THE_YEAR = Period(start=date(2024, 1, 1), end=date(2024, 12, 31))


def prepayment(number: str = "AC-1", gross: str = "360.00", **more: Any) -> Invoice:
    return invoice(number, gross, **{"kind": PREPAYMENT, **more})


def final(**more: Any) -> Invoice:
    """The final invoice of 1,200 that states 360 as paid and names the prepayment invoice."""
    given = {"issued": "2024-09-02", "preceding": [NAMED], "prepaid": "360.00", **more}
    return invoice(given.pop("number", "S-1"), given.pop("gross", "1200.00"), **given)


def run(store: Store, plan: Plan = SUM, language: str = "fr", reader: Reader = OWNER) -> FactsResult:
    return Facts(store.database).run(plan, reader, TODAY, language)


def total(result: FactsResult) -> Decimal:
    (figure,) = result.figures
    return figure.value


def test_a_prepayment_stands_once_in_a_total(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment())
    bring_in_facts(store, "solde", final())
    bring_in_facts(store, "autre", invoice("F-2", "10.00"))
    result = run(store)
    assert total(result) == Decimal("1210.00")
    assert {one.title: one.left for one in result.excluded} == {"acompte": Left.SETTLED}
    assert result.words.endswith("(2 factures). Non comptés\u00a0: 1 acompte repris dans sa facture de solde.")
    english = run(store, language="en").words
    assert english.endswith("(2 invoices). Not counted: 1 prepayment contained in its final invoice.")
    assert total(run(store, SUM.model_copy(update={"amount": Amount.NET}))) == Decimal("1008.33")
    assert total(run(store, SUM.model_copy(update={"period": THE_YEAR, "basis": DateBasis.ISSUE}))) == Decimal(1210)
    (listed,) = (each for each in Facts(store.database).invoices(OWNER, SUM, TODAY).invoices if each.title == "acompte")
    assert listed.left is Left.SETTLED


def test_a_final_invoice_of_several_prepayments(store: Store) -> None:
    bring_in_facts(store, "un", prepayment("AC-1", "360.00"))
    bring_in_facts(store, "copie", prepayment("AC-1", "360.00", source="page"))
    bring_in_facts(store, "deux", prepayment("AC-2", "240.00", issued="2024-06-03"))
    both = [NAMED, PrecedingInvoice(number="ac 2")]
    bring_in_facts(store, "solde", final(preceding=both, prepaid="600.00"))
    result = run(store)
    assert total(result) == Decimal(1200)
    assert {each.left for each in result.excluded} == {Left.SETTLED, Left.DUPLICATE}
    assert "2 acomptes repris dans leurs factures de solde" in result.words


def test_the_day_of_each_stands_in_another_period(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment(issued="2023-12-20"))
    bring_in_facts(store, "solde", final(preceding=[PrecedingInvoice(number="AC-1")]))
    first, second = (Period(start=date(y, 1, 1), end=date(y, 12, 31)) for y in (2023, 2024))
    before = run(store, SUM.model_copy(update={"period": first}))
    assert total(before) == Decimal(360) and not before.excluded
    assert before.words.endswith(
        "(1 facture). Dont 1 facture d'acompte, dont le montant peut figurer aussi dans une facture de solde."
    )
    assert total(run(store, SUM.model_copy(update={"period": second}))) == Decimal(1200)
    assert total(run(store)) == Decimal(1200)


WITHOUT = [
    pytest.param(final(prepaid=None), id="states no amount paid before"),
    pytest.param(final(prepaid="0.00"), id="nothing was paid before"),
    pytest.param(final(prepaid="300.00"), id="another amount was paid before"),
    pytest.param(final(preceding=[]), id="names no invoice"),
    pytest.param(final(preceding=[PrecedingInvoice(number="AC-2")]), id="names another invoice"),
    pytest.param(final(preceding=[PrecedingInvoice(number="AC-1", issue_date=date(2023, 3, 5))]), id="another day"),
    pytest.param(final(kind=InvoiceType.CREDIT_NOTE), id="a credit note"),
    pytest.param(final(kind=PREPAYMENT), id="a further prepayment"),
    pytest.param(final(seller=MARTIN), id="another seller"),
    pytest.param(final(seller=Party(name="Dupont Maintenance SAS", siren="542065479")), id="another of its name"),
    pytest.param(final(currency="USD"), id="another currency"),
    pytest.param(final(issued="2024-03-04"), id="is older"),
    pytest.param(final(states={"gross": FieldState.DOUBTFUL}), id="its own total is doubtful"),
    pytest.param(final(source="page", states={"totals.prepaid": FieldState.READ}), id="read by one witness"),
    pytest.param(final(source="page", states={"totals.prepaid": FieldState.DOUBTFUL}), id="read in doubt"),
]


@pytest.mark.parametrize("other", WITHOUT)
def test_where_it_is_not_certain_both_count_and_it_is_said(store: Store, other: Invoice) -> None:
    bring_in_facts(store, "acompte", prepayment())
    bring_in_facts(store, "autre", other)
    bring_in_facts(store, "de plus", invoice("F-2", "10.00"))
    result = run(store)
    assert "acompte" in {each.title for each in result.included}
    assert "d'acompte, dont le" in result.words or "d'acompte, dont les" in result.words
    assert "prepayment invoice" in run(store, language="en").words


def test_a_number_that_was_read_in_doubt_settles_nothing(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment())
    read = final(source="page")
    doubt = Field(bt="BT-25", state=FieldState.DOUBTFUL)
    bring_in_facts(store, "lue", read.model_copy(update={"fields": {**read.fields, "preceding.1.number": doubt}}))
    assert total(run(store)) == Decimal(1560)


def test_a_final_invoice_that_does_not_count_settles_nothing(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment())
    bring_in_facts(store, "solde", final())
    corrective = invoice(
        "S-2", "900.00", kind=InvoiceType.CORRECTIVE, issued="2024-10-01", preceding=[PrecedingInvoice(number="S-1")]
    )
    bring_in_facts(store, "juste", corrective)
    result = run(store)
    assert {each.title: each.left for each in result.excluded} == {"solde": Left.REPLACED}
    assert total(result) == Decimal(1260)


def test_what_is_counted_or_listed_is_every_document(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment())
    bring_in_facts(store, "solde", final())
    for measure in (Measure.COUNT, Measure.LIST, Measure.MAXIMUM, Measure.AVERAGE):
        result = run(store, SUM.model_copy(update={"measure": measure}))
        assert result.included_count == 2 and "Dont 1 facture d'acompte" in result.words
    only = run(store, SUM.model_copy(update={"types": (PREPAYMENT,)}))
    assert total(only) == Decimal(360) and "Dont" not in only.words
    # By month the money is told in the month of the final invoice.
    months = run(store, SUM.model_copy(update={"group_by": Grouping.MONTH}))
    assert [(each.group, each.value) for each in months.figures] == [("2024-09", Decimal(1200))]


def test_a_final_invoice_that_may_not_be_read_changes_nothing(store: Store) -> None:
    bring_in_facts(store, "acompte", prepayment())
    bring_in_facts(store, "solde", final(), allow=("secret",))
    assert total(run(store, reader=Reader("other", frozenset()))) == Decimal(360)
    assert total(run(store, reader=Reader("in", frozenset({"secret"})))) == Decimal(1200)


amounts = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))
_numbers = itertools.count()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = Database(tmp_path_factory.mktemp("prepayments") / "facts.db")
    database.migrate()
    yield database
    database.close()


@settings(deadline=None, max_examples=40)
@given(
    parts=st.lists(amounts, min_size=1, max_size=4), rest=amounts, off=st.sampled_from([0, 0, 1, -1]), data=st.data()
)
def test_a_total_never_counts_a_prepayment_twice_and_never_drops_money(
    ledger: Database, parts: list[Decimal], rest: Decimal, off: int, data: st.DataObject
) -> None:
    order = f"{next(_numbers)}"
    seller = Party(name=f"Vendeur {order}", vat_id=f"DE{int(order):09}")
    paid, whole = sum(parts), sum(parts) + rest
    numbers = [f"AC-{order}-{n}" for n in range(len(parts))]
    named = data.draw(st.lists(st.sampled_from(numbers), unique=True))
    made: list[Any] = [
        (number, prepayment(number, str(part), seller=seller), ("everyone",))
        for number, part in zip(numbers, parts, strict=True)
    ]
    stated = paid + Decimal(off).scaleb(-2)
    last = final(
        number=f"S-{order}",
        gross=str(whole),
        seller=seller,
        preceding=[PrecedingInvoice(number=number) for number in named],
        prepaid=str(stated),
    )
    put_facts(ledger, [*made, (f"S-{order}", last, ("everyone",))])
    plan = Plan(sellers=(PartyChoice(asked="x", keys=(f"vat:{seller.vat_id}",)),))
    result = Facts(ledger).run(plan, OWNER, TODAY, "en")
    taken = [part for number, part in zip(numbers, parts, strict=True) if number in named]
    certain = bool(taken) and sum(taken) == stated
    assert total(result) == (whole + paid - sum(taken) if certain else whole + paid)
    assert ("prepayment invoice" in result.words) == (not certain or len(taken) < len(parts))


def test_the_migration_fills_in_the_final_invoices_that_are_there(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import select, text

    from rag.store.tables import invoice_preceding

    store = Database(tmp_path / "old.db")
    store.migrate()
    put_facts(store, [("solde", final(), ("everyone",)), ("acompte", prepayment(seller=DUPONT), ("everyone",))])
    config = Config()
    config.set_main_option("script_location", "rag.store:migrations")
    config.set_main_option("path_separator", "os")
    with store.write() as connection:
        connection.execute(text("DELETE FROM invoice_preceding"))
        connection.execute(text("ALTER TABLE invoice_preceding DROP COLUMN prepaid_minor"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0009")
        rows = connection.execute(select(invoice_preceding.c.number_key, invoice_preceding.c.prepaid_minor)).all()
    assert [tuple(row) for row in rows] == [("ac1", 36000)]
    store.close()
