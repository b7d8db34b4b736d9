from __future__ import annotations

import io
import random
import textwrap

import pypdf
import pypdfium2 as pdfium
import pytest
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from rag.domain.geometry import Box
from tests.ingest.parsing.makers import PARAGRAPH, changed, lines, pdf, put, raw_pdf, read, texts

WORDS = textwrap.wrap(PARAGRAPH, 78)


def ink(content: bytes, box: Box, page: int = 0) -> float:
    """The share of dark dots in a box of the page as PDFium draws it."""
    document = pdfium.PdfDocument(content)
    picture = document[page].render(scale=2).to_pil().convert("L")
    document.close()
    width, height = picture.size
    part = picture.crop(
        (
            int(box.left * width),
            int(box.top * height),
            int(box.right * width) + 1,
            int(box.bottom * height) + 1,
        )
    )
    return float(sum(part.histogram()[:128])) / float(part.width * part.height)


def all_ink(content: bytes, page: int = 0) -> float:
    document = pdfium.PdfDocument(content)
    picture = document[page].render(scale=2).to_pil().convert("L")
    document.close()
    return float(sum(picture.histogram()[:128]))


def moved(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].mediabox = RectangleObject((-30, -40, 600, 900))


def cropped(writer: pypdf.PdfWriter) -> None:
    writer.pages[0].cropbox = RectangleObject((50, 300, 560, 800))


def turned_and_cropped(writer: pypdf.PdfWriter) -> None:
    cropped(writer)
    writer.pages[0].rotate(90)


@pytest.mark.parametrize(
    "change",
    [
        None,
        moved,
        cropped,
        turned_and_cropped,
        *(lambda w, a=a: w.pages[0].rotate(a) for a in (90, 180, 270)),
    ],
)
def test_boxes_lie_on_the_ink_of_the_rendered_page(change) -> None:  # type: ignore[no-untyped-def]
    content = pdf(lines(*WORDS))
    if change is not None:
        content = changed(content, change)
    document = read(content)
    assert document.text == PARAGRAPH
    boxes = [span.box for span in document.blocks[0].spans]
    assert len(boxes) == len(WORDS)
    covered = 0.0
    rendered = pdfium.PdfDocument(content)[0].render(scale=2).to_pil().size
    for box in boxes:
        assert box is not None and ink(content, box) > 0.08
        covered += ink(content, box) * (box.right - box.left) * (box.bottom - box.top) * rendered[0] * rendered[1]
    assert covered == pytest.approx(all_ink(content), rel=0.15)


def test_each_span_holds_its_printed_line() -> None:
    document = read(pdf(lines(*WORDS)))
    block = document.blocks[0]
    assert [document.text[s.start : s.end] for s in block.spans] == WORDS
    tops = [span.box.top for span in block.spans if span.box]
    assert tops == sorted(tops)


def two_columns(shuffle: bool) -> bytes:
    left = textwrap.wrap("gauche " + PARAGRAPH, 38)
    right = textwrap.wrap("droite " + PARAGRAPH, 38)
    placed = [(60.0, 700 - 14 * n, t) for n, t in enumerate(left)]
    placed += [(320.0, 695 - 14 * n, t) for n, t in enumerate(right)]

    def draw(canvas: Canvas) -> None:
        words = [(x, y, line) for x, y, line in placed]
        if shuffle:
            random.Random(7).shuffle(words)
        put(canvas, 150, 750, "CONDITIONS GÉNÉRALES DE VENTE", 16, "Helvetica-Bold")
        for x, y, line in words:
            put(canvas, x, y, line)

    return pdf(draw)


@pytest.mark.parametrize("shuffle", [False, True])
def test_columns_are_read_one_after_the_other(shuffle: bool) -> None:
    assert texts(read(two_columns(shuffle))) == [
        "CONDITIONS GÉNÉRALES DE VENTE",
        "gauche " + PARAGRAPH,
        "droite " + PARAGRAPH,
    ]


def test_label_and_value_of_a_row_are_one_line() -> None:
    def draw(canvas: Canvas) -> None:
        for n, (label, value) in enumerate(
            [("Total HT", "1 000,00 €"), ("TVA", "200,00 €"), ("Total TTC", "1 200,00 €")]
        ):
            put(canvas, 330, 300 - 15 * n, label)
            canvas.drawRightString(540, 300 - 15 * n, value)

    assert texts(read(pdf(draw))) == ["Total HT 1 000,00 €", "TVA 200,00 €", "Total TTC 1 200,00 €"]


def test_hyphens_are_mended_and_those_of_names_kept() -> None:
    document = read(
        pdf(
            lines(
                "Le prestataire dont le siège est à Saint-",
                "Étienne exécute les presta-",
                "tions et la sous-",
                "traitance du contrat.",
            )
        )
    )
    assert document.text == (
        "Le prestataire dont le siège est à Saint-Étienne exécute les prestations et la sous-traitance du contrat."
    )
    assert "".join(document.text[s.start : s.end] for s in document.blocks[0].spans).startswith("Le prestataire")


def test_headings_have_levels() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 780, "CONTRAT DE PRESTATION", 18, "Helvetica-Bold")
        put(canvas, 72, 740, "Article 7 – Durée")
        for n, line in enumerate(WORDS):
            put(canvas, 72, 720 - 14 * n, line)
        put(canvas, 72, 640, "7.1 Renouvellement", 11, "Helvetica-Bold")
        put(canvas, 72, 620, "Article 8 du présent contrat demeure applicable malgré tout.")
        put(canvas, 72, 590, "ANNEXE 1", 11)
        put(canvas, 72, 570, "a) le premier point de la liste ;")
        put(canvas, 72, 556, "b) le second point.")

    document = read(pdf(draw))
    found = [(document.text[b.start : b.end], b.level) for b in document.blocks if b.kind == "title"]
    assert found == [
        ("CONTRAT DE PRESTATION", 1),
        ("Article 7 – Durée", 2),
        ("7.1 Renouvellement", 3),
        ("ANNEXE 1", 1),
    ]
    assert document.title == "CONTRAT DE PRESTATION"
    assert texts(document, "list_item") == ["a) le premier point de la liste ;", "b) le second point."]
    assert PARAGRAPH in texts(document, "text")


def test_running_heads_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            put(canvas, 72, 810, "Contrat cadre 2024", 8)
            put(canvas, 72, 700, f"Texte propre à la page {'abcd'[number - 1]}.")
            put(canvas, 72, 30, f"Total TTC {number * 731},00", 11)
            put(canvas, 280, 20, f"Page {number} / 4", 8)

        return draw

    document = read(pdf(*(page(n) for n in range(1, 5))))  # type: ignore[arg-type]
    assert "Contrat cadre" not in document.text and "Page" not in document.text
    assert all(f"page {letter}" in document.text for letter in "abcd")
    assert all(f"Total TTC {n * 731},00" in document.text for n in range(1, 5))


def test_a_letterhead_stays_on_its_first_page() -> None:
    page = lines("Atelier Berthier SARL – SIRET 392 809 137 00027", top=815, size=8)
    bodies = [lines(PARAGRAPH[:80]), lines(PARAGRAPH[80:160])]

    def both(body: object) -> object:
        def draw(canvas: Canvas) -> None:
            page(canvas)
            body(canvas)  # type: ignore[operator]

        return draw

    assert read(pdf(*map(both, bodies))).text.count("Atelier Berthier SARL") == 1  # type: ignore[arg-type]


def test_a_sentence_goes_on_over_the_page_break() -> None:
    document = read(pdf(lines(*WORDS[:2]), lines(*WORDS[2:])))
    assert document.text == PARAGRAPH
    assert {span.page for span in document.blocks[0].spans} == {1, 2}


def ruled(canvas: Canvas) -> None:
    rows = [
        ["Désignation", "Qté", "Montant"],
        ["Maintenance annuelle", "1", "2 400,00 €"],
        ["Déplacement", "3", "135,00 €"],
    ]
    canvas.grid([72, 300, 360, 500], [600, 580, 560, 540])
    put(canvas, 72, 640, "Veuillez trouver le détail ci-dessous :")
    for r, row in enumerate(rows):
        for x, cell in zip((76, 304, 364), row, strict=True):
            put(canvas, x, 586 - 20 * r, cell)
    put(canvas, 72, 500, "Payable sous trente jours.")


@pytest.mark.parametrize("angle", [0, 90])
def test_a_ruled_table_has_a_line_for_each_row_and_a_span_for_each_cell(angle: int) -> None:
    document = read(changed(pdf(ruled), lambda writer: writer.pages[0].rotate(angle)))
    if angle == 0:
        assert texts(document) == [
            "Veuillez trouver le détail ci-dessous :",
            "Désignation | Qté | Montant\nMaintenance annuelle | 1 | 2 400,00 €\nDéplacement | 3 | 135,00 €",
            "Payable sous trente jours.",
        ]
        (table,) = [block for block in document.blocks if block.kind == "table"]
        cells = [document.text[table.start + s.start : table.start + s.end] for s in table.spans]
        assert cells[:4] == ["Désignation", "Qté", "Montant", "Maintenance annuelle"] and len(cells) == 9
        lefts = [span.box.left for span in table.spans if span.box]
        assert lefts[0] < lefts[1] < lefts[2] and lefts[0] == pytest.approx(lefts[3], abs=0.002)
        assert all(span.box and span.box.right - span.box.left < 0.4 for span in table.spans)
    assert document.text.count("Maintenance annuelle") == 1


def test_columns_ruled_without_rows_are_rows_all_the_same() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 300, 360, 500], [600, 580, 480])
        for x, cell in zip((76, 304, 364), ("Désignation", "Qté", "Montant"), strict=True):
            put(canvas, x, 586, cell)
        for n, row in enumerate([("Conseil", "1", "100,00"), ("Audit", "2", "300,00")]):
            for x, cell in zip((76, 304, 364), row, strict=True):
                put(canvas, x, 560 - 20 * n, cell)

    assert texts(read(pdf(draw)))[0].split("\n")[1:] == ["Conseil | 1 | 100,00", "Audit | 2 | 300,00"]


def test_text_set_sideways_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        lines(*WORDS)(canvas)
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        put(canvas, 0, 0, "Mention portée dans la marge")
        canvas.restoreState()

    content = pdf(draw)
    document = read(content)
    assert texts(document) == [PARAGRAPH, "Mention portée dans la marge"]
    box = document.blocks[1].spans[0].box
    assert box is not None and box.bottom - box.top > box.right - box.left and ink(content, box) > 0.08


def test_exponents_stay_in_their_line_and_fake_bold_is_not_doubled() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 700, "Le 1")
        width = canvas.stringWidth("Le 1", "Helvetica", 11)
        put(canvas, 72 + width, 704, "er", 7)
        put(canvas, 72 + width + 9, 700, "mars, la surface est connue.")
        put(canvas, 72, 600, "Montant")
        put(canvas, 72.4, 600, "Montant")

    assert texts(read(pdf(draw))) == ["Le 1er mars, la surface est connue.", "Montant"]


def test_small_type_close_under_a_name_in_large_type_is_a_line_of_its_own() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 760, "PROTEX OUEST", 24)
        put(canvas, 72, 748, "Sécurité incendie et formation", 8)
        put(canvas, 72, 600, "Une ligne de texte ordinaire, pour la mesure.")

    assert texts(read(pdf(draw)))[:2] == ["PROTEX OUEST", "Sécurité incendie et formation"]


def test_reading_twice_gives_the_same() -> None:
    content = two_columns(True)
    assert read(content) == read(io.BytesIO(content).getvalue())


def test_accents_drawn_over_their_letters_are_one_character_with_them() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, 72, 700, "La dur")
        x = 72 + canvas.stringWidth("La dur", "Helvetica", 11)
        for accent, letter in (("´", "e"), ("", "e"), ("", " "), ("ˆ", "o")):
            width = canvas.stringWidth(letter, "Helvetica", 11)
            if accent:
                canvas.drawString(x + (width - canvas.stringWidth(accent, "Helvetica", 11)) / 2, 700, accent)
            canvas.drawString(x, 700, letter)
            x += width
        canvas.drawString(x, 700, "ter : 5 ^ 2")

    assert texts(read(pdf(draw))) == ["La durée ôter : 5 ^ 2"]


def test_no_break_spaces_part_words_but_not_figures() -> None:
    def stream(content: bytes) -> bytes:
        return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)

    # "~" stands for a no-break space, as the font's own table says.
    table = (
        b"1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfrange <20> <7d> <0020> <7e> <7e> <00a0> endbfrange"
    )
    content = raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            stream(b"BT /F 11 Tf 72 700 Td (Le~prestataire~livre 12~345,67~% le 5~mai~; fin) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            stream(b"/CIDInit /ProcSet findresource begin begincmap " + table + b" endcmap end"),
        ]
    )
    assert read(content).text == "Le prestataire livre 12\u00a0345,67\u00a0% le 5 mai\u00a0; fin"
