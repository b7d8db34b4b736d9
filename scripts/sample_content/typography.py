"""French typography and money: no-break spaces, curly apostrophes, amounts."""

from __future__ import annotations

import re
from decimal import Decimal

NBSP = "\u00a0"  # the bundled Vera fonts have no U+202F

_RULES = [
    (re.compile(r"(?<=\d) (?=\d)"), NBSP),
    (re.compile(r" (?=[:;?!»€%])"), NBSP),
    (re.compile(r"« "), "«" + NBSP),
    (re.compile(r"(?<=\d) (?=(?:m²|kW|kg|h|km|mm)\b)"), NBSP),
    (re.compile(r"\b(n°|M\.|Mme|Mmes|MM\.|Article|article|Annexe|annexe|EUR) (?=\S)"), r"\1" + NBSP),
    (re.compile(r" (?=HT\b|TTC\b)"), NBSP),
]


def typo_fr(text: str) -> str:
    """``text`` with the no-break spaces and apostrophes of French typesetting."""
    text = text.replace("'", "\u2019")
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typo_en(text: str) -> str:
    """``text`` with curly quotes, and sums of money and measures that do not break."""
    text = re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text.replace("'", "\u2019"))
    text = re.sub(r"(?<=\d) (?=mm\b|9ZZ)", NBSP, text)
    return re.sub(r"\b(EUR|Section|Ms|Mr) (?=\S)", r"\1" + NBSP, text)


def money(amount: Decimal) -> str:
    """``1 234,56 €`` with no-break spaces."""
    return f"{amount:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


def plain(amount: Decimal) -> str:
    """``1 234,56``: the same without the sign, for table cells."""
    return money(amount)[:-2]
