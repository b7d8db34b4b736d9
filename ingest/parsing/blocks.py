"""A list of ``unstructured`` elements -> the text, blocks and spans of a ParsedDocument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree, html
from unstructured.documents.elements import Element, ListItem, PageBreak, Table, Title

from ingest.parsing.document import Block, BlockKind
from ingest.parsing.headings import named_level, numbered_level
from rag.domain.geometry import Box, Span

SEPARATOR = "\n\n"
_HEAD = 20


def assemble(elements: Iterable[Element]) -> tuple[str, tuple[Block, ...]]:
    """The texts of the elements, parted by blank lines, and a block for each."""
    texts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for element in elements:
        text = element_text(element)
        if not text or isinstance(element, PageBreak):
            continue
        kind, level = kind_and_level(element, text)
        spans = _spans(element, text)
        blocks.append(Block(kind, offset, offset + len(text), spans[0].page, level, spans))
        texts.append(text)
        offset += len(text) + len(SEPARATOR)
    return SEPARATOR.join(texts), tuple(blocks)


def first_title(text: str, blocks: Sequence[Block]) -> str:
    """The outermost title among the first blocks, or ""; "Article 1" names a part, not the whole."""
    best: Block | None = None
    for block in blocks[:_HEAD]:
        if block.kind is not BlockKind.TITLE or named_level(text[block.start : block.end]) is not None:
            continue
        if best is None or block.level < best.level:
            best = block
    return " ".join(text[best.start : best.end].split())[:300] if best else ""


def element_text(element: Element) -> str:
    """The text of an element; a table has one line a row, its cells parted by " | "."""
    if isinstance(element, Table) and element.metadata.text_as_html:
        rows = table_rows(element.metadata.text_as_html)
        if rows:
            return "\n".join(rows)
    return str(element.text).strip().replace("\x00", "")


def table_rows(table_html: str) -> list[str]:
    """The rows of an HTML table that hold something, cells parted by " | "."""
    try:
        root = html.fragment_fromstring(table_html, create_parent="div")
    except (etree.ParserError, ValueError):
        return []
    rows = []
    for row in root.iter("tr"):
        cells = [" ".join(cell.text_content().split()) for cell in row.iterchildren("td", "th")]
        if any(cells):
            rows.append(" | ".join(cells).strip())
    return rows


def kind_and_level(element: Element, text: str) -> tuple[BlockKind, int]:
    """The kind of an element, and its depth if it is a title: 1 is the outermost."""
    if isinstance(element, Table):
        return BlockKind.TABLE, 0
    depth = element.metadata.category_depth
    if isinstance(element, Title) and depth is not None:
        return BlockKind.TITLE, min(depth + 1, 6)
    # What comes with its printed lines was judged where they stand (a line of a table of contents is no title).
    by_name = None if element.metadata.orig_elements else named_level(text)
    if by_name is not None:
        return BlockKind.TITLE, by_name
    if isinstance(element, Title):
        return BlockKind.TITLE, numbered_level(text) or 2
    return (BlockKind.LIST_ITEM if isinstance(element, ListItem) else BlockKind.TEXT), 0


def line_spans(text: str, page: int = 1) -> tuple[Span, ...]:
    """A span without a box for each line of a text that is not blank."""
    spans = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line), page, None))
        start += len(line) + 1
    return tuple(spans)


def _spans(element: Element, text: str) -> tuple[Span, ...]:
    lines = element.metadata.orig_elements
    if not lines:
        return line_spans(text, element.metadata.page_number or 1)
    spans = []
    position = 0
    for line in lines:
        start = text.index(line.text, position)
        position = start + len(line.text)
        data = line.metadata
        place, confidence = getattr(data, "place", None), getattr(data, "confidence", None)
        spans.append(Span(start, position, data.page_number or 1, _box(line), place, confidence))
    return tuple(spans)


def _box(line: Element) -> Box | None:
    coordinates = line.metadata.coordinates
    if coordinates is None or coordinates.points is None or coordinates.system is None:
        return None
    width, height = coordinates.system.width, coordinates.system.height
    across = [min(max(x / width, 0.0), 1.0) for x, _ in coordinates.points]
    down = [min(max(y / height, 0.0), 1.0) for _, y in coordinates.points]
    return Box(min(across), min(down), max(across), max(down)).rounded()
