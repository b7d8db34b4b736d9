"""E-invoices as XML files: UBL, CII, XRechnung, ZUGFeRD."""

from __future__ import annotations

from collections.abc import Iterator

from unstructured.documents.elements import Element, ElementMetadata, NarrativeText, Table, Text, Title

from ingest.einvoice import read_xml
from ingest.einvoice.rendering import Section, Shown, sections_of, title_of
from ingest.parsing.blocks import assemble
from ingest.parsing.document import ParsedDocument
from ingest.parsing.limits import Limits
from rag.domain.invoice import Invoice


def parse_xml_invoice(content: bytes, limits: Limits) -> ParsedDocument:
    """The invoice of an XML file and a readable text of it, whose places are terms of EN 16931 (``BT-112``, and
    ``BG-25/3`` for the third line).

    Raises:
        UnsupportedKindError: the XML is no invoice.
        DamagedFileError: it does not parse, or declares entities.
    """
    invoice = read_xml(content)
    text, blocks = assemble(_elements(invoice))
    return ParsedDocument(
        text, blocks, title=title_of(invoice), invoice=invoice, warnings=tuple(map(str, invoice.warnings))
    )


def _elements(invoice: Invoice) -> Iterator[Element]:
    yield Title(title_of(invoice), metadata=_metadata((Shown(title_of(invoice), "BT-1"),), depth=0))
    for section in sections_of(invoice):
        yield Title(section.heading, metadata=_metadata((Shown(section.heading, section.lines[0].place),), depth=1))
        yield _body(section)


def _body(section: Section) -> Element:
    text = "\n".join(line.text for line in section.lines)
    return (Table if section.table else NarrativeText)(text, metadata=_metadata(section.lines))


def _metadata(lines: tuple[Shown, ...], depth: int | None = None) -> ElementMetadata:
    placed: list[Element] = []
    for line in lines:
        element = Text(line.text, metadata=ElementMetadata())
        element.metadata.place = line.place
        placed.append(element)
    return ElementMetadata(orig_elements=placed, category_depth=depth)
