"""Makes the DOCX contract from the same markup, with real heading styles and a byte-stable zip."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from .layout import parse_blocks, read_text, split_row
from .typography import typo_fr

FIXED = datetime(2024, 5, 20, 9, 0, 0)


def _page_field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)


def _table(document: DocumentObject, rows: list[list[str]], shares: list[float], aligns: list[str]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = table.cell(number, column)
            cell.width = Cm(16.5 * shares[column] / sum(shares))
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.bold = number == 0
            run.font.size = Pt(9.5)
            if number and aligns[column] == "r":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _signatures(document: DocumentObject, sides: list[str]) -> None:
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, side in zip(table.rows[0].cells, sides, strict=True):
        lines = [part.strip() for part in side.split("//")]
        cell.paragraphs[0].add_run(lines[0]).bold = True
        for line in [*lines[1:], "", ""]:
            cell.add_paragraph(line)


def contract_docx(name: str) -> bytes:
    """The DOCX of the contract in ``texts/<name>``."""
    meta, body = read_text(name)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10.5)
    section.header.paragraphs[0].text = typo_fr(meta["header"])
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("Page ")
    _page_field(footer, "PAGE")
    footer.add_run(" sur ")
    _page_field(footer, "NUMPAGES")
    document.add_heading(typo_fr(meta["title"]), 0)
    document.add_paragraph(typo_fr(meta["subtitle"]), style="Subtitle")
    for block in parse_blocks(body):
        first = block[0]
        if first.startswith("## "):
            document.add_heading(typo_fr(first[3:]), 2)
        elif first.startswith("# "):
            document.add_heading(typo_fr(first[2:]), 1)
        elif first.startswith("@table"):
            _, widths, aligns = first.split(" ")
            rows = [split_row(typo_fr(line)) for line in block[1:]]
            _table(document, rows, [float(share) for share in widths.split(",")], aligns.split(","))
        elif first.startswith("@sign"):
            _signatures(document, split_row(typo_fr(first[5:])))
        else:
            document.add_paragraph(typo_fr(" ".join(block)))
    properties = document.core_properties
    properties.title, properties.author, properties.language = (
        typo_fr(meta["title"]),
        "Ascensia Levage",
        "fr-FR",
    )
    properties.comments = ""
    properties.created = properties.modified = FIXED
    properties.last_modified_by = "Ascensia Levage"
    raw = io.BytesIO()
    document.save(raw)
    return _stable_zip(raw.getvalue())


def _stable_zip(content: bytes) -> bytes:
    """The same zip with every entry dated :data:`FIXED`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            info = zipfile.ZipInfo(item.filename, FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            target.writestr(info, source.read(item.filename), compresslevel=9)
    return out.getvalue()
