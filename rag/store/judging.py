"""The invoices that fit a plan, and of each whether it counts, as one SQL query with the reader's rights inside.

What a plan filters on may not be known of an invoice, which is then named as unreadable, as long as nothing that is
known of it contradicts the plan. Such invoices are found apart, filter by filter, each by an index.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CTE,
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
from rag.domain.plan import Grouping, Measure, Order, Plan
from rag.domain.rights import Reader
from rag.store.catalogue import readable
from rag.store.invoice_rows import COUNTS, DOUBTFUL, UNKNOWN
from rag.store.plan_conditions import day_column, measured, narrowing, two_ways
from rag.store.tables import documents, invoice_facts, invoice_preceding

_facts = invoice_facts.c
_COMPUTED = (Measure.SUM, Measure.AVERAGE, Measure.MINIMUM, Measure.MAXIMUM)
_SIREN = "siren:%"
_PREPAYMENT = InvoiceType.PREPAYMENT.value


def judged(plan: Plan, reader: Reader) -> CTE:
    """The readable invoices that fit, or may fit, a plan, with ``version_id``, ``grp`` (what the plan groups by,
    months for quarters and halves of years, None for rates), ``currency``, ``credit`` (1 for a credit note),
    ``prepayment`` (1 for a prepayment invoice), ``value`` (signed minor units where they may be counted), ``day``,
    ``name`` (the seller's) and ``left_for`` (a :class:`~rag.domain.facts.Left` or None). To be run with
    :func:`values`."""
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


def _candidates(plan: Plan, reader: Reader) -> CTE:
    amount, state = measured(plan)
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
            measured(plan, final)[1] == COUNTS,
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


def _group(plan: Plan) -> ColumnElement[Any]:
    day = day_column(plan)
    match plan.group_by:
        case Grouping.SELLER:
            return _facts.seller_key
        case Grouping.BUYER:
            return _facts.buyer_key
        case Grouping.MONTH | Grouping.QUARTER | Grouping.HALF:
            return func.substr(day, 1, 7)
        case Grouping.YEAR:
            # Both days that one may be are of one year.
            return func.coalesce(func.substr(day, 1, 4), func.substr(two_ways(plan)[0], 1, 4))
        case Grouping.TYPE:
            return _facts.type
        case Grouping.VAT_RATE:
            return _facts.rates_state
    return null()
