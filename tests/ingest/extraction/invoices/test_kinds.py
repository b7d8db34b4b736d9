"""What is an invoice, of which kind, and what is none."""

from __future__ import annotations

import time

import pytest

from ingest.extraction.invoices import extract_invoice
from ingest.extraction.invoices.kinds import document_kind
from ingest.parsing import ParsedDocument, parse
from rag.domain.invoice import InvoiceType
from tests.ingest.extraction.invoices.makes import Piece, drawn
from tests.ingest.parsing.makers import LIMITS

_BODY = {
    "fr": (
        "Désignation Qté Montant HT",
        "Fourniture de filtres 2 200,00 €",
        "Total HT : 200,00 €",
        "TVA 20 % : 40,00 €",
        "Total TTC : 240,00 €",
    ),
    "en": ("Description Qty Amount", "Filter set 2 £200.00", "Subtotal: £200.00", "VAT 20%: £40.00", "Total: £240.00"),
    "de": (
        "Bezeichnung Menge Gesamtpreis",
        "Filtersatz 2 200,00 €",
        "Nettobetrag: 200,00 €",
        "MwSt. 20 %: 40,00 €",
        "Gesamtbetrag: 240,00 €",
    ),
}


def page(title: str, language: str = "fr", *more: str) -> ParsedDocument:
    """A sheet with a title, parties, the lines given, a table and totals."""
    rows = [
        title,
        "",
        "Ateliers Morvan",
        "12 rue des Lilas",
        "69003 Lyon",
        "",
        "Client : Clinique des Tilleuls",
        *more,
        "",
        *_BODY[language],
    ]
    pieces: list[Piece] = [(50, 60 + 15 * number, row) for number, row in enumerate(rows) if row]
    return parse(drawn(pieces), "page.pdf", LIMITS)


@pytest.mark.parametrize(
    ("title", "language", "more", "kind"),
    [
        ("FACTURE", "fr", ("Facture n° FA-2024-12", "Date : 12/03/2024"), "invoice"),
        ("Facture n° FA-2024-12 du 12 mars 2024", "fr", (), "invoice"),
        (
            "FACTURE",
            "fr",
            (
                "N° : 2024-12",
                "Date : 12/03/2024",
                "Bon de commande : BC-12",
                "Devis n° D-12",
                "Bon de livraison n° BL-9",
            ),
            "invoice",
        ),
        ("TAX INVOICE", "en", ("Invoice No. 2024-12", "Date: 12/03/2024", "Purchase order: PO-77"), "invoice"),
        ("Rechnung", "de", ("Rechnungsnummer: 2024-12", "Datum: 12.03.2024", "Lieferschein Nr. 44"), "invoice"),
        ("AVOIR", "fr", ("Avoir n° AV-3", "Date : 12/03/2024", "Facture d'origine : FA-2024-1"), "credit_note"),
        ("Facture d'avoir", "fr", ("N° AV-3", "Date : 12/03/2024"), "credit_note"),
        ("CREDIT NOTE", "en", ("Credit note no. CN-3", "Date: 12/03/2024", "Original invoice: INV-1"), "credit_note"),
        ("Gutschrift", "de", ("Gutschrift-Nr. G-3", "Datum: 12.03.2024", "Zu Rechnung R-1"), "credit_note"),
        ("FACTURE D'ACOMPTE", "fr", ("Facture n° FA-3", "Date : 12/03/2024"), "prepayment"),
        ("Deposit invoice", "en", ("Invoice No. 3-24", "Date: 12/03/2024"), "prepayment"),
        ("Anzahlungsrechnung", "de", ("Rechnungsnr. 3-24", "Datum: 12.03.2024"), "prepayment"),
        (
            "FACTURE RECTIFICATIVE",
            "fr",
            ("Facture n° FA-4", "Date : 12/03/2024", "Facture rectifiée : FA-3"),
            "corrective",
        ),
        ("Rechnungskorrektur", "de", ("Beleg-Nr. K-4", "Datum: 12.03.2024"), "corrective"),
    ],
)
def test_the_heading_tells_the_kind(title: str, language: str, more: tuple[str, ...], kind: str) -> None:
    invoice = extract_invoice(page(title, language, *more))
    assert invoice is not None
    assert (invoice.type.value, invoice.source, str(invoice.gross)) == (kind, "page", "240.00")
    assert invoice.fields["type"].page == 1 and invoice.fields["type"].box is not None


@pytest.mark.parametrize(
    ("title", "language", "more"),
    [
        ("DEVIS", "fr", ("Devis n° D-2024-12", "Date : 12/03/2024", "Valable 30 jours")),
        ("Devis n° D-2024-12 du 12/03/2024", "fr", ()),
        ("PROPOSITION COMMERCIALE", "fr", ("N° 12", "Date : 12/03/2024")),
        ("FACTURE PROFORMA", "fr", ("N° PF-12", "Date : 12/03/2024")),
        ("Pro forma invoice", "en", ("No. PF-12", "Date: 12/03/2024")),
        ("QUOTATION", "en", ("Quote no. Q-12", "Date: 12/03/2024")),
        ("Estimate", "en", ("Estimate # 12-24", "Date: 12/03/2024")),
        ("ANGEBOT", "de", ("Angebotsnummer A-12", "Datum: 12.03.2024")),
        ("BON DE COMMANDE", "fr", ("N° BC-12", "Date : 12/03/2024", "Adresse de facturation : Clinique des Tilleuls")),
        ("PURCHASE ORDER", "en", ("PO number PO-12", "Date: 12/03/2024", "Invoice address: as above")),
        ("Auftragsbestätigung", "de", ("Auftragsnummer 12-24", "Datum: 12.03.2024")),
        ("BON DE LIVRAISON", "fr", ("BL n° 12-24", "Date : 12/03/2024", "Facture n° à suivre")),
        ("DELIVERY NOTE", "en", ("No. DN-12", "Date: 12/03/2024")),
        ("Lieferschein", "de", ("Lieferschein Nr. 12-24", "Datum: 12.03.2024")),
        ("RELANCE", "fr", ("Objet : relance de la facture FA-2024-1", "Facture n° FA-2024-1", "Date : 12/03/2024")),
        ("Objet : rappel, facture impayée", "fr", ("Facture n° FA-2024-1", "Date : 12/03/2024")),
        ("MISE EN DEMEURE", "fr", ("Facture n° FA-2024-1", "Date : 12/03/2024")),
        ("PAYMENT REMINDER", "en", ("Invoice No. INV-1", "Date: 12/03/2024")),
        ("2. Mahnung", "de", ("Rechnung Nr. R-1", "Datum: 12.03.2024")),
        ("Zahlungserinnerung", "de", ("Rechnungsnummer R-1", "Datum: 12.03.2024")),
        ("RELEVÉ DE COMPTE", "fr", ("Facture FA-2024-1 du 12/03/2024", "Date : 12/04/2024")),
        ("STATEMENT OF ACCOUNT", "en", ("Invoice INV-1", "Date: 12/03/2024")),
        ("Kontoauszug", "de", ("Rechnung R-1", "Datum: 12.03.2024")),
        ("CONTRAT DE MAINTENANCE", "fr", ("Contrat n° C-12", "Date : 12/03/2024")),
        ("CONDITIONS GÉNÉRALES DE VENTE", "fr", ("Article 1 : facture et paiement",)),
        ("SUPPLY AGREEMENT", "en", ("Date: 12/03/2024",)),
        ("Remittance advice", "en", ("Invoice INV-1", "Date: 12/03/2024")),
        ("Lettre à nos clients", "fr", ("Date : 12/03/2024",)),
    ],
)
def test_what_is_no_invoice(title: str, language: str, more: tuple[str, ...]) -> None:
    assert extract_invoice(page(title, language, *more)) is None


def test_the_larger_heading_counts_though_it_is_not_the_first() -> None:
    rows = [*_BODY["fr"], "Date : 12/03/2024"]
    head: list[Piece] = [(50, 45, "Facture n° FA-2024-1"), (50, 68, "RELANCE")]
    body: list[Piece] = [(50, 110 + 15 * number, row) for number, row in enumerate(rows)]
    assert extract_invoice(parse(drawn([*head, *body]), "a.pdf", LIMITS)) is None
    head[1] = (50, 68, "FACTURE")
    assert extract_invoice(parse(drawn([*head, *body]), "a.pdf", LIMITS)) is not None


def test_a_heading_without_figures_is_no_invoice() -> None:
    assert (
        extract_invoice(parse(drawn([(50, 60, "FACTURE"), (50, 90, "Comment lire votre facture")]), "a.pdf", LIMITS))
        is None
    )
    assert extract_invoice(parse(b"Bonjour, ci-joint la facture.", "a.txt", LIMITS)) is None


def test_a_long_contract_costs_next_to_nothing() -> None:
    clause = (
        "Le prestataire établit une facture n° par mois ; le total TTC est payable à 30 jours, soit 1 200,00 €.\n\n"
    )
    contract = parse(("CONTRAT DE PRESTATION\n\n" + clause * 8_000).encode(), "contrat.txt", LIMITS)
    started = time.process_time()
    assert document_kind(contract) is None
    assert time.process_time() - started < 0.5


def test_the_kind_is_a_type_of_invoice() -> None:
    heading = document_kind(page("AVOIR", "fr", "Avoir n° AV-3"))
    assert heading is not None and heading.kind is InvoiceType.CREDIT_NOTE
