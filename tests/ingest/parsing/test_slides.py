from __future__ import annotations

import io
from collections.abc import Callable

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.presentation import Presentation
from pptx.util import Inches

from ingest.parsing import Limits, parse
from rag.errors import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from tests.ingest.parsing.compound import compound
from tests.ingest.parsing.makers import LIMITS, read, texts
from tests.ingest.parsing.packing import members, strict, with_part


def slides(fill: Callable[[Presentation], object]) -> bytes:
    presentation = pptx.Presentation()
    fill(presentation)
    output = io.BytesIO()
    presentation.save(output)
    return output.getvalue()


def titled(presentation: Presentation, title: str, body: str = ""):  # type: ignore[no-untyped-def]
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = body
    return slide


def test_a_slide_is_a_page_and_its_notes_come_last() -> None:
    def fill(p: Presentation) -> None:
        titled(p, "Offre 2024", "Audit du réseau\nMise en service").notes_slide.notes_text_frame.text = "Remise : 10 %"
        slide = titled(p, "Prix")
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
        for number, cell in enumerate(["Poste", "Prix", "Audit", "1 200 €"]):
            table.cell(number // 2, number % 2).text = cell

    document = read(slides(fill), "a.pptx")
    assert [(document.text[b.start : b.end], b.page) for b in document.blocks] == [
        ("Offre 2024", 1),
        ("Audit du réseau", 1),
        ("Mise en service", 1),
        ("Notes: Remise : 10 %", 1),
        ("Prix", 2),
        ("Poste | Prix\nAudit | 1 200 €", 2),
    ]
    assert texts(document, "title") == ["Offre 2024", "Prix"] and document.title == "Offre 2024"
    assert document.pages == () and document.warnings == ()


def test_groups_charts_and_diagrams_are_read() -> None:
    def fill(p: Presentation) -> None:
        slide = titled(p, "Chiffres")
        group = slide.shapes.add_group_shape().shapes.add_group_shape()
        group.shapes.add_textbox(Inches(-2), Inches(1), Inches(4), Inches(1)).text_frame.text = "Dans un groupe"
        data = CategoryChartData()
        data.categories = ["T1", "T2"]
        data.add_series("CA", (10.5, None))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data)

    content = slides(fill)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="../diagrams/data1.xml"/></Relationships>'
    content = with_part(
        content, "ppt/slides/_rels/slide1.xml.rels", lambda old: old.replace("</Relationships>", relation)
    )
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    node = f'<d xmlns:a="{drawing}"><a:p><a:r><a:t>Étape </a:t></a:r><a:r><a:t>une</a:t></a:r></a:p></d>'
    content = with_part(content, "ppt/diagrams/data1.xml", lambda _: node)
    assert texts(read(content, "a.pptx"))[1:] == ["Dans un groupe", "| CA\nT1 | 10.5\nT2 |", "Étape une"]


def test_what_nobody_sees_is_left_out_or_said() -> None:
    def fill(p: Presentation) -> None:
        slide = titled(p, "Vu")
        slide.shapes.add_textbox(Inches(30), Inches(1), Inches(2), Inches(1)).text_frame.text = "dehors à droite"
        slide.shapes.add_textbox(Inches(-5), Inches(-5), Inches(2), Inches(1)).text_frame.text = "dehors à gauche"
        slide.shapes.add_textbox(Inches(-1), Inches(-1), Inches(4), Inches(2)).text_frame.text = "à moitié dedans"
        titled(p, "Masquée").element.set("show", "0")

    document = read(slides(fill), "a.pptx")
    assert texts(document) == ["à moitié dedans", "Vu", "Masquée"]
    assert document.warnings == (
        "Hidden slides were read too: 2.",
        "2 texts outside their slide were left out.",
    )


def test_the_strict_flavour() -> None:
    content = strict(slides(lambda p: titled(p, "Offre", "Audit")))
    assert b"purl.oclc.org" in members(content)["ppt/presentation.xml"]
    assert read(content, "a.pptx").text == "Offre\n\nAudit"


def test_bounds_and_refusals() -> None:
    whole = slides(lambda p: [titled(p, "x") for _ in range(3)])
    with pytest.raises(TooLargeError, match="3 slides"):
        parse(whole, "a.pptx", Limits(2, 1000))
    for content, error in (
        (slides(lambda p: None), NoTextError),
        (whole[: len(whole) // 2], DamagedFileError),
        (with_part(whole, "ppt/presentation.xml", lambda old: old[:-30]), DamagedFileError),
        (with_part(whole, "ppt/slides/slide2.xml", lambda old: old[:-30]), DamagedFileError),
        (with_part(whole, "ppt/_rels/presentation.xml.rels", lambda old: ""), DamagedFileError),
        (compound({"EncryptedPackage": bytes(5000)}), EncryptedFileError),
    ):
        with pytest.raises(error):
            parse(content, "a.pptx", LIMITS)
