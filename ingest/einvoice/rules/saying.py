"""How the rules word what they found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rag.domain.invoice import Invoice, InvoiceWarning

Findings = Iterator[InvoiceWarning]

_RANKS = {"minimum": 0, "basicwl": 1, "basic": 2, "en16931": 3, "extended": 4, "extended-ctc-fr": 4}
MINIMUM, BASIC_WL, BASIC, EN_16931, EXTENDED = range(5)


def rank(invoice: Invoice) -> int:
    """How much the invoice's profile carries, from :data:`MINIMUM` to :data:`EXTENDED`; EN 16931 if it names none."""
    if "extension" in (invoice.profile or "").lower():
        return EXTENDED
    return _RANKS.get(invoice.level or "", EN_16931)


def claims_en16931(invoice: Invoice) -> bool:
    """Whether the invoice is to be held against EN 16931: all CII is, UBL where it names a specification."""
    return invoice.syntax == "cii" or (invoice.syntax == "ubl" and invoice.profile is not None)


def warning(code: str, message: str, terms: Iterable[str], fields: Iterable[str] = ()) -> InvoiceWarning:
    """A warning; ``message`` is a sentence."""
    return InvoiceWarning(code=code, message=message, terms=tuple(terms), fields=tuple(fields))


def written(amount: Decimal | None, currency: str | None) -> str:
    """An amount in a sentence: ``3042.00 EUR``."""
    return "absent" if amount is None else f"{amount:f} {currency or ''}".strip()


def percent(rate: Decimal | None) -> str:
    """A rate in a sentence: ``20 %``."""
    return "no rate" if rate is None else f"{rate.normalize():f} %"
