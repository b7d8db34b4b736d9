"""What a person corrected, and facts with it applied: a correction is surer than any reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from rag.domain.contract import Contract, Notice
from rag.domain.duration import Duration, TimeUnit
from rag.domain.invoice import Field, FieldState, Invoice, InvoiceType
from rag.errors import RequestError
from rag.language.durations import find_durations

_CURRENCY = re.compile(r"[A-Z]{3}")
_SPAN = re.compile(rf"(?P<count>[0-9]{{1,5}}) (?P<unit>{'|'.join(TimeUnit)})")
_LONGEST = 200
_LARGEST = 12
"""Digits before the decimal mark that an amount may have."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of a document's invoice or contract as a person says it is (``value``, None: there is none) in place of
    ``previous``; both are written as in JSON. ``id`` is this correction's own."""

    id: str
    document_id: str
    field: str
    value: str | None
    previous: str | None
    author: str
    created_at: datetime


def _amount(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or value.adjusted() >= _LARGEST or int(value.as_tuple().exponent) < -4:
        raise ValueError
    return value


def _currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise ValueError
    return text


def _words(text: str) -> str:
    if not text.isprintable() or not text.strip() or len(text) > _LONGEST:
        raise ValueError
    return " ".join(text.split())


def _span(text: str) -> Duration:
    if known := _SPAN.fullmatch(text):
        return Duration(count=int(known["count"]), unit=TimeUnit(known["unit"]))
    (found,) = find_durations(text)
    if (found.start, found.end) != (0, len(text)):
        raise ValueError
    return found.duration


_INVOICE: dict[str, tuple[Callable[[str], Any], str]] = {
    "number": (_words, "a number as it is printed"),
    "type": (InvoiceType, "one of invoice, credit_note, corrective, prepayment"),
    "currency": (_currency, "an ISO 4217 code such as EUR"),
    "issue_date": (date.fromisoformat, "a day as 2024-12-31"),
    "due_date": (date.fromisoformat, "a day as 2024-12-31"),
    "seller.name": (_words, "a name"),
    "seller.siren": (siren.validate, "nine digits with right check digit"),
    "buyer.name": (_words, "a name"),
    "buyer.siren": (siren.validate, "nine digits with right check digit"),
    "net": (_amount, "an amount as 1234.56"),
    "vat": (_amount, "an amount as 1234.56"),
    "gross": (_amount, "an amount as 1234.56"),
}
_CONTRACT: dict[str, tuple[Callable[[str], Any], str]] = {
    "kind": (_words, "a word such as maintenance"),
    "number": (_words, "a number as it is printed"),
    "signature_date": (date.fromisoformat, "a day as 2024-12-31"),
    "effective_date": (date.fromisoformat, "a day as 2024-12-31"),
    "end_date": (date.fromisoformat, "a day as 2024-12-31"),
    "term": (_span, "a span as 3 years or 36 mois"),
    "notice": (_span, "a span as 90 days or 3 mois"),
}
_TOTALS = ("net", "vat", "gross")


def read_correction(of: Invoice | Contract, field: str, value: str | None) -> Any:
    """The value of a correction as its field has it.

    Raises:
        RequestError: no such field may be corrected, or the value is none that it can have.
    """
    known = _INVOICE if isinstance(of, Invoice) else _CONTRACT
    if field not in known:
        raise RequestError(f"The field {field!r} cannot be corrected.", f"Correct one of {', '.join(known)}.")
    read, wanted = known[field]
    if value is None:
        if field in ("type", "currency"):
            raise RequestError(f"{field} cannot be taken away.", f"Give {wanted}.")
        return None
    try:
        said = read(value.strip())
    except (ValueError, InvalidOperation, ValidationError):
        raise RequestError(f"The value of {field} is not one that it can have.", f"Give {wanted}.") from None
    if isinstance(of, Contract) and field == "notice":
        return of.notice.model_copy(update={"span": said}) if of.notice else Notice(span=said)
    return said


def as_text(value: Any) -> str | None:
    """A field's value as a correction writes it; None where there is none."""
    if value is None:
        return None
    if isinstance(value, Notice):
        value = value.span
    if isinstance(value, Duration):
        return f"{value.count} {value.unit.value}"
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else str(value)
    )


def written(of: Invoice | Contract, field: str) -> str | None:
    """What a field holds, as a correction writes it."""
    value: Any = of
    for name in field.split("."):
        value = getattr(value, name)
    return as_text(value)


def corrected_invoice(invoice: Invoice, made: Iterable[Correction]) -> Invoice:
    """The invoice with its corrections, oldest first, in place; their fields are confirmed. The amounts of a credit
    note are corrected with or without a minus."""
    made = list(made)
    credit = {invoice.type, *(one.value for one in made if one.field == "type")} & {InvoiceType.CREDIT_NOTE}
    for one in made:
        value = read_correction(invoice, one.field, one.value)
        role, _, name = one.field.rpartition(".")
        changes: dict[str, Any] = {one.field: value}
        if role:
            party = getattr(invoice, role).model_copy(update={name: value})
            if name == "siren":
                party = party.model_copy(update={"siret": None, "vat_id": None})
            changes = {role: party}
        elif one.field in _TOTALS:
            value = abs(value) if credit and value is not None else value
            changes = {"totals": invoice.totals.model_copy(update={one.field: value})}
        known = invoice.fields.get(one.field, Field(bt=""))
        field = known.model_copy(update={"state": FieldState.CONFIRMED})
        changes["fields"] = {**invoice.fields, one.field: field}
        invoice = invoice.model_copy(update=changes)
    return invoice


def corrected_contract(contract: Contract, made: Iterable[Correction]) -> Contract:
    """The contract with its corrections, oldest first, in place; the words that were read for them prove them no
    more."""
    for one in made:
        fields = {name: clause for name, clause in contract.fields.items() if name != one.field}
        value = read_correction(contract, one.field, one.value)
        contract = contract.model_copy(update={one.field: value, "fields": fields})
    return contract
