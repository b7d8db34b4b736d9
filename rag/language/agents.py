"""Who does what in a sentence, by its verbs: the claim that has another party do it than its proof has is not proved.

Where :mod:`rag.language.parties` knows the two sides of a few relations by their words, this knows whatever a contract
calls its parties ("Ardennes Composites (le « Bénéficiaire »)") and names alone. An agent stands before its verb, or
after "par" and "by"; compared is only who does what the same verb says. By words and their order, not by grammar: a
pronoun, a part whose bearer the text does not name, or another verb, and nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language.named_parties import NamedParties, named_parties, party_mentions
from rag.language.normalising import fold_with_offsets
from rag.language.sentences import sentences
from rag.language.verbs import BEAR, TURNED, given, verb_after, verb_before, verbs_after

_BEFORE = re.compile(
    r"(?:\b(?P<by>par|by)|\b(?P<to>to|au|aux|a)"
    r"|\b(?:of|from|with|for|against|upon|du|de|des|d|avec|pour|contre|chez|sur|dans|en|in|on|at|sous|entre|between|than|que"
    r"|if|selon|as|comme|via))[ ']"
    r"(?:(?:the|la|le|les|each|any|such|chaque|tout|toute|ledit|ladite|notre|our) |l')?(?:(?:societe|company"
    r"|firm|entreprise) )?$"
)
_POSSESSIVE = re.compile(r"'s(?: |$)|'s?$")
_PRONOUN = re.compile(
    r"\b(?:ils?|elles?|it|they|he|she|celui-ci|celle-ci|ce dernier|cette derniere|on|nul|chac\w+|you|vous|we|nous)\b"
)
_BORNE = re.compile(
    r"\b(?:a la charge (?:exclusive |entiere |seule )?(?:de|du|des|d')|incomb\w+ (?:a|au|aux)"
    r"|support\w+ (?:exclusivement )?par"
    r"|borne (?:solely )?by|at the expense of|payable by) ?(?:(?:the|la|le|les) |l')?(?:(?:societe|company) )?$"
)


@dataclass(frozen=True, slots=True)
class _Agent:
    """``key``: a number of a party, a part that nobody is known to have (``part:0a``), a name, or "?" for a pronoun."""

    key: str
    verb: str


def exchanges_agents(claim: str, proof: str, document: str) -> bool:
    """True when the claim has one party do what every place of the proof with the same verb has another do.

    ``document`` is the text in which the parties may be defined.
    """
    parties = named_parties(document)
    said = list(_agents(claim, parties))
    told = list(_agents(proof, parties))
    # Whoever a sentence names beside another is another.
    beside = {agent.key for agent in told}
    for agent in said:
        others = [other for other in told if other.verb == agent.verb]
        if others and all(_differ(agent.key, other.key, beside) for other in others):
            return True
        mirrored = agent.verb.removeprefix("to ") if agent.verb.startswith("to ") else f"to {agent.verb}"
        turned = agent.verb.removeprefix("to ") in TURNED and _Agent(agent.key, mirrored) in told
        if not others and agent.key != "?" and turned:
            return True
    return False


def _differ(one: str, other: str, beside: set[str]) -> bool:
    if one != other and {one, other} <= beside - {"?"}:
        return True
    kinds = {key.partition(":")[0] for key in (one, other)}
    if one == other or "?" in kinds or (len(kinds) > 1 and kinds & {"part", "word"}):
        return False
    if kinds == {"part"}:
        return one[:-1] == other[:-1]
    return True


def _agents(text: str, parties: NamedParties) -> Iterator[_Agent]:
    folded, offsets = fold_with_offsets(text)
    for start, end in sentences(folded):
        sentence = folded[start:end]
        mentions = [
            mention
            for mention in party_mentions(text, folded, offsets, start, end, parties)
            if " | " not in sentence or not mention[2].startswith("name:")
        ]
        for left, right, key in mentions:
            before = folded[start:left]
            if _BORNE.search(before):
                yield _Agent(key, BEAR)
                continue
            case = _BEFORE.search(before)
            if case is not None and case["by"]:
                if verb := verb_before(before[: case.start()]):
                    yield _Agent(key, verb)
            elif case is not None and case["to"]:
                yield from (_Agent(key, f"to {verb}") for verb in given(before[: case.start()]))
            elif case is None and not _POSSESSIVE.search(folded[left : right + 2]):
                yield from (_Agent(key, verb) for verb in verbs_after(folded[right:end]))
        for match in _PRONOUN.finditer(sentence):
            if verb := verb_after(sentence[match.end() :]):
                yield _Agent("?", verb)
