"""Amounts of money: exact, in minor units, read and written in several languages' forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from rag.language.numbers import find_numbers
from rag.language.units import CURRENCIES

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
_STYLES = {"fr": ("\u202f", ","), "en": (",", "."), "de": (".", ","), "es": (".", ",")}
"""Language -> separator of thousands, decimal mark."""

_CUT_OFF = re.compile(r"[0-9][.,/]\Z")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` units (cents; yen for JPY, by ISO 4217) of ``currency``, an ISO 4217 code."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        """The sum. Raises ValueError when the currencies differ."""
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added.")
        return Money(self.minor + other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)


def find_money(text: str) -> list[tuple[Money, int, int]]:
    """The amounts of a text with their offsets, in order.

    A number counts when a currency stands beside it and it is a whole number of minor units: a unit price such as
    ``0,1255 €`` is left out, since rounding it would invent an amount, and so is the end of what is no number
    (``1,234,56 €``).
    """
    found: list[tuple[Money, int, int]] = []
    for number in find_numbers(text):
        if number.unit in CURRENCIES and not _CUT_OFF.search(text, max(0, number.start - 2), number.start):
            minor = number.value.scaleb(get_currency_precision(number.unit))
            if minor == minor.to_integral_value():
                found.append((Money(int(minor), number.unit), number.start, number.end))
    return found


def parse_money(text: str) -> Money | None:
    """The amount in a text that holds exactly one, else None. Raises nothing."""
    found = find_money(text)
    return found[0][0] if len(found) == 1 else None


def format_money(m: Money, language: str) -> str:
    """An amount as it is written in ``"fr"``, ``"en"``, ``"de"`` or ``"es"`` (any other: as in English).

    French: U+202F between thousands, U+00A0 before the symbol (``1 234,56 €``); English: ``€1,234.56``.
    Currencies without a symbol of their own show their ISO 4217 code.
    """
    separator, mark = _STYLES.get(language, _STYLES["en"])
    precision = get_currency_precision(m.currency)
    written = f"{Decimal(abs(m.minor)).scaleb(-precision):,.{precision}f}"
    amount = written.translate({ord(","): separator, ord("."): mark})
    sign = "-" if m.minor < 0 else ""
    symbol = _SYMBOLS.get(m.currency)
    if language in _STYLES and language != "en":
        return f"{sign}{amount}\u00a0{symbol or m.currency}"
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{m.currency}\u00a0{amount}"
