"""The XML of an e-invoice -> a checked :class:`~rag.domain.invoice.Invoice`."""

from __future__ import annotations

from typing import Literal

from facturx import get_level
from lxml import etree

from ingest.einvoice.cii import read_cii
from ingest.einvoice.codes import type_of
from ingest.einvoice.rules import check, confirmed
from ingest.einvoice.schema import schema_warnings
from ingest.einvoice.terms import fields_of
from ingest.einvoice.tree import Node, Problems, open_xml
from ingest.einvoice.ubl import read_ubl
from rag.domain.invoice import FieldState, Invoice
from rag.errors import UnsupportedKindError

Syntax = Literal["cii", "ubl", "zugferd1"]

_UNECE = "urn:un:unece:uncefact:data:standard:"
_CII = frozenset(
    {
        f"{_UNECE}CrossIndustryInvoice:100",
        f"{_UNECE}ReusableAggregateBusinessInformationEntity:100",
        f"{_UNECE}UnqualifiedDataType:100",
        f"{_UNECE}QualifiedDataType:100",
    }
)
_ZUGFERD1 = frozenset(
    {
        "urn:ferd:CrossIndustryDocument:invoice:1p0",
        f"{_UNECE}ReusableAggregateBusinessInformationEntity:12",
        f"{_UNECE}UnqualifiedDataType:15",
        f"{_UNECE}QualifiedDataType:12",
    }
)
_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_UBL = frozenset({f"{_OASIS}CommonAggregateComponents-2", f"{_OASIS}CommonBasicComponents-2"})
_ROOTS: dict[str, tuple[Syntax, frozenset[str]]] = {
    f"{{{_UNECE}CrossIndustryInvoice:100}}CrossIndustryInvoice": ("cii", _CII),
    "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument": ("zugferd1", _ZUGFERD1),
    f"{{{_OASIS}Invoice-2}}Invoice": ("ubl", _UBL),
    f"{{{_OASIS}CreditNote-2}}CreditNote": ("ubl", _UBL),
}
_LEVELS = ("minimum", "basicwl", "basic", "comfort", "en16931", "extended-ctc-fr", "extended")


def read_xml(content: bytes) -> Invoice:
    """The invoice in an XML file, checked: what is wrong with it is in its warnings, nothing is corrected.

    Raises:
        DamagedFileError: the XML does not parse, or declares a document type or entities.
        UnsupportedKindError: it parses but is no invoice in UBL 2.1, CII or ZUGFeRD 1.0.
        TooLargeError: it is larger than 50 MiB.
    """
    root = open_xml(content)
    if root.tag not in _ROOTS:
        raise UnsupportedKindError(
            "The XML is not an invoice in UBL, CII, Factur-X, XRechnung or ZUGFeRD.",
            "Of XML files only e-invoices are read; convert other ones to PDF or text.",
        )
    syntax, namespaces = _ROOTS[root.tag]
    problems = Problems()
    read = (read_ubl if syntax == "ubl" else read_cii)(Node(root, namespaces, problems))
    if syntax == "ubl" and read["type_code"] is None and root.tag.endswith("CreditNote"):
        # UBL's own schema does not ask for the code; the document's name says what it is.
        kind = type_of("381")
    else:
        kind = type_of(read["type_code"])
    invoice = Invoice.model_validate({**read, "type": kind, "syntax": syntax, "level": _level(root, read["profile"])})
    fields = fields_of(invoice)
    for key in confirmed(invoice):
        if key in fields:
            fields[key] = fields[key].model_copy(update={"state": FieldState.CONFIRMED})
    invoice = invoice.model_copy(update={"fields": fields})
    found = (*problems.found, *check(invoice), *schema_warnings(root, invoice))
    return invoice.with_warnings(tuple(dict.fromkeys(found)))


def is_invoice_xml(content: bytes) -> bool:
    """Whether some bytes are XML whose root is an invoice's."""
    try:
        return open_xml(content).tag in _ROOTS
    except Exception:
        return False


def _level(root: etree._Element, profile: str | None) -> str | None:
    """The profile's short name, None for a profile that has none."""
    if not profile:
        return None
    try:
        level = str(get_level(root))
    except (ValueError, AttributeError):
        level = next((name for name in _LEVELS if name in profile.lower().replace(" ", "").replace("_", "")), "")
    return {"comfort": "en16931", "": None}.get(level, level)
