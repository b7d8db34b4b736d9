"""Dates in words: ``trente et un décembre deux mille vingt-quatre``, ``the first day of March, 2024``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from rag.language.months import MONTH_PATTERN, MONTHS
from rag.language.number_words import find_word_numbers

_FRENCH = """premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept
dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit
vingt-neuf trente trente-et-un"""
_ENGLISH = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth
twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"""
_DAYS = {name: day for names in (_FRENCH, _ENGLISH) for day, name in enumerate(names.split(), 1)}


def _any_of(names: str) -> str:
    """The names as alternatives, longest first, with a space or a line's end wherever a hyphen may stand."""
    return "|".join(name.replace("-", "[- \n]") for name in sorted(names.split(), key=len, reverse=True))


_REPEATED = r"(?:[ \n]\([0-3]?[0-9](?:er|st|nd|rd|th)?\))?"
_DATE = re.compile(
    rf"(?<![a-z0-9])(?<![a-z0-9]-)(?:(?P<fr>{_any_of(_FRENCH)}){_REPEATED}[ \n](?P<fr_month>{MONTH_PATTERN})"
    rf"|(?P<of>{_any_of(_ENGLISH)}){_REPEATED}(?:[ \n]day)?[ \n]of[ \n](?P<of_month>{MONTH_PATTERN})"
    rf"|(?P<before>{_any_of(_ENGLISH)})[ \n](?P<before_month>{MONTH_PATTERN})"
    rf"|(?P<after_month>{MONTH_PATTERN})[ \n](?:the[ \n])?(?P<after>{_any_of(_ENGLISH)})(?![a-z])"
    rf"|(?P<digits>[0-3]?[0-9])(?:er|st|nd|rd|th)?[ \n](?:of[ \n])?(?P<digits_month>{MONTH_PATTERN}))"
)
_YEAR_IN_DIGITS = re.compile(r",?[ \n]{1,2}(?:de[ \n]|of[ \n])?(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_YEAR_GAP = re.compile(r",?[ \n]{1,2}(?:de l'an[ \n]|(?:in )?the year[ \n])?(?P<thousand>mil[ \n])?")
_VERBS = frozenset({"may", "march"})
_WINDOW = 80
"""Characters in which a year in words stands."""


class WordedDate(NamedTuple):
    """A day in words at ``[start, end)`` of a read text; ``year`` is None where none follows. The day may not exist."""

    year: int | None
    month: int
    day: int
    start: int
    end: int


def find_worded_dates(read: str) -> Iterator[WordedDate]:
    """The days of a read text (see ``normalising.read_with_offsets``) that are written in words, with the year that
    follows in words or digits, French and English; days in digits only where their year is in words."""
    for match in _DATE.finditer(read):
        way = next(name for name in ("fr", "of", "before", "after", "digits") if match[name] is not None)
        month = match[f"{way}_month"].rstrip(".")
        year, end = _year(read, match.end())
        if way == "digits":
            if year is not None and not read[end - 1].isdigit():
                yield WordedDate(year, MONTHS[month], int(match["digits"]), match.start(), end)
            continue
        # "the first may", "may first"
        if year is None and way in ("before", "after") and month in _VERBS:
            continue
        day = _DAYS[re.sub(r"[ \n]", "-", match[way])]
        yield WordedDate(year, MONTHS[month], day, match.start(), end)


def _year(read: str, start: int) -> tuple[int | None, int]:
    """The year that begins right after an offset, and where it ends; None and the offset itself where none does."""
    match = _YEAR_IN_DIGITS.match(read, start)
    if match is not None:
        return int(match["year"]), match.end()
    gap = _YEAR_GAP.match(read, start)
    if gap is None:
        return None, start
    words = read[gap.end() : gap.end() + _WINDOW]
    found = list(islice(find_word_numbers(words), 2))
    if not found or found[0].start:
        return None, start
    value, end = found[0].value, found[0].end
    if gap["thousand"]:
        value += 1000
    elif len(found) == 2 and value in (19, 20) and 10 <= found[1].value <= 99 and found[1].start - end == 1:
        # "twenty twenty-four"
        value, end = 100 * value + found[1].value, found[1].end
    return (value, gap.end() + end) if 1900 <= value <= 2099 else (None, start)
