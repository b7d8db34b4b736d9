"""Where a contract says which company it calls by which word: 'Nuagence SAS, …, ci-après « le Prestataire »'.

Between one definition and the next stand a company's name, its legal form, its address, its number and the person who
signs for it. The company is told by its legal form; titles, towns and persons have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language.normalising import fold
from rag.language.terms import DEFINED_TERMS, LEGAL_FORMS, PARTY_TERMS

_WORD = r"[A-ZÀ-Þ](?:[\w&'’-]|\.(?=\w))*"
NAME = rf"{_WORD}(?: (?:(?:de|du|des|d'|et|and|of|&) )?{_WORD}){{0,5}}"
"""What is written as a name is written."""
_NAMES = re.compile(rf"{_WORD}(?: (?:(?:de la|of the|de|du|des|d'|et|and|of|&) )?{_WORD}){{0,5}}")
_REST = r"[\w’'-]{1,30}(?: (?:& )?[\w’'-]{1,20}){0,3}"
_THE = r"(?:[Tt]he |[Ll]e |[Ll]a |[Ll]['’])"
_SAID = r"(?:ci-apr[èe]s|hereinafter|hereafter)\b"
_DEFINITION = re.compile(
    rf"(?:\(|\b{_SAID}|, the)[^«“\"().;]{{0,60}}?[«“\"] ?{_THE}?(?P<quoted>[^\W\d_]{_REST}) ?[»”\"]"
    rf"|\((?:{_SAID}[^«“\"().;]{{0,40}} )?{_THE}(?P<bracketed>[A-ZÀ-Þ]{_REST})\)"
    r"|(?<=\w) \((?P<role>[A-ZÀ-Þ][\w’'-]{2,30})\)"
    rf"|\b{_SAID}(?: [a-zà-ÿ,]+){{0,4}} {_THE}(?P<bare>[A-ZÀ-Þ][\w’'-]{{2,30}})"
)
_LOOK_BACK, _BESIDE = 800, 60
_AND_ANOTHER = re.compile(r"(?:[,;.:]|\n|^)\s*(?:et|and)\s+(?:\(?[0-9a-zA-Z]\)?\.?\s+)?(?:la |the )?(?=\w)")
_FORM_BEFORE = re.compile(
    r"\b(?:soci[ée]t[ée]|compan(?:y|ies)|firm|association|entreprise|banque|mutuelle|coop[ée]rative|groupement)\s+$",
    re.IGNORECASE,
)
_FORM_AFTER = re.compile(
    r"^(?:,? ?\(?(?:une? |an? |the )?(?:[\w-]+ ){0,3}?|\n *)(?:[Ss]oci[ée]t[ée]|compan(?:y|ies)|corporation|partnership"
    r"|incorporated|limited|association|entreprise|coop[ée]rative|mutual|[ée]tablissement|organi[sz]ation"
    r"|SAS|SASU|SARL|SA|SCI|EURL|SNC|LLC|LLP|Ltd|Inc|plc|GmbH|AG|BV|NV)\b"
)
_NOT_BEFORE = re.compile(r"\b(?:par|by|rue|avenue|boulevard|rcs|filiale (?:de|du))\s+$", re.IGNORECASE)
_SIGNS = re.compile(
    r"\b(?:par|by)\b[^.;()]*\b(?:monsieur|madame|m\.|mme|mr\.?|mrs\.?|ms\.?|ma[iî]tre)\s+$", re.IGNORECASE
)
_IN_TOWN = re.compile(
    r"\b(?:situ\w+|sise?|est|si[èe]ge|domicili\w+|located|offices?|based|is)\s+(?:à|in|at)\s+$|[0-9]{4,5}\s+$",
    re.IGNORECASE,
)
_NO_NAME_WORDS = """
entre et les la le soussignes soussignees parties between and the this that representee group groupe france article
monsieur madame services service
"""
_NO_NAMES = LEGAL_FORMS | frozenset(_NO_NAME_WORDS.split())
_FIRST_FORMS = "sa sas sasu sarl sci scp snc scop gie eurl selarl societe ste compagnie etablissements ets"
_FORMS_FIRST = frozenset(_FIRST_FORMS.split())
"""Legal forms that stand before a name: "SCI Les Genêts"."""
_CONTRACTS = frozenset(
    ("agreement", "contract", "deed", "lease", "contrat", "accord", "convention", "bail", "avenant", "police")
)
_LEADING = ("la", "le", "et")
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class DefinedParty:
    """A name and the word that its contract puts for it ("Nuagence SAS", "Prestataire"), with where each stands: start
    and end in characters of the text. ``has_form`` where the name is that of a company for sure."""

    name: str
    part: str
    name_at: tuple[int, int]
    part_at: tuple[int, int]
    has_form: bool


def callable_words(name: str) -> list[str]:
    """The words of a company's name by which one may call it."""
    return [
        word
        for word in fold(name).split()
        if word not in _NO_NAMES and word not in DEFINED_TERMS and len(word) >= _SHORTEST_NAME
    ]


def defined_parties(text: str) -> Iterator[DefinedParty]:
    """The parties that a text defines, in its order; a definition of which no company can be told gives none."""
    since = 0
    for match in _DEFINITION.finditer(text):
        part = next(group for group in ("quoted", "bracketed", "role", "bare") if match[group])
        if part == "role" and fold(match[part]) not in PARTY_TERMS:
            continue
        company = _company(text, max(since, match.start() - _LOOK_BACK), match.start(), match[part])
        since = match.end()
        if company is not None:
            start, end = company.place
            yield DefinedParty(text[start:end], match[part], company.place, match.span(part), company.has_form)


def _company(text: str, begin: int, end: int, part: str) -> _Candidate | None:
    """The company that is defined at ``end``: the first with a legal form of those after the last "and"; else the one
    by whose own name it is called, or that stands right before, unless as a town does."""
    own = set(fold(part).split())
    starts = [match.end() for match in _AND_ANOTHER.finditer(text, begin, end)]
    for start in [*reversed(starts), begin]:
        formed = [one for one in _candidates(text, start, end) if one.has_form]
        if formed:
            return next((one for one in formed if own & one.words), formed[0])
    named = list(_candidates(text, begin, end))
    return next((one for one in named if own & one.words), next((one for one in named if one.is_last), None))


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: tuple[int, int]
    words: frozenset[str]
    has_form: bool
    is_last: bool


def _candidates(text: str, start: int, end: int) -> Iterator[_Candidate]:
    """What is written as a name between two places of a text."""
    for match in _NAMES.finditer(text, start, end):
        name, before = match[0].rstrip(" .,"), text[max(0, match.start() - _BESIDE) : match.start()]
        words = frozenset(callable_words(name))
        signs = _SIGNS.search(before) or _SIGNS.search(f"{before}{name.split()[0]} ")
        if not words or signs or _CONTRACTS & set(fold(name).split()) or _NOT_BEFORE.search(before):
            continue
        row = fold(name).replace(".", "").split()
        formed = (
            row[-1] in LEGAL_FORMS
            or next((word for word in row if word not in _LEADING), "") in _FORMS_FIRST
            or _FORM_BEFORE.search(before) is not None
            or _FORM_AFTER.match(text[match.end() : min(end, match.end() + 60)]) is not None
        )
        place = (match.start(), match.start() + len(name))
        is_last = not text[match.end() : end].strip(" ,\n") and _IN_TOWN.search(before) is None
        yield _Candidate(place, words, formed, is_last)
