"""What a question mentions: names, identifiers, dates, and kinds of documents, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.language import STOPWORDS, find_dates, find_identifiers, fold
from rag.language.months import MONTHS

Kind = Literal["name", "identifier", "date"]

_CAPITAL = r"[A-ZÀ-Þ][\w.&-]*[\w&]"
_NAME = re.compile(rf"(?<![\w-]){_CAPITAL}(?:(?: | (?:du|de|des|de la|of|of the|&) |[’'])(?:{_CAPITAL}))*")
# What follows these and is no article is somebody's name, also in small letters.
_TOWARDS = re.compile(
    r"\b(?:pour|chez|avec|for|at|with|from) (?P<name>[^\W\d_][\w&.-]*[\w&](?: [A-ZÀ-Þ][\w&.-]*)*)", re.IGNORECASE
)
# A word with a capital that begins a sentence is a name where it does something ("Thermolys peut-il …").
_SUBJECT = re.compile(r" (?:\w+-(?:t-)?(?:il|elle)|peut|doit|est|a|can|must|may|will|is|has|does)\b")
_YEAR = re.compile(r"(?<![\w/.,-])(?:19|20)[0-9]{2}(?![\w/-]|[.,][0-9]| ?[€$£%])")
_ACRONYM = 5
_ACRONYMS_LIST = """
ht ttc tva vat eur usd gbp chf iban bic siret siren rcs nda sla gti gtr rgpd gdpr pdf cgv cga ceo vpn it
"""
_ACRONYMS = frozenset(_ACRONYMS_LIST.split())
_ASKING_LIST = """
quel quelle quels quelles qui que quoi combien quand comment pourquoi lequel laquelle what which who whose when where
how why does do did is are can could may must shall should will would has have and but et mais donc alors
"""
_ASKING = frozenset(_ASKING_LIST.split())

_KINDS_LIST = """
contrat contrats avenant avenants accord accords bail baux facture factures avoir avoirs devis commande procedure
courriel courrier convention licence marche contract contracts agreement agreements amendment amendments lease leases
invoice invoices quote order procedure email letter
"""
KINDS = frozenset(_KINDS_LIST.split())
"""Words for kinds of documents, folded."""

KIND = re.compile(r"(?<![\w-])(?:credit notes?|" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?![\w-])")
"""One of them, in a folded text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, identifier or date at characters ``[start, end)``. A date may be a bare year ("2024") or month ("mars"):
    ``grain`` is then ``year`` or ``month``, else ``whole``, or ``month of a year``."""

    kind: Kind
    text: str
    start: int
    end: int
    grain: str = "whole"

    @property
    def acronym(self) -> bool:
        """True for a name like "TJM", which may be nobody's."""
        return self.kind == "name" and self.text.isupper() and len(self.text) <= _ACRONYM


def mentions(text: str) -> list[Mention]:
    """The names, identifiers and dates of a question in order, no two overlapping.

    Names are written with a capital that no sentence begins with, or follow "pour", "chez", "for" and their like.
    Acronyms count as names only where there are no others. The offsets are those of ``text``.
    """
    found = [Mention("date", text[d.start : d.end], d.start, d.end, _grain(d.month, d.day)) for d in find_dates(text)]
    found = [_without_preposition(mention, text) for mention in found]
    for identifier in find_identifiers(text):
        _add(found, Mention("identifier", text[identifier.start : identifier.end], identifier.start, identifier.end))
    for year in _YEAR.finditer(text):
        _add(found, Mention("date", year[0], *year.span(), "year"))
    for word in re.finditer(r"[^\W\d_]+\.?", text):
        # "may" and "mar" are words of their own: only a month that follows a preposition or stands alone counts
        if fold(word[0]).rstrip(".") in MONTHS and _is_month(text, word):
            _add(found, Mention("date", word[0], *word.span(), "month"))
    acronyms: list[Mention] = []
    for name in _NAME.finditer(text):
        for mention in _names(name, text):
            if mention.acronym:
                acronyms += [mention] if fold(mention.text) not in _ACRONYMS else []
            else:
                _add(found, mention)
    for mention in acronyms:
        if not any(other.kind == "name" for other in found):
            _add(found, mention)
    for match in _TOWARDS.finditer(text):
        if fold(match["name"].split()[0]) not in STOPWORDS | KINDS | _ASKING | MONTHS.keys():
            _add(found, Mention("name", match["name"], *match.span("name")))
    return sorted(found, key=lambda mention: mention.start)


def _names(match: re.Match[str], text: str) -> list[Mention]:
    """The name without the word that only begins the sentence."""
    start, name = match.start(), match[0]
    if not text[:start].strip(" «\"'(") or text[:start].rstrip().endswith((".", "?", "!", ":")):
        first, gap, rest = name.partition(" ")
        first_only = re.split(r"[’']", first)[0]
        if fold(first_only) in STOPWORDS | _ASKING | KINDS or len(first_only) < 3:
            cut = len(first_only) + 1
            rest = name[cut:].lstrip()
            start += len(name) - len(rest)
            name = rest if rest[:1].isupper() else ""
        elif not gap and len(text.split()) > 3 and not _SUBJECT.match(text, match.end()):
            # "Pénalités de retard chez X ?" begins with a common noun
            return []
    return [Mention("name", name, start, start + len(name))] if name else []


def _add(found: list[Mention], mention: Mention) -> None:
    if not any(mention.start < other.end and other.start < mention.end for other in found):
        found.append(mention)


def _grain(month: int | None, day: int | None) -> str:
    return "year" if month is None else "month of a year" if day is None else "whole"


def _without_preposition(mention: Mention, text: str) -> Mention:
    """ "en 2024" is found as a date whole; what is replaced is "2024"."""
    if mention.grain == "year" and (year := re.search(r"[0-9]{4}", mention.text)):
        start = mention.start + year.start()
        return Mention("date", year[0], start, start + 4, "year")
    return mention


def _is_month(text: str, word: re.Match[str]) -> bool:
    before = re.search(r"(\w+)\W*$", text[: word.start()])
    return before is None or fold(before[1]) in ("en", "de", "d", "pour", "in", "of", "for", "et", "and", "du", "about")
