"""Plans about contracts: their terms and deadlines are worked out one by one, by :mod:`rag.facts.deadlines`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from rag.domain.contract import Clause, Contract
from rag.domain.facts import Deadline, FactDocument, FactsResult, Figure, Left
from rag.domain.plan import DateBasis, Grouping, Measure, PartyChoice, Plan
from rag.errors import RequestError
from rag.facts.amended import AmendedContract, as_amended
from rag.facts.deadlines import WorkedOut, running_term, work_out
from rag.facts.laws import LAWS, law_named
from rag.language import folded_name
from rag.store.contract_rows import ContractRow
from rag.store.facts import SHOWN

_DAY = timedelta(1)
_PROOFS = {
    DateBasis.NOTICE: ("notice", "renewal", "term", "end_date"),
    DateBasis.EFFECTIVE: ("effective_date", "signature_date"),
    DateBasis.ISSUE: ("signature_date", "effective_date"),
}
_END_PROOFS = ("end_date", "term", "renewal", "effective_date")
_OF_INVOICES = (
    "amount",
    "amounts",
    "buyers",
    "against",
    "absent",
    "share",
    "per",
    "types",
    "currency",
    "vat_rate",
    "due",
    "at_least",
    "at_most",
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """A contract that fits a plan, or of which it cannot be told (``known`` False), with the day that the plan's period
    is about."""

    row: ContractRow
    deadline: Deadline
    day: date | None
    known: bool


def run(rows: Iterable[ContractRow], plan: Plan, today: date, language: str) -> FactsResult:
    """A list or count of contracts with their deadlines, still without words.

    Raises:
        RequestError: the plan asks of contracts what only invoices have.
    """
    found = fitting(rows, plan, today, language)
    fits, unsure = [one for one in found if one.known], [one for one in found if not one.known]
    shown = fits[: plan.limit or SHOWN] if plan.measure is Measure.LIST else fits[:SHOWN]
    return FactsResult(
        plan=plan,
        words="",
        figures=tuple(_figures(plan, fits)),
        included=tuple(_document(one, None) for one in shown),
        included_count=len(fits),
        excluded=tuple(_document(one, Left.UNREADABLE) for one in unsure[:SHOWN]),
        excluded_count=len(unsure),
        deadlines=tuple(one.deadline for one in shown),
    )


def _figures(plan: Plan, fits: Sequence[Fitting]) -> list[Figure]:
    """How many there are, of each kind where the plan tells these apart, most first."""
    if plan.group_by is None:
        return [Figure(value=Decimal(len(fits)), documents=len(fits))]
    counts = Counter(one.row.contract.kind for one in fits)
    return [Figure(group=kind, value=Decimal(count), documents=count) for kind, count in counts.most_common()]


def fitting(rows: Iterable[ContractRow], plan: Plan, today: date, language: str) -> list[Fitting]:
    """The contracts that fit a plan, by the day of its basis, and those of which it cannot be told.

    An open beginning of a period of deadlines or ends is ``today``: what has passed can be met no more.

    Raises:
        RequestError: the plan asks of contracts what only invoices have.
    """
    unset = Plan()
    asked = [name for name in _OF_INVOICES if getattr(plan, name) != getattr(unset, name)]
    if plan.group_by not in (None, Grouping.KIND):
        asked.append("group_by")
    if plan.measure not in (Measure.LIST, Measure.COUNT) or plan.basis is DateBasis.DUE or asked:
        what = ", ".join(asked) or f"measure {plan.measure} or basis {plan.basis}"
        raise RequestError(f"A plan about contracts has no {what}.", "List or count contracts, or ask about invoices.")
    if plan.law is not None and plan.law not in LAWS:
        raise RequestError(f"No law is known as “{plan.law}”.", f"Name one of {', '.join(LAWS)}.")
    amended = as_amended(list(rows), today, language)
    found = [fit for one in amended if (fit := _fit(one, plan, today, language)) is not None]
    found.sort(key=lambda one: (one.day or date.max, one.row.title.casefold(), one.row.document_id))
    return found[::-1] if plan.descending else found


def _fit(amended: AmendedContract, plan: Plan, today: date, language: str) -> Fitting | None:
    row, contract = amended.row, amended.row.contract
    worked = WorkedOut(problem=amended.problem) if amended.problem else _worked_out(contract, plan, today, language)
    worked = replace(worked, steps=(*worked.steps, *amended.steps))
    tells: list[bool | None] = []
    if plan.contract_kind is not None:
        tells.append(None if contract.kind is None else contract.kind == plan.contract_kind)
    if plan.tacit_renewal is not None:
        tacit = contract.renewal.tacit if contract.renewal else worked.tacit
        tells.append(None if tacit is None else tacit == plan.tacit_renewal)
    if plan.running:
        tells.append(_runs(contract, today))
    if plan.law is not None:
        named = law_named(contract.governing_law) if contract.governing_law else None
        tells.append(None if named is None else named == plan.law)
    if plan.sellers:
        tells.append(has_party(contract, plan.sellers) if contract.parties else None)
    if plan.number is not None:
        tells.append(None if contract.number is None else folded_name(contract.number) == folded_name(plan.number))
    day = _day(contract, worked, plan.basis)
    if plan.period is not None:
        start = plan.period.start
        if start is None and plan.basis in (DateBasis.NOTICE, DateBasis.END):
            start = today
        if day is None:
            # Without a problem there is no such day, which is known.
            tells.append(None if worked.problem or plan.basis in (DateBasis.EFFECTIVE, DateBasis.ISSUE) else False)
        else:
            tells.append((start is None or start <= day) and (plan.period.end is None or day <= plan.period.end))
    if False in tells:
        return None
    return Fitting(row, _deadline(row, worked, plan.basis), day, None not in tells)


def _worked_out(contract: Contract, plan: Plan, today: date, language: str) -> WorkedOut:
    """As of today, or of the first day asked about where that is later; where notice is asked for and its last day has
    passed, the term after the running one."""
    on = max(today, plan.period.start) if plan.period and plan.period.start else today
    worked = work_out(contract, on, language)
    if plan.basis is DateBasis.NOTICE and worked.notice_by and worked.notice_by < on and worked.term_end:
        following = work_out(contract, worked.term_end + _DAY, language)
        if following.notice_by and following.notice_by >= on:
            return following
    return worked


def _runs(contract: Contract, today: date) -> bool | None:
    """Whether a contract has begun and is not over; None where the reading does not tell."""
    begun = contract.effective_date or contract.signature_date
    if begun is not None and begun > today:
        return False
    term = running_term(contract, today)
    if term is None or term.over:
        return None if term is None else False
    return None if begun is None else True


def _day(contract: Contract, worked: WorkedOut, basis: DateBasis) -> date | None:
    match basis:
        case DateBasis.EFFECTIVE:
            return contract.effective_date or contract.signature_date
        case DateBasis.ISSUE:
            return contract.signature_date or contract.effective_date
        case DateBasis.END:
            return worked.term_end
    return worked.notice_by


def has_party(contract: Contract, choices: Sequence[PartyChoice]) -> bool:
    """Whether one of these parties signs: by its SIREN, its folded name, or a name whose words it holds."""
    for choice in choices:
        wanted = {folded_name(name) for name in (choice.name, choice.asked) if name} - {""}
        for party in contract.parties:
            key = f"siren:{party.siren}" if party.siren else None
            if key in choice.keys or folded_name(party.name) in wanted:
                return True
            words = set(folded_name(party.name).split())
            if any(set(name.split()) <= words for name in wanted):
                return True
    return False


def _clause(contract: Contract, names: Sequence[str]) -> Clause | None:
    return next((contract.fields[name] for name in names if name in contract.fields), None)


def _deadline(row: ContractRow, worked: WorkedOut, basis: DateBasis) -> Deadline:
    clause = _clause(row.contract, _PROOFS.get(basis, _END_PROOFS))
    return Deadline(
        document_id=row.document_id,
        version_id=row.version_id,
        title=row.title,
        filename=row.filename,
        kind=row.contract.kind,
        parties=tuple(party.name for party in row.contract.parties),
        term_end=worked.term_end,
        tacit=worked.tacit,
        notice_by=worked.notice_by,
        steps=worked.steps,
        problem=worked.problem,
        quote=clause.quote if clause else None,
        page=clause.page if clause else None,
        boxes=clause.boxes if clause else (),
    )


def _document(one: Fitting, left: Left | None) -> FactDocument:
    deadline = one.deadline
    return FactDocument(
        document_id=deadline.document_id,
        version_id=deadline.version_id,
        title=deadline.title,
        filename=deadline.filename,
        number=one.row.contract.number,
        party=deadline.parties[0] if deadline.parties else None,
        page=deadline.page,
        box=deadline.boxes[0] if deadline.boxes else None,
        left=left,
    )
