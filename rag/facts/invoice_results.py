"""Plans about invoices, run: one statement of the store, or several where figures are set beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from sqlalchemy import Connection

from rag.domain.facts import FactsResult, Figure
from rag.domain.invoice import NOT_CREDIT, InvoiceType
from rag.domain.plan import DateBasis, Grouping, Measure, PartyChoice, Period, Plan
from rag.domain.rights import Reader
from rag.facts import figures
from rag.facts.comparison_words import (
    absence_in_words,
    days,
    evenly_in_words,
    further_in_words,
    in_time,
    parties_in_words,
    periods_in_words,
    shares_in_words,
)
from rag.facts.parties import KnownParty
from rag.facts.words import Counts, invoices_in_words
from rag.store.facts import FoundInvoice, Ran, document_ids, run_plan

_EXACT = Context(prec=60)
_HUNDREDTH = Decimal("0.01")
_MOST_KEYS = 500
"""Keys of parties in one statement."""
_ROLES: Mapping[Grouping | None, str] = {Grouping.SELLER: "sellers", Grouping.BUYER: "buyers"}

Parties = Mapping[str, KnownParty]


def run(
    connection: Connection, plan: Plan, reader: Reader, today: date, parties: Parties, language: str
) -> FactsResult:
    """The result of a plan whose parties' keys are known, with its words; ``parties`` are the known ones by key."""
    if plan.against is not None:
        return _compared(connection, plan, reader, today, parties, language)
    results = [_one(connection, one, reader, today, parties, language) for one in _by_amount(plan)]
    if len(results) == 1:
        return results[0].model_copy(update={"plan": plan})
    return results[0].model_copy(
        update={
            "plan": plan,
            "words": " ".join(
                [results[0].words, *(further_in_words(one, results[0], language) for one in results[1:])]
            ),
            "figures": tuple(
                figure.model_copy(update={"amount": result.plan.amount})
                for result in results
                for figure in result.figures
            ),
        }
    )


def documents_of(connection: Connection, plan: Plan, reader: Reader, today: date, limit: int) -> list[str]:
    """The documents that a plan's figures come from, counted or not; at most so many."""
    found: dict[str, None] = {}
    for one in _by_period(plan):
        found |= dict.fromkeys(document_ids(connection, one, reader, today, limit))
    return list(found)[:limit]


def _by_amount(plan: Plan) -> list[Plan]:
    amounts = (plan.amount, *plan.amounts)
    return [plan.model_copy(update={"amount": amount, "amounts": ()}) for amount in amounts]


def _by_period(plan: Plan) -> list[Plan]:
    """The plan of each of two periods, the earlier first; the plan itself where there is one."""
    if plan.against is None or plan.period is None:
        return [plan]
    return [plan.model_copy(update={"period": period, "against": None}) for period in in_time(plan)]


def _one(
    connection: Connection, plan: Plan, reader: Reader, today: date, parties: Parties, language: str
) -> FactsResult:
    ran = run_plan(connection, plan, reader, today)
    found = figures.all_figures(plan, ran, parties)
    wholes: Sequence[Figure] = found
    left: Counts = {}
    if plan.share:
        if plan.group_by is None:
            # Of one seller the whole is of all sellers, to the same buyers where these are named.
            role = "sellers" if plan.sellers else "buyers"
            everybody = plan.model_copy(update={role: (), "share": False})
            whole = run_plan(connection, everybody, reader, today)
            wholes, left = figures.all_figures(everybody, whole, parties), whole.counts
        found = _with_shares(found, wholes)
    gone: Ran | None = None
    if _keeps_groups(plan):
        kept = [figure for figure in found if _within_bounds(plan, figure)]
        if plan.absent is not None:
            gone = run_plan(connection, _of_anybody(plan, plan.absent), reader, today)
            back = {figures.label(plan, tally.group, parties) for tally in gone.tallies}
            kept = [figure for figure in kept if figure.group not in back]
        found = kept
        ran = _of_groups(connection, plan, ran, kept, reader, today, parties)
    result = figures.result_of(plan, ran, found)
    words = [invoices_in_words(result, ran.counts, ran.prepayments, language), *parties_in_words(result, language)]
    words += evenly_in_words(result, language)
    words += absence_in_words(plan, gone.counts if gone else {}, language)
    if plan.share:
        words += shares_in_words(result, wholes, left, language)
    return result.model_copy(update={"words": " ".join(words)})


def _with_shares(found: Sequence[Figure], wholes: Sequence[Figure]) -> list[Figure]:
    """The figures with their part of the whole, the sum of those of their currency."""
    return [
        figure.model_copy(
            update={"share": _share(figure.value, [one.value for one in wholes if one.currency == figure.currency])}
        )
        for figure in found
    ]


def _share(value: Decimal, wholes: Sequence[Decimal]) -> Decimal | None:
    """In percent; None where something below nought, or above the whole, leaves no parts."""
    whole = sum(wholes, Decimal(0))
    if whole <= 0 or not 0 <= value <= whole or any(one < 0 for one in wholes):
        return None
    return _EXACT.divide(value * 100, whole).quantize(_HUNDREDTH, ROUND_HALF_EVEN)


def _keeps_groups(plan: Plan) -> bool:
    return plan.absent is not None or plan.group_at_least is not None or plan.group_at_most is not None


def _of_anybody(plan: Plan, period: Period) -> Plan:
    """Whose invoices there are at all in a period, whatever they come to."""
    return Plan(
        measure=Measure.COUNT,
        sellers=plan.sellers,
        buyers=plan.buyers,
        period=period,
        types=NOT_CREDIT,
        group_by=plan.group_by,
    )


def _within_bounds(plan: Plan, figure: Figure) -> bool:
    least, most = plan.group_at_least, plan.group_at_most
    return (least is None or figure.value >= least) and (most is None or figure.value <= most)


def _of_groups(
    connection: Connection, plan: Plan, ran: Ran, kept: Sequence[Figure], reader: Reader, today: date, parties: Parties
) -> Ran:
    """What counts of the groups that are kept, so that the documents shown are theirs, beside all that was left out: it
    might have put another group on the other side of a bound. All that counts where groups are rates, of which an
    invoice may have several."""
    if plan.group_by is Grouping.VAT_RATE and kept:
        return ran
    counting = plan.measure in (Measure.COUNT, Measure.LIST)
    names = {(figure.group, figure.currency) for figure in kept}
    tallies = [
        tally
        for tally in ran.tallies
        if (figures.label(plan, tally.group, parties), None if counting else tally.currency) in names
    ]
    counts = {reason: count for reason, count in ran.counts.items() if reason[0] is not None}
    for tally in tallies:
        counts[None, tally.credit] = counts.get((None, tally.credit), 0) + tally.documents
    shown, prepayments = ran.included, ran.prepayments
    if (role := _ROLES.get(plan.group_by)) and tallies:
        keys = tuple(sorted({tally.group for tally in tallies if tally.group is not None})[:_MOST_KEYS])
        of_these = plan.model_copy(update={role: (PartyChoice(asked="", keys=keys),)})
        mine = run_plan(connection, of_these, reader, today)
        shown, prepayments = mine.included, mine.prepayments
    else:
        shown = [one for one in shown if figures.label(plan, _group(plan, one), parties) in {name for name, _ in names}]
        prepayments = sum(one.type == InvoiceType.PREPAYMENT for one in shown)
    if not counting:
        shown = [one for one in shown if one.currency in {currency for _, currency in names}]
    return Ran(tallies, counts, shown, ran.excluded, prepayments)


def _group(plan: Plan, one: FoundInvoice) -> str | None:
    """What the store groups an invoice by where that is no party."""
    day = (one.due_date if plan.basis is DateBasis.DUE else one.issue_date) or ""
    return one.type if plan.group_by is Grouping.TYPE else day[:4] if plan.group_by is Grouping.YEAR else day[:7]


def _compared(
    connection: Connection, plan: Plan, reader: Reader, today: date, parties: Parties, language: str
) -> FactsResult:
    """Both periods' figures, the earlier's first; the documents of both."""
    plans = _by_period(plan)
    rans = [run_plan(connection, one, reader, today) for one in plans]
    found = [
        figure.model_copy(update={"group": days(one.period or Period())})
        for one, ran in zip(plans, rans, strict=True)
        for figure in figures.all_figures(one, ran, parties)
    ]
    found.sort(key=lambda figure: figure.currency or "")
    results = [figures.result_of(one, ran, ()) for one, ran in zip(plans, rans, strict=True)]
    result = FactsResult(
        plan=plan,
        words="",
        figures=tuple(found),
        included=tuple(document for one in results for document in one.included),
        included_count=sum(one.included_count for one in results),
        excluded=tuple(document for one in results for document in one.excluded),
        excluded_count=sum(one.excluded_count for one in results),
    )
    return result.model_copy(update={"words": periods_in_words(result, [ran.counts for ran in rans], language)})
