"""Units that stand beside a number: currencies, percent, durations."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_CURRENCIES = {
    "EUR": r"€|euros?|eur",
    "CAD": r"ca\$|c\$|\$ ?ca|cad|canadian dollars?|dollars? canadiens?",
    "AUD": r"au\$|a\$|aud|australian dollars?|dollars? australiens?",
    "USD": r"us ?\$|\$ ?us|usd|u\.?s\.? dollars?|dollars? (?:us|americains?)|\$|dollars?",
    "GBP": r"£|gbp|pounds? sterling|livres? sterling|pounds?",
    "CHF": r"chf|francs? suisses?|swiss francs?",
    "JPY": r"¥|jpy|yens?",
    "DKK": r"dkk",
    "NOK": r"nok",
    "SEK": r"sek",
    "PLN": r"pln",
}
CURRENCIES: frozenset[str] = frozenset(_CURRENCIES)
"""ISO 4217 codes of the currencies that are read."""

DURATIONS: frozenset[str] = frozenset({"hour", "day", "business_day", "week", "month", "quarter", "year"})
"""Names of the units of time."""

_WHOLE = "(?:(?:calendar|consecutive|successive|clear|full|whole) ){0,2}"
_OTHERS = {
    "%": r"%|pour[ -]?cents?|per ?cent",
    "business_day": r"jours? ouvr(?:es?|ables?)|(?:business|working|banking) days?",
    "day": rf"jours?(?: (?:calendaires?|francs?))?|j|{_WHOLE}days?",
    "week": rf"{_WHOLE}weeks?|semaines?",
    "month": rf"mois|{_WHOLE}months?",
    # "three quarters of the price" is a share
    "quarter": rf"trimestres?|{_WHOLE}quarters?(?! of)",
    "year": rf"ans?|annees?|{_WHOLE}years?|yrs?",
    "hour": r"heures?|hours?|hrs?|h",
}


def _named(units: dict[str, str]) -> str:
    return "|".join(f"(?P<u{index}>{pattern})" for index, pattern in enumerate(units.values()))


_ALL = {**_CURRENCIES, **_OTHERS}
_NAMES = list(_ALL)
_SCALES = {
    "k": 10**3,
    "m": 10**6,
    "md": 10**9,
    "mds": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "mn": 10**6,
    "mio": 10**6,
}
SCALE_WORDS: dict[str, int] = {
    "mille": 10**3,
    "thousand": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "milliard": 10**9,
    "milliards": 10**9,
    "billion": 10**9,
}
"""Words that multiply the number before them."""
_SCALE_WORD = "|".join(sorted(SCALE_WORDS, key=len, reverse=True))
_LETTER_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))

_AFTER = re.compile(
    rf"(?:[ \n]{{0,2}}(?P<word>{_SCALE_WORD})(?![a-z0-9])(?: d'| de )?)?(?:[ \n]{{0,2}}|-| d')(?:{_named(_ALL)})"
    # "2 $150.00" is a quantity and a price
    r"(?![a-z0-9])"
)
_SCALED_AFTER = re.compile(
    rf" ?(?P<letter>{_LETTER_SCALE}) ?(?P<currency>{'|'.join(_CURRENCIES.values())})(?![a-z0-9])"
)
_LONE_SCALE = re.compile(rf"[ \n]{{1,2}}(?P<word>{_SCALE_WORD})(?![a-z0-9])")
_LETTER_AFTER = re.compile(rf" ?(?P<letter>{_LETTER_SCALE})(?![a-z0-9])")
_BEFORE = re.compile(rf"(?<![a-z0-9])-?(?:{_named(_CURRENCIES)}) {{0,2}}-?$")
_CURRENCY_NAMES = list(_CURRENCIES)


class Unit(NamedTuple):
    """A unit beside a number: its canonical name (None when only a scale stands there), what the number is to be
    multiplied by, and the offset where it ends (or, before a number, begins)."""

    name: str | None
    scale: Decimal
    border: int


def _which(match: re.Match[str], names: list[str]) -> str:
    return next(name for index, name in enumerate(names) if match[f"u{index}"] is not None)


def unit_after(read: str, end: int, *, of_currency: bool = False) -> Unit | None:
    """The unit that follows a number ending at ``end`` of a read text, with a scale (``M€``, ``millions d'euros``).

    ``of_currency`` says that a currency stands before the number, so that ``$1.5M`` has a scale too.
    """
    match = _SCALED_AFTER.match(read, end)
    if match:
        currency = next(n for n, p in _CURRENCIES.items() if re.fullmatch(p, match["currency"]))
        return Unit(currency, Decimal(_SCALES[match["letter"]]), match.end())
    match = _AFTER.match(read, end)
    if match:
        return Unit(_which(match, _NAMES), Decimal(SCALE_WORDS.get(match["word"] or "", 1)), match.end())
    match = _LONE_SCALE.match(read, end)
    if match:
        return Unit(None, Decimal(SCALE_WORDS[match["word"]]), match.end())
    if of_currency and (match := _LETTER_AFTER.match(read, end)):
        return Unit(None, Decimal(_SCALES[match["letter"]]), match.end())
    return None


def currency_before(read: str, start: int, since: int) -> Unit | None:
    """The currency that stands before a number beginning at ``start``, not looking further back than ``since``."""
    window = max(since, start - 24)
    match = _BEFORE.search(read[window:start])
    if match is None or (window and match.start() == 0 and read[window - 1].isalnum()):
        return None
    return Unit(_which(match, _CURRENCY_NAMES), Decimal(1), window + match.start())
