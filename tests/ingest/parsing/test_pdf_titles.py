"""The title of a document: what it is and which one, rather than whose name stands at its top."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.parsing.makers import PARAGRAPH, pdf, put, read


def title(line: str, top: str = "", size: float = 20) -> str:
    def draw(canvas: Canvas) -> None:
        if top:
            put(canvas, 72, 780, top, size, "Helvetica-Bold")
        put(canvas, 72, 740, "12 rue du Moulin-Fictif")
        put(canvas, 72, 700, line)
        for number in range(5):
            put(canvas, 72, 600 - 14 * number, PARAGRAPH[:80])

    return read(pdf(draw)).title


@pytest.mark.parametrize("top", ["", "Ateliers Brumeval"])
@pytest.mark.parametrize(
    "line",
    [
        "Facture n° 2024-0317",
        "FACTURE N° : F20240017 du 3 mars 2024",
        "Invoice INV/2024/03/0017",
        "Tax Invoice No. 5521",
        "Rechnung Nr. 30-5521 vom 7. Mai 2024",
        "Avoir AV-2024-31",
        "Credit note #CN-0031",
    ],
)
def test_the_line_that_says_which_invoice_comes_before_a_name_or_nothing(line: str, top: str) -> None:
    assert title(line, top) == line


@pytest.mark.parametrize("line", ["Bon de commande n° BC-118", "Contract No. C-118", "Contrat de maintenance annuelle"])
def test_an_order_or_contract_is_named_only_where_nothing_else_is(line: str) -> None:
    assert title(line) == line
    assert title(line, "Ateliers Brumeval") == "Ateliers Brumeval"


@pytest.mark.parametrize("top", ["FACTURE", "Mise en demeure", "Conditions générales"])
def test_a_title_that_says_what_the_document_is_stays(top: str) -> None:
    assert title("Facture n° 2024-0317", top) == top


@pytest.mark.parametrize("line", ["Invoice Date: March 3, 2024", "Avoir à déduire en 2024.", "Facture payable le 12"])
def test_other_lines_that_begin_like_it_are_no_title(line: str) -> None:
    assert title(line) == ""


def headings(*lines: tuple[str, float, float]) -> tuple[str, list[str]]:
    """The title and the headings of a page that begins with lines of a size at a height."""

    def draw(canvas: Canvas) -> None:
        for line, size, height in lines:
            canvas.setFont("Helvetica-Bold", size)
            canvas.drawCentredString(300, height, line)
        for number in range(5):
            put(canvas, 72, 600 - 14 * number, PARAGRAPH[:80])

    document = read(pdf(draw))
    return document.title, [document.text[b.start : b.end] for b in document.blocks if b.kind == "title"]


@pytest.mark.parametrize(
    "lines",
    [
        ("CONTRAT DE PRESTATION DE SERVICES", "INFORMATIQUES"),
        ("SOFTWARE LICENSE AGREEMENT", "AND SUPPORT TERMS"),
        ("Conditions générales", "de vente et de livraison"),
    ],
)
def test_a_contracts_title_on_two_lines_is_one(lines: tuple[str, str]) -> None:
    whole = " ".join(lines)
    under = ("Infogérance des serveurs", 12, 700)
    assert headings((lines[0], 18, 760), (lines[1], 18, 730), under) == (whole, [whole, "Infogérance des serveurs"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Thermolys Services", 18, 760), ("FACTURE DE SOLDE", 18, 730)),
        (("CONTRAT DE MAINTENANCE", 18, 760), ("Site de Valbrume", 14, 739)),
        (("CONTRAT DE MAINTENANCE", 18, 760), ("ANNEXE 1 – TARIFS", 18, 730)),
        (("CONTRAT DE MAINTENANCE", 18, 760), ("Thermolys Services", 18, 700)),
    ],
)
def test_lines_of_another_size_farther_away_or_with_a_name_of_their_own_stay_apart(
    first: tuple[str, float, float], second: tuple[str, float, float]
) -> None:
    assert headings(first, second)[1] == [first[0], second[0]]


def test_an_amendment_is_called_by_its_number_and_what_it_amends() -> None:
    title, parts = headings(
        ("AVENANT N° 1", 18, 760), ("au contrat de maintenance n° MNT-2023-041", 12, 735), ("Délais", 12, 690)
    )
    assert title == "AVENANT N° 1 au contrat de maintenance n° MNT-2023-041" and len(parts) == 3
    assert headings(("Amendment No. 2", 18, 760), ("Prices", 12, 735))[0] == "Amendment No. 2"
    assert headings(("CONTRAT DE MAINTENANCE", 18, 760), ("AVENANT N° 1", 18, 700))[0] == "CONTRAT DE MAINTENANCE"
