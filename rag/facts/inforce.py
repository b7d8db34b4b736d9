"""Whose wording of an article is in force on a day: the contract's, or that of an amendment that replaced it.

An amendment replaces the articles that it names from its effective date on (its signature where it names none); of
several the last wins. Pure functions over what the documents' texts say (:class:`rag.domain.contract.Contract`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from rag.domain.contract import Amends, Contract, ContractParty
from rag.domain.invoice import FieldState
from rag.language import fold


@dataclass(frozen=True, slots=True)
class FiledContract:
    """A contract or amendment, with the document that it was read from."""

    document_id: str
    contract: Contract


@dataclass(frozen=True, slots=True)
class Wording:
    """Whose wording of ``article`` is in force.

    ``document_id`` is None before the contract has effect. ``since`` is the first day of that wording, None where the
    contract names no day. ``parts`` are articles inside it ("5.2" of "5") whose own wording is another document's.
    ``why`` are sentences; ``doubtful`` is true where a date is missing or doubtful, or an amendment does not say which
    articles it changes.
    """

    article: str
    document_id: str | None
    since: date | None
    parts: tuple[tuple[str, str], ...] = ()
    why: tuple[str, ...] = ()
    doubtful: bool = False


_WORDS = {
    "fr": {
        "original": "Le contrat d'origine fixe l'article {article}{since}.",
        "replaced": "{name} remplace l'article {changed} à compter du {day}.",
        "later": "{name} change l'article {changed}, mais seulement à compter du {day}.",
        "part": "{name} change une partie de cet article, l'article {changed}, à compter du {day}.",
        "undated": "À vérifier : {name} change l'article {changed} sans dire à partir de quand.",
        "unclear": "À vérifier : {name} ne dit pas quels articles sont changés.",
        "doubtful": "À vérifier : la date d'effet est douteuse ({name}).",
        "before": "Le contrat n'a pas encore effet : il commence le {day}.",
        "since": " depuis le {day}",
        "amendment": "L'avenant n° {number}",
        "amendment_of": "L'avenant du {day}",
        "an_amendment": "Un avenant",
        "contract": "le contrat",
    },
    "en": {
        "original": "The original contract sets article {article}{since}.",
        "replaced": "{name} replaces article {changed} from {day}.",
        "later": "{name} changes article {changed}, but only from {day}.",
        "part": "{name} changes a part of this article, article {changed}, from {day}.",
        "undated": "To be checked: {name} changes article {changed} without saying from when.",
        "unclear": "To be checked: {name} does not say which articles it changes.",
        "doubtful": "To be checked: the effective date is doubtful ({name}).",
        "before": "The contract has no effect yet: it starts on {day}.",
        "since": " since {day}",
        "amendment": "Amendment no. {number}",
        "amendment_of": "The amendment of {day}",
        "an_amendment": "An amendment",
        "contract": "the contract",
    },
}


def amendments_of(original: FiledContract, filed: Sequence[FiledContract]) -> list[FiledContract]:
    """The amendments to a contract among others, in the order in which they take effect, those without a day last.

    An amendment belongs to the contract whose number it names. Where one of the two has no number: to the contract
    between the same parties that has the date of signature it names, or its title where it names no date.
    """
    found = [
        each
        for each in filed
        if each.document_id != original.document_id
        and each.contract.amends is not None
        and _amends(each.contract.amends, each.contract, original.contract)
    ]
    return sorted(found, key=_order)


def in_force(
    original: FiledContract, filed: Sequence[FiledContract], article: str, on: date, language: str = "fr"
) -> Wording:
    """Whose wording of an article of a contract is in force on a day, and why, in ``"fr"`` or any other for English."""
    words = _WORDS["fr" if language == "fr" else "en"]
    start = _start(original.contract)
    if start is not None and on < start:
        return Wording(article, None, None, (), (words["before"].format(day=_day(start, language)),))
    since = words["since"].format(day=_day(start, language)) if start else ""
    why = [words["original"].format(article=article, since=since)]
    holder, holds_since, parts = original.document_id, start, dict[str, str]()
    doubtful = _is_doubtful(original.contract)
    if doubtful:
        why.append(words["doubtful"].format(name=words["contract"]))
    for each in amendments_of(original, filed):
        amends = each.contract.amends
        name, day = amendment_name(each.contract, language), _start(each.contract)
        if amends is None or not amends.articles:
            why.append(words["unclear"].format(name=name))
            doubtful = True
            continue
        for changed in amends.articles:
            whole, part = _holds(changed, article), _holds(article, changed)
            if not whole and not part:
                continue
            if day is None:
                why.append(words["undated"].format(name=name, changed=changed))
                doubtful = True
                continue
            kind = "later" if on < day else "replaced" if whole else "part"
            why.append(words[kind].format(name=name, changed=changed, day=_day(day, language)))
            if _is_doubtful(each.contract):
                why.append(words["doubtful"].format(name=name))
                doubtful = True
            if kind == "replaced":
                holder, holds_since, parts = each.document_id, day, {}
            elif kind == "part":
                parts[changed] = each.document_id
    return Wording(article, holder, holds_since, tuple(parts.items()), tuple(why), doubtful)


def _amends(amends: Amends, amendment: Contract, original: Contract) -> bool:
    if original.amends is not None:
        return False
    if amends.number and original.number:
        return _plain(amends.number) == _plain(original.number)
    if not _same_parties(amendment.parties, original.parties):
        return False
    if amends.signed and original.signature_date:
        return amends.signed == original.signature_date
    return bool(amends.title and original.title) and _plain(amends.title or "") == _plain(original.title or "")


def _same_parties(some: Sequence[ContractParty], others: Sequence[ContractParty]) -> bool:
    """Whether the same names or SIREN sign both, in any order."""
    if not some or len(some) != len(others):
        return False
    return all(any(_same_party(one, other) for other in others) for one in some)


def _same_party(one: ContractParty, other: ContractParty) -> bool:
    if one.siren and other.siren:
        return one.siren == other.siren
    return _plain(one.name) == _plain(other.name)


def _plain(text: str) -> str:
    """Letters and digits alone, to compare "MNT-2023-041" with "MNT 2023/041"."""
    return "".join(char for char in fold(text) if char.isalnum())


def _holds(outer: str, inner: str) -> bool:
    """Whether an article is another or holds it: "5" holds "5.2", not "52"."""
    return inner == outer or inner.startswith(f"{outer}.")


def _start(contract: Contract) -> date | None:
    return contract.effective_date or contract.signature_date


def _order(each: FiledContract) -> tuple[date, date, str]:
    contract = each.contract
    return _start(contract) or date.max, contract.signature_date or date.max, contract.number or ""


def _is_doubtful(contract: Contract) -> bool:
    field = "effective_date" if contract.effective_date else "signature_date"
    clause = contract.fields.get(field)
    return clause is not None and clause.state is FieldState.DOUBTFUL


def amendment_name(contract: Contract, language: str) -> str:
    """What to call an amendment: by its number, else by its day; in ``"fr"`` or any other for English."""
    words = _WORDS["fr" if language == "fr" else "en"]
    if contract.number:
        return words["amendment"].format(number=contract.number)
    if contract.signature_date:
        return words["amendment_of"].format(day=_day(contract.signature_date, language))
    return words["an_amendment"]


def _day(day: date, language: str) -> str:
    return format_date(day, "dd/MM/yyyy" if language == "fr" else "d MMMM y", locale="fr" if language == "fr" else "en")
