"""Superlatives and orders: the largest, the latest, the first groups."""

from __future__ import annotations

from rag.domain.invoice import InvoiceType
from rag.domain.plan import DateBasis, Grouping, Measure, Order
from rag.facts.grammar import groups, nouns
from rag.facts.grammar.asked import NotAPlan
from rag.facts.grammar.draft import SIDES, Draft
from rag.facts.grammar.marking import Marked

_MANY = 10


def is_superlative(marked: Marked) -> bool:
    """Whether something is asked for as the largest, smallest, most or least."""
    superlatives = (groups.RANKING, groups.TOP, groups.LARGEST, groups.SMALLEST, groups.MOST, groups.LEAST)
    return any(marked.has(pattern) for pattern in superlatives)


def read_order(marked: Marked, draft: Draft) -> None:
    """Superlatives: of invoices a maximum or the first of a list, of suppliers or months the first group.

    Raises:
        NotAPlan: it is of nothing that can be the largest, or of two things.
    """
    if match := marked.take(groups.SORTED_BY_DATE):
        draft.order, draft.descending = Order.DATE, any(match.groupdict().values())
    # "From the largest to the smallest" is an order and no superlative.
    if match := marked.take(groups.SORTED_BY_AMOUNT):
        draft.order, draft.descending = Order.AMOUNT, not match["asc"]
    which = next(
        (
            (pattern, group)
            for pattern, group in (
                (groups.WHICH_SELLER, Grouping.SELLER),
                *([(groups.WHO, Grouping.SELLER)] if draft.ours == "buyers" else []),
                (groups.WHICH_BUYER, Grouping.BUYER),
                (groups.WHICH_MONTH, Grouping.MONTH),
                (groups.WHICH_QUARTER, Grouping.QUARTER),
                (groups.WHICH_YEAR, Grouping.YEAR),
            )
            if marked.has(pattern)
        ),
        None,
    )
    if (
        which
        and (down := next((most for most in (True, False) if marked.has(groups.MOST if most else groups.LEAST)), None))
        is not None
    ):
        # "Which supplier has the invoice with the highest amount" asks of that invoice.
        if draft.group is not None or (draft.noun and not draft.plural):
            raise NotAPlan
        named = marked.take(which[0])
        many = named is not None and named[0].endswith("s") and which[1] in SIDES
        if down and marked.take(groups.MOST_INVOICES):
            draft.measure = Measure.COUNT
        marked.take(groups.MOST if down else groups.LEAST)
        draft.group, draft.order, draft.descending, draft.limit = which[1], Order.AMOUNT, down, _MANY if many else 1
        draft.spent = True
        return
    # The day on which it is due is another than the one that is shown.
    if "@x" in marked.text and marked.take(groups.DATE_OF) and draft.basis is DateBasis.DUE:
        raise NotAPlan
    marked.take(groups.RANKED)
    if marked.take(groups.RANKING):
        _superlative(marked, draft, True, None, True)
        draft.limit = None
    elif match := marked.take(groups.TOP):
        mark = next((value for name, value in match.groupdict().items() if value and name.startswith("n")), None)
        _superlative(marked, draft, True, int(marked.value(mark)[0]) if mark else None, True)
    elif match := marked.take(groups.BOTTOM):
        mark = next(value for value in match.groupdict().values() if value)
        _superlative(marked, draft, False, int(marked.value(mark)[0]), True)
    elif marked.has(groups.LARGEST) or marked.has(groups.SMALLEST):
        down = marked.take(groups.LARGEST) is not None
        if not down:
            marked.take(groups.SMALLEST)
        _superlative(marked, draft, down, None, False)
    elif "@x" in marked.text and (match := marked.take(groups.LATEST)):
        mark = next((value for value in match.groupdict().values() if value), None)
        _dated(draft, True, int(marked.value(mark)[0]) if mark else _MANY if draft.plural else 1)
    elif "@x" in marked.text and marked.take(groups.EARLIEST):
        _dated(draft, False, 1)


def _dated(draft: Draft, down: bool, limit: int) -> None:
    draft.measure, draft.order, draft.descending, draft.limit = Measure.LIST, Order.DATE, down, limit


def _superlative(marked: Marked, draft: Draft, down: bool, count: int | None, top: bool) -> None:
    for pattern, group in ((nouns.SELLERS, Grouping.SELLER), (nouns.BUYERS, Grouping.BUYER)):
        if match := pattern.search(marked.text):
            if draft.group is not None or (draft.noun and not draft.plural):
                raise NotAPlan
            marked.take(pattern)
            many = match[0].endswith("s")
            draft.group, draft.order, draft.descending = group, Order.AMOUNT, down
            draft.limit = count or (_MANY if many else 1)
            draft.spent = True
            return
    if not draft.noun and draft.amount is None and marked.take(nouns.ONE_EXPENSE) is None:
        raise NotAPlan
    draft.noun = True
    if draft.types == (InvoiceType.CREDIT_NOTE,) and count is None and not draft.plural:
        count = 1
    if count is None and not draft.plural and not top:
        draft.measure = Measure.MAXIMUM if down else Measure.MINIMUM
        return
    if draft.group is not None:
        raise NotAPlan
    draft.measure, draft.order, draft.descending, draft.limit = Measure.LIST, Order.AMOUNT, down, count or _MANY


def first_by_amount(draft: Draft) -> None:
    """The one invoice itself, whose number and day a list tells, in place of what it comes to."""
    draft.order, draft.descending, draft.limit = Order.AMOUNT, draft.measure is Measure.MAXIMUM, 1
    draft.measure = Measure.LIST
