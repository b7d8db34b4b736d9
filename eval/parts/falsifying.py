"""True claims made false in one known way: what a check of claims must find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.language import find_dates, find_identifiers, find_numbers

Kind = Literal["number", "amount", "percentage", "date", "identifier", "party", "negation"]

_DIGITS = re.compile(r"\d+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SIDES = (
    ("Prestataire", "Client"),
    ("Fournisseur", "Client"),
    ("Bailleur", "Preneur"),
    ("Loueur", "Locataire"),
    ("Supplier", "Buyer"),
    ("Provider", "Customer"),
    ("Landlord", "Tenant"),
    ("Receiving Party", "Disclosing Party"),
    ("Recipient", "Discloser"),
)
_NEGATED: dict[str, Sequence[tuple[str, str]]] = {
    "en": (
        (r"\b(shall|must|may|can|does|do|will|is|are|was|were|has|have) not\b", r"\1"),
        (r"\bcannot\b", "can"),
        (r"\bwithout\b", "with"),
        (r"\bnever\b", "always"),
        (r"\b(shall|must|may|can|will|is|are|was|were|has|have)\b", r"\1 not"),
    ),
    "fr": (
        (r"\bn(?:e |['’])(\w+) (?:pas|jamais)\b", r"\1"),
        (r"\bsans\b", "avec"),
        (r"\b(doit|doivent|peut|peuvent|sera|seront|prend|verse|paie|court|dure|garantit|fixe)\b", r"ne \1 pas"),
        (r"\best\b", "n'est pas"),
        (r"\bsont\b", "ne sont pas"),
    ),
}


@dataclass(frozen=True, slots=True)
class FalseClaim:
    """A claim that was true, and what was changed in it."""

    kind: Kind
    text: str


def falsified(claim: str, language: str, parties: Sequence[str]) -> Iterator[FalseClaim]:
    """The claim with each of its values changed, one at a time; with each party named in it taken for the next one of
    ``parties``; with the sides of its contract exchanged ("the Supplier" for "the Buyer", and back); and with its first
    verb negated, or its first negation left out.
    """
    dates, identifiers = find_dates(claim), find_identifiers(claim)
    taken = [(date.start, date.end) for date in dates] + [(each.start, each.end) for each in identifiers]
    for date in dates:
        yield from _changed(claim, "date", date.start, date.end, last=False)
    for identifier in identifiers:
        yield from _changed(claim, "identifier", identifier.start, identifier.end, last=True)
    for number in find_numbers(claim):
        if any(start < number.end and number.start < end for start, end in taken):
            continue
        unit = number.unit or ""
        kind: Kind = "amount" if _CURRENCY.fullmatch(unit) else "percentage" if unit == "%" else "number"
        yield from _changed(claim, kind, number.start, number.end, last=False)
    for place, party in enumerate(parties):
        if re.search(rf"\b{re.escape(party)}\b", claim):
            yield FalseClaim("party", re.sub(rf"\b{re.escape(party)}\b", parties[place - 1], claim))
    for one, other in _SIDES:
        text = re.sub(rf"\b({one}|{other})\b", lambda match: other if match[0] == one else one, claim)  # noqa: B023
        if text != claim:
            yield FalseClaim("party", text)
            break
    for pattern, replacement in _NEGATED.get(language, ()):
        text = re.sub(pattern, replacement, claim, count=1, flags=re.IGNORECASE)
        if text != claim:
            yield FalseClaim("negation", text)
            return


def _changed(claim: str, kind: Kind, start: int, end: int, *, last: bool) -> Iterator[FalseClaim]:
    """The claim with one run of digits of a value made another number of the same length; none without digits."""
    runs = list(_DIGITS.finditer(claim, start, end))
    if runs:
        run = runs[-1 if last else 0]
        yield FalseClaim(kind, claim[: run.start()] + _other(run[0]) + claim[run.end() :])


def _other(digits: str) -> str:
    """Another number; a day of a month stays one."""
    if len(digits) <= 2 and int(digits) <= 31:
        return str(int(digits) % 28 + 1).zfill(len(digits))
    return digits[:-1] + str((int(digits[-1]) + 3) % 10)
