"""The parties of a document, whatever it calls them: by names, by parts of its own ("l'« Utilisateur »"), or both.

:mod:`rag.language.parties` knows the two sides of a few relations by their words; here any word will do that the text
itself gives to a name: in brackets after it, before a colon, or in apposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.language.normalising import fold_with_offsets
from rag.language.parties import PARTS, is_verb, part_of
from rag.language.party_definitions import NAME, callable_words, defined_parties
from rag.language.stopwords import STOPWORDS
from rag.language.terms import DEFINED_TERMS

_LABELLED = re.compile(rf"(?:^|[\n.;] ?)(?P<part>[A-ZÀ-Þ][\w’-]{{2,20}}) ?: ?(?P<name>{NAME})(?=[.,;\n])")
_APPOSED = re.compile(
    rf"\b(?:[Ll]e|[Ll]a|[Aa]u|[Dd]u|[Tt]he) (?P<part>[A-ZÀ-Þ][\w’'-]{{2,30}}), (?P<name>{NAME})(?=[,.])"
)
_CAPITALS = re.compile(NAME)
_INSIDE = re.compile(r"(?<=[\w,;:] )(?:[dlDL]['’])?([A-ZÀ-Þ][\w-]{3,})")
_LEADING = re.compile(r"^(?:[LDld]['’]|(?:The|Le|La|Les|Each|Any|Chaque) )")
_ARTICLE = re.compile(r"\b(?:the|le|la|l'|les|each|any|chaque|au|du) ?$")


@dataclass(slots=True)
class NamedParties:
    """The parties of a document by number: under which words of names and which parts they go; the words that it writes
    with a capital inside sentences, and those of names of several words."""

    names: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    capitals: set[str] = field(default_factory=set)
    longer: set[str] = field(default_factory=set)


def named_parties(document: str) -> NamedParties:
    """The parties that a text defines."""
    found = NamedParties(capitals={fold_with_offsets(word)[0] for word in _INSIDE.findall(document)})
    names = [_LEADING.sub("", name) for name in _CAPITALS.findall(document)]
    found.longer = {word for name in names if " " in name for word in callable_words(name)}
    defined = [
        (match["name"], match["part"]) for pattern in (_APPOSED, _LABELLED) for match in pattern.finditer(document)
    ]
    for name, part in [*((party.name, party.part) for party in defined_parties(document)), *defined]:
        words = callable_words(name.rstrip(" .,;:"))
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


def party_mentions(
    text: str, folded: str, offsets: list[int], start: int, end: int, parties: NamedParties
) -> Iterator[tuple[int, int, str]]:
    """Where parties stand in the sentence ``[start, end)`` of the folded text, and the key of each: its number
    (``party:0``), a part that nobody is known to have (``part:0a``, ``word:user``), a name, or "?" for one that may be
    anybody's."""
    taken: list[tuple[int, int]] = []
    for match in PARTS.finditer(folded, start, end):
        if is_verb(text[offsets[match.start()] : offsets[match.end() - 1] + 1]):
            continue
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
        bare = re.sub(r"['’]s$", "", _LEADING.sub("", name[0]).rstrip(".,;:"))
        words = [word for word in callable_words(bare) if word not in STOPWORDS]
        known = words and (words[0] in parties.names or words[0] in parties.capitals)
        if not words or (left == start and " " not in name[0] and not known):
            continue
        whose = next((parties.names[word] for word in words if word in parties.names), None)
        key = f"name:{words[0]}" if whose is None else f"party:{whose}"
        if whose is None and " " not in bare and (_LEADING.match(name[0]) or _ARTICLE.search(folded[start:left])):
            # "The User": a part, whoever has it.
            key = "?" if words[0] not in parties.capitals or words[0] in parties.longer else f"word:{words[0]}"
        yield left, left + len(name[0]), key
