"""Other contracts that a contract speaks of: what it says of their days and terms, it does not say of its own."""

from __future__ import annotations

import re
from collections.abc import Set

from ingest.extraction.contracts.flattening import flatten
from ingest.extraction.contracts.opening import Opening

_WORD = (
    r"(?!(?:of|to|this|the|under|in|by|on|with|is|are|shall|will|may|has|have|that|which|term|period|date)\b)[\w&'-]+"
)
_NAMED = re.compile(
    r"(?:(?:the )?(?:[a-z]+ )?(?:term|period|duration|date|expiration|expiry|renewal) of )?"
    r"\b(?P<which>the|that certain|an?|any|each)"
    rf" (?P<name>(?:{_WORD} ){{0,6}}?)(?P<kind>agreements?|contracts?|(?:sub)?lease|guarant(?:y|ee)|warranty)\b"
    r"|\b(?P<fr>le|du|un|au) (?P<kind_fr>bail|cautionnement)\b|\b(?:la|une) (?P<police>police|garantie|caution)\b"
)
_SAY_NOTHING = frozenset(
    ("present", "said", "whole", "entire", "initial", "foregoing", "above", "new", "same", "full", "and", "or", "its")
)
_ALIKE = {"bail": ("bail", "loca"), "lease": ("lease", "rent", "tenan", "landlord", "premises")}
"""How the words begin by one of which a contract that is of a kind calls itself."""
_DATED = re.compile(
    r"\b(?:agreements?|contract|lease|letter|addendum|amendment|order|deed|notes?|contrat|bail|avenant|convention"
    r"|acte|courrier|lettre)\b(?: no\.? ?[\w./-]{1,20})?,?"
    r" (?:dated|signed|executed|of|made|en date|signee?|conclue?|du)(?: as)?(?: of| on| du| le| the)?(?: le| the)? ?$"
)


_RECITES = re.compile(
    r"(?:[\W\d]|\b[a-z]\)|que |whereas,? |attendu que |considerant que )*"
    r"(?:(?:par|suivant|selon|aux termes d'|en vertu d') ?(?:une? |le )?(?:contrat|acte|convention|bail"
    r"|avenant|accord)\b"
    r"[^.;]{0,80}?\b(?:signee?|conclue?|passee?|en date|date|du \d)"
    r"|(?:by|under|pursuant to) (?:an?|the) [^.;]{0,60}?(?:agreement|contract|lease|deed)\b[^.;]{0,40}?\b(?:dated|made"
    r"|entered|signed))"
)


def recites(flat: str) -> bool:
    """Whether a sentence tells of an earlier contract: "Par contrat signé le 3 mars 2023 …". Its term and notice are
    not those of the contract, or of the amendment, that tells of it."""
    return _RECITES.match(flat) is not None


def own_words(title: str | None, opening: Opening) -> Set[str]:
    """The words by which a contract calls itself."""
    return {*re.findall(r"[\w&'-]+", f"{flatten(title or '')} {opening.formula.flat[:300]}")}


def names_another(flat: str, at: int, own: Set[str]) -> bool:
    """Whether the words at ``at`` name another contract than the one that calls itself by ``own`` words: "the prior
    agreement", "the term of the lease" in a contract of supply."""
    named = _NAMED.match(flat, at)
    if named is None:
        return False
    kind = named["kind"] or named["kind_fr"] or named["police"]
    if named["which"] in ("that certain", "a", "an", "any", "each"):
        return True
    generic = kind.startswith(("agreement", "contract"))
    called = {*(named["name"] or "").split()} - _SAY_NOTHING
    own_kind = generic or any(word.startswith(_ALIKE.get(kind, (kind,))) for word in own)
    return not called <= own or not own_kind


def dates_another(before: str) -> bool:
    """Whether the words before a day make it the day of another paper: "the lease dated", "l'avenant du"."""
    dated = _DATED.search(before)
    return (
        dated is not None
        and re.search(r"\b(?:this|le present|la presente?) (?:[\w-]+ ){0,4}$", before[: dated.start()]) is None
    )
