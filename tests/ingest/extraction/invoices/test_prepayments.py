"""Prepayment invoices (acomptes) and the final invoices that deduct them, as pages and XML, until their total."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ingest.parsing import parse
from rag.domain.invoice import FieldState, Invoice, InvoiceType
from rag.domain.plan import Plan
from rag.domain.rights import OWNER
from rag.facts.facts import Facts
from rag.store.opening import Store
from tests.ingest.einvoice.making import changed, computed_cii
from tests.ingest.extraction.invoices.test_states import sheet
from tests.ingest.parsing.makers import LIMITS
from tests.support.ledgers import bring_in_facts

PARTIES = ("Ateliers Morvan", "12 rue des Lilas", "69003 Lyon", "Client : Clinique des Tilleuls")
TOTALS_FR = (
    "Désignation | Quantité | Prix HT | Montant HT", "Travaux | 1 | 1 000,00 | 1 000,00", "Total HT |  |  | 1 000,00",
    "TVA 20 % |  |  | 200,00", "Total TTC |  |  | 1 200,00 €",
)  # fmt: skip
TOTALS_EN = (
    "Description | Quantity | Price | Amount", "Works | 1 | 1,000.00 | 1,000.00", "Subtotal |  |  | 1,000.00",
    "VAT 20 % |  |  | 200.00", "Total incl. VAT |  |  | £1,200.00",
)  # fmt: skip
DAY = date(2024, 3, 12)

DEDUCTED = [
    ("fr", ("Acompte déjà facturé (facture d'acompte n° AC-3) |  |  | 360,00",), None),
    ("fr", ("Facture d'acompte n° AC-3 du 12/03/2024 |  |  | - 360,00",), DAY),
    ("fr", ("Acompte facturé n° AC-3 du 12/03/2024 |  |  | 360,00",), DAY),
    ("fr", ("Déduction de la facture d'acompte AC-3 |  |  | -360,00",), None),
    ("fr", ("Facture d'acompte : AC-3", "Acompte versé |  |  | 360,00"), None),
    ("fr", ("Acompte versé (facture AC-3) |  |  | 360,00",), None),
    ("en", ("Less deposit invoice no. AC-3 |  |  | -360.00",), None),
    ("en", ("Prepayment invoice AC-3 of 12 March 2024 |  |  | -360.00",), DAY),
    ("en", ("Deposit invoice: AC-3", "Amount paid |  |  | 360.00"), None),
    ("en", ("Less prepayment (invoice no. AC-3) |  |  | -360.00",), None),
]


def final(language: str, deducted: tuple[str, ...], payable: str = "840") -> Invoice:
    if language == "fr":
        head = ("FACTURE DE SOLDE", *PARTIES, "Facture n° FS-9", "Date : 12/06/2024")
        return sheet(*TOTALS_FR, *deducted, f"Net à payer |  |  | {payable},00", head=head)
    head = ("FINAL INVOICE", *PARTIES, "Invoice no. FS-9", "Invoice date: 12 June 2024")
    return sheet(*TOTALS_EN, *deducted, f"Amount due |  |  | £{payable}.00", head=head)


def prepayment(language: str, number: str = "AC-3") -> Invoice:
    if language == "fr":
        head = ("FACTURE D'ACOMPTE", *PARTIES, f"Facture d'acompte n° {number}", "Date : 12/03/2024")
        rows = ("Désignation |  |  | Montant HT", "Acompte de 30 % |  |  | 300,00", "Total HT |  |  | 300,00",
                "TVA 20 % |  |  | 60,00", "Total TTC |  |  | 360,00 €")  # fmt: skip
        return sheet(*rows, head=head)
    head = ("DEPOSIT INVOICE", *PARTIES, f"Invoice no. {number}", "Invoice date: 12 March 2024")
    rows = ("Description |  |  | Amount", "Deposit of 30 % |  |  | 300.00", "Subtotal |  |  | 300.00",
            "VAT 20 % |  |  | 60.00", "Total |  |  | £360.00")  # fmt: skip
    return sheet(*rows, head=head)


@pytest.mark.parametrize(("language", "deducted", "day"), DEDUCTED)
def test_a_final_invoice_names_what_it_deducts(language: str, deducted: tuple[str, ...], day: date | None) -> None:
    invoice = final(language, deducted)
    assert (invoice.type, invoice.number) == (InvoiceType.INVOICE, "FS-9")
    assert [(each.number, each.issue_date) for each in invoice.preceding] == [("AC-3", day)]
    assert (invoice.gross, invoice.totals.prepaid, invoice.payable) == (Decimal(1200), Decimal(360), Decimal(840))
    assert invoice.fields["totals.prepaid"].state is FieldState.CONFIRMED
    assert invoice.fields["preceding.1.number"].page == 1


def test_several_are_each_named() -> None:
    rows = ("Facture d'acompte n° AC-3 du 12/03/2024 |  |  | -360,00", "Facture d'acompte n° AC-4 |  |  | -240,00")
    invoice = final("fr", rows, "600")
    assert [each.number for each in invoice.preceding] == ["AC-3", "AC-4"]
    assert invoice.totals.prepaid == Decimal(600)


def test_what_does_not_add_up_is_not_said_to_be_paid() -> None:
    invoice = final("fr", ("Facture d'acompte n° AC-3 |  |  | -350,00",))
    assert invoice.totals.prepaid is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_prepayment_invoice_is_one_and_names_none(language: str) -> None:
    invoice = prepayment(language)
    assert (invoice.type, invoice.number, invoice.preceding) == (InvoiceType.PREPAYMENT, "AC-3", ())
    assert (invoice.gross, invoice.fields["gross"].state) == (Decimal(360), FieldState.CONFIRMED)


@pytest.mark.parametrize("text", ["Un acompte de 30 % est demandé à la commande", "Acompte : 30 % à la commande",
                                  "A deposit of 2 months is required"])  # fmt: skip
def test_words_on_prepayments_name_no_invoice(text: str) -> None:
    invoice = final("fr", (text,), "1 200")
    assert invoice.preceding == () and invoice.totals.prepaid is None


@pytest.mark.parametrize(("language", "deducted", "day"), DEDUCTED)
def test_pages_until_their_total(store: Store, language: str, deducted: tuple[str, ...], day: date | None) -> None:
    bring_in_facts(store, "acompte", prepayment(language))
    bring_in_facts(store, "solde", final(language, deducted))
    (figure,) = Facts(store.database).run(Plan(), OWNER, date(2025, 1, 1), language).figures
    assert (figure.value, figure.documents) == (Decimal(1200), 1)


def xml(text: str) -> Invoice:
    invoice = parse(text.encode(), "facture.xml", LIMITS).invoice
    assert invoice is not None
    return invoice


@pytest.mark.parametrize(("paid", "expected", "documents"), [("360.00", "1200", 1), ("350.00", "1560", 2)])
def test_xml_until_its_total(store: Store, paid: str, expected: str, documents: int) -> None:
    """The final invoice names FA-2024-0200 (BT-25) of 1 June (BT-26) and what was paid before (BT-113)."""
    whole = [(Decimal(1), Decimal("1000.00"), Decimal("20.00"))]
    part = [(Decimal(1), Decimal("300.00"), Decimal("20.00"))]
    before = changed(
        computed_cii(part, Decimal("0.00"), Decimal("0.00")),
        ("FA-2024-0317", "FA-2024-0200"), (">380<", ">386<"), ("20240930", "20240601"),
    )  # fmt: skip
    bring_in_facts(store, "acompte", xml(before.decode() if isinstance(before, bytes) else before))
    bring_in_facts(store, "solde", xml(computed_cii(whole, Decimal(paid), Decimal("0.00"))))
    result = Facts(store.database).run(Plan(), OWNER, date(2025, 1, 1), "fr")
    (figure,) = result.figures
    assert (figure.value, figure.documents) == (Decimal(expected), documents)
    assert ("Dont 1 facture d'acompte" in result.words) == (documents == 2)
