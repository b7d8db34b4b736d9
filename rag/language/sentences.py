"""Sentences and list items of a text in French or English."""

from __future__ import annotations

import re
from itertools import pairwise

_ABBREVIATIONS_LIST = """
art arts m mm mme mmes mlle dr pr prof ste sté ets éts cf ex env tel tél av bd inc ltd corp co llc plc gmbh
mr mrs ms jr sr messrs vs etc eg ie approx dept réf ref resp cie st bros
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_LIST.split())
_BEFORE_FIGURE_LIST = """
n no nos nr p pp fig vol ch chap sec sect para al ann app exh sched jan janv feb févr fevr mar apr avr jun
jul juil aug sep sept oct nov dec déc art tit cl
"""
_BEFORE_FIGURE = frozenset(_BEFORE_FIGURE_LIST.split())
"""Abbreviations only when a figure follows: "No." may also be the end of a sentence."""
_BLANK_LINE = re.compile(r"\n[^\S\n]*(?:\n\s*)+|\f\s*")
_ITEM = re.compile(
    r"""\n[^\S\n]*(?=(?:
        [-–—•*▪◦‣●○·]\s+\S
      | \(?[0-9]{1,3}[.)]\s+\S
      | \(?[a-zA-Z]\)\s+\S
      | \(?[ivxIVX]{1,5}\)\s+\S
      | [0-9]{1,3}(?:\.[0-9]{1,3})+\.?\s+[^\W\d_a-zàâäéèêëîïôöùûüç]
      | (?:A(?:rticle|RTICLE|nnexe|NNEXE)|S(?:ection|ECTION)|C(?:lause|LAUSE|hapitre|HAPITRE))\s+[0-9IVX]+\b
    ))""",
    re.VERBOSE,
)
_STOP = re.compile(r"(?<![.!?…])(?P<mark>[.!?…]++)(?:\s?»|[\"'”’)\]])*(?=\s+(?P<next>\S))")
_SEMICOLON = re.compile(r";[^\S\n]*(?=\n)")
_LOOK_BACK = 80
"""Characters before a point that are looked at: all of a long text each time would take minutes."""
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
_ONLY_NUMBER = re.compile(
    r"\s*(?:(?:article|art\.?|section|clause|chapitre|chapter|annexe|§|titre|title)\s+)?"
    r"\(?(?:[0-9]+(?:\.[0-9]+)*|[IVX]+|[a-zA-Z])",
    re.IGNORECASE,
)


def _ends_sentence(text: str, begin: int, stop: re.Match[str]) -> bool:
    following = stop["next"]
    if following.islower():
        return False
    if stop["mark"] != ".":
        return True
    before = text[max(begin, stop.start() - _LOOK_BACK) : stop.start()]
    if len(before) < _LOOK_BACK and _ONLY_NUMBER.fullmatch(before):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        # "n°." is no word; a figure before the point ends a sentence
        return not before.endswith("°")
    # initials, S.A.S., p. ex.
    if len(word[1]) == 1 and (word[1].isupper() or word[1].lower() in "pnv" or before[:-1].endswith(".")):
        return False
    lowered = word[1].lower()
    figure = following.isdigit() or (lowered in ("art", "arts") and following.isupper())
    return lowered not in _ABBREVIATIONS and not (lowered in _BEFORE_FIGURE and figure)


def sentences(text: str) -> list[tuple[int, int]]:
    """The offsets of the sentences and list items of a text, in order, without the spaces round them.

    Every character that is no space is in exactly one. Borders are blank lines, starts of list items and numbered
    clauses at a line's begin, ``.``, ``!`` and ``?`` before a space and no lower-case letter, and ``;`` at a line's
    end. A single line end is none, nor is the point of an abbreviation, initial, clause number or decimal.
    """
    borders = {match.end() for match in _BLANK_LINE.finditer(text)}
    borders |= {match.end() for match in _ITEM.finditer(text)}
    borders |= {match.end() for match in _SEMICOLON.finditer(text)}
    fixed = [0, *sorted(borders), len(text)]
    found: list[tuple[int, int]] = []
    for low, high in pairwise(fixed):
        begin = low
        for stop in _STOP.finditer(text, low, high):
            if _ends_sentence(text, begin, stop):
                found.append((begin, stop.end()))
                begin = stop.end()
        found.append((begin, high))
    return [span for start, end in found if (span := _trimmed(text, start, end)) is not None]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
