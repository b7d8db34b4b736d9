"""What kind of value a question asks for, in French and English: the expected answer type of question answering.

(Li and Roth, "Learning Question Classifiers", COLING 2002.) An answer to "how much" that holds no amount is no answer,
however near it stands to the words of the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from rag.language.dates import find_dates, find_days
from rag.language.identifiers import find_identifiers
from rag.language.normalising import fold
from rag.language.numbers import find_numbers
from rag.language.units import CURRENCIES, DURATIONS

Kind = Literal["amount", "percentage", "date", "duration", "number", "iban", "identifier"]

_WHICH = r"(?:quel(?:le)?s?|what|which)(?: [\w']+){0,4}?"
_RULES: tuple[tuple[str, frozenset[Kind]], ...] = (
    (r"\biban\b", frozenset({"iban"})),
    (r"\b(?:siret|siren|numero de tva|vat number|vat id)\b", frozenset({"identifier"})),
    (rf"^{_WHICH} (?:taux|pourcentage|rate|percentage)\b(?! (?:horaire|journalier))", frozenset({"percentage"})),
    (
        r"\b(?:combien de (?:temps|jours|mois|semaines|annees|ans)"
        r"|how (?:long|much notice|many (?:days|months|years|weeks)))\b"
        r"|\b(?:sous|dans|en|pendant|within) (?:quels? delais?|combien|how)\b"
        rf"|^{_WHICH} (?:preavis|delais?|(?:lead|response) time|notice period)\b",
        frozenset({"duration"}),
    ),
    (rf"^{_WHICH} (?:duree|term|duration)\b", frozenset({"duration", "date"})),
    (
        r"^(?:quand|when|jusqu'a quand|depuis quand|until when|by when)\b"
        r"|\b(?:a|depuis|jusqu'a) quelles? dates?\b|^(?:quelles? (?:est |sont )?(?:la |les )?dates?|what date)\b",
        frozenset({"date", "duration"}),
    ),
    (
        r"\bcombien (?:coute|vaut|paie|paye|facture|avons|a-t|ai-je|nous|devons)|\ba combien s'elev|\bhow much\b"
        rf"|^(?:a partir de )?{_WHICH} (?:tjm|prix|price|cost|tarif|montant|amount|loyer|redevance|somme|fee|rent|total"
        r"|acompte|remise|plafond|depot de garantie|indemnite|rebate|discount|deposit|down payment|lump sum)\b",
        frozenset({"amount", "percentage"}),
    ),
    (
        rf"\bcombien d(?:e |')|\bhow many\b|^{_WHICH} (?:quantites?|quantit(?:y|ies)|volumes?|tonnages?)\b",
        frozenset({"number"}),
    ),
)
_MINUTES = re.compile(r"\b[0-9]+ ?(?:minutes?|min|mn|secondes?|seconds?)\b")
_COMPILED = tuple((re.compile(pattern), kinds) for pattern, kinds in _RULES)


def asked_kinds(question: str) -> frozenset[Kind]:
    """The kinds of value of which an answer must hold one; empty where the question asks for none, or in doubt."""
    folded = fold(question)
    return next((kinds for pattern, kinds in _COMPILED if pattern.search(folded)), frozenset())


def holds_kind(text: str, kinds: frozenset[Kind]) -> bool:
    """True when a text holds a value of one of the kinds. A table's row may hold amounts without their currency, which
    its column title says."""
    return not kinds or any(_HOLDS[kind](text) for kind in sorted(kinds))


def _units(text: str) -> set[str | None]:
    return {number.unit for number in find_numbers(text)}


def _holds_amount(text: str) -> bool:
    units = _units(text)
    return bool(units & CURRENCIES) or (" | " in text and None in units)


def _holds_number(text: str) -> bool:
    """A number that is not the year of a date."""
    dated = [(date.start, date.end) for date in find_dates(text)]
    return any(not any(start <= number.start < end for start, end in dated) for number in find_numbers(text))


_HOLDS: dict[Kind, Callable[[str], bool]] = {
    "amount": _holds_amount,
    "percentage": lambda text: "%" in _units(text),
    "date": lambda text: bool(find_dates(text) or list(find_days(text))),
    "duration": lambda text: bool(_units(text) & DURATIONS or _MINUTES.search(fold(text))),
    "number": _holds_number,
    "iban": lambda text: any(each.kind == "iban" for each in find_identifiers(text)),
    "identifier": lambda text: bool(find_identifiers(text)),
}
