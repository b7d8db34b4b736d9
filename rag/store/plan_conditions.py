"""What a plan filters on and measures, as conditions and columns of ``invoice_facts``, and the values of its query."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, and_, bindparam, not_, or_, select

from rag.domain.invoice import InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, PartyChoice, Period, Plan
from rag.store.invoice_rows import COUNTS, DECIMALS, DOUBTFUL, UNKNOWN, number_key, rate_text
from rag.store.tables import invoice_facts, invoice_vat


class Filter(NamedTuple):
    """What a plan narrows to: when an invoice fits, and when that cannot be told."""

    holds: ColumnElement[bool]
    unknown: ColumnElement[bool]


def day_column(plan: Plan, facts: FromClause = invoice_facts) -> ColumnElement[Any]:
    """The day of an invoice that a plan's period is about."""
    return facts.c.due_date if plan.basis is DateBasis.DUE else facts.c.issue_date


def two_ways(plan: Plan, facts: FromClause = invoice_facts) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The two days that this day may be where it is not known which, the earlier first."""
    due = plan.basis is DateBasis.DUE
    return (facts.c.due_early, facts.c.due_late) if due else (facts.c.issue_early, facts.c.issue_late)


def of_rate(plan: Plan) -> ColumnElement[Any]:
    """The measured amount of a row of ``invoice_vat``."""
    base, vat = invoice_vat.c.base_minor, invoice_vat.c.vat_minor
    return {Amount.NET: base, Amount.VAT: vat, Amount.GROSS: base + vat}[plan.amount]


def measured(plan: Plan, facts: FromClause = invoice_facts) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The measured amount in minor units, and its state."""
    if plan.vat_rate is not None:
        mine = and_(
            invoice_vat.c.version_id == facts.c.version_id, invoice_vat.c.rate == bindparam("rate", type_=String)
        )
        query = select(of_rate(plan)).select_from(invoice_vat).where(mine)
        return query.correlate(facts).scalar_subquery(), _state_by_rate(plan, facts)
    if plan.group_by is Grouping.VAT_RATE:
        return facts.c[f"{plan.amount}_minor"], _state_by_rate(plan, facts)
    return facts.c[f"{plan.amount}_minor"], facts.c[f"{plan.amount}_state"]


def _state_by_rate(plan: Plan, facts: FromClause) -> ColumnElement[Any]:
    return facts.c.rates_state if plan.amount is Amount.VAT else facts.c.bases_state


def narrowing(plan: Plan, facts: FromClause = invoice_facts) -> list[Filter]:
    """What a plan filters on, but for the types; the values are those of :func:`values`."""
    of = facts.c
    found: list[Filter] = []
    for column, role, choices in (
        (of.seller_key, "sellers", plan.sellers),
        (of.buyer_key, "buyers", plan.buyers),
    ):
        if choices:
            found.append(Filter(column.in_(bindparam(role, expanding=True)), column.is_(None)))
    if plan.number is not None:
        found.append(Filter(of.number_key == bindparam("number", type_=String), of.number_key.is_(None)))
    period, day = plan.period, day_column(plan, facts)
    undated: ColumnElement[bool] = day.is_(None)
    # A credit note is due on no day, which is known.
    undue = and_(of.due_date.is_(None), of.type != InvoiceType.CREDIT_NOTE.value)
    if plan.basis is DateBasis.DUE:
        undated = undue
    if period is not None and (period.start is not None or period.end is not None):
        earliest, latest = two_ways(plan, facts)
        first, second = _within(period, earliest), _within(period, latest)
        # Each of these by an index of its own.
        unknown = or_(and_(undated, earliest.is_(None)), and_(first, not_(second)), and_(second, not_(first)))
        found.append(Filter(or_(_within(period, day), and_(first, second)), unknown))
    if plan.due is not None:
        today = bindparam("today", type_=String)
        late = plan.due is DueState.OVERDUE
        found.append(Filter(of.due_date < today if late else of.due_date >= today, undue))
    if plan.vat_rate is not None:
        having = select(invoice_vat.c.version_id).where(invoice_vat.c.rate == bindparam("rate", type_=String))
        found.append(Filter(of.version_id.in_(having), of.rates_state == UNKNOWN))
    if plan.at_least is not None or plan.at_most is not None:
        found.append(_bounded(plan, facts))
    if plan.currency is not None and not found and not plan.types:
        # Narrowed by nothing else, all the rest of the ledger would be named as in another currency.
        found.append(Filter(of.currency == bindparam("currency", type_=String), of.currency.is_(None)))
    return found


def _within(period: Period, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a day lies in a period that has a beginning or an end."""
    first, last = bindparam("first", type_=String), bindparam("last", type_=String)
    if period.start is not None and period.end is not None:
        return day.between(first, last)
    return day >= first if period.start is not None else day <= last


def values(plan: Plan, today: date) -> dict[str, Any]:
    """The values of a plan's query."""
    found: dict[str, Any] = {
        role: sorted({key for choice in choices for key in choice.keys})
        for role, choices in (("sellers", plan.sellers), ("buyers", plan.buyers))
        if choices
    }
    if plan.number is not None:
        found["number"] = number_key(plan.number)
    if plan.period is not None and plan.period.start is not None:
        found["first"] = plan.period.start.isoformat()
    if plan.period is not None and plan.period.end is not None:
        found["last"] = plan.period.end.isoformat()
    if plan.due is not None:
        found["today"] = today.isoformat()
    if plan.vat_rate is not None:
        found["rate"] = rate_text(plan.vat_rate)
    if plan.currency is not None:
        found["currency"] = plan.currency
    if plan.types:
        found["types"] = [kind.value for kind in plan.types]
    for name, bound, rounding in (("least", plan.at_least, ROUND_CEILING), ("most", plan.at_most, ROUND_FLOOR)):
        if bound is not None:
            found |= {f"{name}{decimals}": _minor(bound, decimals, rounding) for decimals in DECIMALS}
    return found


def shape(plan: Plan) -> Plan:
    """What a plan's query depends on: the plan with other values in the same places. Two plans of one shape have one
    query, which is built once: building one takes longer than most take to run. What a plan compares with is worked
    out of queries of their own."""
    some, day = (PartyChoice(asked=""),), date.min
    period = plan.period
    return plan.model_copy(
        update={
            "sellers": some if plan.sellers else (),
            "buyers": some if plan.buyers else (),
            "number": None if plan.number is None else "",
            "period": Period(start=period.start and day, end=period.end and day) if period else None,
            "vat_rate": None if plan.vat_rate is None else Decimal(0),
            "currency": None if plan.currency is None else "",
            "types": plan.types and (InvoiceType.INVOICE,),
            "at_least": None if plan.at_least is None else Decimal(0),
            "at_most": None if plan.at_most is None else Decimal(0),
            "limit": None,
            "contract_kind": None,
            "tacit_renewal": None,
            "law": None,
            "amounts": (),
            "against": None,
            "absent": None,
            "group_at_least": None,
            "group_at_most": None,
            "share": False,
            "per": None,
        }
    )


def _bounded(plan: Plan, facts: FromClause) -> Filter:
    """One condition for each number of decimals, each whole, so that an index finds it."""
    value, state = measured(plan, facts)
    ranges: list[ColumnElement[bool]] = []
    for decimals in DECIMALS:
        bounds = [state == COUNTS, facts.c.decimals == decimals]
        if plan.at_least is not None:
            bounds.append(value >= bindparam(f"least{decimals}", type_=BigInteger))
        if plan.at_most is not None:
            bounds.append(value <= bindparam(f"most{decimals}", type_=BigInteger))
        ranges.append(and_(*bounds))
    return Filter(or_(*ranges), state.in_((DOUBTFUL, UNKNOWN)))


def _minor(amount: Decimal, decimals: int, rounding: str) -> int:
    """Minor units, as far as 64 bits hold them."""
    minor = amount.scaleb(decimals).to_integral_value(rounding=rounding)
    return max(-(2**62), min(2**62, int(minor)))
