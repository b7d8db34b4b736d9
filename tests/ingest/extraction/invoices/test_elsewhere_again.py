"""Layouts of a fourth maker that were read wrongly, or not at all, when first seen (decision 0058)."""

from __future__ import annotations

import pytest

from ingest.extraction.invoices import extract_invoice
from ingest.parsing import parse
from tests.ingest.extraction.invoices.test_elsewhere import BUYER, HEAD, ITEMS, SELLER, TOTALS, Piece, drawn, read
from tests.ingest.parsing.makers import LIMITS

UNDER: list[Piece] = [
    (50, 200, "VAT INVOICE", 14),
    (50, 225, "GK/26/0093"), (150, 225, "12/03/2024"), (250, 225, "26/03/2024"), (350, 225, "SO-4418"),
    (50, 236, "invoice no.", 7), (150, 236, "date", 7), (250, 236, "due by", 7), (350, 236, "sales order", 7),
]  # fmt: skip


def test_labels_under_their_values() -> None:
    invoice = read(SELLER, BUYER, UNDER, ITEMS, TOTALS)
    assert (invoice.number, str(invoice.issue_date), str(invoice.due_date)) == (
        "GK/26/0093",
        "2024-03-12",
        "2024-03-26",
    )


def test_totals_over_their_labels() -> None:
    totals: list[Piece] = [
        (280, 360, "200,00 €"), (380, 360, "40,00 €"), (480, 360, "240,00 €"),
        (280, 372, "Total HT", 7), (380, 372, "TVA 20 %", 7), (480, 372, "Total TTC", 7),
    ]  # fmt: skip
    invoice = read(SELLER, BUYER, HEAD, ITEMS, totals)
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == ("200.00", "40.00", "240.00")


def test_labels_over_their_values_stay_so() -> None:
    """Under a row of values stands another of labels: what is above belongs to the labels above it."""
    head: list[Piece] = [
        (50, 200, "FACTURE", 16),
        (50, 225, "Numéro"), (150, 225, "Date de facture"), (250, 225, "Échéance"),
        (50, 237, "FA-2024-12"), (150, 237, "12/03/2024"), (250, 237, "11/04/2024"),
        (50, 255, "Commande"), (150, 255, "Date de commande"), (250, 255, "Date de livraison"),
        (50, 267, "BC-77"), (150, 267, "01/02/2024"), (250, 267, "05/03/2024"),
    ]  # fmt: skip
    invoice = read(SELLER, BUYER, head, ITEMS, TOTALS)
    assert (invoice.number, str(invoice.issue_date), str(invoice.due_date)) == (
        "FA-2024-12",
        "2024-03-12",
        "2024-04-11",
    )


def test_what_is_billed_may_be_a_delivery() -> None:
    head: list[Piece] = [(50, 200, "FACTURE n° FA-2024-12", 14), (50, 225, "Date : 12/03/2024")]
    subject: list[Piece] = [(50, 250, "Objet : livraison et pose d'une cuisine")]
    assert read(SELLER, BUYER, head, subject, ITEMS, TOTALS).number == "FA-2024-12"
    reminder: list[Piece] = [(50, 250, "Objet : relance, facture impayée")]
    page = drawn(SELLER, BUYER, head, reminder, ITEMS, TOTALS)
    assert extract_invoice(parse(page, "page.pdf", LIMITS)) is None


def test_rows_of_what_was_billed_before_are_no_totals() -> None:
    totals: list[Piece] = [
        (250, 360, "Werklohn netto"), (480, 360, "2.000,00"),
        (250, 374, "Umsatzsteuer 19 %"), (480, 374, "380,00"),
        (250, 388, "Werklohn brutto"), (480, 388, "2.380,00"),
        (50, 410, "Abschlagsrechnungen"), (250, 410, "netto"), (350, 410, "USt 19 %"), (480, 410, "brutto"),
        (50, 424, "AR 4500207"), (250, 424, "600,00"), (350, 424, "114,00"), (480, 424, "-714,00"),
        (250, 445, "Restforderung EUR"), (480, 445, "1.666,00"),
    ]  # fmt: skip
    head: list[Piece] = [
        (50, 200, "SCHLUSSRECHNUNG", 14),
        (50, 225, "Rechnungs-Nr.: SR 4500318"),
        (50, 237, "Datum: 27.02.2024"),
    ]
    invoice = read(SELLER, BUYER, head, totals)
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == ("2000.00", "380.00", "2380.00")


def test_the_vat_number_beside_the_register_is_the_sellers() -> None:
    theirs: list[Piece] = [(430, 225, "UID ATU55309142")]
    own: list[Piece] = [(50, 800, "FN 284917 k, Landesgericht Krems"), (280, 800, "UID-Nr. ATU48173024")]
    invoice = read(SELLER, BUYER, HEAD, theirs, ITEMS, TOTALS, own)
    assert (invoice.seller.vat_id, invoice.buyer.vat_id) == ("ATU48173024", "ATU55309142")


@pytest.mark.parametrize(("town", "day"), [("Seattle, WA 98109", "2024-02-11"), ("Lyon", "2024-11-02")])
def test_in_the_united_states_the_month_comes_first(town: str, day: str) -> None:
    seller: list[Piece] = [(50, 60, "Cascade Tool & Die, LLC"), (50, 72, "2280 NW Industrial St"), (50, 84, town)]
    head: list[Piece] = [(50, 200, "INVOICE", 16), (50, 225, "Invoice # 0045127"), (50, 237, "Date 02/11/2024")]
    totals: list[Piece] = [
        (350, 360, "Subtotal"), (480, 360, "$200.00"), (350, 374, "Sales tax"), (480, 374, "$20.00"),
        (350, 388, "Total"), (480, 388, "$220.00"),
    ]  # fmt: skip
    assert str(read(seller, BUYER, head, totals).issue_date) == day


def test_a_number_behind_an_ordinal_sign() -> None:
    head: list[Piece] = [(50, 200, "Facture", 16), (50, 225, "Nº LUM-26/031"), (50, 237, "Émise le 12/03/2024")]
    assert read(SELLER, BUYER, head, ITEMS, TOTALS).number == "LUM-26/031"
