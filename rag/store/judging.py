"""The invoices that fit a plan, and of each whether it counts, as one SQL query with the reader's rights inside.

What a plan filters on may not be known of an invoice, which is then named as unreadable, as long as nothing that is
known of it contradicts the plan. Such invoices are found apart, filter by filter, each by an index.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)

from rag.domain.facts import Left
from rag.domain.invoice import InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, Measure, Order, PartyChoice, Period, Plan
from rag.domain.rights import Reader
from rag.store.catalogue import readable
from rag.store.invoice_rows import COUNTS, DECIMALS, DOUBTFUL, UNKNOWN, number_key, rate_text
from rag.store.tables import documents, invoice_facts, invoice_preceding, invoice_vat

_facts = invoice_facts.c
_COMPUTED = (Measure.SUM, Measure.AVERAGE, Measure.MINIMUM, Measure.MAXIMUM)
_SIREN = "siren:%"
_PREPAYMENT = InvoiceType.PREPAYMENT.value


class Filter(NamedTuple):
    """What a plan narrows to: when an invoice fits, and when that cannot be told."""

    holds: ColumnElement[bool]
    unknown: ColumnElement[bool]


def judged(plan: Plan, reader: Reader) -> CTE:
    """The readable invoices that fit, or may fit, a plan, with ``version_id``, ``grp`` (what the plan groups by, months
    for quarters, None for rates), ``currency``, ``credit`` (1 for a credit note), ``prepayment`` (1 for a prepayment
    invoice), ``value`` (signed minor units where they may be counted), ``day``, ``name`` (the seller's) and
    ``left_for`` (a :class:`~rag.domain.facts.Left` or None). To be run with :func:`values`."""
    fits = _candidates(plan, reader)
    of = fits.c
    return (
        select(
            of.version_id,
            of.grp,
            of.currency,
            of.day,
            of.name,
            case((of.type == InvoiceType.CREDIT_NOTE.value, 1), else_=0).label("credit"),
            case((of.type == _PREPAYMENT, 1), else_=0).label("prepayment"),
            case((of.state == COUNTS, of.value), else_=null()).label("value"),
            _left_for(plan, reader, fits).label("left_for"),
        )
        .cte("judged")
        .prefix_with("MATERIALIZED")
    )


def visible(reader: Reader, facts: FromClause = invoice_facts) -> ColumnElement[bool]:
    """The condition that facts are those of a document's version that readers see, and that this reader may read."""
    mine = and_(documents.c.id == facts.c.document_id, documents.c.active_version_id == facts.c.version_id)
    return exists(select(literal(1)).select_from(documents).where(mine, readable(reader)).correlate(facts))


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


def _candidates(plan: Plan, reader: Reader) -> CTE:
    amount, state = _amount(plan)
    columns = (
        _facts.version_id,
        _facts.type,
        _facts.currency,
        _facts.seller_key,
        _facts.seller_fold,
        _facts.seller_name.label("name"),
        _facts.twin,
        _facts.twin_order,
        _facts.number_key,
        _facts.issue_date,
        day_column(plan).label("day"),
        _group(plan).label("grp"),
        amount.label("value"),
        state.label("state"),
    )
    filters = narrowing(plan)
    always = [visible(reader)]
    if plan.types:
        always.append(_facts.type.in_(bindparam("types", expanding=True)))
    fits = select(*columns, literal(0).label("unsure")).where(*(one.holds for one in filters), *always)
    if plan.currency is not None:
        always.append(or_(_facts.currency == bindparam("currency", type_=String), _facts.currency.is_(None)))
    # Each of these once: those of which the n-th filter is the first that cannot be told.
    unsure = [
        select(*columns, literal(1).label("unsure")).where(
            filters[n].unknown,
            *(before.holds for before in filters[:n]),
            *(or_(after.holds, after.unknown) for after in filters[n + 1 :]),
            *always,
        )
        for n in range(len(filters))
    ]
    return union_all(fits, *unsure).cte("fits")


def _left_for(plan: Plan, reader: Reader, fits: CTE) -> ColumnElement[Any]:
    """Why an invoice does not count, None for one that does."""
    of = fits.c
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (_is_copy(reader, fits), Left.DUPLICATE.value),
        (_is_replaced(reader, fits), Left.REPLACED.value),
    ]
    if plan.measure is Measure.SUM:
        reasons.append((_is_settled(plan, reader, fits), Left.SETTLED.value))
    unreadable = of.unsure == 1
    if plan.currency is not None:
        reasons.append((of.currency != bindparam("currency", type_=String), Left.OTHER_CURRENCY.value))
        unreadable = or_(unreadable, of.currency.is_(None))
    if _measures_amounts(plan):
        reasons.append((of.state == DOUBTFUL, Left.DOUBTFUL.value))
        unreadable = or_(unreadable, of.state == UNKNOWN)
    if plan.group_by is Grouping.VAT_RATE:
        unreadable = or_(unreadable, of.grp == UNKNOWN)
    elif plan.group_by is not None:
        unreadable = or_(unreadable, of.grp.is_(None))
    return case(*reasons, (unreadable, Left.UNREADABLE.value), else_=null())


def _is_copy(reader: Reader, fits: FromClause) -> ColumnElement[bool]:
    """That another readable document is the same invoice and goes before: among all that may be read, not only those
    that fit, for what is misread in a copy must not bring it in. Sellers of one name with two SIREN are two."""
    other = invoice_facts.alias("other")
    same = (other.c.twin == fits.c.twin, other.c.twin_order < fits.c.twin_order, _of_one_seller(other, fits))
    query = select(literal(1)).select_from(other).where(*same, visible(reader, other))
    return exists(query.correlate(fits))


def _is_replaced(reader: Reader, fits: FromClause) -> ColumnElement[bool]:
    """That a readable corrective invoice of the same seller names this one: by its number, not by another day, and
    not before it was issued, for numbers may begin anew. Of two corrective ones only the later replaces: two that name
    each other, or copies of one that bears the number of what it replaces, would else both be gone."""
    other, named, of = invoice_facts.alias("other"), invoice_preceding.c, fits.c
    query = (
        select(literal(1))
        .select_from(invoice_preceding.join(other, other.c.version_id == named.version_id))
        .where(
            named.prepaid_minor.is_(None),
            _names(invoice_preceding, fits),
            other.c.version_id != of.version_id,
            or_(other.c.issue_date >= of.issue_date, other.c.issue_date.is_(None), of.issue_date.is_(None)),
            or_(of.type != InvoiceType.CORRECTIVE.value, other.c.issue_date > of.issue_date),
            _of_one_seller(other, fits),
            visible(reader, other),
        )
    )
    return and_(of.type != InvoiceType.CREDIT_NOTE.value, exists(query.correlate(fits)))


def _is_settled(plan: Plan, reader: Reader, fits: CTE) -> ColumnElement[bool]:
    """That the amount of a prepayment invoice stands once more in the total of a final invoice that counts beside it: a
    readable one of the same seller names it, and what it says was paid before (BT-113) is what the prepayment invoices
    that it names come to. Where the final one does not fit the plan, is a copy or replaced, both stay as they are."""
    final, of = invoice_facts.alias("final"), fits.c
    columns, named, too = final.c, invoice_preceding.alias("settled"), invoice_preceding.alias("too")
    paid = invoice_facts.alias("paid")
    each_once = (
        select(func.sum(paid.c.gross_minor))
        .select_from(too.join(paid, paid.c.number_key == too.c.number_key))
        .where(
            too.c.version_id == columns.version_id,
            _names(too, paid),
            paid.c.type == _PREPAYMENT,
            paid.c.currency == columns.currency,
            paid.c.gross_state == COUNTS,
            _of_one_seller(paid, final),
            visible(reader, paid),
            not_(_is_copy(reader, paid)),
            not_(_is_replaced(reader, paid)),
        )
        .correlate(final)
        .scalar_subquery()
    )
    conditions = [one.holds for one in narrowing(plan, final)]
    if plan.types:
        conditions.append(columns.type.in_(bindparam("types", expanding=True)))
    if plan.currency is not None:
        conditions.append(columns.currency == bindparam("currency", type_=String))
    query = (
        select(literal(1))
        .select_from(named.join(final, columns.version_id == named.c.version_id))
        .where(
            named.c.prepaid_minor.is_not(None),
            _names(named, fits),
            columns.currency == of.currency,
            or_(columns.issue_date >= of.issue_date, columns.issue_date.is_(None), of.issue_date.is_(None)),
            _of_one_seller(final, fits),
            visible(reader, final),
            _amount(plan, final)[1] == COUNTS,
            *conditions,
            not_(_is_copy(reader, final)),
            not_(_is_replaced(reader, final)),
            named.c.prepaid_minor == each_once,
        )
    )
    return and_(of.type == _PREPAYMENT, exists(query.correlate(fits)))


def _names(named: FromClause, facts: FromClause) -> ColumnElement[bool]:
    """That a row of ``invoice_preceding`` may mean an invoice: its number, and no other day."""
    one, two = named.c, facts.c
    same_day = or_(one.issue_date == two.issue_date, one.issue_date.is_(None), two.issue_date.is_(None))
    return and_(one.number_key == two.number_key, same_day)


def _of_one_seller(other: FromClause, fits: FromClause) -> ColumnElement[bool]:
    one, two = other.c.seller_key, fits.c.seller_key
    same_name = and_(other.c.seller_fold == fits.c.seller_fold, not_(and_(one.like(_SIREN), two.like(_SIREN))))
    return or_(one == two, same_name)


def _measures_amounts(plan: Plan) -> bool:
    bounded = plan.at_least is not None or plan.at_most is not None
    largest = plan.measure is Measure.LIST and plan.order is Order.AMOUNT
    return plan.measure in _COMPUTED or bounded or largest


def _amount(plan: Plan, facts: FromClause = invoice_facts) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
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


def _group(plan: Plan) -> ColumnElement[Any]:
    day = day_column(plan)
    match plan.group_by:
        case Grouping.SELLER:
            return _facts.seller_key
        case Grouping.BUYER:
            return _facts.buyer_key
        case Grouping.MONTH | Grouping.QUARTER:
            return func.substr(day, 1, 7)
        case Grouping.YEAR:
            # Both days that one may be are of one year.
            return func.coalesce(func.substr(day, 1, 4), func.substr(two_ways(plan)[0], 1, 4))
        case Grouping.TYPE:
            return _facts.type
        case Grouping.VAT_RATE:
            return _facts.rates_state
    return null()


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
    query, which is built once: building one takes longer than most take to run."""
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
        }
    )


def _bounded(plan: Plan, facts: FromClause) -> Filter:
    """One condition for each number of decimals, each whole, so that an index finds it."""
    value, state = _amount(plan, facts)
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
