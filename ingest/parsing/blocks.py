"""A list of ``unstructured`` elements -> the text, blocks and spans of a ParsedDocument."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

from lxml import etree, html
from unstructured.documents.elements import Element, ListItem, PageBreak, Table, Title

from ingest.parsing.document import Block, BlockKind
from ingest.parsing.headings import named_level, numbered_level
from rag.domain.geometry import Box, Span

SEPARATOR = "\n\n"
_HEAD = 20
_BILLED = (
    r"facture|invoice|rechnung|factuur|avoir|note de cr[ée]dit|credit (?:note|memo)|gutschrift|devis|quotation|angebot"
)
_AGREED = r"bon de commande|purchase order|bestellung|contrat|contract|vertrag|avenant"
# A line that says what a document is and which one: "Facture n° 2024-017", "Invoice INV/24/8", "Rechnung Nr. 5521".
_NAMED_LINE = re.compile(
    rf"(?:(?:tax|pro ?-?forma|commercial) )?(?:(?P<billed>{_BILLED})|{_AGREED})\b ?"
    r"(?:(?:n ?[°º]|n[or]\.?(?= )|number|num[ée]ro|nummer|#) ?)?:? ?"
    r"(?=\S*\d)[\w./-]{3,}(?: (?:du|of|vom|dated|van) .{4,30})?|contrat (?:de |d['’])[^.:]{3,60}",
    re.I,
)
_AMENDMENT = re.compile(r"(?:avenant|amendment|nachtrag)\b", re.I)
_TO_WHAT = re.compile(r"(?:à la|à l['’]|au|aux|to|zum|zur)\b", re.I)
_SAYS_WHAT = re.compile(
    rf"{_BILLED}|{_AGREED}|agreement|accord\b|convention|terms|conditions|letter|lettre|mise en demeure|relance|rappel|"
    r"reminder|mahnung|receipt|re[çc]u\b|quittung|certifica|attestation|statement|relev[ée]|order|bon de|lease|bail\b|"
    r"confirmation|bestätigung|delivery|lieferschein|r[ée]clamation|complaint|r[ée]siliation|kündigung",
    re.I,
)


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
    """The outermost title among the first blocks, or ""; "Article 1" names a part, "Avenant n° 1" above all the whole.

    Before a title that may be anyone's name comes the line that says which invoice or quotation this is; without
    any title, the line that says which order or contract.
    """
    head = blocks[:_HEAD]
    titles = [block for block in head if block.kind is BlockKind.TITLE]
    amendment = _amendment(text, titles[:2])
    if amendment:
        return amendment
    titles = [block for block in titles if named_level(text[block.start : block.end]) is None]
    title = _on_one_line(text, min(titles, key=attrgetter("level"))) if titles else ""
    if _SAYS_WHAT.search(title):
        return title
    named = [found for block in head if (found := _NAMED_LINE.fullmatch(_on_one_line(text, block)))]
    billed = next((line[0] for line in named if line["billed"]), "")
    return billed or title or next((line[0] for line in named), "")


def _amendment(text: str, titles: Sequence[Block]) -> str:
    """ "Avenant n° 1" where it is the first title, with the line below that says to what; else ""."""
    lines = [_on_one_line(text, block) for block in titles]
    if not lines or not _AMENDMENT.match(lines[0]):
        return ""
    return f"{lines[0]} {lines[1]}"[:300] if len(lines) > 1 and _TO_WHAT.match(lines[1]) else lines[0]


def _on_one_line(text: str, block: Block) -> str:
    return " ".join(text[block.start : block.end].split())[:300]


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
