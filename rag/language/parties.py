"""Who does what: the parties of contracts by their parts in them, in French and English.

A contract names its two sides by their parts ("le Prestataire", "the Tenant") and says once which company has which
part. Claim and proof are compared by the verb beside a part: who stands before it. By words and their order, not by
grammar: where no verb is shared, or another phrase stands between party and verb, nothing is concluded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rag.language.normalising import fold, fold_with_offsets
from rag.language.party_definitions import callable_words, defined_parties
from rag.language.stopwords import STOPWORDS

_RELATIONS: tuple[tuple[str, str], ...] = (
    (
        r"prestataires?|fournisseurs?|titulaires?|vendeurs?|concedants?|suppliers?|(?:service )?providers?|vendors?"
        r"|sellers?|contractors?|licensors?|consultants?",
        r"clients?|acheteurs?|acquereurs?|licencies?|maitre d'ouvrage|buyers?|customers?|purchasers?|licensees?",
    ),
    (r"bailleurs?|loueurs?|lessors?|landlords?", r"preneurs?|locataires?|lessees?|tenants?"),
    (
        r"partie (?:divulgatrice|emettrice|communicante)|divulgateurs?|disclosing part(?:y|ies)|disclosers?",
        r"partie (?:receptrice|destinataire|recevante)|receiving part(?:y|ies)|recipients?|receivers?",
    ),
    (r"preteurs?|lenders?", r"emprunteurs?|borrowers?"),
    (r"employeurs?|employers?", r"salarie|employee"),
    (r"mandants?|principals?", r"mandataires?|agents?"),
    (r"assureurs?|insurers?", r"assures?|insureds?"),
)
PARTS = re.compile(
    r"\b(?:" + "|".join(f"(?P<r{n}a>{left})|(?P<r{n}b>{right})" for n, (left, right) in enumerate(_RELATIONS)) + r")\b"
)
_OBLIQUE = re.compile(
    r"\b(?:(?P<by>par|by)|(?P<to>to|au|aux|a)|of|from|with|for|against|upon|du|de|des|d|avec|pour|contre|chez)[ ']"
    r"(?:(?:the|la|le|les|each|any|such|chaque|tout|ledit|ladite) |l')?$"
)
_PREPOSITIONS = frozenset(
    """on upon at in for after before under within during if when as from sur a au en apres avant dans pour des lors
    sans sous pendant si lorsque""".split()  # noqa: SIM905
)
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[,.;:]")
_STEM = 5
_REACH = 5
_AUXILIARIES = frozenset(
    """shall must may can will would should is are was were be been has have had do does did not any all each
    doit doivent devra devront peut peuvent pourra est sont sera seront etre avoir ont a ne pas tout toute tous
    agree agrees undertakes undertake engage engagent oblige tenu tenue required obligated""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A party at ``[start, end)`` of a folded text: the number of its relation, its side of it, and how it stands there
    ("by", "to", "of" for any other preposition or the possessive, or nothing)."""

    relation: int
    side: str
    start: int
    end: int
    case: str


def parties_by_name(text: str) -> dict[str, str]:
    """The parts that a contract gives to names, of those whose other side is known: ``{"Nuagence SAS": "Prestataire"}``
    for "Nuagence SAS, …, ci-après « le Prestataire »"."""
    parts: dict[str, str] = {}
    for party in defined_parties(text):
        if PARTS.fullmatch(fold(party.part)):
            parts.setdefault(party.name, party.part)
    return parts


def is_verb(written: str) -> bool:
    """True for "assure" as it is written: the part is called "assuré"."""
    return written.casefold() in ("assure", "assures")


def part_of(folded: str) -> str | None:
    """The number of the relation and the side of it ("0a") that a folded word for a part has; None for other words."""
    match = PARTS.fullmatch(folded)
    return None if match is None else next(name[1:] for name, value in match.groupdict().items() if value is not None)


def swaps_parties(claim: str, proof: str, parts: Mapping[str, str]) -> bool:
    """True when the claim has one side of a contract do what its proof has the other side do.

    ``parts`` says which names have which parts (:func:`parties_by_name`); both texts may use names or parts.
    """
    said, told = fold(claim), fold(proof)
    others = mentions_of(proof, parts)
    for one in mentions_of(claim, parts):
        if not one.case and _opens_clause(said, one.start):
            verb = _word_after(said, one.end)
            held = [_party_before(others, told, start) for start, _ in _places(told, verb)]
        else:
            verb = _word_before(said, one.start)
            held = [_party_after(others, told, end, one.case) for _, end in _places(told, verb)]
        sides = {other.side for other in held if other is not None and other.relation == one.relation}
        if sides and one.side not in sides:
            return True
    return False


def mentions_of(text: str, parts: Mapping[str, str]) -> list[Mention]:
    """The parties named in a text, by their parts or by names that have one (``parts``), in the order of its words."""
    folded, offsets = fold_with_offsets(text)
    found = [
        _mention(match, match.start(), match.end(), folded)
        for match in PARTS.finditer(folded)
        if not is_verb(text[offsets[match.start()] : offsets[match.end() - 1] + 1])
    ]
    shared = Counter(word for name in parts for word in set(callable_words(name)))
    for name, part in parts.items():
        match = PARTS.search(fold(part))
        for word in callable_words(name):
            if match is None or shared[word] > 1:
                continue
            for place in re.finditer(rf"\b{re.escape(word)}\b", folded):
                # "les ateliers" are no company, "Ateliers Brumeval" is one.
                if text[offsets[place.start()]].isupper():
                    found.append(_mention(match, place.start(), place.end(), folded))
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _mention(part: re.Match[str], start: int, end: int, folded: str) -> Mention:
    group = next(name for name, value in part.groupdict().items() if value is not None)
    before = _OBLIQUE.search(folded[:start])
    case = "of" if before or folded.startswith("'", end) else ""
    case = next((name for name in ("by", "to") if before and before[name]), case)
    return Mention(int(group[1:-1]), group[-1], start, end, case)


def _places(folded: str, stem: str | None) -> list[tuple[int, int]]:
    """Where words with a stem stand."""
    return [match.span() for match in re.finditer(rf"\b{re.escape(stem)}[^\W_]*", folded)] if stem else []


def _opens_clause(folded: str, start: int) -> bool:
    """True when nothing stands between the begin of a clause and ``start`` but its number, small words, or a phrase
    like "on written request"."""
    words = _TOKEN.findall(re.split(r"[,.;:]", folded[:start])[-1])
    words = [word for word in words if not word.isdigit()]
    if words and words[0] in _PREPOSITIONS:
        return not set(words[1:]) & _AUXILIARIES
    return all(word in STOPWORDS for word in words)


def _word_after(folded: str, end: int) -> str | None:
    """The stem of the first word after a party that may be its verb."""
    return _first_stem(_TOKEN.findall(folded[end:]))


def _word_before(folded: str, start: int) -> str | None:
    """The stem of the last word before a party, which may be the verb that it is the object of."""
    return _first_stem(_TOKEN.findall(folded[:start])[::-1])


def _first_stem(words: list[str]) -> str | None:
    for word in words:
        if word in ",.;:":
            return None
        if word not in STOPWORDS and word not in _AUXILIARIES:
            return None if word[0].isdigit() else word.split("'")[-1][:_STEM]
    return None


def _party_before(mentions: list[Mention], folded: str, place: int) -> Mention | None:
    """The party that does what the verb at ``place`` says: the last before it in its clause, if that one may act."""
    if any(mention.start <= place < mention.end for mention in mentions):
        return None
    near = next((mention for mention in reversed(mentions) if mention.end <= place), None)
    if near is None or near.case:
        return None
    return near if _is_near(folded[near.end : place]) else None


def _party_after(mentions: list[Mention], folded: str, place: int, case: str) -> Mention | None:
    """The party that is the object of the verb that ends at ``place``, with the same preposition."""
    near = next((mention for mention in mentions if mention.start >= place), None)
    if near is None or near.case != case:
        return None
    return near if _is_near(folded[place : near.start]) else None


def _is_near(between: str) -> bool:
    tokens = _TOKEN.findall(between)
    words = [word for word in tokens if word not in STOPWORDS and word not in _AUXILIARIES]
    return len(words) <= _REACH and not set(tokens) & set(",.;:")
