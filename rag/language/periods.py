"""Stretches of time that a question names: ``en 2024``, ``entre janvier et mars``, ``within the next 60 days``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from rag.domain.plan import Period
from rag.language.misread_times import certain_points
from rag.language.normalising import original_span
from rag.language.period_bounds import BOUNDS
from rag.language.time_points import Point, Toward, find_points, resolve
from rag.language.time_words import CHANGE, COMPARISON, WEEKDAY, read_time

_WINDOW = 48

_SMALL = rf"(?:(?:le|la|les|the|du|de|des|au|a|en|in|on|of|mois|month|{WEEKDAY},?) |l'|d')*"
_BEGIN = r"(?<![a-z0-9])"


def _lead(words: str) -> re.Pattern[str]:
    """Words that stand right before a point in time, small words between."""
    return re.compile(rf"{_BEGIN}(?:{words})[ -]?{_SMALL}$")


_EDGE_WORDS = re.compile(
    rf"{_BEGIN}(?:la |le |the )?(?:(?P<end>fin|end)|(?P<start>debut|start|beginning))(?: of the| of| de| du)? "
    rf"(?:l'|d'|la |le |the |mois de |mois d'|month of )*$|{_BEGIN}(?:la |le )?(?:(?P<end2>fin)|(?P<start2>debut)) d'$"
)
_NEGATED = _lead(
    r"sauf|hors|hormis|excepte|excluding|except(?: for)?|but|not|pas|jamais|never|autres? que|other than|sans|without"
    r"|ni|nor|exception|exclusion|(?:celles?|ceux) d['e]"
)
_VAGUE = _lead(
    r"vers|environ|autour|aux? alentours|around|circa|about|early|late|mid|mi|roughly|milieu|middle|courant(?= 20)"
    r"|semaine|week"
    r"|approximately|premiers mois|derniers mois|first (?:weeks|months)|last (?:weeks|months)"
)
_LEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("until", _lead(r"on or before")),
    ("from", _lead(r"on or after")),
    ("before", _lead(r"avant|anterieure?s? (?:a|au)|prior to|before|earlier than|ahead of|precedant|preceding")),
    ("from now", _lead(r"d'ici(?: a| au)?")),
    ("by", _lead(r"by|au plus tard|no later than|not later than|at the latest")),
    ("until", _lead(r"jusqu'(?:a|au|en|aux)|jusque|until|till|up to|through|thru")),
    ("after", _lead(r"apres|posterieure?s? (?:a|au)|after|later than|suivant|following")),
    ("since", _lead(r"depuis|since")),
    ("from", _lead(r"a partir|a compter|starting(?: from| in| on)?|as from")),
    ("of", _lead(r"from")),
    ("from the", re.compile(rf"{_BEGIN}des (?:le |l'|la )?$")),
    ("unclear", _lead(r"as of")),
)
_FAR_BOUND = re.compile(
    rf"{_BEGIN}(?:depuis|since|avant|before|apres|after|until|jusqu'[a-z]*|entre|between|a partir|a compter)"
    r"(?! (?:tax|tva|vat|remise|rabais|discount|impot|reduction))[^.,;:?!]{4,18}(?<! en )(?<! in )$"
)
_TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("from", re.compile(r" (?:onwards?|and (?:after|later)|or later|et (?:apres|suivants)|ou apres)(?![a-z])")),
    (
        "until",
        re.compile(r" (?:and (?:before|earlier)|or earlier|et avant|ou avant|au plus tard|at the latest)(?![a-z])"),
    ),
)
_ONLY_SMALL = re.compile(rf" {_SMALL}")
_INCLUDED = re.compile(r",? \(?(?:inclus|included|inclusive|compris)\)?(?![a-z])")
_LEFT_OUT = re.compile(r",? \(?(?:exclu[es]?|excluded|exclusive|non compris|not included)\)?(?![a-z])")
_IN = re.compile(
    rf"{_BEGIN}(?:(?:en|in|au|dans|pendant|durant|during|over|on|sur|le|la|the)"
    r"|au (?:cours|titre) (?:de|du)) (?:la |le |l'|the |cours de |mois de |month of )*$|(?<![a-z])l'$"
)

_BETWEEN = _lead(r"entre|between")
_FROM = re.compile(
    rf"{_BEGIN}(?:(?:de|du|des|from|depuis|since|a (?:partir|compter) d[eu]|starting) {_SMALL}"
    r"|(?:depuis |a partir )?d')$"
)
_AND = re.compile(rf",? ?(?:et|and) {_SMALL}")
_TO = re.compile(rf" ?(?:a|au|aux|to|until|till|through|thru|jusqu'a|jusqu'au|jusqu'en|-|\.\.\.?) ?{_SMALL}")
_JOIN = re.compile(
    rf"(?:,? (?:et|and|ou|or|puis|then|vs\.?|versus|contre|avec|with|&|a|to|par rapport) |, ?| ?[/&+] ?)"
    rf"(?:(?:avant|apres|before|after|jusqu'|until|depuis|since) ?)?{_SMALL}"
)
_GAP = re.compile(r",? ?(?:et|and|puis|mais)? ?")


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period at characters ``[start, end)`` of a text, the words that bound it included (``avant le 1er mars``)."""

    period: Period
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days that are worked out, at characters ``[start, end)`` of the read text; None for words that give none."""

    start: int
    end: int
    days: tuple[date | None, date | None] | None


def find_periods(text: str, today: date, toward: Toward = "past") -> list[FoundPeriod]:
    """The periods that a question names in French or English, in order, no two overlapping.

    ``toward`` says on which side of today a day, month or quarter without its year lies: the nearest that has begun
    (``past``: invoices) or that is not over (``future``: deadlines); ``depuis mars`` is past in either. ``avant`` ends
    the day before and is open behind, ``jusqu'au`` and ``by`` end with the day named, ``après`` begins the day after,
    ``depuis`` with it and is open ahead. The last N days or months end today, the next N begin today. A year is the
    calendar's, as is an ``exercice`` or FY; weeks begin on Monday. Words of time are read with one letter wrong.

    What names no days for certain is not found: see :func:`find_unclear_times`.
    """
    return [
        FoundPeriod(Period(start=each.days[0], end=each.days[1], words=text[start:end]), start, end)
        for each, start, end in _read(text, today, toward)
        if each.days is not None
    ]


def find_unclear_times(text: str, today: date, toward: Toward = "past") -> list[tuple[int, int]]:
    """Where a text speaks of time without naming days for certain (``l'été 2024``, ``vers mars``, ``sauf 2023``).

    A question with one cannot be answered as if the words were not there."""
    return [(start, end) for each, start, end in _read(text, today, toward) if each.days is None]


def _read(text: str, today: date, toward: Toward) -> list[tuple[_Stretch, int, int]]:
    read, offsets = read_time(text)
    points = certain_points(read, find_points(read, today, toward))
    points = _shared_years(read, [_at_edge(read, point) for point in points])
    stretches: list[_Stretch] = []
    index = 0
    while index < len(points):
        low = points[index - 1].end if index else 0
        pair = _range(read, points[index], points[index + 1], low, today, toward) if index + 1 < len(points) else None
        high = points[index + 1].start if index + 1 < len(points) else len(read)
        stretches.append(pair or _single(read, points[index], low, high, today, toward))
        index += 2 if pair else 1
    certain = _related(read, _merged(read, stretches))
    return [(each, *original_span(text, offsets, each.start, each.end)) for each in certain]


def _related(read: str, stretches: list[_Stretch]) -> list[_Stretch]:
    """The stretches; two with "to" between them that bound none together give none."""
    kept = list(stretches)
    for index, (one, other) in enumerate(pairwise(stretches)):
        if _TO.fullmatch(read, one.end, other.start) and not COMPARISON.search(read):
            kept[index], kept[index + 1] = replace(one, days=None), replace(other, days=None)
    return kept


def _before(read: str, point: Point, low: int = 0) -> str:
    return read[max(low, point.start - _WINDOW) : point.start]


def _at_edge(read: str, point: Point) -> Point:
    match = _EDGE_WORDS.search(_before(read, point))
    if match is None or point.grain == "day":
        return point
    ends = match["end"] or match["end2"]
    return replace(point, edge="end" if ends else "start", start=point.start - len(match[0]))


def _order(point: Point) -> tuple[int, int]:
    """Where in its year a point begins, for points without their year."""
    length = {"month": 1, "quarter": 3, "half": 6}.get(point.grain, 1)
    return (point.number - 1) * length if point.grain != "day" else point.number - 1, point.day


def _shared_years(read: str, points: list[Point]) -> list[Point]:
    """A year said once for several (``mars et avril 2024``, ``T3 2024 et T4``) given to each of them; where that would
    turn them round (``décembre et janvier 2025``) the one without is unclear."""
    shared = list(points)
    for one, other, step in [(i, i + 1, 1) for i in range(len(points) - 2, -1, -1)] + [
        (i, i - 1, -1) for i in range(1, len(points))
    ]:
        here, there = shared[one], shared[other]
        left, right = (here, there) if step > 0 else (there, here)
        dated = there.year is not None and there.grain in ("day", "month", "quarter", "half")
        if not (here.yearless and dated and _JOIN.fullmatch(read, left.end, right.start)):
            continue
        if _order(left) < _order(right):
            shared[one] = replace(here, year=there.year)
        elif not _TO.fullmatch(read, left.end, right.start) and not _BETWEEN.search(_before(read, left)):
            shared[one] = replace(here, grain="unclear")
    return shared


def _range(read: str, p: Point, q: Point, low: int, today: date, toward: Toward) -> _Stretch | None:
    """Two points that bound one stretch: ``de mars à juin``, ``between X and Y``, ``T1-T3 2024``; None where they do
    not."""
    lead = _before(read, p, low)
    between, started = _BETWEEN.search(lead), _FROM.search(lead)
    middle = read[p.end : q.start]
    to_date = q.grain == "fixed" and q.first is None
    if between is not None and _AND.fullmatch(middle):
        opening = between
    elif started is not None and (_TO.fullmatch(middle) or (to_date and middle in (" ", " a "))):
        opening = started
    elif p.grain not in ("fixed", "unclear") and (
        middle in (" ", ", ") if to_date else p.grain == q.grain and _TO.fullmatch(middle)
    ):
        opening = None
    else:
        return None
    if COMPARISON.search(read) and not (p.grain == "day" or q.grain == "day"):
        return None
    begin = p.start - (len(opening[0]) if opening else 0)
    if opening is not None and opening[0].startswith(("depuis", "since")):
        toward = "past"
    bad = p.edge == "end" or q.edge == "start" or "unclear" in (p.grain, q.grain) or CHANGE.search(read)
    negated = _NEGATED.search(read[max(0, begin - _WINDOW) : begin])
    days = None if bad or negated else _bounded(p, q, today, toward)
    return _Stretch(begin, q.end, days)


def _bounded(p: Point, q: Point, today: date, toward: Toward) -> tuple[date, date] | None:
    """From the first day of one point to the last of another; a year that one lacks is the other's, or the one before
    (``de novembre à février 2024``) or after."""
    if q.yearless and not p.yearless:
        if _order(p) == _order(q) and p.grain == q.grain:
            return None
        known = resolve(p, today, toward)
        if known is None or known[0] is None:
            return None
        q = replace(q, year=known[0].year + (p.grain in ("day", "month", "quarter", "half") and _order(q) < _order(p)))
    last = resolve(q, today, toward)
    if last is None or last[1] is None:
        return None
    if p.yearless:
        if q.yearless or q.year is not None or last[0] is None:
            turned = _turned(p, q)
            p = replace(p, year=last[1].year - turned)
        else:
            p = replace(p, year=last[1].year)
    first = resolve(p, today, toward)
    if first is None or first[0] is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _turned(p: Point, q: Point) -> bool:
    return q.grain in ("day", "month", "quarter", "half") and _order(p) > _order(q)


def _single(read: str, point: Point, low: int, high: int, today: date, toward: Toward) -> _Stretch:
    """One point with the words that stand around it."""
    lead, start, end = _before(read, point, low), point.start, point.end
    kind = ""
    for name, pattern in _LEADS:
        if match := pattern.search(lead):
            kind, start = name, point.start - len(lead) + match.start()
            break
    if not kind and point.grain == "day" and re.search(r"(?<![a-z])au $", lead):
        # "échues au 31 mars": on that day, or up to it
        return _Stretch(start, end, None)
    if not kind and _FAR_BOUND.search(lead):
        # "since the statr of 2024"
        return _Stretch(start, end, None)
    if kind == "from the":
        # "dès mars"; "des T1 et T2" is another word
        kind = "from" if point.grain in ("day", "month") or read[point.start].isdigit() else ""
        start = start if kind else point.start
    if kind == "of":
        # "invoices from March" are those of March; from a day they may be those since
        kind, start = ("", point.start) if point.grain != "day" else ("unclear", start)
    for name, pattern in _TAILS:
        # "après mars et avant juin": the words belong to what follows
        if (match := pattern.match(read, end)) and not _ONLY_SMALL.fullmatch(read, match.end(), high):
            kind, end = (name if kind in ("", "unclear") or kind == name else "unclear"), match.end()
            break
    if match := _INCLUDED.match(read, end):
        end = match.end()
    before = read[max(low, start - _WINDOW) : start]
    if not kind and (match := _IN.search(before)):
        start -= len(match[0])
        before = read[max(low, start - _WINDOW) : start]
    if _NEGATED.search(before) or _VAGUE.search(before) or _VAGUE.search(lead) or _LEFT_OUT.match(read, end):
        return _Stretch(start, end, None)
    return _Stretch(start, end, None if kind == "unclear" else BOUNDS[kind](point, today, toward))


def _merged(read: str, stretches: list[_Stretch]) -> list[_Stretch]:
    """One stretch of a side open behind and one open ahead that stand together (``après mars et avant juin``)."""
    merged: list[_Stretch] = []
    for each in stretches:
        last = merged[-1] if merged else None
        if last is not None and last.days and each.days and _GAP.fullmatch(read, last.end, each.start):
            firsts = [day for day in (last.days[0], each.days[0]) if day is not None]
            ends = [day for day in (last.days[1], each.days[1]) if day is not None]
            if len(firsts) == len(ends) == 1 and None in last.days and firsts[0] <= ends[0]:
                merged[-1] = _Stretch(last.start, each.end, (firsts[0], ends[0]))
                continue
        merged.append(each)
    return merged
