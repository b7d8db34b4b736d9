"""Writes the two periods that a question compares with "vs" between them: "entre 2024 et 2025", "than in 2024"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from rag.domain.plan import Period, whole_months
from rag.facts.grammar.comparisons import alike
from rag.facts.plan_words import period_in_words
from rag.language.normalising import fold
from rag.language.periods import find_periods, find_unclear_times

_MOVED = re.compile(
    r"\b(?:compar\w*|ecarts?|differences?|gap|evolu\w*|vari\w*|progress\w*|hausse|augment\w*|baiss\w*|diminu\w*|croissance"
    r"|chang\w*|increas\w*|decreas\w*|growth|grew|grown|rise|rose|risen|drop\w*|f[ae]ll\w*|year[ -]on[ -]year|delta"
    r"|gone? (?:up|down)|went (?:up|down)|yoy)\b"
)
_MORE = re.compile(r"\b(?:plus|moins|davantage|autant|more|less|higher|lower|as much)\b")
_VERSUS = re.compile(r"\b(?:against|compared?s? (?:to|with)|relative to|over|comparee?s? (?:a|au|aux|avec)|face a)\b")
_RANGES = (
    (_MOVED, re.compile(r"\b(?:entre|between)\s+(.{3,40}?)\s+(?:et|and)\s+", re.IGNORECASE), r"\1 vs "),
    (_MOVED, re.compile(r"\b(?:de|from)\s+(.{3,40}?)\s+(?:à|a|to)\s+", re.IGNORECASE), r"\1 vs "),
    (_MORE, re.compile(r"\s(?:qu['’]|que |than )(?:(?:en|in|au|during|for|pour|à|a)\s+)?", re.IGNORECASE), " vs "),
    (
        _VERSUS,
        re.compile(
            r"\s(?:against|compared?s? (?:to|with)|relative to|over|comparée?s? (?:à|au|aux|avec)|face à)\s+",
            re.IGNORECASE,
        ),
        " vs ",
    ),
)
_YEAR_BEFORE = re.compile(
    r"\b(?:(?:par rapport (?:à|au|aux)|vs\.?|versus|contre|against|compared (?:to|with)|que|qu['’]|than|et|and"
    r"|comparée?s? à)\s+"
    r"(?:(?:en|in|à|celui|celle|celles|ceux|that|those|of|de|du|sur)\s+)*"
    r"(?:(?:la |le |l['’]|the )?(?:mêmes? (?:période|trimestre|mois|semestre|deux mois|trois mois) (?:de "
    r"|un an )?(?:l['’]|plus tôt)?"
    r"|same (?:(?:two|three) )?(?:period|quarter|months?|half)(?: of)?(?: the)?\s*))?"
    r"(?:l['’]année (?:précédente|d['’]avant|passée)|l['’]an (?:dernier|passé)|(?:the )?(?:year before"
    r"|previous year|prior year|last year)"
    r"|(?:the )?(?:year earlier|a year earlier)|n-1|un an plus tôt|un an avant|the year prior))"
    r"|\b(?:year[ -]on[ -]year|year over year|yoy|sur un an)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DATED = re.compile(r"\b(?:last|this|derniere?|cette|ce|passee?|an|year|annee|en cours|courante?)\b|\d{4}")
_BETWEEN = re.compile(
    r"[\s,]*vs[\s,]*(?:(?:en|au|in|for|of|de|du|à|celui|celle|ceux|celles|that|those|le|la|l'|the)\s*)*", re.IGNORECASE
)


_HALVES = re.compile(
    r"\b(premier|1er|first|deuxième|2e|second|troisième|3e|third|quatrième|4e|fourth)(?= (?:et|and|vs|to"
    r"|au) (?:le |the )?"
    r"(?:premier|1er|first|deuxième|2e|seconde?|troisième|3e|third|quatrième|4e|fourth|dernier|last)"
    r" (?P<noun>semestre|trimestre|half|quarter)\b)",
    re.IGNORECASE,
)
"""A noun said once for two: "le premier et le second semestre"."""


def beside_each_other(question: str, today: date) -> str | None:
    """The question with "vs" between its two periods, where it asks how one compares with the other; None where it does
    not, or names other than two that are alike."""
    return next((one for one in _written(question, today) if _compares(one, today)), None)


def _written(question: str, today: date) -> Iterator[str]:
    for one in _rewritten(question, today):
        # A year said once is both's: "in the second half of 2025 than in the first half".
        yield from filter(None, (_with_year(one, today), one))


def _with_year(question: str, today: date) -> str | None:
    found = find_periods(question, today)
    if len(found) != 2:
        return None
    years = [_YEAR.search(question[one.start : one.end]) for one in found]
    without = [number for number in (0, 1) if years[number] is None]
    bare = found[without[0]] if len(without) == 1 else None
    if bare is None or _DATED.search(fold(question[bare.start : bare.end])):
        return None
    (year,) = (each for each in years if each is not None)
    return f"{question[: bare.end]} {year[0]}{question[bare.end :]}"


def _rewritten(question: str, today: date) -> Iterator[str]:
    question = _HALVES.sub(lambda match: f"{match[1]} {match['noun']}", question)
    folded = fold(question)
    for asked, pattern, instead in _RANGES:
        for match in pattern.finditer(question) if asked.search(folded) else ():
            yield f"{question[: match.start()]} {match.expand(instead)}{question[match.end() :]}"
    if before_it := _YEAR_BEFORE.search(question):
        rest = f"{question[: before_it.start()]} {question[before_it.end() :]}"
        periods = find_periods(rest, today)
        if len(periods) == 1 and (before := _a_year_before(periods[0].period)) is not None:
            at = periods[0].end
            yield f"{rest[:at]} vs {period_in_words(before, 'fr')}{rest[at:]}"


def _compares(question: str, today: date) -> bool:
    found = find_periods(question, today)
    if len(found) != 2 or find_unclear_times(question, today):
        return False
    between = question[found[0].end : found[1].start]
    return _BETWEEN.fullmatch(between) is not None and alike(found[0].period, found[1].period)


def _a_year_before(period: Period) -> Period | None:
    """The same part of the year before."""
    start, end = period.start, period.end
    if whole_months(period) is None or start is None or end is None:
        return None
    last = end.replace(year=end.year - 1, day=monthrange(end.year - 1, end.month)[1])
    return Period(start=start.replace(year=start.year - 1), end=last)
