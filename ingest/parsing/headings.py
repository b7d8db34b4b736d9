"""Headings known by their words: "Article 7 – Durée", "ANNEXE 1", "1.2 Prix"."""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d+(?:[.\-]\d+)*|[IVXLC]+|[A-Z]|premier|première|1er|1ère|un|préliminaire|unique"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty)"
)
_NAMED = re.compile(
    r"^(?P<word>titre|chapitre|partie|livre|annexe|appendice|avenant|title|chapter|part|schedule|exhibit|appendix"
    r"|annex|section|article|clause|artikel|abschnitt|kapitel|anlage|hoofdstuk|bijlage|anexo)s?\b\.?"
    rf"(?:\s*(?:n\s*°\s*)?(?P<number>{_NUMBER}))?(?![\w'’])\s*(?P<join>[-–—−:.)]*)\s*(?P<rest>.*)$",
    re.I | re.S,
)
_OUTER = frozenset({"titre", "chapitre", "partie", "livre", "annexe", "appendice", "avenant", "title", "chapter"})
_OUTER_EN = frozenset(
    {"part", "schedule", "exhibit", "appendix", "annex", "anlage", "anexo", "kapitel", "hoofdstuk", "bijlage"}
)
_SIGN = re.compile(r"^§§?\s*(?P<number>\d+[a-z]?(?:\.\d+)*)(?P<join>[\s\-–—:.)]*)(?P<rest>.*)$", re.S)
_MAY_STAND_ALONE = frozenset({"annexe", "appendix", "annex", "exhibit", "schedule", "appendice", "avenant", "anexo"})
_NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5})(?P<dot>[.)]?)[\s\u2002-\u200a]+(?P<rest>\S.*)$", re.S
)
_MAX_CHARS = 120
_SMALL_WORDS = frozenset({"from", "with", "upon", "into", "over", "under", "pour", "avec", "dans", "sans", "über"})


def named_level(text: str) -> int | None:
    """The level of a heading that says what it is ("Article 7 – Durée", "ANNEXE"), or None."""
    line = " ".join(text.split())
    if line.startswith("§"):
        return _signed_level(line)
    match = _NAMED.match(line)
    if match is None or len(line) > _MAX_CHARS:
        return None
    word, rest = match["word"].lower(), match["rest"]
    if match["number"] is None and (word not in _MAY_STAND_ALONE or (rest and not match["join"])):
        return None
    if rest and not _is_label(rest, joined=bool(match["join"])):
        return None
    if not line[0].isupper():
        return None
    return 1 if word in _OUTER or word in _OUTER_EN else 2 + (match["number"] or "").count(".")


def _signed_level(line: str) -> int | None:
    """The level of "§ 5 Kündigung", or None for a sentence that begins so."""
    match = _SIGN.match(line)
    if match is None or len(line) > _MAX_CHARS or (match["rest"] and not _is_label(match["rest"], joined=False)):
        return None
    return 2 + match["number"].count(".")


def numbered_level(text: str) -> int | None:
    """The level that the number of a numbered line gives it ("1. Objet" 2, "1.2 Prix" 3), or None.

    Only the form is judged: a list item may have it too, so the caller wants another sign (weight, size,
    place).
    """
    line = " ".join(text.split())
    match = _NUMBERED.match(line)
    if match is None or len(line) > _MAX_CHARS or not _is_label(match["rest"], joined=True):
        return None
    depth = match["number"].count(".")
    if not match["dot"] and (depth == 0 or not match["rest"][0].isupper()):
        return None
    return 2 + depth


def _is_label(rest: str, *, joined: bool) -> bool:
    """True when the words after the number can be a heading's: few, a capital first, no sentence."""
    if "...." in rest or rest[-1] in ",;" or (rest[-1] == "." and len(rest.split()) > 6):
        return False
    if not any(char.isalpha() for char in rest) or re.search(r"[.!?;]\s+\w{2}", rest.rstrip(".")):
        return False
    if joined:
        return rest[0].isupper() or not rest[0].isalpha() or len(rest.split()) <= 8
    return rest[0].isupper() and len(rest.split()) <= 8 and (rest[-1] != "." or is_title_case(rest))


def is_title_case(text: str) -> bool:
    """True when all words but the small ones have a capital ("Term and Termination")."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return bool(words) and all(word[0].isupper() or word in _SMALL_WORDS for word in words)
