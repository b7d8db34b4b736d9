"""What narrows invoices: amounts, rates, currencies, numbers, bounds of invoices and of groups of them."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.domain.plan import Amount, Grouping, Measure, Order
from rag.facts.grammar import comparison_phrases, comparisons, filters, groups, nouns
from rag.facts.grammar.asked import NotAPlan
from rag.facts.grammar.draft import Draft
from rag.facts.grammar.marking import Marked

_IN_TOTAL = re.compile(
    r" (?:(?:ht|ttc|net|gross) )?(?:en |au |in )?(?:total|cumule?|cumules|all|tout|altogether)(?!\S)"
)
_CENT = Decimal("0.01")
_MEASURED = re.compile(r"(?:^|(?<!\S)(?:montants?|total|combien|somme|how much|amount)(?: (?:de|la|of|the))*)$")
_NUMBER = re.compile(r"(?<!\S)(?:(?:n|no|numero|number|ref|reference) (?:o )?)?@n(?P<number>\d+)(?!\S)")


def read_filters(marked: Marked, draft: Draft) -> None:
    """Bounds, a rate of VAT, a currency, a number, and which amount is meant.

    Raises:
        NotAPlan: two of a kind that cannot both be meant.
    """
    _read_group_bounds(marked, draft)
    _read_bounds(marked, draft)
    if draft.bounded:
        draft.group_at_least, draft.group_at_most = draft.at_least, draft.at_most
        draft.at_least = draft.at_most = None
        if draft.group_at_least is None and draft.group_at_most is None:
            raise NotAPlan
    if match := filters.VAT_AT.search(marked.text):
        measured = _MEASURED.search(marked.text[: match.start()].strip())
        net_before = filters.NET.search(marked.text[: match.start()].strip()) is not None
        marked.take(filters.VAT_AT)
        mark = next(value for value in match.groupdict().values() if value)
        draft.vat_rate = marked.value(mark)[0]
        invoices = draft.noun or marked.has(nouns.INVOICES) or marked.has(nouns.INVOICE)
        # "Montant HT soumis à 10 %": the net at that rate, not the tax.
        of_net = marked.has(filters.NET) and (net_before or filters.TAXED.match(match[0]) is not None)
        if not of_net and (not invoices or measured or marked.take(filters.VAT)):
            draft.amount = Amount.VAT
    if marked.take(groups.BY_CURRENCY):
        marked.take(groups.BREAKDOWN)
    for code, pattern in filters.CURRENCIES.items():
        if marked.take(pattern):
            if draft.currency not in (None, code):
                raise NotAPlan
            draft.currency = code
    if match := marked.take(_NUMBER):
        draft.number = marked.numbers[int(match["number"])]
    if marked.take(groups.BY_RATE):
        draft.group = Grouping.VAT_RATE
    if several := comparisons.take_amounts(marked):
        if draft.amount is not None:
            raise NotAPlan
        draft.amount, *others = several
        draft.amounts, draft.spent = tuple(others), True
    for amount, pattern in ((Amount.NET, filters.NET), (Amount.GROSS, filters.GROSS)):
        if marked.take(pattern):
            if draft.amount not in (None, amount):
                raise NotAPlan
            draft.amount = amount


def _read_group_bounds(marked: Marked, draft: Draft) -> None:
    """Bounds on what all of a supplier's invoices, or of a month's, come to or count: "suppliers above 50,000 €"."""
    said = next(
        (
            (pattern, group)
            for pattern, group in (
                (comparison_phrases.SUPPLIERS_WHO, Grouping.SELLER),
                (comparison_phrases.MONTHS_WHEN, Grouping.MONTH),
            )
            if marked.has(pattern)
        ),
        None,
    )
    if said is None:
        return
    if match := marked.take(comparison_phrases.COUNT_BOUND):
        count = marked.value(match["count"])[0]
        draft.measure, draft.noun, draft.plural = Measure.COUNT, True, True
        if match["below"]:
            draft.group_at_most = count - 1
        else:
            draft.group_at_least = count + (match["above"] is not None)
    elif any(_bounds_all(marked, bound) for bound in filters.BOUNDS):
        draft.bounded = True
    else:
        return
    marked.take(said[0])
    if draft.bounded:
        marked.take(comparison_phrases.NUMBER_OF)
    draft.group, draft.spent, draft.order, draft.descending = said[1], True, Order.AMOUNT, True
    if said[1] is Grouping.MONTH:
        draft.order, draft.descending = None, False
    draft.ours = draft.ours or "buyers"


def _bounds_all(marked: Marked, bound: re.Pattern[str]) -> bool:
    """Whether a bound is of all that a supplier or month comes to, and not of single invoices: none are spoken of, or a
    word for a total stands right before or behind it ("whose invoices total more than …")."""
    match = bound.search(marked.text)
    if match is None or comparison_phrases.INVOICE_NOUN.search(marked.text) is None:
        return match is not None
    before, behind = marked.text[: match.start()], marked.text[match.end() :]
    totals = list(comparison_phrases.TOTALLED.finditer(before))
    near = bool(totals) and comparison_phrases.INVOICE_NOUN.search(before, totals[-1].end()) is None
    return near or _IN_TOTAL.match(behind) is not None


def _read_bounds(marked: Marked, draft: Draft) -> None:
    for pattern, step in (
        (filters.BOUND_BETWEEN, Decimal(0)),
        (filters.BOUND_FROM, Decimal(0)),
        (filters.BOUND_ABOVE, _CENT),
        (filters.BOUND_TO, Decimal(0)),
        (filters.BOUND_BELOW, _CENT),
    ):
        if not (match := marked.take(pattern)):
            continue
        for name, mark in match.groupdict().items():
            if mark is None:
                continue
            value, currency = marked.value(mark)
            if currency is not None:
                if draft.currency not in (None, currency):
                    raise NotAPlan
                draft.currency = currency
            if name.startswith("low"):
                draft.at_least = value + step
            else:
                draft.at_most = value - step
