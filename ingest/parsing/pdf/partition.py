"""A PDF as ``unstructured`` elements: Title, NarrativeText, ListItem and Table, with printed lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import compress

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
from ingest.parsing.pdf.aligned import parts
from ingest.parsing.pdf.cells import PageTable
from ingest.parsing.pdf.columns import reading_order
from ingest.parsing.pdf.frame import turned, turned_back
from ingest.parsing.pdf.hyphens import Mender, without_soft_hyphens
from ingest.parsing.pdf.keeping import KeptPage
from ingest.parsing.pdf.paragraphs import MARKER, Paragraph, build_paragraphs
from ingest.parsing.pdf.reading import read_pages
from ingest.parsing.pdf.rows import Row
from ingest.parsing.pdf.running import counted_rows, running_rows
from ingest.parsing.pdf.tables import find_tables
from ingest.parsing.pdf.titles import Style, heading_level, is_bare_label, style_of, titles_one_contract
from rag.domain.document import Page
from rag.domain.geometry import Box

_ENDS_A_SENTENCE = tuple('.;:!?…»"”')
_LABEL_LINES = 2
# Its copies take a fifth of the time of making one, and every printed line has one.
_NO_METADATA = ElementMetadata()
Piece = Paragraph | tuple[PageTable, int]


def partition_pdf(document: pdfium.PdfDocument, limits: Limits, warnings: list[str]) -> list[Element]:
    """The elements of an open PDF in reading order."""
    return list(elements_of([KeptPage.of(page) for page in read_pages(document, limits, warnings)]))


def elements_of(pages: Sequence[KeptPage]) -> Iterator[Element]:
    """The elements of pages that were read, made one after the other: a long document's take much memory."""
    pieces: list[Piece] = []
    running = running_rows([page.margins for page in pages])
    counted = counted_rows([page.numbers for page in pages])
    for page, heads, numbers in zip(pages, running, counted, strict=True):
        left_out = heads | numbers
        rows = [row for index, row in enumerate(page.rows()) if index not in left_out]
        found = list(_pieces(page, rows))
        _continue_sentence(pieces, found)
        pieces.extend(_with_labels_joined(found))
    paragraphs = [piece for piece in pieces if isinstance(piece, Paragraph)]
    style = style_of(paragraphs, [piece[0] for piece in pieces if not isinstance(piece, Paragraph)])
    pieces = _with_title_lines_joined(pieces, style)
    mender = Mender(line.text for paragraph in paragraphs for line in paragraph.lines)
    sizes = {page.page.number: page.page for page in pages}
    around = [None, *(piece if isinstance(piece, Paragraph) else None for piece in pieces), None]
    for piece, before, after in zip(pieces, around, around[2:], strict=False):
        if isinstance(piece, Paragraph):
            yield _paragraph_element(piece, heading_level(piece, style, before, after), mender, sizes)
        else:
            yield _table_element(*piece, sizes)


def _with_labels_joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each "ARTICLE 7" that stands on a line of its own together with the words of the next line."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            isinstance(last, Paragraph)
            and isinstance(piece, Paragraph)
            and is_bare_label(last.text)
            and len(piece.lines) <= _LABEL_LINES
            and piece.lines[0].page == last.lines[0].page
            and abs(piece.size - last.size) < 1
            and piece.bold == last.bold
            and piece.text[0].isupper()
            and piece.text[-1] not in _ENDS_A_SENTENCE
            and not is_bare_label(piece.text)
        ):
            last.lines.extend(piece.lines)
        else:
            joined.append(piece)
    return joined


def _with_title_lines_joined(pieces: Sequence[Piece], style: Style) -> list[Piece]:
    """The pieces, a document's title that was set on two or three lines in one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(last, Paragraph) and isinstance(piece, Paragraph) and titles_one_contract(last, piece, style):
            last.lines.extend(piece.lines)
        else:
            joined.append(piece)
    return joined


def _pieces(page: KeptPage, rows: list[Row]) -> Iterator[Piece]:
    """Paragraphs and tables of one page; a table comes after what stands above it."""
    number, rulings = page.page.number, page.rulings()
    tables, rest = find_tables(rulings, rows)
    for table in tables:
        before = [_stands_before(row, table) for row in rest]
        above = list(compress(rest, before))
        rest = [row for row, earlier in zip(rest, before, strict=True) if not earlier]
        yield from _paragraphs(above, rulings, number)
        yield table, number
    yield from _paragraphs(rest, rulings, number)


def _stands_before(row: Row, table: PageTable) -> bool:
    """True above a table, and in a corner of its first line that has no frame."""
    box = turned_back(row.box, row.direction)
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    first_line = max((cell.box.bottom for cell in table.rows[0] if cell.box), default=table.box.top)
    return down < table.box.top or (down < first_line and table.box.left <= across < table.box.right)


def _paragraphs(rows: Sequence[Row], rulings: Sequence[Box], number: int) -> Iterator[Piece]:
    for direction in dict.fromkeys(row.direction for row in rows):
        seen = [turned(ruling, direction) for ruling in rulings]
        for region in reading_order([row for row in rows if row.direction == direction], seen):
            for part in parts(region):
                if isinstance(part, PageTable):
                    yield part, number
                else:
                    yield from build_paragraphs(part, number)


def _continue_sentence(before: Sequence[Piece], following: list[Piece]) -> None:
    """Puts the end of a sentence that runs over a page break back to its beginning."""
    last, first = before[-1] if before else None, following[0] if following else None
    if not isinstance(last, Paragraph) or not isinstance(first, Paragraph):
        return
    begins_small = first.text[0].islower() and not MARKER.match(first.text)
    same_type = abs(last.lines[-1].size - first.size) < 0.6 and last.lines[-1].bold == first.lines[0].bold
    if begins_small and same_type and not last.text.endswith(_ENDS_A_SENTENCE):
        last.lines.extend(first.lines)
        del following[0]


def _paragraph_element(paragraph: Paragraph, level: int, mender: Mender, sizes: dict[int, Page]) -> Element:
    texts = [without_soft_hyphens(line.text) for line in paragraph.lines]
    whole, lines = "", []
    for index, (line, text) in enumerate(zip(paragraph.lines, texts, strict=True)):
        joint = ""
        if index + 1 < len(texts):
            text, joint = mender.join(text, texts[index + 1])
        text = text.rstrip("\u00ad")
        whole += text + joint
        # a line that wide gaps part has a box for each part; one that was mended keeps its own
        parts = line.parts if text == line.text else ()
        for part, box in parts or (((text, line.box),) if text else ()):
            lines.append(Text(part, metadata=_metadata(sizes[line.page], box, line.confidence)))
    metadata = _metadata(sizes[paragraph.lines[0].page], _whole_box(paragraph))
    metadata.orig_elements = list(lines)
    if level:
        metadata.category_depth = level - 1
        return Title(whole, metadata=metadata)
    return (ListItem if MARKER.match(whole) else NarrativeText)(whole, metadata=metadata)


def _whole_box(paragraph: Paragraph) -> Box:
    first = paragraph.lines[0]
    box = first.box
    for line in paragraph.lines[1:]:
        if line.page == first.page:
            box = box.union(line.box)
    return box


def _table_element(table: PageTable, number: int, sizes: dict[int, Page]) -> Element:
    metadata = _metadata(sizes[number], table.box)
    metadata.orig_elements = [
        Text(cell.text, metadata=_metadata(sizes[number], cell.box, cell.confidence))
        for row in table.rows
        for cell in row
        if cell.box is not None
    ]
    return Table(table.text, metadata=metadata)


def _metadata(page: Page, box: Box, confidence: float | None = None) -> ElementMetadata:
    points = ((box.left, box.top), (box.left, box.bottom), (box.right, box.bottom), (box.right, box.top))
    system = PixelSpace(width=page.width, height=page.height)
    metadata = copy(_NO_METADATA)
    metadata.page_number, metadata.coordinates = page.number, CoordinatesMetadata(points, system)
    if confidence is not None:
        metadata.confidence = confidence
    return metadata
