"""Months: their names in the four languages that are read, and counting in them."""

from __future__ import annotations

import calendar
from datetime import date

_NAMES = (
    "janvier janv january jan januar enero",
    "fevrier fevr fev february feb februar febrero",
    "mars march mar marz maerz marzo",
    "avril avr april apr abril",
    "mai may mayo",
    "juin june jun juni junio",
    "juillet juil july jul juli julio",
    "aout august aug agosto",
    "septembre sept september sep septiembre",
    "octobre oct october oktober octubre",
    "novembre nov november noviembre",
    "decembre dec december dezember dez diciembre",
)

MONTHS: dict[str, int] = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
"""Folded names and abbreviations (no final point) of months, French, English, German and Spanish: 1 to 12."""

MONTH_PATTERN = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![a-z])\.?"
"""A regular expression for any of them, without groups."""


def add_months(day: date, months: int) -> date:
    """The day of the same number a number of months later (negative: earlier), or that month's last day where it has
    none (Code de procédure civile, art. 641). Raises OverflowError outside the years 1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("no such year")
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]
