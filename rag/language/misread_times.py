"""Points in time beside which a word of time seems to stand that could not be read: nothing is guessed there."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from rag.language.time_points import Point
from rag.language.time_words import (
    resembles_between,
    resembles_bound,
    resembles_from,
    resembles_month,
    resembles_unit,
)

_YEAR = r"(?:19|20)[0-9]{2}"
_SMALL = "(?:de |of |a |au |to |et |and |through )*"
_WORD_BEFORE = re.compile(
    rf"(?:(?P<lead>[a-z0-9]+) )?(?<![a-z])(?P<word>[a-z]{{3,}}) (?:[0-9]{{1,2}}(?:er|st|nd|rd|th)? (?=[a-z]))?"
    rf"(?P<small>{_SMALL})(?:l')?$"
)
_WORD_AFTER = re.compile(r" (?:a|to|au|et|and|through|until) (?P<word>[a-z]{3,})(?![a-z])")
_CODE_BEFORE = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[1-4] (?:de |of |en |in )?(?:l')?$")
_DAY_BEFORE = re.compile(
    r"(?<![a-z])(?:du|le|from|between|entre|de) [0-3]?[0-9](?:er|e|st|nd|rd|th)? [a-z]{1,5} (?:[a-z]{1,3} )?$"
    r"|(?<![0-9/.,-])[0-3]?[0-9](?:er|st|nd|rd|th)? (?:to|au|and|et|through) (?:le |the )?$"
)
# "jusuq'en"
_ELIDED_BEFORE = re.compile(r"(?<![a-z])(?!jusqu')[a-z]{4,7}'(?:en|a|au) (?:la |le |l')?$")
_BOUND_BEFORE = re.compile(r"(?<![a-z])(?P<word>[a-z]{4,}) (?:le |la |les |the |en |du |de )*(?:l')?$")
_FROM_BEFORE = re.compile(r"(?<![a-z])a (?P<word>[a-z]{5,8}) d[eu] (?:l'|le )?$")
_PART_BEFORE = re.compile(r"(?<![a-z0-9])[a-z]{0,2}[1-4][a-z]? ?(?:-|a |au |to )$")
_PART_AFTER = re.compile(r" ?(?:-|a |au |to ) ?[a-z]{0,2}[1-4][a-z]{0,2}(?![0-9a-z])")
_YEAR_GLUED = re.compile(rf" ?[a-z]?{_YEAR}")
_EACH_WORDS = "chaque par each every per by les tous des the quatre four 4 two deux 2"
_EACH = frozenset(_EACH_WORDS.split())
"""Words before a quarter that is not one of the four (``chaque trimestre de 2024``)."""
_JOINED = re.compile(
    r"(?<![a-z])(?:et|and|ou|or|vs|versus|contre|avec|with|puis|then|par rapport|compar[a-z]*|than|que)(?![a-z])|[&+/]"
)
_RELATED = re.compile(
    r"(?<![a-z])(?:jusqu'?[a-z]*|until|till|through|thru|avant|before|apres|after|depuis|since|fin|end|debut|start|a|au"
    r"|aux|to)(?![a-z])|[-,.;:?]"
)
_TO = re.compile(r" ?(?:a|au|to|until|through|jusqu'a|jusqu'au|-) ?(?:l[ae] |the |l')?")


def certain_points(read: str, points: list[Point]) -> list[Point]:
    """The points, those unclear beside which a word of time seems to stand that could not be read (``en mras 2024``,
    ``T3 te 2024``): what it says would be left out."""
    ends = [0, *(point.end for point in points)]
    unsure = {index for index, point in enumerate(points) if _misread(read, point, ends[index])}
    if points and points[-1].grain in ("quarter", "half") and _PART_AFTER.match(read, points[-1].end):
        unsure.add(len(points) - 1)
    for index, (point, following) in enumerate(pairwise(points)):
        middle = read[point.end : following.start]
        years = (point.grain == "year" and following.yearless) or (point.yearless and following.grain == "year")
        word = _WORD_BEFORE.search(read, max(0, point.start - 24), point.start)
        between = word is not None and resembles_between(word["word"]) and _JOINED.search(middle)
        joined = _JOINED.search(middle) or _TO.fullmatch(middle)
        apart = len(middle) < 13 and "fixed" not in (point.grain, following.grain) and not _RELATED.search(middle)
        part = _PART_AFTER.match(read, point.end) if point.grain in ("quarter", "half") else None
        if part is not None and part.end() <= following.start:
            unsure.add(index)
        if (not joined and (years or apart)) or between:
            unsure |= {index, index + 1}
    return [replace(point, grain="unclear") if index in unsure else point for index, point in enumerate(points)]


def _misread(read: str, point: Point, low: int) -> bool:
    if point.grain in ("fixed", "unclear"):
        # "avannt-hier"
        return point.grain == "fixed" and read[max(0, point.start - 1) : point.start] == "-"
    before = _WORD_BEFORE.search(read, max(low, point.start - 32), point.start)
    if before is not None:
        word, small = before["word"], before["small"]
        if resembles_month(word) and (point.grain == "year" or small):
            return True
        if point.grain == "year" and resembles_unit(word) and before["lead"] not in _EACH:
            return True
    window = read[max(low, point.start - 18) : point.start]
    bound = _BOUND_BEFORE.search(window)
    if _ELIDED_BEFORE.search(window) or (bound is not None and resembles_bound(bound["word"])):
        return True
    opening = _FROM_BEFORE.search(window)
    if opening is not None and resembles_from(opening["word"]):
        return True
    if point.grain in ("quarter", "half") and _PART_BEFORE.search(window):
        return True
    if point.grain == "year" and _CODE_BEFORE.search(window):
        return True
    if point.grain == "day" and _DAY_BEFORE.search(window):
        return True
    if point.yearless and _YEAR_GLUED.match(read, point.end):
        return True
    after = _WORD_AFTER.match(read, point.end)
    return after is not None and resembles_month(after["word"])
