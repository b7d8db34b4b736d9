"""Dates in a text, in figures and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.language.months import MONTH_PATTERN, MONTHS
from rag.language.normalising import original_span, read_with_offsets
from rag.language.worded_dates import find_worded_dates

_DAY = r"(?P<day>[0-3]?[0-9])(?: ?(?:er|ᵉʳ|st|nd|rd|th))?(?![0-9])\.?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_MONTH = rf"(?P<month>{MONTH_PATTERN})"
_GAP = r"(?:[ \n]{1,2}|-)?"
_OF = r"[ \n]{0,2}(?:-|(?:day )?of[ \n](?:the month of[ \n])?|(?:jour )?du mois de[ \n]|de[ \n])?[ \n]?"
_NOT_INSIDE = r"(?<![0-9a-z])(?<![0-9a-z][/.,_-])"
_NOT_BEFORE = r"(?![0-9a-z]|[/.,_-][0-9a-z])"

_ISO = re.compile(
    rf"{_NOT_INSIDE}{_YEAR}(?P<mark>[-/.])(?P<month>[01]?[0-9])(?P=mark)(?P<day>[0-3]?[0-9])"
    r"(?![0-9]|[/.,_-][0-9a-z]|[a-su-z])"
)
_NUMERIC = re.compile(
    rf"{_NOT_INSIDE}(?P<first>[0-3]?[0-9]) ?(?P<mark>[-/.]) ?(?P<second>[0-3]?[0-9]) ?(?P=mark) ?"
    rf"(?P<year>(?:19|20)[0-9]{{2}}){_NOT_BEFORE}"
)
_NUMERIC_SHORT = re.compile(
    rf"{_NOT_INSIDE}(?P<first>[0-3][0-9])(?P<mark>[-/.])(?P<second>[0-3][0-9])(?P=mark)(?P<year>[0-9]{{2}})"
    rf"{_NOT_BEFORE}"
)
_DAY_MONTH_YEAR = re.compile(rf"(?<![0-9a-z/.,-]){_DAY}{_OF}{_MONTH}(?:,?[ \n]{{0,2}}-?(?:de |del )?){_YEAR}")
_MONTH_DAY_YEAR = re.compile(rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}(?:[ \n]{{0,2}},[ \n]{{0,2}}|[ \n]{{1,2}}){_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH}(?:,?[ \n]{{0,2}}-?(?:of |de |del )?){_YEAR}")
_NUMERIC_MONTH = re.compile(rf"{_NOT_INSIDE}(?P<number>0?[1-9]|1[0-2])/{_YEAR}{_NOT_BEFORE}")
_NAMED_YEAR = re.compile(
    rf"(?<![a-z])(?:en|in|depuis|since|l'an|annees?|exercices?|millesime|(?:fiscal |calendar )?years?|fy)"
    rf"[ \n]{{0,2}}{_YEAR}(?![0-9a-z/-]|[.,][0-9]| [0-9]{{3}}(?![0-9])|[ \n]?[€$£%])"
)
_PATTERNS = (
    _ISO,
    _NUMERIC,
    _NUMERIC_SHORT,
    _DAY_MONTH_YEAR,
    _MONTH_DAY_YEAR,
    _MONTH_YEAR,
    _NUMERIC_MONTH,
    _NAMED_YEAR,
)
_DAY_THEN_MONTH = re.compile(rf"(?<![0-9a-z/.,-]){_DAY}{_OF}{_MONTH}")
_MONTH_THEN_DAY = re.compile(rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}(?![a-z%€]|[ \n]?[a-z%€$])")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at characters ``[start, end)`` of a text; ``day`` is None for a month, ``month`` too for a year.

    ``alternatives`` holds the ISO 8601 form of every plausible reading, this one among them: ``03/04/2024`` is
    read day first and may be month first.
    """

    year: int
    month: int | None
    day: int | None
    start: int
    end: int
    alternatives: frozenset[str]

    @property
    def iso(self) -> str:
        """ISO 8601 in the precision that is known: ``2024-12-31``, ``2024-12`` or ``2024``."""
        return _iso(self.year, self.month, self.day)


def _iso(year: int, month: int | None, day: int | None) -> str:
    parts = [f"{year:04}"] + [f"{part:02}" for part in (month, day) if part is not None]
    return "-".join(parts)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _readings(match: re.Match[str]) -> list[tuple[int, int | None, int | None]]:
    """The possible readings of a match as year, month, day, likeliest first; none for ``31/02/2024``."""
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year >= 70 else 2000
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        orders = [(second, first)] if first == second else [(second, first), (first, second)]
        return [(year, month, day) for month, day in orders if _exists(year, month, day)]
    if "number" in parts:
        return [(year, int(parts["number"]), None)]
    if "month" not in parts:
        return [(year, None, None)]
    month = MONTHS.get(parts["month"].rstrip(".")) or int(parts["month"])
    if "day" not in parts:
        return [(year, month, None)]
    day = int(parts["day"])
    return [(year, month, day)] if _exists(year, month, day) else []


def find_dates(text: str) -> list[FoundDate]:
    """The dates of a text in order, no two overlapping.

    Figures day first (``31/12/2024``, ``31.12.24``) or year first (``2024-12-31``); words in French, English,
    German and Spanish (``1er mars 2024``, ``31st of December, 2024``); written out in French and English
    (``trente et un décembre deux mille vingt-quatre``); months (``décembre 2024``, ``12/2024``); a
    bare year only where a word says that it is one (``en 2024``, ``exercice 2024``). Two-digit years from 70 on
    are of the 1900s. A date that does not exist is not found, nor is the month inside it.
    """
    read, offsets = read_with_offsets(text)
    taken: list[tuple[int, int]] = []
    found: list[FoundDate] = []
    for year, month, day, start, end in find_worded_dates(read):
        if year is not None:
            taken.append((start, end))
            if _exists(year, month, day):
                iso = frozenset({_iso(year, month, day)})
                found.append(FoundDate(year, month, day, *original_span(text, offsets, start, end), iso))
    for pattern in _PATTERNS:
        for match in pattern.finditer(read):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            readings = _readings(match)
            if readings:
                start, end = original_span(text, offsets, *match.span())
                alternatives = frozenset(_iso(*reading) for reading in readings)
                found.append(FoundDate(*readings[0], start, end, alternatives))
    return sorted(found, key=lambda each: each.start)


def find_days(text: str) -> list[tuple[int, int, int, int]]:
    """Days named without their year, or the part of a full date in words: month, day, start and end offset."""
    read, offsets = read_with_offsets(text)
    found = [
        (month, day, start, end)
        for year, month, day, start, end in find_worded_dates(read)
        if year is None and _exists(2000, month, day)
    ]
    for pattern in (_DAY_THEN_MONTH, _MONTH_THEN_DAY):
        for match in pattern.finditer(read):
            month, day = MONTHS[match["month"].rstrip(".")], int(match["day"])
            # 2000 is a leap year: 29 February is a day of some year
            if _exists(2000, month, day) and not any(s < match.end() and match.start() < e for *_, s, e in found):
                found.append((month, day, match.start(), match.end()))
    found.sort(key=lambda each: each[2])
    return [(month, day, *original_span(text, offsets, start, end)) for month, day, start, end in found]
