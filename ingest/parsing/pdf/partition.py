"""A PDF as ``unstructured`` elements: Title, NarrativeText, ListItem and Table, with printed lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from unstructured.documents.coordinates import PixelSpace
from unstructured.documents.elements import (
    CoordinatesMetadata,
    Element,
    ElementMetadata,
    ListItem,
    NarrativeText,
    Table,
    Text,
    Title,
)

from ingest.parsing.limits import Limits
from ingest.parsing.pdf.columns import reading_order
from ingest.parsing.pdf.frame import turned, turned_back
from ingest.parsing.pdf.hyphens import Mender, without_soft_hyphens
from ingest.parsing.pdf.paragraphs import MARKER, Paragraph, build_paragraphs
from ingest.parsing.pdf.reading import ReadPage, read_pages
from ingest.parsing.pdf.rows import Row
from ingest.parsing.pdf.running import running_rows
from ingest.parsing.pdf.tables import RuledTable, find_tables
from ingest.parsing.pdf.titles import heading_level, style_of
from rag.domain.document import Page
from rag.domain.geometry import Box

_ENDS_A_SENTENCE = tuple('.;:!?…»"”')
Piece = Paragraph | tuple[RuledTable, int]


def partition_pdf(document: pdfium.PdfDocument, limits: Limits, warnings: list[str]) -> list[Element]:
    """The elements of an open PDF in reading order."""
    return elements_of(read_pages(document, limits, warnings))


def elements_of(pages: Sequence[ReadPage]) -> list[Element]:
    """The elements of pages that were read."""
    running = running_rows([page.rows for page in pages], [page.page.height for page in pages])
    pieces: list[Piece] = []
    for page, left_out in zip(pages, running, strict=True):
        rows = [row for index, row in enumerate(page.rows) if index not in left_out]
        found = list(_pieces(page, rows))
        _continue_sentence(pieces, found)
        pieces.extend(found)
    paragraphs = [piece for piece in pieces if isinstance(piece, Paragraph)]
    style = style_of(paragraphs)
    mender = Mender(line.row.text for paragraph in paragraphs for line in paragraph.lines)
    sizes = {page.page.number: page.page for page in pages}
    elements: list[Element] = []
    for piece in pieces:
        if isinstance(piece, Paragraph):
            elements.append(_paragraph_element(piece, heading_level(piece, style), mender, sizes))
        else:
            elements.append(_table_element(*piece, sizes))
    return elements


def _pieces(page: ReadPage, rows: list[Row]) -> Iterator[Piece]:
    """Paragraphs and tables of one page; a table comes after what stands above it."""
    number = page.page.number
    tables, rest = find_tables(page.rulings, rows)
    for table in tables:
        above = [row for row in rest if _middle(row) < table.box.top]
        rest = [row for row in rest if _middle(row) >= table.box.top]
        yield from _paragraphs(above, page)
        yield table, number
    yield from _paragraphs(rest, page)


def _middle(row: Row) -> float:
    box = turned_back(row.box, row.direction)
    return (box.top + box.bottom) / 2


def _paragraphs(rows: Sequence[Row], page: ReadPage) -> Iterator[Paragraph]:
    for direction in dict.fromkeys(row.direction for row in rows):
        rulings = [turned(ruling, direction) for ruling in page.rulings]
        for region in reading_order([row for row in rows if row.direction == direction], rulings):
            yield from build_paragraphs(region, page.page.number)


def _continue_sentence(before: Sequence[Piece], following: list[Piece]) -> None:
    """Puts the end of a sentence that runs over a page break back to its beginning."""
    last, first = before[-1] if before else None, following[0] if following else None
    if not isinstance(last, Paragraph) or not isinstance(first, Paragraph):
        return
    begins_small = first.text[0].islower() and not MARKER.match(first.text)
    same_type = abs(last.lines[-1].row.size - first.size) < 0.6 and last.lines[-1].row.bold == first.lines[0].row.bold
    if begins_small and same_type and not last.text.endswith(_ENDS_A_SENTENCE):
        last.lines.extend(first.lines)
        del following[0]


def _paragraph_element(paragraph: Paragraph, level: int, mender: Mender, sizes: dict[int, Page]) -> Element:
    texts = [without_soft_hyphens(line.row.text) for line in paragraph.lines]
    whole, lines = "", []
    for index, (line, text) in enumerate(zip(paragraph.lines, texts, strict=True)):
        joint = ""
        if index + 1 < len(texts):
            text, joint = mender.join(text, texts[index + 1])
        text = text.rstrip("\u00ad")
        whole += text + joint
        if text:
            box = turned_back(line.row.box, line.row.direction)
            lines.append(Text(text, metadata=_metadata(sizes[line.page], box)))
    metadata = _metadata(sizes[paragraph.lines[0].page], _whole_box(paragraph))
    metadata.orig_elements = list(lines)
    if level:
        metadata.category_depth = level - 1
        return Title(whole, metadata=metadata)
    return (ListItem if MARKER.match(whole) else NarrativeText)(whole, metadata=metadata)


def _whole_box(paragraph: Paragraph) -> Box:
    first = paragraph.lines[0]
    box = turned_back(first.row.box, first.row.direction)
    for line in paragraph.lines[1:]:
        if line.page == first.page:
            box = box.union(turned_back(line.row.box, line.row.direction))
    return box


def _table_element(table: RuledTable, number: int, sizes: dict[int, Page]) -> Element:
    metadata = _metadata(sizes[number], table.box)
    metadata.orig_elements = [Text(row.text, metadata=_metadata(sizes[number], row.box)) for row in table.rows]
    return Table("\n".join(row.text for row in table.rows), metadata=metadata)


def _metadata(page: Page, box: Box) -> ElementMetadata:
    points = ((box.left, box.top), (box.left, box.bottom), (box.right, box.bottom), (box.right, box.top))
    system = PixelSpace(width=page.width, height=page.height)
    return ElementMetadata(page_number=page.number, coordinates=CoordinatesMetadata(points, system))
