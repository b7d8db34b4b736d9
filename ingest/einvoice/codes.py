"""The code lists that EN 16931 refers to (CEF "EN 16931 code lists", version 15), as far as they are checked."""

from __future__ import annotations

import re

from babel import Locale

from rag.domain.invoice import InvoiceType

_CREDIT_NOTES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})
_CORRECTIVE = frozenset({"384", "471", "472", "473"})
_PREPAYMENT = frozenset({"386", "387", "500", "501"})
_INVOICES = frozenset(
    str(code)
    for code in (
        *(71, 80, 82, 84, 102, 130, 202, 203, 204, 211, 218, 219, 295, 325, 326, 331, 380, 382, 383, 385, 388, 389),
        *(390, 393, 394, 395, 456, 457, 527, 553, 575, 623, 633, 751, 780, 817, 870, 875, 876, 877, 935),
    )
)
TYPE_CODES = _CREDIT_NOTES | _CORRECTIVE | _PREPAYMENT | _INVOICES
"""BT-3: invoices and credit notes in UNTDID 1001, with the codes that AFNOR XP Z12-012 adds for France."""

VAT_CATEGORIES = {
    "S": "standard rated",
    "Z": "zero rated",
    "E": "exempt",
    "AE": "reverse charge",
    "K": "supply within the European Union",
    "G": "export",
    "O": "outside the scope of VAT",
    "L": "Canary Islands (IGIC)",
    "M": "Ceuta and Melilla (IPSI)",
    "B": "split payment (Italy)",
}
"""BT-118, BT-151: UNTDID 5305 as far as EN 16931 allows it."""

RULE_NAMES = {"K": "IC", "L": "AF", "M": "AG"}
"""How the categories are named in the names of the rules, where not by their code (BR-IC-08 is that of K)."""

COUNTRIES = frozenset(
    {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}
    - {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
) | {"1A", "XI"}
"""ISO 3166-1 codes, with Kosovo and Northern Ireland as EN 16931 writes them."""

CREDIT_TRANSFERS = frozenset({"30", "58"})
"""BT-81: the payment means that need an account (BR-61)."""


def type_of(code: str | None) -> InvoiceType:
    """What a document of an UNTDID 1001 code is; an invoice where the code is unknown or absent."""
    if code in _CREDIT_NOTES:
        return InvoiceType.CREDIT_NOTE
    if code in _CORRECTIVE:
        return InvoiceType.CORRECTIVE
    return InvoiceType.PREPAYMENT if code in _PREPAYMENT else InvoiceType.INVOICE
