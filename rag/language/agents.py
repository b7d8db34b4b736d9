"""Who does what in a sentence, by its verbs: the claim that has another party do it than its proof has is not proved.

Where :mod:`rag.language.parties` knows the two sides of a few relations by their words, this knows whatever a contract
calls its parties ("Ardennes Composites (le « Bénéficiaire »)") and names alone. An agent stands before its verb, or
after "par" and "by"; compared is only who does what the same verb says. By words and their order, not by grammar: a
pronoun, a part whose bearer the text does not name, or another verb, and nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rag.language.normalising import fold_with_offsets
from rag.language.parties import PARTS, callable_words, part_of, parties_by_name
from rag.language.sentences import sentences
from rag.language.stopwords import STOPWORDS
from rag.language.synonyms import same_sense
from rag.language.terms import DEFINED_TERMS, LEGAL_FORMS

_NAME = r"[A-ZÀ-Þ][\w&'’.-]*(?: (?:(?:de|du|des|d'|et|and|of|&) )?[A-ZÀ-Þ][\w&'’.-]*){0,5}"
_DEFINED = re.compile(
    rf"(?P<name>{_NAME}),? ?\((?:ci-apr[èe]s [^«“\"()]{{0,30}}|hereinafter [^«“\"()]{{0,30}})?"
    r"(?:the |le |la |l['’])?[«“\"]?\s?(?P<part>[A-ZÀ-Þ][\w’'-]{2,30}(?: [\w’'-]{2,20})?)\s?[»”\"]?\)"
)
_APPOSED = re.compile(
    rf"\b(?:[Ll]e|[Ll]a|[Aa]u|[Dd]u|[Tt]he) (?P<part>[A-ZÀ-Þ][\w’'-]{{2,30}}), (?P<name>{_NAME})(?=[,.])"
)
_CAPITALS = re.compile(_NAME)
_BEFORE = re.compile(
    r"(?:\b(?P<by>par|by)|\b(?P<to>to|au|aux|a)"
    r"|\b(?:of|from|with|for|against|upon|du|de|des|d|avec|pour|contre|chez|sur|dans|en|in|on|at|sous|entre|between|than|que"
    r"|if|selon|as|comme|via))[ ']"
    r"(?:(?:the|la|le|les|each|any|such|chaque|tout|toute|ledit|ladite|notre|our) |l')?(?:(?:societe|company|firm|entreprise) )?$"
)
_INSIDE = re.compile(r"(?<=[\w,] )(?:[dlDL]['’])?([A-ZÀ-Þ][\w-]{3,})")
_ARTICLE = re.compile(r"\b(?:the|le|la|l'|les|each|any|chaque|au|du) ?$")
_PRONOUN = re.compile(
    r"\b(?:ils?|elles?|it|they|he|she|celui-ci|celle-ci|ce dernier|cette derniere|on|nul|chac\w+|you|vous|we|nous)\b"
)
_SKIPPED = frozenset(
    """
    shall must may can will would should could has have had is are to be been being not also then free required obliged
    bound entitled permitted allowed agrees agree undertakes undertake undertook itself himself promptly immediately never
    always only still first expressly hereby duly welcome need needs doit doivent devra devront peut peuvent pourra
    pourront est sont sera seront ete etre a ont aura s se ne n pas y en lui leur le la les l de d tenu tenue oblige obligee libre
    autorise autorisee engage engagee engagent faire fait fera qui c ce immediatement egalement aussi toujours jamais
    interdit interdisent abstient abstiennent refrain refrains prohibited gratuitement toutefois ensuite alors obligatoirement seul seule expressement
    """.split()  # noqa: SIM905
)
_DONE = re.compile(
    r"\b(?:est|sont|sera|seront|etre|ete|is|are|be|been|was|were) (?:\w+ly |\w+ment |also |aussi )?([^\W_]{4,})"
)
_PASSIVE = frozenset("is are be been being was were est sont sera seront ete etre fut".split())  # noqa: SIM905
_DUTY_WORDS = frozenset(
    """
    required obliged bound entitled permitted allowed free welcome to tenu tenue oblige obligee libre autorise autorisee
    engage engagee
    """.split()  # noqa: SIM905
)
_LIGHT = frozenset(
    """effectue effectuee effectues effectuees realise realisee realises realisees assure assuree assures assurees
    done made performed carried out executed""".split()  # noqa: SIM905
)
_BORNE = re.compile(
    r"\b(?:a la charge (?:exclusive |entiere |seule )?(?:de|du|des|d')|incomb\w+ (?:a|au|aux)|support\w+ (?:exclusivement )?par"
    r"|borne (?:solely )?by|at the expense of|payable by) ?(?:(?:the|la|le|les) |l')?(?:(?:societe|company) )?$"
)
_BEAR, _GIVE = "@bear", "@give"
_GIVING = {same_sense(word) for word in "send give grant remettre supply provide donner accorder fournir hand".split()}
_TO_SOMEBODY = {same_sense(word) for word in "pay return disclose notify".split()}
_RECEIVING = {same_sense(word) for word in "receive get beneficie beneficier obtain recoit recoivent".split()}
_OBJECT = re.compile(
    r" (?:in|of|to|for|from|within|with|on|at|by|under|upon|as|when|if|where|dans|de|du|des|par|pour|avec|sous|lorsque|si|selon"
    r"|a|au|aux)\b"
)
"""After a party that is no subject: "notify the Client in case"."""
_BEARS = re.compile(r"(?:supporte\w*|assume\w*|bears?)$")
_TAKES_ON = re.compile(
    r"(?: (?:doit|devra|must|shall))? (?:pren\w+|bear) (?:en charge|a (?:sa|leur) charge|the costs?)\b"
)
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[.;:,()|]")
_ENDS = frozenset(".;:|")
_REACH = 9


@dataclass(slots=True)
class _Parties:
    """The parties of a document by number: under which words of names and which parts they go; the words that it writes
    with a capital inside sentences, and those of names of several words."""

    names: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    capitals: set[str] = field(default_factory=set)
    longer: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Agent:
    """``key``: a number of a party, a part that nobody is known to have (``part:0a``), a name, or "?" for a pronoun."""

    key: str
    verb: str


def exchanges_agents(claim: str, proof: str, document: str) -> bool:
    """True when the claim has one party do what every place of the proof with the same verb has another do.

    ``document`` is the text in which the parties may be defined.
    """
    parties = _parties(document)
    said = list(_agents(claim, parties))
    told = list(_agents(proof, parties))
    for agent in said:
        others = [other for other in told if other.verb == agent.verb]
        if others and all(_differ(agent.key, other.key) for other in others):
            return True
    return False


def _differ(one: str, other: str) -> bool:
    kinds = {key.partition(":")[0] for key in (one, other)}
    if one == other or "?" in kinds or (len(kinds) > 1 and kinds & {"part", "word"}):
        return False
    if kinds == {"part"}:
        return one[:-1] == other[:-1]
    return True


def _parties(document: str) -> _Parties:
    found = _Parties(capitals={fold_with_offsets(word)[0] for word in _INSIDE.findall(document)})
    found.longer = {word for name in _CAPITALS.findall(document) if " " in name for word in callable_words(name)}
    defined = [
        (match["name"], match["part"]) for pattern in (_DEFINED, _APPOSED) for match in pattern.finditer(document)
    ]
    for name, part in [*parties_by_name(document).items(), *defined]:
        words = callable_words(name)
        key = _part_key(re.sub(r"^(?:le|la|the) |^l['’]", "", part, flags=re.IGNORECASE))
        if not words or key is None:
            continue
        number = found.parts.get(
            key, next((found.names[word] for word in words if word in found.names), len(found.parts))
        )
        found.parts.setdefault(key, number)
        for word in words:
            found.names.setdefault(word, number)
    return found


def _part_key(part: str) -> str | None:
    folded = fold_with_offsets(part)[0]
    known = part_of(folded)
    if known is not None:
        return f"part:{known}"
    words = folded.split()
    return None if any(word in DEFINED_TERMS for word in words) else f"called:{folded}"


def _agents(text: str, parties: _Parties) -> Iterator[_Agent]:
    folded, offsets = fold_with_offsets(text)
    for start, end in sentences(folded):
        sentence = folded[start:end]
        mentions = [
            mention
            for mention in _mentions(text, folded, offsets, start, end, parties)
            if " | " not in sentence or not mention[2].startswith("name:")
        ]
        for left, right, key in mentions:
            before = folded[start:left]
            if _BORNE.search(before):
                yield _Agent(key, _BEAR)
                continue
            case = _BEFORE.search(before)
            if case is not None and case["by"]:
                if verb := _verb_before(before[: case.start()]):
                    yield _Agent(key, verb)
            elif case is not None and case["to"]:
                yield from (_Agent(key, f"to {verb}") for verb in _given(before[: case.start()]))
            elif case is None and (verb := _verb_after(folded[right:end])):
                yield _Agent(key, verb)
        for match in _PRONOUN.finditer(sentence):
            if verb := _verb_after(sentence[match.end() :]):
                yield _Agent("?", verb)


def _mentions(
    text: str, folded: str, offsets: list[int], start: int, end: int, parties: _Parties
) -> Iterator[tuple[int, int, str]]:
    """Where parties stand in a sentence of the folded text."""
    taken: list[tuple[int, int]] = []
    for match in PARTS.finditer(folded, start, end):
        key = f"part:{part_of(match[0])}"
        taken.append(match.span())
        yield *match.span(), f"party:{parties.parts[key]}" if key in parties.parts else key
    for called, number in parties.parts.items():
        word = called.partition(":")[2]
        if called.startswith("called:"):
            for match in re.finditer(rf"\b{re.escape(word)}s?\b", folded[start:end]):
                taken.append((start + match.start(), start + match.end()))
                yield start + match.start(), start + match.end(), f"party:{number}"
    back = {place: index for index, place in reversed(list(enumerate(offsets)))}
    first, last = offsets[start], offsets[end - 1] + 1
    for name in _CAPITALS.finditer(text, first, last):
        left = back.get(name.start())
        if left is None or any(left < b and a < left + len(name[0]) for a, b in taken):
            continue
        bare = re.sub(r"^[LDld]['’]", "", name[0]).rstrip(".,;:")
        words = [word for word in callable_words(bare) if word not in STOPWORDS]
        known = words and (words[0] in parties.names or words[0] in parties.capitals)
        if not words or (left == start and " " not in name[0] and not known):
            continue
        number = next((parties.names[word] for word in words if word in parties.names), None)
        key = f"name:{words[0]}" if number is None else f"party:{number}"
        if number is None and " " not in bare and (bare != name[0] or _ARTICLE.search(folded[start:left])):
            # "The User": a part, whoever has it.
            key = "?" if words[0] not in parties.capitals or words[0] in parties.longer else f"word:{words[0]}"
        yield left, left + len(name[0]), key


def _verb_after(after: str) -> str | None:
    """The sense of the verb of a subject: the first word after it that is no auxiliary; none after a passive."""
    passive, depth = False, 0
    if _TAKES_ON.match(after):
        return _BEAR
    if _OBJECT.match(after):
        return None
    for count, token in enumerate(_TOKEN.findall(after)):
        if token == "(":
            depth += 1
        elif token == ")":
            depth = max(0, depth - 1)
        elif depth or token == ",":
            continue
        elif token in _ENDS or count > _REACH:
            return None
        elif token in _PASSIVE:
            passive = True
        elif token in _SKIPPED or token in LEGAL_FORMS:
            passive = passive and token not in _DUTY_WORDS
        elif token in STOPWORDS or token.isdigit():
            continue
        else:
            return None if passive else _sense(token)
    return None


def _verb_before(before: str) -> str | None:
    """The sense of the participle before "par" and "by"; of the noun of its clause where that only says "done"."""
    clause = re.split(r"[.;:|]", before)[-1]
    words = [
        word for word in _TOKEN.findall(clause) if word not in STOPWORDS and word not in _SKIPPED and word.isalpha()
    ]
    if not words:
        return None
    done = _DONE.findall(clause)
    if done and done[-1] not in _LIGHT and done[-1] not in STOPWORDS:
        return _sense(done[-1])
    if words[-1] in _LIGHT:
        return _sense(words[0]) if len(words) > 1 else None
    return _sense(words[-1])


def _given(before: str) -> set[str]:
    """The verbs of giving and sending in the clause before "à" and "to"."""
    clause = re.split(r"[.;:|]", before)[-1]
    found = {same_sense(word) for word in _TOKEN.findall(clause)}
    return (found & _TO_SOMEBODY) | ({_GIVE} if found & _GIVING else set())


def _sense(word: str) -> str:
    sense = same_sense(word)
    if _BEARS.match(word):
        return _BEAR
    return f"to {_GIVE}" if sense in _RECEIVING else _GIVE if sense in _GIVING else sense
