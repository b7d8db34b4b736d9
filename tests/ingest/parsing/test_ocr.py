from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing import Limits, ParsedDocument, parse
from ingest.parsing.ocr import engine, read_picture
from ingest.parsing.ocr.amounts import with_usual_separators
from ingest.parsing.ocr.cleaning import cleaned, noise_of, shows_ink
from ingest.parsing.ocr.turning import Tilt
from ingest.parsing.pdf.rows import Row, Word
from ingest.parsing.scans import unsure_pages
from rag.domain.document import Page
from rag.domain.geometry import Box
from rag.errors import NeedsOcrError, NoTextError
from tests.ingest.parsing.makers import PARAGRAPH, check, lines, pdf, put, texts
from tests.support.scans import (
    contract,
    fields_found,
    image_file,
    invoice,
    rendered,
    scan,
    scan_pdf,
    share_of_words_found,
)

LIMITS = Limits(max_pages=20, max_chars=100_000)
SHORT = ("Bail commercial", "Article 1 – Objet", "Le loyer annuel est de 18 450,00 € hors taxes.")


def page(*said: str, size: float = 14) -> Image.Image:
    """A picture of a few lines at 150 dpi, quickly read."""
    return rendered(pdf(lines(*said, top=780, pitch=26, size=size)), 150).crop((0, 0, 1240, 500))


def read(content: bytes, filename: str = "scan.pdf") -> ParsedDocument:
    document = parse(content, filename, LIMITS)
    check(document)
    return document


def ink_in(picture: Image.Image, box: Box) -> float:
    """The share of a picture's ink that lies in a box."""
    dark = np.asarray(picture.convert("L")) < 128
    high, wide = dark.shape
    inside = dark[
        int(box.top * high) : math.ceil(box.bottom * high), int(box.left * wide) : math.ceil(box.right * wide)
    ]
    return float(inside.sum() / dark.sum())


def test_a_bad_scan_becomes_blocks_whose_boxes_hold_the_ink() -> None:
    sheet = contract("fr", "Helvetica")
    picture = scan(sheet, "bad", 150)
    document = read(scan_pdf([picture], 150))
    assert share_of_words_found(sheet.words, document.text) >= 0.98
    assert any(text.startswith("ARTICLE 2") for text in texts(document, "title"))
    known = document.pages[0].confidence
    assert known is not None and 0.9 < known <= 1
    spans = [span for block in document.blocks for span in block.spans]
    assert all(span.confidence is not None for span in spans)
    clean = Image.fromarray(cleaned(np.array(picture.convert("L"))))
    boxes = [span.box for span in spans if span.box is not None]
    covered = np.zeros((clean.height, clean.width), bool)
    for box in boxes:
        assert ink_in(clean, box) > 0
        covered[
            int(box.top * clean.height) : math.ceil(box.bottom * clean.height),
            int(box.left * clean.width) : math.ceil(box.right * clean.width),
        ] = True
    dark = np.asarray(clean) < 128
    assert dark[covered].sum() / dark.sum() > 0.99
    title = next(block for block in document.blocks if block.kind == "title")
    assert title.spans[0].box is not None
    around = title.spans[0].box
    assert 0.03 < around.bottom - around.top < 0.06, "one line of the page, though it lies askew"


def test_boxes_of_words_lie_over_their_ink() -> None:
    picture = page("gauche", size=20)
    found = read_picture(np.array(picture), picture.width * 0.48, picture.height * 0.48)
    (word,) = [word for row in found.rows for word in row.words]
    dark = np.argwhere(np.asarray(picture) < 128) * 0.48
    top, left, bottom, right = *dark.min(axis=0), *dark.max(axis=0)
    assert word.text == "gauche"
    assert word.box.left == pytest.approx(left, abs=2) and word.box.right == pytest.approx(right, abs=2)
    assert word.box.top <= top + 1 and word.box.bottom >= bottom - 1
    assert word.size == pytest.approx(20, rel=0.12)


def test_pages_with_text_keep_it_and_scanned_ones_are_read() -> None:
    def scanned(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(page(*SHORT)), 0, 560, 595, 240)

    document = read(pdf(lines(PARAGRAPH[:90]), scanned))
    assert [known.confidence is None for known in document.pages] == [True, False]
    assert PARAGRAPH[:80] in document.text and "18 450,00 €" in document.text
    assert document.pages_without_text == () and document.warnings == ()
    without = parse(pdf(lines(PARAGRAPH[:90]), scanned), "a.pdf", Limits(20, 100_000, ocr=False))
    assert without.pages_without_text == (2,) and "loyer" not in without.text


def test_the_layer_of_another_ocr_is_not_believed() -> None:
    def layered(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(page(*SHORT)), 0, 560, 595, 240)
        layer = canvas.beginText(72, 700)
        layer.setFont("Helvetica", 11)
        layer.setTextRenderMode(3)
        layer.textLine("Le loyer annuel est de 99 999,00 euros, et autres mots que personne ne voit ici.")
        canvas.drawText(layer)

    document = read(pdf(layered))
    assert "18 450,00" in document.text and "99 999" not in document.text and not document.warnings


def test_a_stamp_on_a_scan_is_not_its_text() -> None:
    def stamped(canvas: Canvas) -> None:
        scan = rendered(pdf(lines(*SHORT, *[PARAGRAPH[:70]] * 3, size=14, pitch=30)), 100)
        canvas.drawImage(ImageReader(scan), 0, 0, 595, 842)
        put(canvas, 60, 20, "Numérisé le 12 mai 2024 par le service courrier", 8)

    assert "18 450,00" in read(pdf(stamped)).text


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_turned_pages(turn: Image.Transpose) -> None:
    picture = page(*SHORT).transpose(turn)
    document = read(scan_pdf([picture]))
    assert [line for line in document.text.split("\n") if line] == list(SHORT)
    for block in document.blocks:
        (span,) = block.spans
        assert span.box is not None and 0.1 < ink_in(picture, span.box) < 0.7
    assert sum(ink_in(picture, span.box) for b in document.blocks for span in b.spans if span.box) > 0.97


def test_a_ruled_table_of_a_scan_is_a_table() -> None:
    sheet = invoice("fr", "Helvetica", 0)
    document = read(scan_pdf([scan(sheet, "bad", 200)], 200))
    assert len(fields_found(sheet.fields, document.text)) >= len(sheet.fields) - 1
    (table,) = texts(document, "table")
    assert [line.count(" | ") for line in table.split("\n")] == [3] * 5


def test_a_blank_scan_holds_no_text() -> None:
    paper = Image.fromarray(np.random.default_rng(1).normal(235, 6, (900, 640)).clip(0, 255).astype(np.uint8))
    with pytest.raises(NoTextError):
        parse(scan_pdf([paper]), "a.pdf", LIMITS)
    assert not shows_ink(np.array(paper)) and shows_ink(np.array(page("x")))


def test_a_picture_without_words_is_told() -> None:
    drawing = Image.new("L", (640, 900), 240)
    drawing.paste(60, (200, 300, 420, 640))
    with pytest.raises(NeedsOcrError, match="OCR found no words"):
        parse(scan_pdf([drawing]), "a.pdf", LIMITS)


def test_unsure_pages_are_named() -> None:
    assert unsure_pages([Page(1, 1, 1), Page(2, 1, 1, 0.99)]) == []
    (warning,) = unsure_pages([Page(1, 1, 1, 0.91), Page(2, 1, 1, 0.99), Page(7, 1, 1, 0.8049)])
    assert "pages 1, 7" in warning and "80 %" in warning


def test_a_scan_too_coarse_to_read_well_warns() -> None:
    fine = page(*SHORT, PARAGRAPH[:60], size=11)
    coarse = fine.resize((fine.width // 4, fine.height // 4), Image.Resampling.BOX).resize(fine.size)
    document = read(scan_pdf([coarse]))
    assert any("OCR is unsure of page 1" in warning for warning in document.warnings)


@pytest.fixture
def forbidden_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("OCR calls out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    engine._session.cache_clear()
    yield
    engine._session.cache_clear()


def test_nothing_is_printed_or_called(forbidden_network: None, capfd: pytest.CaptureFixture[str]) -> None:
    assert read_picture(np.array(page("Bonjour")), 595, 240).rows[0].text == "Bonjour"
    assert capfd.readouterr() == ("", "")


def test_noise_is_measured_and_lifted() -> None:
    clean = np.array(page(*SHORT))
    noisy = np.clip(clean + np.random.default_rng(2).normal(0, 12, clean.shape), 0, 255).astype(np.uint8)
    assert noise_of(clean) < 0.5 < 3 < noise_of(noisy)
    assert noise_of(cleaned(noisy)) < noise_of(noisy) / 2


def test_a_tilt_and_back() -> None:
    tilt = Tilt(3.0, 100, 200)
    x, y = tilt.level(40, 50)
    box = tilt.shown(Box(x, y, x, y))
    assert (box.left, box.top) == (pytest.approx(40), pytest.approx(50))
    assert tilt.level(200, 200 + 100 * math.tan(math.radians(3)))[1] == pytest.approx(200, abs=1e-9)


def rows(*said: str) -> list[Row]:
    """Rows of words; two blanks part columns."""
    made = []
    for number, line in enumerate(said):
        words, left = [], 0.0
        for column in line.split("  "):
            for word in column.split():
                words.append(Word(word, Box(left, number, left + 5, number + 1), number, 10, False))
                left += 7
            left += 50
        made.append(Row(words))
    return made


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        (["Total HT  1.234.56 €", "TVA  12,00 €"], ["Total HT 1.234,56 €", "TVA 12,00 €"]),
        (["Câble  3  71.26  213.78", "Total  213,78 €"], ["Câble 3 71,26 213,78", "Total 213,78 €"]),
        (["Total HT  10 559.55 €", "TVA  2 111,91 €"], ["Total HT 10 559,55 €", "TVA 2 111,91 €"]),
        (["Subtotal  £3.498.77", "VAT  £699.75"], ["Subtotal £3,498.77", "VAT £699.75"]),
        # As they are printed:
        (["Total HT  1234.56 €", "TVA  246.91 €"], ["Total HT 1234.56 €", "TVA 246.91 €"]),
        (["Subtotal  1,234.56", "VAT  246.91", "Weight  1,50"], ["Subtotal 1,234.56", "VAT 246.91", "Weight 1,50"]),
        (["2.10 Le prix est de 71,26 €", "Voir 2.10 et 3.20"], ["2.10 Le prix est de 71,26 €", "Voir 2.10 et 3.20"]),
        (["Le 12.05.2024  71,26 €", "Tél.  03.81.22"], ["Le 12.05.2024 71,26 €", "Tél. 03.81.22"]),
    ],
)
def test_separators_of_amounts(read_as: list[str], meant: list[str]) -> None:
    found = with_usual_separators(rows(*read_as))
    assert [row.text for row in found] == meant
    for before, after in zip(rows(*read_as), found, strict=True):
        assert [c for c in before.text if c.isdigit()] == [c for c in after.text if c.isdigit()]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "font"), [("en", "Times-Roman"), ("de", "Helvetica")])
def test_words_of_bad_scans(language: str, font: str) -> None:
    sheet = contract(language, font, 11)
    # The recogniser has no German opening quote: two words of the German contract cannot be right.
    words = [word for word in sheet.words if "„" not in word]
    assert share_of_words_found(words, read(scan_pdf([scan(sheet, "bad", 150)], 150)).text) >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize(("language", "layout"), [("fr", 1), ("de", 2)])
def test_fields_of_bad_scans(language: str, layout: int) -> None:
    sheet = invoice(language, "Liberation Sans", layout)
    text = read(image_file([scan(sheet, "bad", 200)], "PNG", 200), "a.png").text
    assert share_of_words_found(sheet.words, text) >= 0.97
    assert len(fields_found(sheet.fields, text)) >= len(sheet.fields) - 1
