"""How an invoice's XML is packed in its PDF: metadata (XMP) and associated files, as Factur-X 1.0.7 (chapter 6) and
PDF/A-3 (ISO 19005-3, 6.8) ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdf

_NAMESPACE = re.compile(r"urn:(?:factur-x|zugferd|ferd):pdfa:CrossIndustryDocument:invoice:")
_RELATIONSHIPS = ("/Data", "/Source", "/Alternative")


@dataclass(frozen=True, slots=True)
class Packaging:
    """What a PDF says of its XML: ``level`` and ``file_name`` stand in its metadata, ``part`` is the part of PDF/A that
    it claims (3 for PDF/A-3), ``relationship`` how the file is associated; None is what it does not say."""

    level: str | None = None
    file_name: str | None = None
    part: str | None = None
    relationship: str | None = None
    associated: bool = False


def read_packaging(pdf: bytes, name: str) -> Packaging | None:
    """What the PDF says of its attachment ``name``; None where its structure cannot be read so far."""
    try:
        root: Any = pypdf.PdfReader(BytesIO(pdf)).trailer["/Root"]
        metadata = root.get("/Metadata")
        xmp = metadata.get_object().get_data().decode("utf-8", "replace") if metadata is not None else ""
        described = _NAMESPACE.search(xmp) is not None
        associated = [each.get_object() for each in root.get("/AF", [])]
        own = next((each for each in associated if name in (each.get("/F"), each.get("/UF"))), None)
        relationship = own.get("/AFRelationship") if own is not None else None
    except Exception:  # pypdf raises anything on odd structures; PDFium has already given the XML
        return None
    return Packaging(
        level=_said(xmp, "ConformanceLevel") if described else None,
        file_name=_said(xmp, "DocumentFileName") if described else None,
        part=_said(xmp, "part"),
        relationship=None if relationship is None else str(relationship),
        associated=own is not None,
    )


def _said(xmp: str, name: str) -> str | None:
    """A property of the metadata, written as an element or as an attribute."""
    match = re.search(rf"[\w-]+:{name}(?:\s*=\s*[\"']|\s*>)\s*([^<>\"']{{1,60}}?)\s*[<\"']", xmp)
    return match[1] if match else None


def faults(packaging: Packaging, name: str) -> Iterator[tuple[str, str]]:
    """Code and sentence of each fault."""
    if packaging.level is None and packaging.file_name is None:
        yield "metadata", "The PDF's metadata (XMP) do not say that it is a Factur-X or ZUGFeRD invoice."
    elif packaging.file_name is not None and packaging.file_name != name:
        yield "metadata", "The PDF's metadata (XMP) name another file than the attached XML."
    if packaging.part != "3":
        says = f"PDF/A-{packaging.part}" if packaging.part else "no part of PDF/A"
        yield "pdf_a", f"The PDF claims {says}; an invoice with its XML is to be PDF/A-3."
    if not packaging.associated:
        yield "associated_file", "The XML is attached, but not associated with the document (/AF), as PDF/A-3 asks for."
    elif packaging.relationship not in _RELATIONSHIPS:
        yield "associated_file", "The XML's relationship to the document is none of Data, Source and Alternative."
