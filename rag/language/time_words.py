"""The words of time in French and English, as they are typed: small errors in them are put right."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from rag.language.months import MONTHS
from rag.language.normalising import read_with_offsets
from rag.language.number_words import NUMBER_WORDS

# no short words ("après" is near "auprès"), none that names a day by itself
_PUT_RIGHT = """
janvier fevrier avril juillet septembre octobre novembre decembre
january february april august september october november december
trimestre trimestres semestre semestres semaine semaines exercice
dernier derniere derniers dernieres precedent precedente prochain prochaine prochains prochaines
premier premiere deuxieme second troisieme quatrieme depuis quarter months previous current before between yesterday
"""
_VOCABULARY = tuple(_PUT_RIGHT.split())
_STAND_NEAR = """
month seconds seconde secondes auguste augusta augustin denier deniers derriere mouths quartier quartiers quarters
exercise exercises premiers premieres precedents precedentes precedant precedence procedent domaine domaines
"""
_OTHER_WORDS = frozenset(_STAND_NEAR.split())
"""Words of their own that stand one letter from a word of time."""

_TOKEN = re.compile(r"[a-z]{5,}")


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    if word in _VOCABULARY or word in MONTHS or word in NUMBER_WORDS or word in _OTHER_WORDS:
        return word
    near = extract(word, _VOCABULARY, scorer=OSA.distance, score_cutoff=1, limit=2)
    # "derniere" and "dernier" are both near to "dernire": either means the same
    return near[0][0] if near and (len(near) == 1 or near[0][0][:5] == near[1][0][:5]) else word


_SOME_MONTHS = """
janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
january february march april june july august september october november december
"""
_SOME_UNITS = "trimestre semestre quarter"


@lru_cache(maxsize=4096)
def _resembles(word: str, names: str) -> bool:
    if word in MONTHS or word in NUMBER_WORDS or word in _SOME_UNITS.split():
        return False
    return any(OSA.distance(word, name) <= (2 if len(name) > 5 else 1) for name in names.split())


def resembles_month(word: str) -> bool:
    """True for a word that is no month but may be one with an error too many to put it right (``mras``, ``avier``)."""
    return _resembles(word, _SOME_MONTHS)


def resembles_unit(word: str) -> bool:
    """True for months, a quarter or half-year, and for a word that may be one with errors."""
    return (
        word in ("mois", "months", *_SOME_UNITS.split())
        or _resembles(word, _SOME_UNITS)
        or OSA.distance(word, "half") <= 1
    )


_SOME_BOUNDS = "avant apres after since until entre between before depuis jusqu prior"


def resembles_bound(word: str) -> bool:
    """True for ``avnt``, ``sincr`` and the like, which would open or close a period."""
    known = word in _SOME_BOUNDS.split() or word in ("avait", "ayant")
    return not known and any(OSA.distance(word, name) == 1 for name in _SOME_BOUNDS.split())


def resembles_from(word: str) -> bool:
    """True for the middle of ``à patir du``, ``à comptr de``."""
    return word not in ("partir", "compter") and min(OSA.distance(word, name) for name in ("partir", "compter")) <= 2


def resembles_between(word: str) -> bool:
    """True for ``enrte`` and the like."""
    return word not in ("entre", "between") and _resembles(word, "entre between") and OSA.distance(word, "entre") != 2


def read_time(text: str) -> tuple[str, list[int]]:
    """The read form of a text (:func:`rag.language.normalising.read_with_offsets`) in which words of time that are one
    letter wrong are put right (``javier``, ``trimestr``), with the index in ``text`` where each character came from."""
    read, offsets = read_with_offsets(text)
    pieces: list[str] = []
    where: list[int] = []
    done = 0
    for match in _TOKEN.finditer(read):
        word = _corrected(match[0])
        if word == match[0]:
            continue
        pieces += read[done : match.start()], word
        where += offsets[done : match.start()]
        last = match.end() - match.start() - 1
        where += [offsets[match.start() + min(index, last)] for index in range(len(word) - 1)]
        where.append(offsets[match.end() - 1])
        done = match.end()
    pieces.append(read[done:])
    where += offsets[done:]
    # a line's end parts words as a space does
    return "".join(pieces).replace("\n", " ").replace("\t", " "), where


_COUNTED = "|".join(sorted(NUMBER_WORDS | {"un", "une", "one"}, key=len, reverse=True))
COUNT = rf"(?P<count>[0-9]{{1,3}}|(?:{_COUNTED})(?:[ -](?:et[ -])?(?:{_COUNTED})){{0,4}})"
"""A count in digits or words, as the group ``count``."""

_ORDINALS = (
    "1er 1ere 1_er premier premiere 1st first",
    "2e 2eme 2_e 2_eme 2d 2nd deuxieme second seconde",
    "3e 3eme 3_e 3_eme 3rd troisieme third",
    "4e 4eme 4_e 4_eme 4th quatrieme fourth",
)
ORDINALS: dict[str, int] = {
    word.replace("_", " "): number for number, words in enumerate(_ORDINALS, 1) for word in words.split()
}
"""Folded ordinals of quarters and half-years."""

_ENGLISH = """
january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct november
nov december dec
"""
ENGLISH_MONTHS: frozenset[str] = frozenset(_ENGLISH.split())
"""Folded names of months that stand before their day (``March 1``)."""

COMPARISON = re.compile(
    r"(?<![a-z])(?:compar[a-z]*|versus|vs|contre|par rapport|differences?|ecarts?|gap|against)(?![a-z])"
)
"""Words that make two periods of ``entre 2023 et 2024``."""

CHANGE = re.compile(
    r"(?<![a-z])(?:evolu[a-z]*|progress[a-z]*|croissance|hausse|baisse|augment[a-z]*|diminu[a-z]*|chang[a-z]*|grew|growth"
    r"|increas[a-z]*|decreas[a-z]*|variation|trend|tendance)(?![a-z])"
)
"""Words with which ``de 2023 à 2024`` may be a comparison or one stretch."""

WEEKDAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
"""Days of the week, alternatives of a regular expression."""
