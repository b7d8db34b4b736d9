"""Questions about a field of an invoice or contract, with its value as people write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from babel.dates import format_date
from babel.numbers import get_currency_precision

from rag.domain.contract import Contract
from rag.domain.invoice import Invoice, InvoiceType
from rag.language import Money, format_money

Language = Literal["fr", "en"]

_INVOICE: dict[str, tuple[str, str]] = {
    "number": ("Quel est le numéro {of} ?", "What is the number of {it}?"),
    "issue_date": ("À quelle date {it} a-t-{pronoun} été émis{e} ?", "On which day was {it} issued?"),
    "due_date": ("Quelle est l'échéance {of} ?", "When is {it} due?"),
    "seller.name": ("Qui a émis {it} ?", "Who issued {it}?"),
    "seller.siren": ("Quel est le numéro SIREN du vendeur {of} ?", "What is the SIREN of the seller of {it}?"),
    "buyer.name": ("À qui {it} est-{pronoun} adressé{e} ?", "To whom is {it} addressed?"),
    "buyer.siren": ("Quel est le numéro SIREN du client {of} ?", "What is the SIREN of the buyer of {it}?"),
    "net": ("Quel est le montant total HT {of} ?", "What is the total without VAT of {it}?"),
    "vat": ("Quel est le montant de la TVA {of} ?", "What is the amount of VAT of {it}?"),
    "gross": ("Quel est le montant total TTC {of} ?", "What is the total with VAT of {it}?"),
}
_CONTRACT: dict[str, tuple[str, str]] = {
    "number": ("Quelle est la référence du contrat {name} ?", "What is the reference of the contract {name}?"),
    "signature_date": ("Quand le contrat {name} a-t-il été signé ?", "When was the contract {name} signed?"),
    "effective_date": ("Quand le contrat {name} prend-il effet ?", "When does the contract {name} take effect?"),
    "end_date": ("À quelle date le contrat {name} prend-il fin ?", "On which day does the contract {name} end?"),
}
_AMOUNTS = ("net", "vat", "gross")


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """A question for a field, and its value as a person writes it; None where there is none."""

    question: str
    value: str | None


def field_question(
    of: Invoice | Contract, field: str, filename: str, title: str, language: Language
) -> FieldQuestion | None:
    """The question for a field; None for one whose value is a code and no words of the document (``type``).

    An invoice is named by its number and seller, or by its file where one of the two is asked for or not known.
    """
    which = 0 if language == "fr" else 1
    table = _INVOICE if isinstance(of, Invoice) else _CONTRACT
    if field not in table:
        return None
    if isinstance(of, Invoice):
        text = table[field][which].format(**_names(of, field, filename, language))
    else:
        known = of.number if of.number and field != "number" else None
        text = table[field][which].format(name=" ".join(part for part in (known, title or filename) if part))
    return FieldQuestion(text, _written(of, field, language))


def _names(of: Invoice, field: str, filename: str, language: Language) -> dict[str, str]:
    number = of.number if field != "number" else None
    seller = of.seller.name if field not in ("seller.name", "seller.siren") else None
    credit = of.type is InvoiceType.CREDIT_NOTE
    if language == "en":
        kind = "credit note" if credit else "invoice"
        known = f"{kind} {number or f'in {filename}'}"
        return {"it": f"the {known}{f' of {seller}' if seller else ''}"}
    known = f"{number or f'du fichier {filename}'}{f' de {seller}' if seller else ''}"
    it = f"l'avoir {known}" if credit else f"la facture {known}"
    return {
        "it": it,
        "of": f"de {it}",
        "pronoun": "il" if credit else "elle",
        "e": "" if credit else "e",
    }


def _written(of: Invoice | Contract, field: str, language: Language) -> str | None:
    value: Any = of
    for name in field.split("."):
        value = getattr(value, name)
    if value is None:
        return None
    if isinstance(value, Decimal):
        return _amount(of, value, language)
    if isinstance(value, date):
        return format_date(value, "long", locale=language)
    return str(value)


def _amount(of: Invoice | Contract, value: Decimal, language: Language) -> str:
    """The amount to the cent; one with more decimals, or without a currency, as its digits are."""
    if of.currency is None:
        return format(value, "f")
    minor = value.scaleb(get_currency_precision(of.currency))
    whole = minor == minor.to_integral_value()
    return format_money(Money(int(minor), of.currency), language) if whole else f"{value:f} {of.currency}"
