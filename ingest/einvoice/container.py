"""The XML inside a PDF, and what the PDF says of itself (Factur-X 1.0.7, ZUGFeRD: chapter "PDF/A-3")."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pypdfium2 as pdfium

from ingest.einvoice.packaging import Packaging, faults, read_packaging
from ingest.einvoice.reading import is_invoice_xml
from rag.domain.invoice import Invoice, InvoiceWarning

_STANDARD = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
_MOST_ATTACHMENTS = 50
_MAX_BYTES = 50 * 1024**2
_METADATA = re.compile(rb"urn:(?:factur-x|zugferd|ferd):pdfa:CrossIndustryDocument:invoice:")
_LEVELS = {"comfort": "en16931", "xrechnung": "en16931"}


@dataclass(frozen=True, slots=True)
class Embedded:
    """An XML invoice attached to a PDF; ``others`` counts further invoices beside it."""

    name: str
    content: bytes
    others: int = 0


def embedded_xml(pdf: bytes) -> bytes | None:
    """The XML of the e-invoice attached to a PDF, None where there is none; raises nothing on any bytes.

    One under a standard name is taken as it is, even where it does not parse; under any other name it must be an
    invoice.
    """
    found = find_embedded(pdf)
    return found.content if found else None


def find_embedded(pdf: bytes) -> Embedded | None:
    """As :func:`embedded_xml`, with the attachment's name."""
    if b"/EmbeddedFile" not in pdf and b"/ObjStm" not in pdf:
        return None
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError:
        return None
    try:
        attached = list(_xml_files(document))
    finally:
        document.close()
    standard = [each for each in attached if each[0].lower() in _STANDARD]
    invoices = [each for each in attached if each in standard or is_invoice_xml(each[1])]
    if not invoices:
        return None
    name, content = (standard or invoices)[0]
    return Embedded(name, content, len({each[1] for each in invoices}) - 1)


def _xml_files(document: pdfium.PdfDocument) -> list[tuple[str, bytes]]:
    found = []
    try:
        for index in range(min(document.count_attachments(), _MOST_ATTACHMENTS)):
            attachment = document.get_attachment(index)
            name = str(attachment.get_name())
            if name.lower().endswith(".xml"):
                content = bytes(attachment.get_data())
                if 0 < len(content) <= _MAX_BYTES:
                    found.append((name, content))
    except pdfium.PdfiumError:
        pass
    return found


def promises_xml(pdf: bytes) -> bool:
    """Whether the PDF's metadata say that it is a Factur-X or ZUGFeRD invoice."""
    return b":pdfa:CrossIndustryDocument:" in pdf and _METADATA.search(pdf) is not None


def container_warnings(pdf: bytes, embedded: Embedded, invoice: Invoice) -> list[InvoiceWarning]:
    """What is wrong with how the XML is attached: its name, others beside it, how the PDF announces it.

    UBL has no rules of its own inside a PDF.
    """
    found = []
    hybrid = invoice.syntax != "ubl"
    if hybrid and embedded.name.lower() not in _STANDARD:
        found.append(
            InvoiceWarning(
                code="embedded_name",
                message=(
                    f"The XML is attached under the name “{_printable(embedded.name)}”; Factur-X asks for "
                    "“factur-x.xml”, and other programs may not find it."
                ),
            )
        )
    if embedded.others:
        found.append(
            InvoiceWarning(
                code="several_invoices",
                message=f"{embedded.others} more XML invoice(s) are attached; “{_printable(embedded.name)}” was read.",
            )
        )
    packaging = read_packaging(pdf, embedded.name) if hybrid else None
    if packaging is not None:
        found += [InvoiceWarning(code=code, message=message) for code, message in faults(packaging, embedded.name)]
        found += _profile(packaging, invoice)
    return found


def _profile(packaging: Packaging, invoice: Invoice) -> list[InvoiceWarning]:
    if packaging.level is None or invoice.level is None:
        return []
    level = re.sub(r"[ _-]", "", packaging.level.lower())
    if _LEVELS.get(level, level) == re.sub(r"[ _-]", "", invoice.level).removesuffix("ctcfr"):
        return []
    return [
        InvoiceWarning(
            code="profile_differs",
            message=(
                f"The PDF's metadata name the profile {packaging.level}, the XML names {invoice.level.upper()} (BT-24)."
            ),
            terms=("BT-24",),
            fields=("profile",),
        )
    ]


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)[:80]
