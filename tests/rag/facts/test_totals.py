from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rag.domain.facts import Left
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType, Party, PrecedingInvoice
from rag.domain.plan import PartyChoice, Period, Plan
from rag.domain.rights import OWNER
from rag.facts.facts import Facts
from rag.store.facts import SHOWN
from rag.store.opening import Store
from tests.support.ledgers import MARTIN, bring_in_facts, invoice

TODAY = date(2025, 6, 1)
OF_2024 = Period(start=date(2024, 1, 1), end=date(2024, 12, 31))
DUPONT_2024 = Plan(sellers=(PartyChoice(asked="dupont"),), period=OF_2024)


def test_a_total_counts_what_is_sure_and_names_the_rest(store: Store) -> None:
    page, doubt = "page", {"gross": FieldState.DOUBTFUL}
    bring_in_facts(store, "a", invoice("F-1", "120.00"))
    bring_in_facts(store, "b", invoice("F-2", "0.01", source=page))
    bring_in_facts(store, "avoir", invoice("A-1", "20.00", kind=InvoiceType.CREDIT_NOTE))
    bring_in_facts(store, "copie", invoice("f 1", "120.00", source=page))
    bring_in_facts(store, "dollars", invoice("F-3", "50.00", currency="USD"))
    bring_in_facts(store, "douteux", invoice("F-4", "70.00", states=doubt))
    bring_in_facts(store, "lu", invoice("F-5", "70.00", source=page, states={"gross": FieldState.READ}))
    bring_in_facts(store, "sans total", invoice("F-6", None))
    bring_in_facts(store, "sans date", invoice("F-7", "9.00", issued=None))
    bring_in_facts(store, "autre", invoice("F-8", "1000.00", seller=MARTIN))
    bring_in_facts(store, "ancien", invoice("F-9", "1000.00", issued="2023-12-31"))
    plan = DUPONT_2024.model_copy(update={"currency": "EUR"})
    result = Facts(store.database).run(plan, OWNER, TODAY, "fr")
    assert [(figure.value, figure.currency, figure.documents) for figure in result.figures] == [
        (Decimal("100.01"), "EUR", 3)
    ]
    assert {one.title: one.left for one in result.excluded} == {
        "copie": Left.DUPLICATE,
        "dollars": Left.OTHER_CURRENCY,
        "douteux": Left.DOUBTFUL,
        "lu": Left.DOUBTFUL,
        "sans total": Left.UNREADABLE,
        "sans date": Left.UNREADABLE,
    }
    assert result.included_count == 3 and result.excluded_count == 6
    assert {one.title for one in result.included} == {"a", "b", "avoir"}
    assert result.words == (
        "Montant total TTC des factures de Dupont Maintenance SAS émises en 2024 en EUR\u00a0: 100,01\u00a0€"
        " (2 factures, 1 avoir déduit). Non comptés\u00a0: 1 doublon, 1 dans une autre devise, 2 au montant douteux"
        " et 2 illisibles sur ce point."
    )


NAMED = [PrecedingInvoice(number="f-1")]
CORRECTIVE = InvoiceType.CORRECTIVE


def corrective(number: str, gross: str, issued: str = "2024-04-02", **more: Any) -> Invoice:
    return invoice(number, gross, **{"kind": CORRECTIVE, "issued": issued, "preceding": NAMED, **more})


def left(store: Store, plan: Plan = DUPONT_2024) -> dict[str, Left | None]:
    return {one.title: one.left for one in Facts(store.database).run(plan, OWNER, TODAY, "fr").excluded}


def test_an_invoice_that_a_corrective_one_replaces_does_not_count(store: Store) -> None:
    bring_in_facts(store, "fausse", invoice("F-1", "120.00"))
    bring_in_facts(store, "copie", invoice("F-1", "120.00", source="page"))
    bring_in_facts(store, "juste", corrective("F-2", "100.00"))
    bring_in_facts(store, "autre", invoice("F-3", "7.00"))
    result = Facts(store.database).run(DUPONT_2024, OWNER, TODAY, "fr")
    assert [(figure.value, figure.documents) for figure in result.figures] == [(Decimal("107.00"), 2)]
    assert left(store) == {"fausse": Left.REPLACED, "copie": Left.DUPLICATE}
    assert result.words.endswith("Non comptés\u00a0: 1 doublon et 1 remplacée par une rectificative.")
    march = Plan(period=Period(start=date(2024, 3, 5), end=date(2024, 3, 5)), types=(InvoiceType.INVOICE,))
    assert left(store, march)["fausse"] is Left.REPLACED
    (listed,) = (one for one in Facts(store.database).invoices(OWNER, march, TODAY).invoices if one.title == "fausse")
    assert listed.left is Left.REPLACED


@pytest.mark.parametrize(
    "other",
    [
        corrective("F-2", "100.00", kind=InvoiceType.CREDIT_NOTE),
        corrective("F-2", "100.00", kind=InvoiceType.INVOICE),
        corrective("F-2", "100.00", seller=MARTIN),
        corrective("F-2", "100.00", seller=Party(name="Dupont Maintenance", siren="542065479")),
        corrective("F-2", "100.00", preceding=[PrecedingInvoice(number="F-11")]),
        corrective("F-2", "100.00", preceding=[PrecedingInvoice(number="F-1", issue_date=date(2023, 3, 5))]),
        corrective("F-2", "100.00", preceding=[PrecedingInvoice()]),
        corrective("F-2", "100.00", issued="2024-03-04"),
    ],
)
def test_what_replaces_nothing(store: Store, other: Invoice) -> None:
    bring_in_facts(store, "une", invoice("F-1", "120.00"))
    bring_in_facts(store, "autre", other)
    assert "une" not in left(store)


def test_a_number_that_was_read_in_doubt_replaces_nothing(store: Store) -> None:
    bring_in_facts(store, "une", invoice("F-1", "120.00"))
    read = corrective("F-2", "100.00", source="page")
    doubt = Field(bt="BT-25", state=FieldState.DOUBTFUL)
    bring_in_facts(store, "lue", read.model_copy(update={"fields": {**read.fields, "preceding.1.number": doubt}}))
    assert left(store) == {}


def test_corrective_invoices_in_a_row_leave_the_last(store: Store) -> None:
    bring_in_facts(store, "une", invoice("F-1", "120.00"))
    bring_in_facts(store, "deux", corrective("F-2", "100.00", preceding=[PrecedingInvoice(number="F-1")]))
    again = [PrecedingInvoice(number="F-2")]
    bring_in_facts(store, "trois", corrective("F-3", "90.00", issued="2024-05-02", preceding=again))
    assert left(store) == {"une": Left.REPLACED, "deux": Left.REPLACED}


def test_corrective_invoices_that_name_each_other_are_not_both_gone(store: Store) -> None:
    bring_in_facts(store, "une", corrective("F-1", "100.00", preceding=[PrecedingInvoice(number="F-2")]))
    bring_in_facts(store, "deux", corrective("F-2", "90.00", preceding=[PrecedingInvoice(number="F-1")]))
    assert left(store) == {}
    bring_in_facts(store, "copie", corrective("F-2", "90.00", preceding=[PrecedingInvoice(number="F-2")]))
    assert left(store) == {"copie": Left.DUPLICATE}


def test_what_might_belong_to_a_figure_is_named_before_all_that_does_not(store: Store) -> None:
    bring_in_facts(store, "sans date", invoice("F-0", "9.00", issued=None))
    for n in range(1, SHOWN + 2):
        bring_in_facts(store, f"dollars {n}", invoice(f"F-{n}", "5.00", currency="USD"))
    plan = DUPONT_2024.model_copy(update={"currency": "EUR"})
    result = Facts(store.database).run(plan, OWNER, TODAY, "fr")
    assert result.excluded_count == SHOWN + 2 and len(result.excluded) == SHOWN
    assert "sans date" in {one.title for one in result.excluded}
