"""Layouts and words that were read wrongly when invoices of other makers were first read (decision 0054)."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction.invoices import extract_invoice
from ingest.parsing import parse
from rag.domain.invoice import Invoice
from tests.ingest.parsing.makers import LIMITS

Piece = tuple[float, float, str] | tuple[float, float, str, float]
"""Left edge, distance from the top, text, size (9)."""

SELLER: list[Piece] = [(50, 60, "Ateliers Morvan SARL"), (50, 72, "12 rue des Lilas"), (50, 84, "69003 Lyon")]
BUYER: list[Piece] = [(330, 130, "Clinique des Tilleuls"), (330, 142, "4 quai Jules-Verne"), (330, 154, "37000 Tours")]
HEAD: list[Piece] = [(50, 200, "FACTURE", 16), (50, 225, "Facture n° FA-2024-12"), (50, 237, "Date : 12/03/2024")]
ITEMS: list[Piece] = [
    (50, 300, "Désignation"), (400, 300, "Qté"), (480, 300, "Montant HT"),
    (50, 315, "Fourniture de filtres"), (400, 315, "2"), (480, 315, "200,00 €"),
]  # fmt: skip
TOTALS: list[Piece] = [
    (350, 360, "Total HT"), (480, 360, "200,00 €"),
    (350, 374, "TVA 20 %"), (480, 374, "40,00 €"),
    (350, 388, "Total TTC"), (480, 388, "240,00 €"),
]  # fmt: skip


def drawn(*parts: list[Piece]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=0)
    for x, top, text, *size in (piece for part in parts for piece in part):
        canvas.setFont("Helvetica", size[0] if size else 9)
        canvas.drawString(x, A4[1] - top, text)
    canvas.save()
    return out.getvalue()


def read(*parts: list[Piece]) -> Invoice:
    invoice = extract_invoice(parse(drawn(*parts), "page.pdf", LIMITS))
    assert invoice is not None
    return invoice


def parties(*parts: list[Piece]) -> tuple[str | None, str | None]:
    invoice = read(*parts)
    return invoice.seller.name, invoice.buyer.name


REST = [HEAD, ITEMS, TOTALS]


def test_the_usual_page_is_read() -> None:
    invoice = read(SELLER, BUYER, *REST)
    assert (invoice.number, str(invoice.issue_date), str(invoice.net), str(invoice.vat), str(invoice.gross)) == (
        "FA-2024-12", "2024-03-12", "200.00", "40.00", "240.00",
    )  # fmt: skip
    assert parties(SELLER, BUYER, *REST) == ("Ateliers Morvan SARL", "Clinique des Tilleuls")


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ([(50, 200, "Facture FA-2024-12 émise le 12 mars 2024 pour Clinique des Tilleuls", 14)], "FA-2024-12"),
        ([(50, 200, "Invoice 24-0611 issued on 12 March 2024 for Clinique des Tilleuls", 14)], "24-0611"),
        (
            [(50, 225, "Réf. facture"), (150, 225, "Date d'émission"), (50, 237, "24-0342"), (150, 237, "12/03/2024")],
            "24-0342",
        ),
        (
            [(50, 225, "Votre commande 4500187720"), (50, 780, "Facture KC-14"), (50, 792, "émise le 12 mars 2024")],
            "KC-14",
        ),
    ],
)
def test_no_line_that_says_invoice_alone(head: list[Piece], number: str) -> None:
    invoice = read(SELLER, BUYER, head, ITEMS, TOTALS)
    assert (invoice.number, str(invoice.issue_date)) == (number, "2024-03-12")


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("Solde à régler au plus tard le 06/06/2024, par virement.", "2024-06-06"),
        ("Payable jusqu'au 06.06.2024 au moyen du bulletin.", "2024-06-06"),
    ],
)
def test_the_due_day_in_a_sentence(line: str, due: str) -> None:
    assert str(read(SELLER, BUYER, *REST, [(50, 420, line)]).due_date) == due


def test_the_tax_point_is_the_day_of_issue_where_no_other_stands() -> None:
    head: list[Piece] = [(50, 200, "INVOICE No. TEH/3391", 14), (50, 225, "Tax point 12/03/2024")]
    other: list[Piece] = [(330, 225, "Build 08/03/2024"), (50, 237, "Payment due 26/03/2024")]
    assert str(read(SELLER, BUYER, head, other, ITEMS, TOTALS).issue_date) == "2024-03-12"
    dated: list[Piece] = [(50, 249, "Invoice date 14/03/2024")]
    assert str(read(SELLER, BUYER, head, other, dated, ITEMS, TOTALS).issue_date) == "2024-03-14"


def test_a_total_whose_label_goes_on() -> None:
    totals: list[Piece] = [
        (300, 360, "Total HT de la situation"), (480, 360, "200,00 €"),
        (300, 374, "TVA 20 %"), (480, 374, "40,00 €"),
        (300, 388, "Total TTC en votre faveur"), (480, 388, "240,00 €"),
    ]  # fmt: skip
    invoice = read(SELLER, BUYER, HEAD, ITEMS, totals)
    assert (str(invoice.net), str(invoice.gross)) == ("200.00", "240.00")


def test_whose_attention_it_is_for_is_a_line_of_the_address() -> None:
    buyer: list[Piece] = [
        (330, 130, "Imprimerie Le Goff"), (330, 142, "À l'attention de Mme Guillou"), (330, 154, "14 quai Saint-Cyr"),
        (330, 166, "35000 Rennes"),
    ]  # fmt: skip
    assert parties(SELLER, buyer, *REST)[1] == "Imprimerie Le Goff"


def test_what_stands_between_label_and_name() -> None:
    labelled: list[Piece] = [
        (330, 130, "Client (entreprise principale) : Constructions Merlinge"), (330, 142, "112 cours Gambetta"),
        (330, 154, "69007 Lyon"),
    ]  # fmt: skip
    assert parties(SELLER, labelled, *REST)[1] == "Constructions Merlinge"
    pour: list[Piece] = [(330, 130, "Pour : Brasserie du Lavoir"), (330, 142, "27 rue du Lavoir, 26400 Crest")]
    assert parties(SELLER, pour, *REST)[1] == "Brasserie du Lavoir"


def test_towns_with_four_digits_make_an_address() -> None:
    seller: list[Piece] = [(50, 60, "Fiduciaire Bonvin"), (50, 72, "Avenue de la Gare 31"), (50, 84, "1950 Sion")]
    buyer: list[Piece] = [(330, 130, "Garage des Alpes"), (330, 142, "Route Cantonale 112"), (330, 154, "1963 Vétroz")]
    assert parties(seller, buyer, *REST) == ("Fiduciaire Bonvin", "Garage des Alpes")


def test_street_and_town_that_a_dot_parts_are_one_address() -> None:
    seller: list[Piece] = [
        (50, 82, "Möbelhaus Thalmann"), (50, 94, "Industriestraße 14 · 18069 Rostock"),
        (50, 106, "Telefon 0381 555 0260"),
    ]  # fmt: skip
    buyer: list[Piece] = [(50, 150, "Pension Seeblick"), (50, 162, "Strandweg 3"), (50, 174, "18347 Dierhagen")]
    foot: list[Piece] = [(50, 800, "Möbelhaus Thalmann & Co. KG · Amtsgericht Rostock HRA 2217 · USt-ID DE146208577")]
    assert parties(seller, buyer, foot, *REST)[1] == "Pension Seeblick"


@pytest.mark.parametrize(
    ("head", "foot", "name"),
    [
        # the foot says more of the name than the letterhead
        (
            [(50, 60, "JANA   LINDNER", 14)],
            "Jana Lindner Fotografie · Karl-Heine-Straße 53 · 04229 Leipzig · St.-Nr. 232/244/06187",
            "Jana Lindner Fotografie",
        ),
        # a label before the address; the legal line's name heads the page
        (
            [(330, 60, "Showroom : 210 route de Vannes, 44800 Saint-Herblain"), (50, 60, "Cuisines Tanguy", 14)],
            "Cuisines Tanguy – EURL au capital de 10 000 € – RCS Nantes",
            "Cuisines Tanguy",
        ),
        # what it does beside what it is called, no name in the foot
        (
            [(50, 70, "Alpenblick Haustechnik GmbH", 16), (400, 60, "Heizung · Bad · Solar"),
             (400, 72, "Salzachtalstraße 77, 5400 Hallein")],
            "FN 418227 k, LG Salzburg",
            "Alpenblick Haustechnik GmbH",
        ),
    ],
)  # fmt: skip
def test_the_seller_by_letterhead_and_foot(head: list[Piece], foot: str, name: str) -> None:
    assert parties(head, BUYER, *REST, [(50, 800, foot)]) == (name, "Clinique des Tilleuls")


def test_the_holder_of_a_line_is_no_seller() -> None:
    """The customer's address stands twice on a telephone bill, once under "titulaire"."""
    window: list[Piece] = [(330, 100, "SARL ETS BONNAFOUS"), (330, 112, "17 BD GAMBETTA"), (330, 124, "81000 ALBI")]
    holder: list[Piece] = [
        (50, 250, "TITULAIRE"), (50, 262, "SARL ETS BONNAFOUS"), (50, 274, "17 bd Gambetta"), (50, 286, "81000 Albi"),
    ]  # fmt: skip
    foot: list[Piece] = [(50, 800, "Lignéo Télécom, SAS au capital de 1 250 000 €, RCS Toulouse 819 406 273")]
    assert parties(window, holder, foot, *REST) == ("Lignéo Télécom", "SARL ETS BONNAFOUS")


def test_a_number_that_begins_the_last_line_is_no_name() -> None:
    foot: list[Piece] = [(50, 800, "8F2C41D7-0019 · 12 rue des Lilas · 69003 Lyon · SAS au capital de 12 500 €")]
    assert parties(SELLER, BUYER, *REST, foot)[0] == "Ateliers Morvan SARL"


def test_addresses_in_frames_that_touch_keep_their_lines() -> None:
    """The head of an invoice drawn as boxes: no table, though every cell holds words."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=0)
    height = A4[1]
    canvas.setFont("Helvetica", 9)
    for x, top, width, tall in ((50, 50, 240, 80), (290, 50, 250, 80), (50, 130, 240, 60), (290, 130, 250, 60)):
        canvas.rect(x, height - top - tall, width, tall)
    frames: list[Piece] = [
        (55, 65, "Ateliers Morvan SARL"), (55, 77, "12 rue des Lilas"), (55, 89, "69003 Lyon"),
        (55, 101, "Tél. 04 78 00 52 90"),
        (295, 65, "FACTURE"), (295, 77, "N° de facture : FA-2024-12"), (295, 89, "Du : 12/03/2024"),
        (55, 145, "Chantier : les Terrasses"), (55, 157, "Lot 7"),
        (295, 145, "Client : Clinique des Tilleuls"), (295, 157, "4 quai Jules-Verne"), (295, 169, "37000 Tours"),
    ]  # fmt: skip
    for x, top, text, *_ in [*frames, *ITEMS, *TOTALS]:
        canvas.drawString(x, height - top, text)
    canvas.save()
    invoice = extract_invoice(parse(out.getvalue(), "page.pdf", LIMITS))
    assert invoice is not None
    assert (invoice.seller.name, invoice.buyer.name) == ("Ateliers Morvan SARL", "Clinique des Tilleuls")
    assert (invoice.number, str(invoice.issue_date)) == ("FA-2024-12", "2024-03-12")


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ([(50, 200, "NOTE D'HONORAIRES N° 2024-0318", 14), (50, 237, "Lyon, le 12 mars 2024")], "2024-0318"),
        ([(50, 200, "INVOICE", 16), (300, 200, "HP-10482"), (50, 237, "Date: 12/03/2024")], "HP-10482"),
        (
            [
                (50, 180, "Devis D-0933 du 02/04/2023"), (50, 200, "FACTURE", 16), (50, 225, "TR-1187"),
                (50, 237, "Émise le 12 mars 2024"),
            ],
            "TR-1187",
        ),
        (
            [(50, 200, "FACTURE D'ÉLECTRICITÉ", 14), (50, 225, "N° 10048871256"), (50, 237, "établie le 12/03/2024")],
            "10048871256",
        ),
    ],
)  # fmt: skip
def test_the_number_beside_or_under_the_word(head: list[Piece], number: str) -> None:
    invoice = read(SELLER, BUYER, head, ITEMS, TOTALS)
    assert (invoice.number, str(invoice.issue_date)) == (number, "2024-03-12")


@pytest.mark.parametrize(
    "labelled",
    [
        [(330, 200, "Ihre USt-IdNr."), (430, 200, "DE814472055")],
        [(330, 200, "N° TVA CLIENT"), (330, 212, "FR41791152606")],
        [(330, 200, "Votre TVA"), (430, 200, "FR41791152606")],
    ],
)
def test_a_tax_number_that_is_called_the_buyers_is_not_the_sellers(labelled: list[Piece]) -> None:
    head: list[Piece] = [(50, 200, "FACTURE", 16), (50, 225, "Facture n° FA-2024-12"), (50, 237, "Date : 12/03/2024")]
    invoice = read(SELLER, BUYER, head, labelled, ITEMS, TOTALS)
    assert invoice.seller.vat_id is None
    assert invoice.buyer.vat_id == labelled[1][2]
    own: list[Piece] = [(50, 800, "Ateliers Morvan SARL – RCS Lyon – TVA FR62519044333")]
    assert read(SELLER, BUYER, head, labelled, ITEMS, TOTALS, own).seller.vat_id == "FR62519044333"
