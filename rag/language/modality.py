"""Whether a claim makes a duty of what its proof leaves free, or leaves free what its proof makes a duty, in French and
English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.normalising import fold
from rag.language.scope import Clauses, Mode, Placed, Sign, clauses
from rag.language.sentences import sentences

_OPTIONAL = re.compile(
    r"\blibres? d[e']|\bn(?:'y)? ?(?:est|etes|sont|'est|'y est)? ?(?:pas|nullement) (?:tenu|oblig|contrain)\w*"
    r"|\bn'(?:y )?(?:est|sont) (?:pas|nullement) (?:tenu|oblig|contrain)\w*|\bsans (?:y )?etre (?:tenu|oblig|contrain)\w*"
    r"|\bsans (?:aucune )?obligation|\bfacultati\w*|\bs(?:'ils?|i elles?|'il) (?:le )?(?:souhait|desir|veu|juge)\w*"
    r"|\ba (?:son|leur) gre\b|\bou non\b|\bau choix (?:de|du|des)\b|\boptional\w*|\bfree to\b|\bnot (?:required|obliged|bound|compelled|obligatory)\b"
    r"|\b(?:need|does|do) ?n[o']t (?:have to|need to)|\bneed not\b|\b(?:choose|decide) (?:whether|if)\b"
    r"|\bif (?:it|they|he|she|the \w+) (?:wish|want|like|so choose)\w*|\bat (?:its|their) (?:own )?(?:discretion|option)"
    r"|\bvoluntar\w*|\bno (?:obligation|duty)\b|\bpas (?:une )?obligat\w*|\b(?:is|are) welcome to\b"
)
_STRONG = re.compile(
    r"\b(?:est|sont|sera|seront|etre|etes) (?:legalement |contractuellement )?(?:oblige|tenu|contraint)\w*|\bobligatoire\w*"
    r"|\bimperativ\w*|\bdans l'obligation\b|\ba l'obligation\b|\b(?:is|are|be) (?:obliged|required|bound|compelled) to\b"
    r"|\bmandatory\b|\bcompulsory\b|\bno choice\b|\bn'a pas le choix\b|\bhas an obligation\b"
)
_MUST = re.compile(r"\b(?:doit|doivent|devra|devront|must|has to|have to)\b")
_FREEDOM = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|may|can|could|entitled|permitted|allowed|autoris\w*|libres?|faculte|facultati\w*"
    r"|loisible|optional\w*|discretion|option|right to|rights?|droit (?:de|d'|a)|welcome to|free to|choose|choisi\w*|dispens\w*"
    r"|exempt\w*|either|soit|au choix)\b"
)
_DUTY = re.compile(
    r"\b(?:doit|doivent|devra|devront|devant|shall|must|required|obliged|obligated|oblige\w*|obligatoire\w*|tenue?s?|bound"
    r"|s'engage\w*|undertakes?|agrees to|mandatory|incombe\w*|has to|have to|a (?:la )?charge|sous reserve|a condition"
    r"|provided|subject to|moyennant|necessaire\w*|veille)\b"
)
_DENIES = re.compile(r"\b(?:ne|n|not|no|need not|aucun\w*|sans|without)\b")


def shifts_duty(claim: str, proof: str) -> bool:
    """True when a claim says in so many words that one is free to do what the proof says without any word of freedom;
    that one is obliged where the proof only says "may"; or that one must do what every place of the proof says that
    one may. ``proof`` are whole sentences."""
    said, told = fold(claim), fold(proof)
    free = _FREEDOM.search(told) is not None
    if _OPTIONAL.search(said):
        return not free and _OPTIONAL.search(told) is None and _DENIES.search(told) is None
    if _MUST.search(said) and not _DENIES.search(said) and _OPTIONAL.search(told) and _DUTY.search(told) is None:
        return True
    if _STRONG.search(said) and not _denied(said) and free and _DUTY.search(told) is None:
        return True
    return _FREEDOM.search(said) is None and any(_only_allowed(verb, proof) for verb in _duties(clauses(claim)))


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
