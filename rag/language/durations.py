"""Spans of time in a text: ``quatre-vingt-dix (90) jours``, ``18-month``, ``deux ans et demi``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain.duration import Duration, TimeUnit
from rag.language.normalising import original_span, read_with_offsets
from rag.language.numbers import Number, find_numbers

_MOST = 100_000
"""The largest count that a :class:`Duration` holds."""
_UNITS = frozenset(unit.value for unit in TimeUnit)

_NAMED = {
    "huitaine": Duration(count=8, unit=TimeUnit.DAY),
    "quinzaine": Duration(count=15, unit=TimeUnit.DAY),
    "fortnight": Duration(count=2, unit=TimeUnit.WEEK),
    "semestre": Duration(count=6, unit=TimeUnit.MONTH),
    "half-year": Duration(count=6, unit=TimeUnit.MONTH),
}
_LONE_NAME = re.compile(
    r"(?<![a-z0-9])(?:(?:d')?(?:une?|one|a)[ \n](?:\(1\)[ \n])?|(?<=sous[ \n])|(?<=en[ \n])|(?<=a[ \n]))"
    r"(?P<name>huitaine|quinzaine|fortnight|semestre|half-year)(?![a-z]|[ \n]d(?:e[ \n]|')(?!jours?))"
)
_SIX_MONTHS = re.compile(r"[ \n]semestres?(?![a-z])")
_ARTICLE = re.compile(
    r"(?:(?<=of[ \n])|(?<=for[ \n])|(?<=within[ \n])|(?<=than[ \n])|(?<=least[ \n]))a[ \n]"
    r"(?:calendar[ \n]|full[ \n])?(?P<unit>day|week|month|quarter|year)(?![a-z]|[ \n]?-)"
)
_RANGE = re.compile(r"[ \n]?(?:-|a|to|ou|or|/)[ \n]?")
_BETWEEN = re.compile(r"[ \n](?:et|and)[ \n]")
_OPENS_BETWEEN = re.compile(r"(?:entre|between)[ \n]$")
_HALF_AFTER = re.compile(r"[ \n]et[ \n]demie?(?![a-z])|[ \n]and[ \n](?:a|one)[ -]half(?![a-z])")
_JOINED = re.compile(r"[ \n](?:et|and)[ \n]|,?[ \n]")
_WORDS = {
    "fr": {
        TimeUnit.DAY: ("jour", "jours"),
        TimeUnit.BUSINESS_DAY: ("jour ouvré", "jours ouvrés"),
        TimeUnit.WEEK: ("semaine", "semaines"),
        TimeUnit.MONTH: ("mois", "mois"),
        TimeUnit.QUARTER: ("trimestre", "trimestres"),
        TimeUnit.YEAR: ("an", "ans"),
    },
    "en": {
        TimeUnit.DAY: ("day", "days"),
        TimeUnit.BUSINESS_DAY: ("business day", "business days"),
        TimeUnit.WEEK: ("week", "weeks"),
        TimeUnit.MONTH: ("month", "months"),
        TimeUnit.QUARTER: ("quarter", "quarters"),
        TimeUnit.YEAR: ("year", "years"),
    },
}


@dataclass(frozen=True, slots=True)
class FoundDuration:
    """A span of time at characters ``[start, end)`` of a text."""

    duration: Duration
    start: int
    end: int


def format_duration(duration: Duration, language: str) -> str:
    """A duration in French (``"fr"``) or English (any other language): ``3 ans``, ``10 business days``."""
    one, many = _WORDS["fr" if language == "fr" else "en"][duration.unit]
    # zero is singular in French, plural in English
    single = duration.count == 1 or (duration.count == 0 and language == "fr")
    return f"{duration.count} {one if single else many}"


def find_durations(text: str) -> list[FoundDuration]:
    """The spans of time of a text in order, no two overlapping, counted as they are written.

    Digits and words in French and English, one the other's repetition (``six (6) months``); halves of years come in
    months, as do a year and months together (``un an et six mois``: 18). ``quinze jours`` and ``quinzaine`` are 15
    days, ``huitaine`` 8. Hours are none, nor is a half month. A range (``de trois à cinq ans``) gives none; a number
    that its repetition contradicts (``trente (60) jours``) gives both.
    """
    read, offsets = read_with_offsets(text)
    found = [*_counted(text, read, offsets), *_uncounted(text, read, offsets)]
    found.sort(key=lambda each: each.start)
    return _joined(found, text)


def _counted(text: str, read: str, offsets: list[int]) -> Iterator[FoundDuration]:
    where = {index: place for place, index in reversed(list(enumerate(offsets)))}
    before: Number | None = None
    for number in find_numbers(text):
        previous, before = before, number
        end = len(read) if number.end >= len(text) else where.get(number.end, len(read))
        found = _duration(number, read, end, offsets)
        if found is None or (previous is not None and _is_range(previous, number, text)):
            continue
        duration, stop = found
        yield FoundDuration(duration, number.start, original_span(text, offsets, stop - 1, stop)[1])


def _duration(number: Number, read: str, end: int, offsets: list[int]) -> tuple[Duration, int] | None:
    """What a number counts and where in the read text it ends; None when it counts no whole units of time."""
    # a dash glued to a number is a list's mark here: no span is negative
    value = abs(number.value)
    if len(number.alternatives) > 1 or value > _MOST:
        return None
    semester = _SIX_MONTHS.match(read, end) if number.unit is None else None
    if semester is not None:
        unit, value, end = TimeUnit.MONTH, value * 6, semester.end()
    elif number.unit in _UNITS:
        unit = TimeUnit(number.unit)
        half = _HALF_AFTER.match(read, end) if value == int(value) else None
        if half is not None:
            value, end = value + type(value)("0.5"), half.end()
        if unit is TimeUnit.YEAR and value != int(value):
            unit, value = TimeUnit.MONTH, value * 12
    else:
        return None
    if value != int(value) or value > _MOST:
        return None
    return Duration(count=int(value), unit=unit), end


def _is_range(previous: Number, number: Number, text: str) -> bool:
    """True for the end of ``de trois à cinq ans``, ``10-20 jours``, ``between two and three years``."""
    if previous.unit not in (None, number.unit):
        return False
    between = read_with_offsets(text[previous.end : number.start])[0]
    if _RANGE.fullmatch(between) or (not between and text[number.start] == "-"):
        return True
    opening = read_with_offsets(text[max(0, previous.start - 12) : previous.start])[0]
    return bool(_BETWEEN.fullmatch(between) and _OPENS_BETWEEN.search(opening))


def _uncounted(text: str, read: str, offsets: list[int]) -> Iterator[FoundDuration]:
    """Spans without a number: ``une quinzaine``, ``sous huitaine``, ``within a week``."""
    for match in _LONE_NAME.finditer(read):
        yield FoundDuration(_NAMED[match["name"]], *original_span(text, offsets, *match.span()))
    for match in _ARTICLE.finditer(read):
        yield FoundDuration(
            Duration(count=1, unit=TimeUnit(match["unit"])), *original_span(text, offsets, *match.span())
        )


def _joined(found: list[FoundDuration], text: str) -> list[FoundDuration]:
    """The durations, years and months that stand together made one; what overlaps an earlier one is left out."""
    kept: list[FoundDuration] = []
    for each in found:
        last = kept[-1] if kept else None
        if last is not None and each.start < last.end:
            continue
        if (
            last is not None
            and last.duration.unit is TimeUnit.YEAR
            and each.duration.unit is TimeUnit.MONTH
            and each.duration.count < 12
            and _JOINED.fullmatch(read_with_offsets(text[last.end : each.start])[0])
        ):
            months = 12 * last.duration.count + each.duration.count
            if months <= _MOST:
                kept[-1] = FoundDuration(Duration(count=months, unit=TimeUnit.MONTH), last.start, each.end)
                continue
        kept.append(each)
    return kept
