"""Stretches of time counted from today: ``le mois dernier``, ``les 12 derniers mois``, ``within the next 60 days``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rag.language.months import add_months, month_length
from rag.language.numbers import find_numbers
from rag.language.time_words import COUNT, WEEKDAY

_DAY = timedelta(1)
_YEAR = r"(?:19|20)[0-9]{2}"

_LAST = r"(?:derniere?|denier|passee?|precedente?|ecoulee?)"
_NEXT = r"(?:prochaine?|a venir)"
_LASTS = r"(?:dernier|derniere|passe|passee|precedent|precedente|ecoule|ecoulee)s?"
_NEXTS = r"(?:prochain|prochaine|suivant|suivante)s?"
_THE = r"(?:(?:l[ea]s?|ces|des|de|the|these) )?"

RELATIVE_YEAR = (
    rf"(?P<last_year>(?:l'|d'|cet )?(?:l?an|an{{1,2}}ee?|exercice) {_LAST}|(?:le )?dernier exercice"
    r"|(?:last|(?:the )?(?:previous|prior)|the last(?= fiscal)) (?:calendar |fiscal )?year(?! to date))"
    r"|(?P<this_year>cet(?:te)? (?:annee|exercice)(?:-ci)?|(?:l')?(?:annee|exercice) (?:en cours|courante?|actuelle?)"
    r"|(?:this|(?:the )?current) (?:calendar |fiscal )?year)"
    rf"|(?P<next_year>(?:l')?(?:an|annee|exercice) {_NEXT}|(?:le )?prochain exercice"
    r"|next (?:calendar |fiscal )?year)"
)
"""A year named from this one, for a larger expression; :func:`relative_year` says which."""


def relative_year(match: re.Match[str], today: date) -> int:
    """The year that a match of ``RELATIVE_YEAR`` names."""
    return today.year + (-1 if match["last_year"] else 1 if match["next_year"] else 0)


_UNIT_WORDS = {
    "day": "jour jours day days",
    "week": "semaine semaines week weeks",
    "month": "mois moi month months",
    "quarter": "trimestre trimestres quarter quarters",
    "half": "semestre semestres",
    "year": "an ans annee annees year years",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_FR_UNIT = r"(?P<unit>jours?|semaines?|mois|trimestres?|semestres?|an(?:nee)?s?)"
_EN_UNIT = r"(?P<unit>days?|weeks?|months?|quarters?|years?)"
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9'])(?:{pattern})(?![a-z0-9]|-[a-z])")


_WHOLE = (
    (
        -1,
        _compiled(
            rf"(?:l[ea] )?(?P<unit>mois?|semaine|trimestre|semestre) {_LAST}|(?:the )?(?:last|previous|prior) "
            r"(?P<en>week|month|quarter)(?:'s)?"
        ),
    ),
    (
        0,
        _compiled(
            r"(?:ce|cette) (?P<unit>mois|semaine|trimestre|semestre)(?:-ci)?"
            r"|(?:l[ea] )?(?P<now>mois|semaine|trimestre|semestre) (?:en cours|courante?|actuelle?)"
            r"|(?:this|(?:the )?current) (?P<en>week|month|quarter)(?:'s)?"
        ),
    ),
    (
        1,
        _compiled(
            rf"(?:l[ea] )?(?P<unit>mois|semaine|trimestre|semestre) {_NEXT}|(?:the )?(?:next|coming) "
            r"(?P<en>week|month|quarter)(?:'s)?"
        ),
    ),
)
_AMONG = r"(?:(?:sur|dans|pendant|durant|au cours|during|over|in|within|for) )?"
_BACK = (
    _compiled(rf"{_AMONG}{_THE}{COUNT} {_LASTS} {_FR_UNIT}"),
    _compiled(rf"{_AMONG}{_THE}{COUNT} {_FR_UNIT} (?:{_LASTS}|glissants?)"),
    _compiled(rf"{_AMONG}{_THE}(?:last|past|previous|preceding|trailing|rolling) {COUNT} {_EN_UNIT}"),
    _compiled(rf"{_AMONG}(?:the )?past (?P<unit>week|month)"),
    _compiled(rf"(?P<since>depuis) {COUNT} {_FR_UNIT}"),
    _compiled(r"ttm|ltm"),
)
_AHEAD = (
    _compiled(rf"{_AMONG}{_THE}{COUNT} {_NEXTS} {_FR_UNIT}"),
    _compiled(rf"{_AMONG}{_THE}{COUNT} {_FR_UNIT} (?:{_NEXTS}|a venir|qui viennent)"),
    _compiled(rf"{_AMONG}{_THE}(?:next|coming|following) {COUNT} {_EN_UNIT}"),
    _compiled(rf"d'ici (?:a )?{COUNT} {_FR_UNIT}"),
    _compiled(rf"(?P<soon>dans les|sous|within) {COUNT} (?:{_FR_UNIT}|{_EN_UNIT.replace('unit', 'en')})"),
)
_NAMED = (
    # the same part of another year, or all of it
    (
        "",
        _compiled(
            rf"(?:ytd|year[ -]to[ -]date) (?:{_YEAR}|last year)|(?:{_YEAR}|last year) (?:ytd|year[ -]to[ -]date)"
        ),
    ),
    (
        "ytd",
        _compiled(r"(?:year|an|annee)[ -]to[ -]date|ytd|(?:this year )?so far this year|cumul annuel|this year so far"),
    ),
    ("mtd", _compiled(r"month[ -]to[ -]date|mtd")),
    (
        "to date",
        _compiled(
            r"a ce jour|jusqu'(?:a|au)(?: jour d')? ?(?:aujourd'? ?hui|maintenant|present|ce jour)|to (?:this )?date"
            r"|(?:up )?(?:until|till) (?:now|today)|up to (?:now|today)|as of today"
        ),
    ),
    ("-2", _compiled(r"avant[ -]hier|(?:the )?day before yesterday")),
    ("2", _compiled(r"apres[ -]demain|(?:the )?day after tomorrow")),
    ("-1", _compiled(r"hier|yesterday")),
    (
        "0",
        _compiled(r"aujourd'? ?hui|today|ce jour|(?:(?<=to )|(?<=and ))(?:now|present)|(?:(?<=a )|(?<=et ))maintenant"),
    ),
    ("1", _compiled(r"demain|tomorrow")),
)
UNCLEAR = _compiled(
    # seasons and feasts; "été" alone is a verb
    rf"(?:l'|cet |d'|en )ete(?: {_YEAR})?|ete {_YEAR}|(?:hiver|printemps|automne|rentree|noel|paques)(?: {_YEAR})?"
    rf"|(?:(?:last|this|next) )?(?:spring|summer|autumn|fall|winter|christmas|easter)(?: of)? {_YEAR}"
    r"|(?:last|this|next) (?:spring|summer|autumn|fall|winter|christmas|easter)"
    # decades, and years that begin in one and end in the other
    rf"|(?:les )?annees (?:(?:19|20)?[0-9]0)(?! (?:et|a|ou) )|{_YEAR}s"
    rf"|(?<![/.-]){_YEAR}(?: ?[-/] ?{_YEAR}(?![/.-])|[-/](?!0[1-9]|1[0-2])[0-9]{{2}})"
    r"|(?:en|in) (?:'[0-9]{2}|[0-9]{5})"
    rf"|(?:mi|mid)[ -]{_YEAR}|(?:exercices?|fiscal year|fy) ?{_YEAR} ?[-/] ?[0-9]{{2,4}}"
    # weeks by number, days of the week
    rf"|(?:semaine|week|wk) (?:n°? ?)?[0-5]?[0-9](?: (?:de |of )?{_YEAR})?"
    rf"|(?:{WEEKDAY}) (?:derniere?|prochaine?|passee?)|(?:last|next|this) (?:{WEEKDAY})"
    # one unit back, which is a whole one or the days up to now; several without saying how many
    r"|(?:l[ae] |les |ces? |the )?(?:derniere?s?|prochaine?s?) (?:jours?|semaines?|mois|semestres?|an(?:nee)?s?)"
    r"|(?:la |le |les |ces |ce )?(?:derniers?|prochains?) trimestres?(?! (?:de |en )?(?:l'annee )?(?:19|20))"
    r"|(?:the )?(?:past|coming|last|next|recent|previous) (?:days|weeks|months|quarters|years|(?:few|couple of) [a-z]+)"
    r"|(?:the )?past (?:year|quarter)|dans l'annee(?: a venir)?(?! [0-9])|l'annee d'avant|le mois d'a(?:vant|pres)"
    r"|the (?:last|next|coming|following) year"
    r"|(?:mois|semaine|trimestre|an|annee) suivante?|in (?:the )?(?:spring|summer|autumn|fall|winter)"
    r"|the year (?:before|after)|n ?- ?1"
    r"|(?:l[ae]s? )?premi(?:er|ere)s? (?:semaines?|jours?|mois)"
    # a day so far from today
    rf"|(?:il y a|sur) {COUNT} {_FR_UNIT}|(?:dans|in) {COUNT.replace('count', 'n2')} {_FR_UNIT.replace('unit', 'u2')}"
    rf"|(?:in )?{COUNT.replace('count', 'n3')} {_EN_UNIT.replace('unit', 'u3')} (?:ago|from now)"
    rf"|in {COUNT.replace('count', 'n4')} {_EN_UNIT.replace('unit', 'u4')}"
)
"""Words of time that name no days for certain."""

_ROLLING = re.compile("glissant|rolling|trailing")

Stretch = tuple[int, int, date | None, date | None]
"""Offsets in the read text, first and last day (None: open); both None where no days are certain."""


def find_relative(read: str, today: date, *, ahead: bool) -> Iterator[Stretch]:
    """The stretches of a read text that are counted from today; ``ahead`` says that it is about what is to come, so
    that ``sous 30 jours`` is a stretch of the calendar (else it is a term of payment)."""
    for name, pattern in _NAMED:
        for match in pattern.finditer(read):
            yield (*match.span(), *_named(name, today))
    for side, pattern in _WHOLE:
        for match in pattern.finditer(read):
            unit = next(group for group in match.groups() if group is not None)
            yield (*match.span(), *_whole(_UNITS[unit], today, side))
    for pattern in _BACK:
        for match in pattern.finditer(read):
            yield from _rolling(match, today, -1)
    for pattern in _AHEAD:
        for match in pattern.finditer(read):
            if ahead or not match.groupdict().get("soon"):
                yield from _rolling(match, today, 1)


def _named(name: str, today: date) -> tuple[date | None, date | None]:
    if not name:
        return None, None
    if name == "to date":
        return None, today
    if name in ("ytd", "mtd"):
        return today.replace(day=1, month=1 if name == "ytd" else today.month), today
    day = today + int(name) * _DAY
    return day, day


def _whole(unit: str, today: date, side: int) -> tuple[date, date]:
    """The week (from Monday), month, quarter or half-year of today, or the one before or after it."""
    if unit == "week":
        monday = today + (7 * side - today.weekday()) * _DAY
        return monday, monday + 6 * _DAY
    length = _MONTHS_OF[unit]
    first = add_months(today.replace(day=1, month=(today.month - 1) // length * length + 1), side * length)
    last = add_months(first, length - 1)
    return first, last.replace(day=month_length(last.year, last.month))


def _rolling(match: re.Match[str], today: date, side: int) -> Iterator[Stretch]:
    """So many days, weeks or months up to today (today is one of them), or from today on (today is counted besides)."""
    parts = match.groupdict()
    unit = _UNITS[parts.get("unit") or parts.get("en") or "month"]
    count = count_of(parts["count"]) if "count" in parts else 1 if "unit" in parts else 12
    whole = unit in ("quarter", "half", "year") and side < 0 and not parts.get("since")
    try:
        edge = _moved(today, side * count, unit)
    except OverflowError:
        count = 0
    # "les deux dernières années" may be two calendar years
    if not count or (whole and not _ROLLING.search(match[0])):
        yield (*match.span(), None, None)
    elif side > 0:
        yield (*match.span(), today, edge)
    elif parts.get("since"):
        yield (*match.span(), edge, None)
    else:
        yield (*match.span(), edge + _DAY, today)


def _moved(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + count * (7 if unit == "week" else 1) * _DAY
    return add_months(day, count * _MONTHS_OF[unit])


def count_of(written: str) -> int:
    """The number that a match of ``COUNT`` writes; 0 where it is none."""
    found = find_numbers(f"{written} jours" if not written.isdigit() else written)
    return int(found[0].value) if len(found) == 1 else 0
