"""Days and spans of time in a stretch of a contract, in figures and in words."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ingest.extraction.contracts.flattening import Stretch
from rag.domain.duration import Duration, TimeUnit
from rag.language.dates import FoundDate, find_dates
from rag.language.durations import find_durations

_PERIODIC = re.compile(
    r"\b(?P<year>annuel\w*|annual(?:ly)?|yearly|year[- ]to[- ]year|d'annee en annee|anniversary years?|jahrlich\w*"
    r"|par an\b|per (?:year|annum)"
    r"|a year|chaque annee|each year)|\b(?P<month>mensuel\w*|monthly|month[- ]to[- ]month|de mois en mois"
    r"|monatlich\w*|par mois|per month|a month"
    r"|chaque mois|each month)|\b(?P<quarter>trimestriel\w*|quarterly|vierteljahrlich\w*|par trimestre|per quarter)"
    r"|\b(?P<half>semestriel\w*|half-yearly|semi-annual\w*|par semestre)|\b(?P<three>triennal\w*)"
    r"|\b(?P<week>hebdomadaire\w*|weekly|par semaine|per week)"
    r"|\b(?P<day>journalier\w*|daily|par jour|per day|per diem)"
)
_UNIT = re.compile(
    r"\b(?:jours?|mois|ans?|annees?|semaines?|trimestres?|semestres?|quinzaine|huitaine|days?|months?|years?|weeks?"
    r"|quarters?|fortnight|half-year)\b"
)
_BEFORE, _AFTER = 90, 40
_UNFINISHED = re.compile(
    r"(?:_[_ ]{0,20}|\d{1,2}) ?(?:st|nd|rd|th|t h)?_{0,12} ?day of (?:_[_ ]{0,24}|[a-z]{3,9})(?:,? ?(?:\d{4}"
    r"|\d{0,2}_[_ ]{0,12}))?"
)
_FIGURED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")
_DATED = re.compile(r"\d|\bmille\b|\bthousand\b")
_SPANS = {
    "year": Duration(count=1, unit=TimeUnit.YEAR),
    "month": Duration(count=1, unit=TimeUnit.MONTH),
    "quarter": Duration(count=1, unit=TimeUnit.QUARTER),
    "half": Duration(count=6, unit=TimeUnit.MONTH),
    "three": Duration(count=3, unit=TimeUnit.YEAR),
    "week": Duration(count=1, unit=TimeUnit.WEEK),
    "day": Duration(count=1, unit=TimeUnit.DAY),
}


def days(stretch: Stretch) -> list[tuple[date, int, int]]:
    """The full dates of a stretch and where they stand in its text, in order."""
    if not _DATED.search(stretch.flat):
        return []
    return [
        (_day(each, month_first(stretch.source)), each.start, each.end)
        for each in find_dates(stretch.text)
        if each.month is not None and each.day is not None
    ]


def _day(found: FoundDate, is_month_first: bool) -> date:
    if is_month_first and len(found.alternatives) > 1:
        return next(date.fromisoformat(iso) for iso in found.alternatives if iso != found.iso)
    return date.fromisoformat(found.iso)


@lru_cache(maxsize=4)
def month_first(source: str) -> bool:
    """Whether a text writes its days as ``11/29/2024``: one of them cannot be read otherwise, and none only so."""
    pairs = [(int(match[1]), int(match[2])) for match in _FIGURED.finditer(source)]
    return any(second > 12 >= first for first, second in pairs) and not any(first > 12 for first, _ in pairs)


def unfinished_day(stretch: Stretch) -> tuple[int, int] | None:
    """Where a date stands of which a part is left blank or unreadable: "the ___ day of May, 2017"."""
    match = _UNFINISHED.search(stretch.flat)
    return match.span() if match else None


def spans(stretch: Stretch) -> list[tuple[Duration, int, int]]:
    """The spans of time of a stretch and where they stand in its text, in order."""
    found = []
    low = high = 0
    for unit in [*_UNIT.finditer(stretch.flat), None]:
        # what counts a unit stands close before it: a long sentence is not read as a whole
        if unit is not None and unit.start() - _BEFORE < high:
            high = unit.end() + _AFTER
            continue
        found += [(each.duration, low + each.start, low + each.end) for each in find_durations(stretch.text[low:high])]
        if unit is not None:
            low, high = max(high, unit.start() - _BEFORE), unit.end() + _AFTER
    return found


def rhythms(stretch: Stretch) -> list[tuple[Duration, int, int]]:
    """Spans that an adjective names ("annual", "par mois"), in order."""
    return [(_SPANS[match.lastgroup or ""], match.start(), match.end()) for match in _PERIODIC.finditer(stretch.flat)]
