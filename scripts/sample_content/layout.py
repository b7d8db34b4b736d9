"""Lays out a contract written in the light markup of ``texts/`` as a PDF.

The markup, line by line (a paragraph ends at an empty line):

- ``key: value`` lines first, then ``---``
- ``# Article 1 – …`` a heading; ``## …`` a smaller one; ``- …`` a bullet
- ``@table 30,20,50 l,r,l`` then rows of cells split by ``|`` up to an empty line; the first row is the head
- ``@sign left | right`` the signature block; ``@pagebreak``; ``@center …``; ``@space 12`` (points)
- ``${company.field}`` takes a field of a company of :mod:`world`
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from .typography import typo_en, typo_fr
from .world import COMPANIES

MM = 72 / 25.4
TEXTS = Path(__file__).parent / "texts"
GREY = colors.HexColor("#5a5f66")
LINE = colors.HexColor("#9aa0a8")
HEAD = colors.HexColor("#e8ebf0")

rl_config.invariant = 1
rl_config.useA85 = 0
rl_config.pageCompression = 1

FAMILIES = {
    "vera": ("Vera", "VeraBd", "VeraIt"),
    "times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
}


def register_fonts() -> None:
    """Makes the Bitstream Vera fonts that come with reportlab known, with their bold and italic."""
    if "Vera" in pdfmetrics.getRegisteredFontNames():
        return
    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")


def fill(text: str) -> str:
    """``text`` with ``${company.field}`` replaced."""

    def value(match: re.Match[str]) -> str:
        return str(getattr(COMPANIES[match[1]], match[2]))

    return re.sub(r"\$\{(\w+)\.(\w+)\}", value, text)


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, family: str, size: float) -> None:
        regular, bold, italic = FAMILIES[family]
        self.regular, self.bold, self.italic, self.size = regular, bold, italic, size
        lead = size * 1.38
        self.title = ParagraphStyle(
            "title",
            fontName=bold,
            fontSize=size + 6,
            leading=(size + 6) * 1.3,
            alignment=TA_CENTER,
            spaceAfter=4,
        )
        self.subtitle = ParagraphStyle(
            "subtitle",
            fontName=regular,
            fontSize=size + 1.5,
            leading=lead + 3,
            alignment=TA_CENTER,
            spaceAfter=3,
        )
        self.heading = ParagraphStyle(
            "heading", fontName=bold, fontSize=size + 1, leading=lead + 2, spaceBefore=11, spaceAfter=4,
            keepWithNext=1,
        )  # fmt: skip
        self.subheading = ParagraphStyle(
            "subheading",
            fontName=bold,
            fontSize=size,
            leading=lead,
            spaceBefore=5,
            spaceAfter=3,
            keepWithNext=1,
        )
        self.body = ParagraphStyle(
            "body", fontName=regular, fontSize=size, leading=lead, spaceAfter=5,
            # set ragged in the built-in fonts, which viewers replace by others of slightly other widths
            alignment=TA_JUSTIFY if family == "vera" else TA_LEFT,
        )  # fmt: skip
        self.lead_in = ParagraphStyle("lead_in", parent=self.body, keepWithNext=1)
        self.center = ParagraphStyle("center", parent=self.body, alignment=TA_CENTER)
        self.bullet = ParagraphStyle(
            "bullet", parent=self.body, leftIndent=14, bulletIndent=4, spaceAfter=3, alignment=TA_LEFT
        )
        cell = {"fontSize": size - 0.5, "leading": (size - 0.5) * 1.25}
        self.cell = ParagraphStyle("cell", fontName=regular, **cell)
        self.cell_right = ParagraphStyle("cell_right", fontName=regular, alignment=2, **cell)
        self.cell_center = ParagraphStyle("cell_center", fontName=regular, alignment=1, **cell)
        self.cell_head = ParagraphStyle("cell_head", fontName=bold, **cell)


def ruled_table(rows: list[list[str]], widths: list[float], aligns: list[str], styles: Styles, width: float) -> Table:
    """A ruled table with a shaded head that repeats on each page; ``widths`` are shares of ``width``."""
    looks = {"l": styles.cell, "r": styles.cell_right, "c": styles.cell_center}
    data = [[Paragraph(cell, styles.cell_head) for cell in rows[0]]]
    data += [[Paragraph(cell, looks[look]) for cell, look in zip(row, aligns, strict=True)] for row in rows[1:]]
    total = sum(widths)
    table = Table(data, colWidths=[width * share / total for share in widths], repeatRows=1)
    table.setStyle(
        TableStyle([
            ("GRID", (0, 0), (-1, -1), 0.5, LINE),
            ("BACKGROUND", (0, 0), (-1, 0), HEAD),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ])
    )  # fmt: skip
    table.spaceBefore, table.spaceAfter = 4, 8
    return table


def signatures(left: str, right: str, styles: Styles, width: float) -> Table:
    """Two boxes to sign in, side by side; ``/`` parts the lines of each."""
    cells = [Paragraph("<br/>".join(part.strip() for part in side.split("//")), styles.cell) for side in (left, right)]
    table = Table([cells, ["", ""]], colWidths=[width / 2] * 2, rowHeights=[None, 54])
    table.setStyle(
        TableStyle([
            ("BOX", (0, 0), (0, 1), 0.5, LINE),
            ("BOX", (1, 0), (1, 1), 0.5, LINE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, 0), 6),
        ])
    )  # fmt: skip
    return table


def parse_blocks(body: str) -> list[list[str]]:
    """The blocks of a body: runs of lines between empty lines; headings and bullets stand alone."""
    blocks: list[list[str]] = []
    current: list[str] = []
    for line in [*body.splitlines(), ""]:
        alone = line.startswith(("#", "- ", "@center", "@space", "@sign", "@pagebreak"))
        if not line.strip() or alone:
            if current:
                blocks.append(current)
                current = []
            if alone:
                blocks.append([line])
        else:
            current.append(line)
    return blocks


def split_row(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def flow(body: str, styles: Styles, width: float, typo: Callable[[str], str]) -> list[Flowable]:
    """The flowables of a body written in the markup."""
    story: list[Flowable] = []
    blocks = parse_blocks(body)
    for block, following in zip(blocks, [*blocks[1:], [""]], strict=True):
        first = block[0]
        if first.startswith("## "):
            story.append(Paragraph(typo(first[3:]), styles.subheading))
        elif first.startswith("# "):
            story.append(Paragraph(typo(first[2:]), styles.heading))
        elif first.startswith("- "):
            story.append(Paragraph(typo(first[2:]), styles.bullet, bulletText="–"))
        elif first.startswith("@table"):
            _, widths, aligns = first.split(" ")
            rows = [split_row(typo(line)) for line in block[1:]]
            shares = [float(share) for share in widths.split(",")]
            story.append(ruled_table(rows, shares, aligns.split(","), styles, width))
        elif first.startswith("@sign"):
            left, right = split_row(typo(first[5:]))
            kept, story[-3:] = story[-3:], []  # the last heading, its text and the line with the date
            story.append(KeepTogether([*kept, Spacer(1, 8), signatures(left, right, styles, width)]))
        elif first.startswith("@pagebreak"):
            story.append(PageBreak())
        elif first.startswith("@center"):
            story.append(Paragraph(typo(first[8:]), styles.center))
        elif first.startswith("@space"):
            story.append(Spacer(1, float(first[7:])))
        else:
            look = styles.lead_in if following[0].startswith("@table") else styles.body
            story.append(Paragraph(typo(" ".join(block)), look))
    return story


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that draws header and footer when the number of pages is known."""

    def __init__(self, *args: Any, decorate: Callable[[Canvas, int, int], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._states: list[dict[str, Any]] = []
        self._decorate = decorate

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        states = self._states
        for number, state in enumerate(states, 1):
            self.__dict__.update(state)
            self._decorate(self, number, len(states))
            Canvas.showPage(self)
        Canvas.save(self)


def read_text(name: str) -> tuple[dict[str, str], str]:
    """The head and the body of a file of ``texts/``."""
    head, body = fill((TEXTS / name).read_text(encoding="utf-8")).split("\n---\n", 1)
    return dict(line.split(": ", 1) for line in head.splitlines() if line.strip()), body


def contract_pdf(name: str) -> bytes:
    """The PDF of the contract in ``texts/<name>``."""
    register_fonts()
    meta, body = read_text(name)
    french = meta["language"] == "fr"
    typo = typo_fr if french else typo_en
    styles = Styles(meta.get("font", "vera"), float(meta.get("size", "8.8")))
    width, height = A4
    margin = 21 * MM
    frame = Frame(margin, 22 * MM, width - 2 * margin, height - 46 * MM, 0, 0, 0, 0)

    def decorate(canvas: Canvas, number: int, count: int) -> None:
        canvas.saveState()
        canvas.setFont(styles.regular, 7.5)
        canvas.setFillColor(GREY)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        top, bottom = height - 15 * MM, 13 * MM
        canvas.drawString(margin, top, typo(meta["header_left"]))
        canvas.drawRightString(width - margin, top, typo(meta["header_right"]))
        canvas.line(margin, top - 5, width - margin, top - 5)
        canvas.line(margin, bottom + 11, width - margin, bottom + 11)
        canvas.drawString(margin, bottom, typo(meta["footer"]))
        canvas.drawRightString(width - margin, bottom, f"Page {number} {'sur' if french else 'of'} {count}")
        canvas.restoreState()

    story: list[Flowable] = [Paragraph(typo(meta["title"]), styles.title)]
    story += [Paragraph(typo(meta[key]), styles.subtitle) for key in ("subtitle", "reference") if key in meta]
    story.append(Spacer(1, 10))
    story += flow(body, styles, frame._width, typo)
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=typo(meta["title"]), author=meta["author"], invariant=1, lang=meta["language"]
    )
    document.addPageTemplates(PageTemplate("page", [frame]))
    document.build(story, canvasmaker=lambda *a, **k: NumberedCanvas(*a, decorate=decorate, **k))
    return out.getvalue()
