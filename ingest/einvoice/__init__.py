"""E-invoices as truth: Factur-X and ZUGFeRD PDFs, UBL, CII and XRechnung -> :class:`~rag.domain.invoice.Invoice`.

The values are the XML's, exactly; what is wrong with them is in the invoice's warnings, and nothing is corrected.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.einvoice.container import container_warnings, embedded_xml, find_embedded, promises_xml
from ingest.einvoice.locating import locate
from ingest.einvoice.reading import read_xml
from ingest.parsing.document import ParsedDocument
from rag.errors import DocumentError

__all__ = ["embedded_xml", "locate", "read_xml", "with_invoice"]


def with_invoice(parsed: ParsedDocument, pdf: bytes) -> ParsedDocument:
    """A parsed PDF with the invoice of its embedded XML, figures located on its pages, and the invoice's warnings.

    An XML that cannot be read is a warning on the document, never its failure; so is one that the PDF's metadata
    promise and that is not there.
    """
    embedded = find_embedded(pdf)
    if embedded is None:
        if not promises_xml(pdf):
            return parsed
        missing = "The PDF's metadata say that it is a Factur-X or ZUGFeRD invoice, but no XML is attached [no_xml]"
        return replace(parsed, warnings=(*parsed.warnings, missing))
    try:
        invoice = read_xml(embedded.content)
    except DocumentError as error:
        broken = f"The e-invoice attached to the PDF was not read: {error.detail} [{error.code}]"
        return replace(parsed, warnings=(*parsed.warnings, broken))
    invoice = locate(invoice, parsed)
    invoice = invoice.with_warnings(tuple(container_warnings(pdf, embedded, invoice)))
    return replace(parsed, invoice=invoice, warnings=(*parsed.warnings, *map(str, invoice.warnings)))
