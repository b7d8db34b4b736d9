"""Whether a claim makes a duty of what its proof leaves free, or leaves free what its proof makes a duty, in French and
English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.normalising import fold
from rag.language.polarity import uncontracted
from rag.language.scope import Clauses, Mode, Placed, Sign, clauses
from rag.language.sentences import sentences

_OPTIONAL = re.compile(
    r"\blibres? d[e']|\bfacultati\w*|\bs(?:'ils?|i elles?) (?:le )?(?:souhait|desir|veu|juge)\w*|\ba (?:son|leur) gre\b"
    r"|\bou non\b|\bau choix (?:de|du|des)\b|\bnon l'obligation|\bsans obligation\b|\bsans (?:y )?etre (?:tenu"
    r"|oblig|contrain)\w*"
    r"|\boptional\w*|\bfree to\b|\b(?:choose|decide) (?:whether|if)\b|\bnot the obligation|\bvoluntar\w*"
    r"|\bif (?:it|they|he|she|the \w+) (?:wish|want|like|so choose)\w*|\bat (?:its"
    r"|their) (?:own )?(?:discretion|option)"
    r"|\b(?:is|are) welcome to\b"
)
_NOT_BOUND = re.compile(
    r"\bn'?(?:y |'y )?(?:est|sont|etes)? ?(?:pas|nullement) (?:tenu|oblig|contrain)\w*|\bpas (?:une )?obligat\w*"
    r"|\bnot (?:required|obliged|bound|compelled|obligatory)\b|\b(?:need|does|do) not (?:have to|need to)|\bneed not\b"
    r"|\bno (?:obligation|duty)\b|\b(?:aucune|sans) obligation\b"
)
_STRONG = re.compile(
    r"\b(?:est|sont|sera|seront|etre|etes) (?:legalement |contractuellement )?(?:oblige|tenu|contraint)\w*"
    r"|\bobligatoire\w*"
    r"|\bimperativ\w*|\bdans l'obligation\b|\ba l'obligation\b|\b(?:is|are|be) (?:obliged|required|bound"
    r"|compelled) to\b"
    r"|\bmandatory\b|\bcompulsory\b|\bno choice\b|\bn'a pas le choix\b|\bhas an obligation\b"
)
_MUST = re.compile(r"\b(?:doit|doivent|devra|devront|must|has to|have to)\b")
_FREEDOM = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|may|can|could|entitled|permitted|allowed|autoris\w*|libres?|faculte|facultati\w*"
    r"|loisible|optional\w*|discretion|option|right to|rights?|droit (?:de|d'|a)|welcome to|free to|choose"
    r"|choisi\w*|dispens\w*"
    r"|exempt\w*|either|soit|au choix)\b"
)
_DUTY = re.compile(
    r"\b(?:doit|doivent|devra|devront|devant|shall|must|required|obliged|obligated|oblige\w*|obligatoire\w*|tenue?s?|bound"
    r"|s'engage\w*|undertakes?|agrees to|mandatory|incombe\w*|has to|have to|a (?:la )?charge|sous reserve|a condition"
    r"|provided|subject to|moyennant|necessaire\w*|veille)\b"
)
_OBLIGES = re.compile(
    r"\b(?:doit|doivent|devra|devront|shall|must|is (?:required|obliged|bound)|are (?:required|obliged|bound)"
    r"|(?<!pas )(?:tenue?s? de|obligee? d\w)|s'engage\w*|undertakes?|agrees to|mandatory|has to|have to)\b"
)
_PARTED = re.compile(r"\b(may|can|must|shall|peut|peuvent|pourra|doit|doivent|devra), [^,;.]{1,80}, ")
_DENIES = re.compile(r"\b(?:ne|n|not|no|need not|aucun\w*|sans|without)\b")


def shifts_duty(claim: str, proof: str) -> bool:
    """True when a claim says in so many words that one is free to do what the proof says without any word of freedom;
    that one is obliged where the proof only says "may"; or that one must do what every place of the proof says that
    one may. ``proof`` are whole sentences."""
    said, told = uncontracted(fold(claim)), uncontracted(fold(proof))
    free = _FREEDOM.search(told) is not None
    released = _OPTIONAL.search(told) or _NOT_BOUND.search(told)
    if _OPTIONAL.search(said):
        return not free and not released
    if _NOT_BOUND.search(said):
        return not free and not released and _DENIES.search(told) is None
    if _MUST.search(said) and not _DENIES.search(said) and _OPTIONAL.search(told) and _DUTY.search(told) is None:
        return True
    if _STRONG.search(said) and not _denied(said) and free and _OBLIGES.search(told) is None:
        return True
    if _STRONG.search(said) and not _denied(said) and _NOT_BOUND.search(told) and _OBLIGES.search(told) is None:
        return True
    return any(_only_allowed(verb, _unparted(told)) for verb in _duties(clauses(_unparted(said))))


def _unparted(folded: str) -> str:
    """Without what stands between a modal and its verb: "may, with consent, appoint"."""
    return _PARTED.sub(r"\1 ", folded)


def _denied(said: str) -> bool:
    strong = _STRONG.search(said)
    return strong is not None and _DENIES.search(said[max(0, strong.start() - 20) : strong.end() + 12]) is not None


def _duties(said: Clauses) -> Iterator[Placed]:
    """What a claim says that one must do: the verbs right after "must"."""
    return (word for word in _heads(said) if word.mode is Mode.DUTY and word.sign is Sign.SAID)


def _only_allowed(verb: Placed, proof: str) -> bool:
    told = [clauses(proof[start:end]) for start, end in sentences(proof)]
    places = [word for sentence in told for word in sentence.words if word.sense == verb.sense]
    heads = [word for sentence in told for word in _heads(sentence) if word.sense == verb.sense]
    allowed = [word for word in heads if word.mode is Mode.FREEDOM and word.sign is Sign.SAID]
    return bool(allowed) and len(allowed) == len(places)


def _heads(said: Clauses) -> Iterator[Placed]:
    """The first word under each "must" and "may", and those joined to it by "and" or "or"."""
    before: Placed | None = None
    heading = False
    for word in said.words:
        changed = before is None or before.mode is not word.mode
        heading = word.acts and word.mode is not Mode.NONE and (changed or (word.joined and heading))
        if heading:
            yield word
        before = word
