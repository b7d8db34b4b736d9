"""How amounts, days and counts are written on the page; always in the language of this visit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

from rag.language.money import Money, format_money
from webui.session import language


def amount(value: Decimal | None, currency: str | None) -> str:
    """``1 234,56 €`` or ``€1,234.56``; an amount with more decimals than its currency keeps them; ``–`` for None."""
    if value is None:
        return "–"
    if currency is not None:
        minor = value.scaleb(get_currency_precision(currency))
        if minor == minor.to_integral_value():
            return format_money(Money(int(minor), currency), language())
    written = format_decimal(value, locale=language(), decimal_quantization=False)
    return f"{written} {currency}" if currency else written


def figure(value: Decimal, currency: str | None) -> str:
    """A figure of a plan: an amount, or without a currency a count."""
    return amount(value, currency) if currency else format_decimal(value, locale=language())


def day(value: date | None) -> str:
    """``31/12/2026`` or ``31 Dec 2026``, which cannot be taken for another day; ``–`` for None."""
    if value is None:
        return "–"
    return value.strftime("%d/%m/%Y") if language() == "fr" else f"{value.day} {value:%b} {value.year}"


def month_of(first: date) -> str:
    """``mars 2026``, ``March 2026``."""
    written: str = format_date(first, "LLLL yyyy", locale=language())
    return written
