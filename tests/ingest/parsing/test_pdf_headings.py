"""Numbered articles are headings, wherever their text begins; lists and tables of contents are not."""

from __future__ import annotations

import textwrap

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.chunking import chunk
from tests.ingest.parsing.makers import PARAGRAPH, lines, pdf, put, read, texts

BODY = textwrap.wrap(PARAGRAPH, 78)


def titles(*printed: str) -> list[str]:
    return texts(read(pdf(lines(*printed))), "title")


@pytest.mark.parametrize(
    "heading",
    [
        "Article 7 – Durée",
        "ARTICLE SEVEN",
        "Section 4.1 Term.",
        "Clause 3",
        "§ 5 Kündigung",
        "§ 12",
        "7. Durée",
        "7.2 Résiliation",
        "Artikel 3 Looptijd",
        "IV. Modalités de paiement",
    ],
)
def test_a_numbered_line_above_its_text_is_a_heading(heading: str) -> None:
    assert titles(heading, *BODY) == [heading]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("7.2 Termination. Either party may terminate this agreement by written notice", "7.2 Termination."),
        (
            "3. Modalités de paiement. Le Client règle les factures par virement sous trente",
            "3. Modalités de paiement.",
        ),
        (
            "Section 4.1 Term and Renewal. This agreement begins on the date of its signature",
            "Section 4.1 Term and Renewal.",
        ),
        ("§ 3 Vergütung. Der Auftraggeber zahlt die vereinbarte Vergütung monatlich im", "§ 3 Vergütung."),
    ],
)
def test_a_heading_in_the_first_line_of_its_text(line: str, heading: str) -> None:
    document = read(pdf(lines(line, "jours à compter de leur réception et de leur contrôle complet.")))
    assert texts(document)[0] == heading and document.blocks[0].kind == "title"
    assert document.blocks[1].kind == "text" and texts(document)[1].startswith(line[len(heading) + 1 :])
    heading_box, text_box = document.blocks[0].spans[0].box, document.blocks[1].spans[0].box
    assert heading_box and text_box and heading_box.right < text_box.left and heading_box.top == text_box.top


@pytest.mark.parametrize(
    "line",
    [
        "7.2 Le prestataire est payé. Il remet sa facture au client avant la fin du mois de mai.",
        "2. The supplier shall deliver. It may deliver in parts where the buyer has agreed to it.",
        "3. Client : Thermolys",
        "1. Paris. Lyon.",
    ],
)
def test_a_numbered_sentence_is_no_heading(line: str) -> None:
    assert titles(line) == []


def test_items_of_a_list_are_no_headings() -> None:
    assert titles("Le dossier comprend :", "1. Le contrat signé", "2. La facture", "3. Le bon de commande") == []
    assert titles("1. Facture", "2. Contrat", "3. Avenant", "Ces pièces sont jointes au présent dossier.") == []


def test_lines_of_a_table_of_contents_are_no_headings() -> None:
    def draw(canvas: Canvas) -> None:
        for number, name in enumerate(["Article 1 – Objet", "Article 2 – Durée", "Article 3 – Prix"]):
            put(canvas, 72, 700 - 16 * number, name + " " + ". " * (5 if number else 60) + f" {number + 2}")
        for number, name in enumerate(["Article 4 – Responsabilité", "Article 5 – Litiges"]):
            put(canvas, 72, 640 - 16 * number, name)
            canvas.drawRightString(520, 640 - 16 * number, str(number + 5))

    assert texts(read(pdf(draw)), "title") == []


def test_a_bare_label_and_the_words_on_the_next_line_are_one_heading() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 250, 700, "ARTICLE 4", 11, "Helvetica-Bold")
        put(canvas, 220, 684, "TERM AND TERMINATION", 11, "Helvetica-Bold")
        for number, line in enumerate(BODY):
            put(canvas, 72, 660 - 14 * number, line)

    document = read(pdf(draw))
    assert texts(document) == ["ARTICLE 4 TERM AND TERMINATION", PARAGRAPH]
    assert len(document.blocks[0].spans) == 2


def test_headings_are_the_place_of_the_passages_below_them() -> None:
    def draw(canvas: Canvas) -> None:
        y = 780
        for heading in ("Article 7 – Durée", "7.1 Renouvellement"):
            put(canvas, 72, y, heading, 11, "Helvetica-Bold")
            for number, line in enumerate(BODY * 2):
                put(canvas, 72, y - 20 - 14 * number, line)
            y -= 160

    passages = chunk(read(pdf(draw)), "0" * 8, "1" * 8)
    assert [passage.headings for passage in passages] == [
        ("Article 7 – Durée",),
        ("Article 7 – Durée", "7.1 Renouvellement"),
    ]


def test_the_gap_after_a_marker_does_not_cut_a_list_item() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 90, 700, "(a)")
        put(canvas, 140, 700, "le prestataire remet chaque mois au client le rapport de ses")
        put(canvas, 72, 686, "interventions et des pièces qu'il remplace.")

    assert texts(read(pdf(draw))) == [
        "(a) le prestataire remet chaque mois au client le rapport de ses interventions et des pièces qu'il remplace."
    ]
