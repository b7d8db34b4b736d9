"""Days, months, quarters, half-years and years that a text names, with or without their year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import rag.language.time_patterns as patterns
from rag.language.dates import find_dates, find_days
from rag.language.languages import guess_language
from rag.language.months import MONTHS, month_length
from rag.language.relative_times import UNCLEAR, count_of, find_relative, relative_year
from rag.language.time_words import ENGLISH_MONTHS, ORDINALS

Grain = Literal["day", "month", "quarter", "half", "year", "fixed", "unclear"]
Toward = Literal["past", "future"]

_RUNNING_UNITS: dict[str, Literal["month", "quarter", "half", "year"]] = {
    **dict.fromkeys(("annee", "l'annee", "year"), "year"),
    **dict.fromkeys(("mois", "month"), "month"),
    **dict.fromkeys(("trimestre", "quarter"), "quarter"),
    "semestre": "half",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of the calendar named at characters ``[start, end)`` of the read text.

    ``number`` is the month, quarter or half-year, ``day`` the day of the month; ``year`` is None where it is not said.
    ``edge`` says that only its first or last day is meant (``fin mars``). ``fixed`` grains are days known from the
    start (``le mois dernier``), an open side None; an ``unclear`` one is a word of time that names no days for certain
    (``l'été 2024``), so that nothing else is read in it.
    """

    grain: Grain
    start: int
    end: int
    year: int | None = None
    number: int = 0
    day: int = 0
    first: date | None = None
    last: date | None = None
    edge: Literal["", "start", "end"] = ""

    @property
    def yearless(self) -> bool:
        """Whether its year is still to be found."""
        return self.year is None and self.grain in ("day", "month", "quarter", "half")

    def days(self, year: int) -> tuple[date, date] | None:
        """First and last day in a year; None where the year has no such day."""
        if self.grain == "day":
            if self.day > month_length(year, self.number):
                return None
            return date(year, self.number, self.day), date(year, self.number, self.day)
        length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.grain]
        final = length * max(self.number, 1)
        return date(year, final - length + 1, 1), date(year, final, month_length(year, final))


def find_points(read: str, today: date, toward: Toward) -> list[Point]:
    """The points in time that a read text names (:func:`rag.language.time_words.read_time`), in order, all apart."""
    taken: list[Point] = []
    relative = _ahead if toward == "future" else _back
    finders: tuple[Callable[[str, date], Iterator[Point]], ...] = (
        _parts, relative, _unclear, _dates, _figures, _numbered, _days, _months, _edges, _years,
    )  # fmt: skip
    for finder in finders:
        for point in finder(read, today):
            if not any(point.start < other.end and other.start < point.end for other in taken):
                taken.append(point)
    return _refined(read, sorted(taken, key=lambda point: point.start))


def _refined(read: str, points: list[Point]) -> list[Point]:
    """A year and what is named within it made one (``en 2024, au T3``; ``last year in March``)."""
    kept: list[Point] = []
    for point in points:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.grain == "year"
            and point.yearless
            and patterns.WITHIN.fullmatch(read, last.end, point.start)
        ):
            kept[-1] = replace(point, year=last.year, start=last.start)
        else:
            kept.append(point)
    return kept


def _unclear(read: str, today: date) -> Iterator[Point]:
    for match in UNCLEAR.finditer(read):
        yield Point("unclear", *match.span())


def _parts(read: str, today: date) -> Iterator[Point]:
    """``les six premiers mois de 2024``, ``the last two quarters of last year``."""
    for match in patterns.PART.finditer(read):
        parts = match.groupdict()
        year = int(parts["year"]) if parts["year"] else relative_year(match, today)
        length = 1 if (parts["unit"] or parts["en_unit"]) in ("mois", "months") else 3
        months = count_of(parts["count"] or parts["en_count"]) * length
        if not 1 <= months <= 12:
            yield Point("unclear", *match.span())
        elif parts["first"] or parts["en_first"]:
            last = date(year, months, month_length(year, months))
            yield Point("fixed", *match.span(), first=date(year, 1, 1), last=last)
        else:
            yield Point("fixed", *match.span(), first=date(year, 13 - months, 1), last=date(year, 12, 31))


def _back(read: str, today: date, *, ahead: bool = False) -> Iterator[Point]:
    for start, end, first, last in find_relative(read, today, ahead=ahead):
        yield Point("fixed" if first or last else "unclear", start, end, first=first, last=last)


def _ahead(read: str, today: date) -> Iterator[Point]:
    return _back(read, today, ahead=True)


def _edges(read: str, today: date) -> Iterator[Point]:
    """The running year, month … of ``fin de l'année``, ``the start of the month``; ``year-end``."""
    number = {"month": today.month, "quarter": (today.month + 2) // 3, "half": (today.month + 5) // 6, "year": 0}
    for match in patterns.RUNNING.finditer(read):
        name = _RUNNING_UNITS[match["unit"] or "year"]
        yield Point(name, *match.span(), today.year, number[name], edge="" if match["unit"] else "end")


def _dates(read: str, today: date) -> Iterator[Point]:
    """Full dates, and months with their year. Figures in an English text that fit day and month either way are unclear
    unless another date of the text shows the order."""
    found = [each for each in find_dates(read) if each.month is not None]
    orders = {
        read[each.start : each.end].split("/")[0].lstrip("0") == str(each.day)
        for each in found
        if each.day and "/" in read[each.start : each.end] and len(each.alternatives) == 1 and each.day != each.month
    }
    english = guess_language(read) == "en"
    for each in found:
        month, day = each.month, each.day
        if month is None:
            continue
        if day is None:
            before = read[max(0, each.start - 24) : each.start]
            if read[each.start].isdigit() and patterns.NO_YEAR_BEFORE.search(before):
                # "la facture 12/2024"
                continue
            if patterns.DAY_NUMBER_BEFORE.search(read[max(0, each.start - 12) : each.start]):
                yield Point("unclear", each.start, each.end)
            else:
                yield Point("month", each.start, each.end, each.year, month)
        elif len(each.alternatives) > 1 and english and orders != {True}:
            if orders == {False}:
                yield Point("day", each.start, each.end, each.year, day, month)
            else:
                yield Point("unclear", each.start, each.end)
        else:
            yield Point("day", each.start, each.end, each.year, month, day)


def _figures(read: str, today: date) -> Iterator[Point]:
    """``le 15/03``, ``2024-03``; ``2024-Q3``."""
    for match in patterns.MONTH_NUMBER.finditer(read):
        if not patterns.NO_YEAR_BEFORE.search(read, max(0, match.start() - 24), match.start()):
            yield Point("month", *match.span(), int(match["year"]), int(match["month"]))
    for match in patterns.YEAR_FIRST.finditer(read):
        quarter = match["kind"] in "tq"
        if quarter or match["number"] in "12":
            yield Point("quarter" if quarter else "half", *match.span(), int(match["year"]), int(match["number"]))
    for match in patterns.FIGURES.finditer(read):
        day, month = int(match["day"]), int(match["month"])
        if 1 <= month <= 12 and 1 <= day <= month_length(2000, month):
            yield _with_year(Point("day", *match.span(), None, month, day), read, today)


def _numbered(read: str, today: date) -> Iterator[Point]:
    """Quarters and half-years."""
    kinds: tuple[tuple[re.Pattern[str], Grain], ...] = ((patterns.QUARTER, "quarter"), (patterns.HALF, "half"))
    for pattern, grain in kinds:
        for match in pattern.finditer(read):
            parts = match.groupdict()
            if parts.get("final"):
                number = 4
            else:
                number = ORDINALS.get(parts["ordinal"] or parts["listed"] or "") or int(
                    parts["letter"] or parts["after"] or parts.get("digit") or 0
                )
            if grain == "quarter" or number <= 2:
                year = today.year if parts["whole"] else None
                yield _with_year(Point(grain, *match.span(), year, number), read, today)


def _days(read: str, today: date) -> Iterator[Point]:
    """Days without their year, and the first day of ``du 1er au 15 mars``."""
    days = [
        _with_year(Point("day", start, end, None, month, day), read, today)
        for month, day, start, end in find_days(read)
        if not patterns.MONTH.match(read, start)
    ]
    french = guess_language(read) == "fr"
    for match in patterns.MONTH_DAY.finditer(read):
        name, day = match["month"].rstrip("."), int(match["day"])
        # "mars 24" is a year, "Nov 25" may be one
        year_too = 20 <= day <= today.year % 100 + 1 and match[0][-1].isdigit()
        if name not in ENGLISH_MONTHS or (year_too and (french or patterns.IN.search(read, 0, match.start()))):
            continue
        if (
            year_too
            and not patterns.YEAR_AFTER.match(read, match.end())
            and not patterns.ON.search(read, 0, match.start())
        ):
            yield Point("unclear", *match.span())
        elif 1 <= day <= month_length(2000, MONTHS[name]):
            days.append(_with_year(Point("day", *match.span(), None, MONTHS[name], day), read, today))
    yield from days
    dated = [*days, *(point for point in _dates(read, today) if point.grain == "day")]
    for match in patterns.DAY_ONLY.finditer(read):
        after = next((each for each in sorted(dated, key=lambda p: p.start) if match.end() < each.start), None)
        day = int(match["day"] or match["en_day"])
        if after is not None and after.start - match.end() < 10 and 1 <= day < after.day:
            yield Point("day", *match.span(), after.year, after.number, day)


def _months(read: str, today: date) -> Iterator[Point]:
    french = guess_language(read) == "fr"
    for match in patterns.MONTH.finditer(read):
        name = match["month"].rstrip(".")
        before = read[max(0, match.start() - 12) : match.start()]
        point = Point("month", *match.span(), None, MONTHS[name])
        if match["edge"]:
            yield from _edged(point, match["edge"], name, today)
            continue
        short = patterns.TWO_DIGITS.match(read, match.end())
        certain = name not in ENGLISH_MONTHS or patterns.IN.search(read, 0, match.start()) or french
        if short is not None and certain and int(short["short"]) <= today.year % 100 + 1:
            yield replace(point, year=2000 + int(short["short"]), end=short.end())
            continue
        dated = _with_year(point, read, today)
        doubtful = dated.grain == "unclear" and name not in ENGLISH_MONTHS
        called = doubtful or patterns.CALLED_MONTH.search(before) or patterns.BESIDE_MONTH.match(read, match.end())
        if patterns.DAY_NUMBER_BEFORE.search(before):
            yield replace(dated, grain="unclear")
        elif name == "mars" and dated.year is None and not called:
            # a month, or the company
            yield replace(dated, grain="unclear")
        elif dated.year is not None or name in patterns.SURE_MONTHS or called:
            yield dated


def _edged(point: Point, edge: str, name: str, today: date) -> Iterator[Point]:
    """``last March``, ``next June``; "may" and "mar" after these words are as often no month."""
    if name in ENGLISH_MONTHS and len(name) > 3:
        side = patterns.EDGE.fullmatch(edge)
        if side is not None:
            yield replace(point, year=_beside(point, today, last=bool(side["last"]), following=bool(side["next"])))


def _years(read: str, today: date) -> Iterator[Point]:
    for match in patterns.NAMED_YEAR.finditer(read):
        yield Point("year", *match.span(), int(match["year"]) if match["year"] else 2000 + int(match["short"]))
    for match in patterns.YEAR_FROM_NOW.finditer(read):
        yield Point("year", *match.span(), relative_year(match, today))
    for match in patterns.BARE_YEAR.finditer(read):
        year = int(match["year"])
        before = read[max(0, match.start() - 24) : match.start()]
        counts = patterns.NO_YEAR_AFTER.match(read, match.end()) and not patterns.YEAR_BEFORE.search(before)
        # "Over 2025" is a year, "over 2000" an amount.
        during = before.endswith("over ") and year % 50 and 1990 < year <= today.year + 1
        if (patterns.NO_YEAR_BEFORE.search(before) and not during) or counts:
            continue
        if year == 2000:
            # as likely an amount
            yield Point("unclear", *match.span())
            continue
        if 1980 <= year <= today.year + 30:
            yield Point("year", *match.span(), year)


def _with_year(point: Point, read: str, today: date) -> Point:
    """The point with the year that follows it: ``2024``, ``'24``, ``l'an dernier``, ``dernier``."""
    match = patterns.YEAR_AFTER.match(read, point.end)
    if match is not None:
        year = int(match["year"]) if match["year"] else relative_year(match, today)
        return replace(point, year=year, end=match.end())
    if point.year is not None:
        return point
    short = patterns.SHORT_YEAR.match(read, point.end) or patterns.SHORT_BOOK.match(read, point.end)
    if short is not None:
        return replace(point, year=2000 + int(short["short"]), end=short.end())
    if point.grain != "day" and (pair := patterns.PAIR.match(read, point.end)):
        return replace(point, grain="unclear", end=pair.end())
    side = patterns.LATELY.match(read, point.end)
    if side is not None:
        nearest = _beside(point, today, last=bool(side["last"]), following=bool(side["next"]))
        return replace(point, year=nearest, end=side.end())
    return point


def _beside(point: Point, today: date, *, last: bool, following: bool) -> int | None:
    """The year of the nearest such stretch that is wholly past, or wholly to come; this year's for neither."""
    for year in range(today.year, today.year - 9, -1) if last else range(today.year, today.year + 9):
        days = point.days(year)
        if days is not None and (days[1] < today if last else days[0] > today or not following):
            return year
    return None


def resolve(point: Point, today: date, toward: Toward) -> tuple[date | None, date | None] | None:
    """The days of a point: of its year, else the nearest that have begun (``past``) or are not over (``future``)."""
    if point.grain == "fixed":
        return point.first, point.last
    if point.grain == "unclear":
        return None
    if point.year is not None:
        return point.days(point.year)
    for year in range(today.year, today.year - 9, -1) if toward == "past" else range(today.year, today.year + 9):
        days = point.days(year)
        if days is not None and (days[0] <= today if toward == "past" else days[1] >= today):
            return days
    return None
