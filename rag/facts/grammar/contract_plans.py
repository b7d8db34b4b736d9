"""Plans about contracts: which, how many, which end or must be given notice of in a period."""

from __future__ import annotations

import re

from rag.domain.plan import DateBasis, Entity, Grouping, Measure, PartyChoice, Plan
from rag.facts.grammar import contract_words, measures
from rag.facts.grammar.asked import Ambiguous, NotAPlan, choose, take_parties, take_period, unknown_name
from rag.facts.grammar.marking import Marked
from rag.facts.laws import law_named

_DAY = re.compile(r"@t(\d+)")


def read(marked: Marked) -> Plan | Ambiguous:
    """The plan of a question about contracts.

    Raises:
        NotAPlan: there is none.
    """
    signed = contract_words.SIGNED_WITH.search(marked.text)
    if signed:
        marked.text = f"{marked.text[: signed.start()]} avec {signed['with']} {marked.text[signed.end() :]}"
    tacit = (
        False if marked.take(contract_words.AUTOMATIC_NOT) else True if marked.take(contract_words.AUTOMATIC) else None
    )
    while tacit and marked.take(contract_words.AUTOMATIC):
        pass
    marked.take(contract_words.WITH_DATES)
    under = marked.take(contract_words.UNDER_LAW)
    law = law_named(next(name for name in under.groups() if name)) if under else None
    basis = _basis(marked)
    running = basis is None and _running(marked)
    marked.take(contract_words.MOST_URGENT)
    by_kind = False
    while marked.take(contract_words.BY_KIND):
        by_kind = True
    kind, named = _kind(marked)
    named = named or marked.take(contract_words.CONTRACTS, leaving="@x")
    measure = Measure.COUNT if marked.take(measures.COUNT_OF) else Measure.LIST
    if measure is Measure.LIST:
        marked.take(measures.SHOW)
        # "Quel est le préavis du contrat …" asks for a term of one contract, not for contracts.
        if named and named[0][-1] not in "sx" and kind is None:
            raise NotAPlan
    marked.text = marked.text.replace("@x", "").strip()
    marked.take(measures.WHICH)
    if basis is not None:
        marked.take(contract_words.UPCOMING)
    period = take_period(marked)
    mentions = take_parties(marked)
    unknown = unknown_name(marked, mentions)
    if (period is None) != (basis is None) or (signed and period):
        raise NotAPlan
    if not named and period is None:
        raise NotAPlan
    parties = choose(mentions, "sellers")
    if isinstance(parties, Ambiguous):
        return parties
    if unknown is not None:
        parties = (PartyChoice(asked=unknown),)
    return Plan(
        entity=Entity.CONTRACT,
        measure=measure,
        sellers=parties,
        period=period,
        basis=basis or DateBasis.ISSUE,
        contract_kind=kind,
        tacit_renewal=tacit,
        law=law,
        running=running,
        group_by=Grouping.KIND if by_kind else None,
    )


def _running(marked: Marked) -> bool:
    """Whether the contracts asked for are those that run on the day of the question.

    Raises:
        NotAPlan: those of another day are.
    """
    match = marked.take(contract_words.RUNNING)
    for day in _DAY.finditer(f"{match[0]} {marked.text}" if match else ""):
        period = marked.periods[int(day[1])]
        if period.start != period.end or period.end != marked.today:
            raise NotAPlan
    if match is not None:
        marked.text = " ".join(_DAY.sub(" ", marked.text).split())
    return match is not None


def _kind(marked: Marked) -> tuple[str | None, re.Match[str] | None]:
    """The kind of contract, and the word itself where it names the contracts too ("baux")."""
    for kind, pattern in contract_words.CONTRACT_KINDS.items():
        if (match := pattern.search(marked.text)) is not None:
            names = contract_words.CONTRACTS.search(match[0]) or contract_words.NAMING.search(match[0])
            marked.take(pattern, leaving="@x" if names else "")
            return kind, match if names else None
    return None, None


def _basis(marked: Marked) -> DateBasis | None:
    for pattern, basis in (
        (contract_words.NOTICE, DateBasis.NOTICE),
        (contract_words.END, DateBasis.END),
        (contract_words.EFFECTIVE, DateBasis.EFFECTIVE),
        *([(contract_words.SIGNED, DateBasis.ISSUE)] if "@t" in marked.text else []),
    ):
        if marked.take(pattern):
            return basis
    return None
