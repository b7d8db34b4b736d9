"""Tables with rulings and without: a line a row, a span with a box a cell."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing.document import Block, ParsedDocument
from tests.ingest.parsing.makers import PARAGRAPH, changed, pdf, put, read, texts

HEAD = ("Désignation", "Qté", "PU HT", "Montant")
ROWS = [
    ("Maintenance annuelle", "1", "2 400,00", "2 400,00 €"),
    ("Déplacement", "3", "45,00", "135,00 €"),
    ("Filtres", "12", "9,90", "118,80 €"),
]
LEFTS = (72.0, 300.0, 370.0, 450.0)


def cells_of(document: ParsedDocument, table: Block) -> list[str]:
    return [document.text[table.start + span.start : table.start + span.end] for span in table.spans]


def aligned(canvas: Canvas) -> None:
    put(canvas, 72, 700, "Détail des prestations facturées ce mois-ci :")
    for number, row in enumerate([HEAD, *ROWS]):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(LEFTS[0], 660 - 16 * number, row[0])
        for x, cell in zip((330, 420, 520), row[1:], strict=True):
            canvas.drawRightString(x, 660 - 16 * number, cell)
    put(canvas, 72, 560, "Payable sous trente jours.")


def test_columns_aligned_by_blanks_are_a_table() -> None:
    document = read(pdf(aligned))
    assert texts(document) == [
        "Détail des prestations facturées ce mois-ci :",
        "\n".join(" | ".join(row) for row in (HEAD, *ROWS)),
        "Payable sous trente jours.",
    ]
    (table,) = [block for block in document.blocks if block.kind == "table"]
    assert cells_of(document, table) == [cell for row in (HEAD, *ROWS) for cell in row]
    rights = [span.box.right for span in table.spans if span.box]
    assert rights[7] == pytest.approx(rights[11], abs=0.001) and rights[5] < rights[6] < rights[7]


def test_the_second_line_of_a_cell_goes_on_in_it_and_a_line_between_stays_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(ROWS):
            for x, cell in zip(LEFTS, row, strict=True):
                put(canvas, x, 660 - 40 * number, cell)
        put(canvas, 72, 647, "des chaudières et des pompes")
        put(canvas, 72, 600, "Site de Valbrume")

    assert texts(read(pdf(draw)), "table") == [
        "Maintenance annuelle des chaudières et des pompes | 1 | 2 400,00 | 2 400,00 €\n"
        "Déplacement | 3 | 45,00 | 135,00 €\nSite de Valbrume\nFiltres | 12 | 9,90 | 118,80 €"
    ]


def test_an_aligned_table_on_a_turned_page_keeps_its_boxes_on_the_page() -> None:
    document = read(changed(pdf(aligned), lambda writer: writer.pages[0].rotate(90)))
    (table,) = [block for block in document.blocks if block.kind == "table"]
    assert "Filtres" in cells_of(document, table)
    box = table.spans[0].box
    assert box is not None and box.bottom - box.top > box.right - box.left


@pytest.mark.parametrize("rows", [1, 2])
def test_one_or_two_rows_are_no_table(rows: int) -> None:
    def draw(canvas: Canvas) -> None:
        for number, row in enumerate(ROWS[:rows]):
            for x, cell in zip(LEFTS, row, strict=True):
                put(canvas, x, 660 - 16 * number, cell)

    assert texts(read(pdf(draw)), "table") == []


def test_prose_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        words = PARAGRAPH.split()
        for number in range(5):
            for x, part in zip((72, 250, 420), (0, 4, 8), strict=True):
                put(canvas, x, 700 - 14 * number, " ".join(words[number + part : number + part + 4]), 7)

    assert texts(read(pdf(draw)), "table") != [""]
    assert texts(read(pdf(lambda canvas: put(canvas, 72, 700, PARAGRAPH[:80]))), "table") == []


def test_empty_cells_keep_the_columns_and_have_no_span() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 300, 360, 500], [600, 580, 560])
        for x, y, cell in ((76, 586, "Remise"), (364, 586, "-10,00 €"), (76, 566, "Port"), (304, 566, "1")):
            put(canvas, x, y, cell)

    document = read(pdf(draw))
    assert texts(document) == ["Remise |  | -10,00 €\nPort | 1 |"]
    assert cells_of(document, document.blocks[0]) == ["Remise", "-10,00 €", "Port", "1"]


def test_frames_around_words_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, line in enumerate(["Le bail est conclu pour neuf ans", "entre deux parties qui signent ici"]):
            x = 72.0
            for word in line.split():
                width = canvas.stringWidth(word + " ", "Helvetica", 11)
                canvas.rect(x, 700 - 16 * number, width, 16)
                canvas.drawString(x + 1, 704 - 16 * number, word)
                x += width

    document = read(pdf(draw))
    assert texts(document, "table") == []
    assert document.text == "Le bail est conclu pour neuf ans entre deux parties qui signent ici"


def test_a_corner_without_a_frame_stands_before_the_table() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 76, 606, "Garanties du contrat :")
        canvas.grid([300, 400], [620, 600])
        canvas.grid([72, 300, 400], [600, 580, 560])
        put(canvas, 304, 606, "Assuré")
        for x, y, cell in ((76, 586, "Décès"), (304, 586, "oui"), (76, 566, "Invalidité"), (304, 566, "non")):
            put(canvas, x, y, cell)
        put(canvas, 72, 500, "Payable sous trente jours.")

    assert texts(read(pdf(draw))) == [
        "Garanties du contrat :",
        "Assuré\nDécès | oui\nInvalidité | non",
        "Payable sous trente jours.",
    ]


def test_a_label_written_upwards_stands_in_its_cell() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(72, 560, 28, 40)
        canvas.grid([100, 300, 400], [600, 580, 560])
        for x, y, cell in ((104, 586, "Salaire"), (304, 586, "120"), (104, 566, "Prime"), (304, 566, "80")):
            put(canvas, x, y, cell)
        canvas.rotate(90)
        put(canvas, 565, -90, "Nature", 9)

    document = read(pdf(draw))
    assert texts(document) == ["Nature | Salaire | 120\nPrime | 80"]
    box = document.blocks[0].spans[0].box
    assert box is not None and (box.bottom - box.top) * 842 > 20 > (box.right - box.left) * 595


def test_a_word_in_a_frame_inside_a_cell_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 300, 400, 500], [660, 560])
        canvas.grid([260, 300, 400], [640, 620, 600])
        put(canvas, 76, 644, "Déductions")
        put(canvas, 404, 644, "Employeur")
        for y, code, amount in ((626, "FD", "50"), (606, "DS", "70")):
            put(canvas, 264, y, code)
            put(canvas, 304, y, amount)

    text = read(pdf(draw)).text
    assert [text.count(word) for word in ("Déductions", "Employeur", "FD", "DS", "50", "70")] == [1] * 6
