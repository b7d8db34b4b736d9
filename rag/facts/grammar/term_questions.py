"""A question for one term of a contract as a plan: "Quel est le préavis du contrat Thermolys ?".

As in the rest of the grammar every word must be accounted for: by the phrase that asks, by a few words that change
nothing, or by the name of a contract that the asker may read: its title, file, number, kind and parties. All the words
left must be of the same contract. One word more ("le préavis *d'audit*") and there is no plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from rag.domain.contract import Contract
from rag.domain.plan import ContractTerm, Entity, Measure, PartyChoice, Plan
from rag.facts.contract_terms import fitting
from rag.facts.grammar.contract_words import CONTRACT_KINDS
from rag.facts.grammar.term_words import AMENDMENTS, FILLERS, NAMED_KIND, NAMING, PURPOSE, TERMS
from rag.language import LEGAL_FORMS, folded_name
from rag.language.normalising import fold
from rag.store.contract_rows import ContractRow

_LONGEST = 300
_MOST = 5
_MOST_TERMS = 3
_WHEN_WORDS = re.compile(r"\b(?:quand|when|quelle date)\b")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = frozenset("de d du des of et and a l la le".split())  # noqa: SIM905
_BESIDE = re.compile(r"(?<=[np])[cxp]*x|x[xp]*(?=[np])")
"""Words of a title (``x``) after a word for a contract or a party, or straight before one."""


def asks_for_terms(question: str) -> Iterator[tuple[tuple[ContractTerm, ...], str]]:
    """The term that a question asks for, and its folded words without the phrase that asks; then, where it asks for
    more than one ("quand commence-t-il et quand finit-il"), both, and three. Cheap: nothing is looked up."""
    if len(question) > _LONGEST:
        return
    left, terms = " ".join(_WORD.findall(fold(question))), tuple[ContractTerm, ...]()
    when = False
    while len(terms) < _MOST_TERMS:
        found = _first_term(left, terms) or (_first_term(f"when {left}", terms) if when else None)
        if found is None:
            return
        when = when or _WHEN_WORDS.search(left) is not None
        terms, left = (*terms, found[0]), found[1]
        yield terms, left


def _first_term(text: str, but: tuple[ContractTerm, ...]) -> tuple[ContractTerm, str] | None:
    for term, phrases in TERMS:
        if term in but:
            continue
        left = text
        for phrase in phrases:
            match = phrase.search(left)
            if match is None:
                break
            left = " ".join(f"{left[: match.start()]} {left[match.end() :]}".split())
        else:
            return term, " ".join(PURPOSE.sub(" ", left).split()) if term is ContractTerm.NOTICE else left
    return None


def read(
    terms: tuple[ContractTerm, ...], left: str, rows: Sequence[ContractRow], parties: Iterable[str]
) -> Plan | None:
    """The plan of a question for ``terms`` whose other words are ``left``; None where they name no contract, too many,
    or say more.

    ``parties`` are the names of parties known from invoices: one of these with whom there is no contract stands in the
    plan by its name alone, so that nothing is found rather than another's contract.
    """
    amendments = AMENDMENTS.search(left)
    if amendments:
        left = f"{left[: amendments.start()]} {left[amendments.end() :]}"
    spoken = left.split()
    words = [word for word in spoken if word not in FILLERS and word not in NAMING]
    telling = [word for word in words if word not in LEGAL_FORMS] or words
    if not telling:
        return None
    chosen = [row for row in rows if bool(row.contract.amends) == bool(amendments) and _names(row, spoken)]
    if 0 < len(chosen) <= _MOST:
        plan = Plan(
            entity=Entity.CONTRACT,
            measure=Measure.LIST,
            term=terms[0],
            terms=terms[1:],
            amendments=bool(amendments),
            sellers=tuple(PartyChoice(asked=name) for name in _parties_named(chosen, set(telling))),
            number=_number_named(chosen, telling),
            contract_kind=_kind_named(chosen, left),
        )
        by_number = plan.model_copy(update={"number": chosen[0].contract.number})
        # A title's word may tell a contract from another, and no plan narrows by it.
        return next((one for one in (plan, by_number) if fitting(rows, one) == chosen), None)
    if not chosen and (nobody := _party_alone(left, parties)):
        unknown = (PartyChoice(asked=nobody),)
        return Plan(entity=Entity.CONTRACT, measure=Measure.LIST, term=terms[0], terms=terms[1:], sellers=unknown)
    return None


def _party_alone(left: str, parties: Iterable[str]) -> str | None:
    """The known party whose name is all that is left beside the kind of contract."""
    for phrase in CONTRACT_KINDS.values():
        left = phrase.sub(" ", left)
    said = {word for word in left.split() if word not in FILLERS and word not in NAMING and word not in LEGAL_FORMS}
    return next((name for name in parties if said and said == set(folded_name(name).split())), None)


def _names(row: ContractRow, words: Sequence[str]) -> bool:
    """Whether all words but fillers are of this contract's name.

    Those of its parties and number may stand anywhere; those of its title, kind and file only beside these or beside a
    word for a contract ("accord *de confidentialité*", "*supply* agreement"): elsewhere they may be what is asked about
    ("how long does *confidentiality* last under the NDA").
    """
    parties, title = _vocabulary(row)
    marks = [_mark(word, parties, title) for word in words]
    return "?" not in marks and _BESIDE.sub("", "".join(marks)).find("x") < 0


def _mark(word: str, parties: Set[str], title: Set[str]) -> str:
    """``n`` a word for a contract, ``p`` of its parties or number, ``x`` of its title, ``c`` between words of a name,
    ``f`` another filler, ``?`` none of these."""
    if word in NAMING or NAMED_KIND.fullmatch(word):
        return "n" if word in NAMING or _stem(word) in title else "?"
    if _stem(word) in parties:
        return "p"
    if word in _BETWEEN:
        return "c"
    if _stem(word) in title:
        return "x"
    return "f" if word in FILLERS or word in LEGAL_FORMS else "?"


def _vocabulary(row: ContractRow) -> tuple[set[str], set[str]]:
    """The words of parties and numbers, and those of title, file and kind."""
    contract = row.contract
    named = [party.name for party in contract.parties] + _numbers(contract)
    titled = [row.title, row.filename.rsplit(".", 1)[0], contract.title or ""]
    if contract.amends:
        titled.append(contract.amends.title or "")
    title = _stems(titled)
    if contract.kind in CONTRACT_KINDS:
        title |= _stems(re.findall(r"[a-z]{3,}", CONTRACT_KINDS[contract.kind].pattern))
    return _stems(named), title


def _stems(texts: Iterable[str]) -> set[str]:
    return {_stem(word) for text in texts for word in _WORD.findall(fold(text.replace("_", " ")))}


def _parties_named(rows: Sequence[ContractRow], words: set[str]) -> list[str]:
    """The parties that the words name, as one of the contracts writes them; those of every contract narrow nothing."""
    found: dict[str, str] = {}
    for row in rows:
        for party in row.contract.parties:
            name = folded_name(party.name)
            if set(name.split()) & words:
                found.setdefault(name, party.name)
    return list(found.values())


def _number_named(rows: Sequence[ContractRow], words: Sequence[str]) -> str | None:
    for row in rows:
        for number in _numbers(row.contract):
            parts = _WORD.findall(fold(number))
            if parts and any(list(words[at : at + len(parts)]) == parts for at in range(len(words))):
                return number
    return None


def _numbers(contract: Contract) -> list[str]:
    return [number for number in (contract.number, contract.amends.number if contract.amends else None) if number]


def _kind_named(rows: Sequence[ContractRow], left: str) -> str | None:
    kinds = {row.contract.kind for row in rows}
    if len(kinds) != 1 or (kind := kinds.pop()) not in CONTRACT_KINDS:
        return None
    return kind if CONTRACT_KINDS[kind].search(left) else None


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
