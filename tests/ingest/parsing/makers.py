"""Small documents made on the spot, and the check that every parsed document must pass."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdf
from docx import Document
from docx.document import Document as DocxDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing import Limits, ParsedDocument, parse

LIMITS = Limits(max_pages=200, max_chars=1_000_000, ocr=False)
PARAGRAPH = (
    "Le présent contrat est conclu pour une durée de trois ans à compter de sa signature par les deux "
    "parties, "
    "et se renouvelle ensuite par périodes d'un an sauf dénonciation par lettre recommandée avec avis "
    "de réception."
)
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    """A PDF with a page for each function that draws one."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=size, pageCompression=0)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def put(canvas: Canvas, x: float, y: float, text: str, size: float = 11, font: str = "Helvetica") -> None:
    """One line of text; y counts from the bottom."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def lines(*texts: str, x: float = 72, top: float = 760, pitch: float = 14, size: float = 11) -> Draw:
    """A page with lines under each other."""

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            put(canvas, x, top - number * pitch, text, size)

    return draw


def changed(content: bytes, change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    """A PDF after a change by pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def raw_pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A PDF of hand-written objects, numbered from 1."""
    content, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        root,
        xref,
    )


def docx(fill: Callable[[DocxDocument], object]) -> bytes:
    """A DOCX that ``fill`` writes."""
    document = Document()
    fill(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def read(content: bytes, filename: str = "file.pdf") -> ParsedDocument:
    """The parsed document, after checking all that must hold for any."""
    document = parse(content, filename, LIMITS)
    check(document)
    return document


def check(document: ParsedDocument) -> None:
    """Blocks in order without overlap, covering all but blanks; spans inside them; boxes on the page."""
    text, position = document.text, 0
    numbers = {page.number for page in document.pages}
    for block in document.blocks:
        assert position <= block.start < block.end <= len(text)
        assert not text[position : block.start].strip()
        position = block.end
        assert (block.level > 0) == (block.kind == "title")
        assert block.spans and block.spans[0].page == block.page >= 1
        inner = 0
        for span in block.spans:
            assert inner <= span.start < span.end <= block.end - block.start
            inner = span.end
            assert not numbers or span.page in numbers
            assert (span.box is None) == (not document.pages)
            if span.box is not None:
                left, top, right, bottom = span.box
                assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
                assert span.box == span.box.rounded()
    assert not text[position:].strip()


def texts(document: ParsedDocument, kind: str | None = None) -> list[str]:
    """The texts of the blocks, of one kind only if given."""
    return [document.text[b.start : b.end] for b in document.blocks if kind is None or b.kind == kind]
