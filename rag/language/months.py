"""Names of months in the four languages that are read."""

from __future__ import annotations

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
