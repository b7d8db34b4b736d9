"""Who bears a duty or has a freedom: the party before *shall* or *may*, or after "by" in "shall be returned by".

Where :mod:`rag.language.parties` compares parties by a verb that claim and proof share, this needs none: where every
*shall* and *may* of the proof is one side's, a claim that gives one to the other side is not proved by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rag.language.normalising import fold
from rag.language.parties import Mention, mentions_of

_MODAL = (
    r"(?:shall|must|may|can|will|agrees?|undertakes?|covenants?|is (?:required|obliged|entitled|permitted|allowed) to"
    r"|doit|doivent|devra|devront|peut|peuvent|pourra|pourront|s'engage\w*|est (?:tenue?|autorisee?) )"
)
_LOOK_BACK = 80
_BEFORE_MODAL = re.compile(
    rf"(?:'s?)?(?:,? (?:and|et) (?:its|their|ses|leurs) \w+)?(?: (?:also|further|hereby|only|ne))* {_MODAL}"
)
_DONE_BY = re.compile(
    r"\b(?:shall|must|may|can|will|doit|doivent|devra|devront|peut|peuvent)(?: \w+){0,3} (?:be|etre)(?: \w+){1,4} "
    r"(?:by|par) (?:(?:the|la|le|l'|any|each) ?)?$"
)
_BOTH = re.compile(
    r"\b(?:(?:(?:each|either|neither|both|any|no|the|chaque|aucune|les|une?)(?: other)? part(?:y|ies?)(?: hereto)?)"
    rf"|they|it|we|you|ils?|elles?)(?: (?:also|further|hereby|ne))* {_MODAL}"
)


def swaps_bearers(claim: str, proof: str, parts: Mapping[str, str]) -> bool:
    """True when the claim gives a duty or a freedom to one side of a contract, and the proof gives all of its own to
    the other; or names nobody but the other, and has it act. ``parts`` says which names have which parts
    (:func:`rag.language.parties.parties_by_name`).
    """
    told = fold(proof)
    if _BOTH.search(told):
        return False
    named = mentions_of(proof, parts)
    held = list(_bearers(proof, told, parts))
    if not held and not {other.case for other in named} - {"", "by"}:
        held = named
    for one in _bearers(claim, fold(claim), parts):
        sides = {other.side for other in held if other.relation == one.relation}
        if sides and one.side not in sides:
            return True
    return False


def _bearers(text: str, folded: str, parts: Mapping[str, str]) -> Iterator[Mention]:
    for mention in mentions_of(text, parts):
        acts = not mention.case and _BEFORE_MODAL.match(folded, mention.end)
        done_by = mention.case == "by" and _DONE_BY.search(folded[max(0, mention.start - _LOOK_BACK) : mention.start])
        if acts or done_by:
            yield mention
