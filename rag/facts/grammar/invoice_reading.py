"""Reads every word of a question about invoices: who, which, when, what of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from decimal import Decimal

from rag.domain.invoice import NOT_CREDIT, InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, Measure, Order
from rag.facts.grammar import comparison_phrases, comparisons, details, filters, groups, measures, nouns
from rag.facts.grammar.asked import NotAPlan, take_parties, take_period, unknown_name
from rag.facts.grammar.draft import IN_TIME, SIDES, Draft, Reading
from rag.facts.grammar.marking import Marked

_CENT = Decimal("0.01")
_MANY = 10
_ASKED = re.compile(r"(?<!\S)(?:combien|how (?:much|many))(?!\S)")
_MEASURED = re.compile(r"(?:^|(?<!\S)(?:montants?|total|combien|somme|how much|amount)(?: (?:de|la|of|the))*)$")
_WHAT_FOR = re.compile(r"^(?:what|which)(?!\S).*(?<!\S)(?:for|about|from)$|(?<!\S)(?:pour|sur|de) quoi$")
_FURTHER = re.compile(r"(?<!\S)nous (a|ont) (le plus|le moins) (factur\w+)(?!\S)")
"""The superlative after its verb: "lequel nous a le plus facturé"."""
_LAST_OF_TIME = re.compile(r"(@t\d+) dernier(?:e?s|e)?(?!\S)")
"""Of months: "novembre et décembre derniers"; it is no "latest" of invoices."""
_JUST = re.compile(r"(?<!\S)nous (?:ait|aient) (?:jamais )?(?=factur)")
_PARTIES_BETWEEN = re.compile(r"(?<!\S)(?:entre|between)(?= @p\d+ (?:et|and) @p\d+)")
_NOUN = re.compile(r"@x1?(?!\S)")
_NUMBER = re.compile(r"(?<!\S)(?:(?:n|no|numero|number|ref|reference) (?:o )?)?@n(?P<number>\d+)(?!\S)")


def read_words(marked: Marked, ahead: Callable[[], Marked | None], also: Set[str] = frozenset()) -> Reading:
    """Every word of a question about invoices, ``also`` being words that may stand in it beside the grammar's.

    Raises:
        NotAPlan: a word is left.
    """
    # Two questions in one; "what was it for".
    if len(_ASKED.findall(marked.text)) > 1 or _WHAT_FOR.search(marked.text):
        raise NotAPlan
    marked.take(_PARTIES_BETWEEN)
    marked.text = _LAST_OF_TIME.sub(r"\1", marked.text)
    marked.text = _JUST.sub("nous a ", _FURTHER.sub(r"nous \1 \3 \2", marked.text))
    draft = Draft()
    _read_beside(marked, draft)
    _read_who(marked, draft)
    _read_types(marked, draft)
    _read_due(marked, draft, ahead)
    _read_filters(marked, draft)
    _read_groups(marked, draft)
    _read_measure(marked, draft)
    if draft.measure is Measure.AVERAGE and draft.group in IN_TIME and not draft.noun:
        draft.measure, draft.per, draft.group = Measure.SUM, draft.group, None
    # Figures by supplier are of what is billed to us, by customer of what we bill.
    if draft.group in SIDES:
        draft.ours = draft.ours or SIDES[draft.group]
    period = take_period(marked)
    if draft.pair is not None:
        if period is not None:
            raise NotAPlan
        period = draft.pair[1]
    mentions = take_parties(marked)
    return Reading(draft, period, mentions, unknown_name(marked, mentions, also))


def _read_beside(marked: Marked, draft: Draft) -> None:
    """What is set beside what: two periods, two parties, a part and its whole."""
    asked = marked.take(comparison_phrases.COMPARED) is not None
    if comparisons.has_two_parties(marked) and marked.take(comparison_phrases.WHO_MORE):
        asked = True
    draft.pair = comparisons.take_two_times(marked, asked or marked.has(comparison_phrases.CHANGED))
    if draft.pair is None:
        draft.beside = comparisons.take_two_parties(marked, asked)
        if asked and not draft.beside:
            raise NotAPlan
    if draft.pair or draft.beside:
        draft.spent = True
        while marked.take(comparison_phrases.IN_PERCENT) or marked.take(comparison_phrases.CHANGED):
            pass
        comparisons.take_more(marked)
    elif comparisons.take_shares(marked):
        draft.share = draft.spent = True


def _read_who(marked: Marked, draft: Draft) -> None:
    """Who bills whom; the verbs go before the nouns, "facture" being both."""
    if marked.take(measures.BILLED_US):
        draft.ours, draft.spent = "buyers", True
    elif marked.take(measures.WE_BILLED):
        draft.ours, draft.spent = "sellers", True
    elif match := measures.BILLED_BY.search(marked.text):
        mark = next(value for value in match.groupdict().values() if value)
        marked.text = f"{marked.text[: match.start()]} {mark} {marked.text[match.end() :]}".strip()
        draft.roles[mark], draft.spent = "sellers", "received" not in match[0]
    for pattern, role in ((measures.TO_BUYER, "buyers"), (measures.OF_SELLER, "sellers")):
        if match := pattern.search(marked.text):
            mark = next(value for value in match.groupdict().values() if value)
            marked.text = f"{marked.text[: match.start()]} {mark} {marked.text[match.end() :]}".strip()
            draft.roles[mark] = role


def _read_types(marked: Marked, draft: Draft) -> None:
    if marked.take(nouns.NO_CREDIT_NOTES):
        draft.types = NOT_CREDIT
    if marked.take(nouns.CREDITED, leaving="@x"):
        draft.types, draft.noun, draft.plural = (InvoiceType.CREDIT_NOTE,), True, True
        return
    if marked.take(nouns.WITH_CREDIT_NOTES, leaving="@x"):
        draft.noun = draft.plural = draft.all_types = True
    for pattern, kind, plural in (
        (nouns.CREDIT_NOTES, InvoiceType.CREDIT_NOTE, True),
        (nouns.CREDIT_NOTE, InvoiceType.CREDIT_NOTE, False),
        (nouns.PREPAYMENTS, InvoiceType.PREPAYMENT, True),
        (nouns.CORRECTIVES, InvoiceType.CORRECTIVE, True),
    ):
        if marked.take(pattern, leaving="@x"):
            if draft.types or draft.all_types:
                raise NotAPlan
            draft.types, draft.noun, draft.plural = (kind,), True, plural


def _read_due(marked: Marked, draft: Draft, ahead: Callable[[], Marked | None]) -> None:
    if marked.take(filters.DUE_DAY_OF):
        draft.one_due = True
    elif marked.take(filters.WHAT_IS_OVERDUE, leaving="echues"):
        draft.noun, draft.plural, draft.measure = True, True, Measure.LIST
        return _read_due(marked, draft, ahead)
    elif marked.take(filters.NOT_OVERDUE):
        draft.due = DueState.NOT_YET_DUE
    elif match := filters.OVERDUE_IN.search(marked.text):
        marked.text = f"{marked.text[: match.start()]} {match['when']} {marked.text[match.end() :]}".strip()
        draft.due, draft.basis = DueState.OVERDUE, DateBasis.DUE
    elif marked.take(filters.OVERDUE):
        draft.due = DueState.OVERDUE
    elif "@t" in marked.text and marked.has(filters.DUE_IN):
        if marked.take(filters.WHAT_IS_DUE):
            draft.noun, draft.plural, draft.measure = True, True, Measure.LIST
        marked.take(filters.DUE_IN)
        draft.basis = DateBasis.DUE
        later = ahead()
        if later is not None and len(later.periods) == len(marked.periods):
            marked.periods = later.periods


def _read_filters(marked: Marked, draft: Draft) -> None:
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
    elif any(marked.has(bound) for bound in filters.BOUNDS) and (
        not marked.has(comparison_phrases.INVOICE_NOUN) or marked.has(comparison_phrases.TOTALLED)
    ):
        draft.bounded = True
    else:
        return
    marked.take(said[0])
    draft.group, draft.spent, draft.order, draft.descending = said[1], True, Order.AMOUNT, True
    if said[1] is Grouping.MONTH:
        draft.order, draft.descending = None, False
    draft.ours = draft.ours or "buyers"


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


def _read_groups(marked: Marked, draft: Draft) -> None:
    marked.take(groups.ALL_TOGETHER)
    # Who is a supplier without an invoice is not known: how many there are is asked of those who billed.
    billed = draft.spent or "@t" in marked.text
    if billed and draft.group is None and marked.take(comparison_phrases.HOW_MANY_SUPPLIERS):
        draft.group, draft.spent, draft.ours = Grouping.SELLER, True, draft.ours or "buyers"
    if (draft.noun or marked.has(nouns.INVOICES)) and marked.take(groups.SORTED_BY_NAME):
        draft.order = Order.NAME
    if marked.take(groups.LIST_OF_SELLERS):
        # "With a total above 10,000" is said of the suppliers, and plans bound invoices.
        if draft.at_least is not None or draft.at_most is not None:
            raise NotAPlan
        draft.group = Grouping.SELLER
    if marked.has(groups.SELLERS_WHO) and marked.take(groups.EACH):
        marked.take(groups.SELLERS_WHO)
        draft.group = Grouping.SELLER
    for pattern, group in (
        (groups.BY_SELLER, Grouping.SELLER),
        (groups.BY_BUYER, Grouping.BUYER),
        (groups.BY_MONTH, Grouping.MONTH),
        (groups.BY_QUARTER, Grouping.QUARTER),
        (groups.BY_HALF, Grouping.HALF),
        (groups.BY_YEAR, Grouping.YEAR),
        (groups.BY_TYPE, Grouping.TYPE),
    ):
        if marked.take(pattern):
            if draft.group is not None:
                raise NotAPlan
            draft.group = group


def _read_measure(marked: Marked, draft: Draft) -> None:
    if marked.take(measures.TIMES):
        draft.measure, draft.noun, draft.plural = Measure.COUNT, True, True
    together, dated = _read_details(marked, draft)
    _read_nouns(marked, draft)
    if draft.group is None:
        marked.take(measures.OVERVIEW)
    for pattern, ours in ((nouns.OUR_SELLERS, "buyers"), (nouns.OUR_BUYERS, "sellers")):
        if not _is_superlative(marked) and marked.take(pattern):
            draft.ours = draft.ours or ours
    _read_order(marked, draft)
    if marked.take(measures.COUNT_OF) or marked.take(measures.IN_NUMBER):
        draft.measure = Measure.COUNT
    marked.text = " ".join(_NOUN.sub(" ", marked.text).split())
    averaged = marked.take(measures.BASKET) is not None
    if averaged:
        draft.measure, draft.noun, draft.plural = Measure.AVERAGE, True, True
    while marked.take(measures.AVERAGE):
        if draft.measure is not None and not averaged:
            raise NotAPlan
        draft.measure, averaged = Measure.AVERAGE, True
    if together and draft.limit is None and draft.measure in (None, Measure.COUNT, Measure.LIST):
        # Sums are shown with how many documents they are of, and which.
        draft.measure = Measure.SUM
    if dated and draft.measure in (Measure.MAXIMUM, Measure.MINIMUM):
        _first_by_amount(draft)
    _read_amounts(marked, draft)
    if draft.group is not None:
        marked.take(groups.BREAKDOWN)
    while marked.take(measures.SHOW):
        pass
    marked.take(measures.WHICH)


def _read_details(marked: Marked, draft: Draft) -> tuple[bool, bool]:
    """Whether all together is asked for too, and whether the day of the one that is asked for."""
    invoices = draft.noun or draft.number is not None or marked.has(nouns.INVOICES) or marked.has(nouns.INVOICE)
    if not invoices:
        return False, False
    dated = marked.take(details.WHEN_IT_WAS) is not None
    one = marked.has(nouns.INVOICE) or marked.has(groups.EARLIEST) or marked.has(groups.LATEST)
    if one and not draft.plural:
        marked.take(details.HOW_MUCH_IT_WAS)
    if marked.take(details.COUNT_AND_SUM, leaving="@x"):
        return True, dated
    listed = marked.has(measures.SHOW) or not (marked.has(measures.TOTAL) or marked.has(measures.AVERAGE))
    together = not one and marked.take(details.TOGETHER) is not None
    if (listed or together or dated) and draft.group is None and marked.take(details.ATTRIBUTES):
        dated = True
    return together, dated


def _first_by_amount(draft: Draft) -> None:
    """The one invoice itself, whose number and day a list tells, in place of what it comes to."""
    draft.order, draft.descending, draft.limit = Order.AMOUNT, draft.measure is Measure.MAXIMUM, 1
    draft.measure = Measure.LIST


def _read_nouns(marked: Marked, draft: Draft) -> None:
    # "Which invoices have credit notes?" is about two kinds and what joins them.
    if len(draft.types) == 1 and (marked.has(nouns.INVOICES) or marked.has(nouns.INVOICE)):
        raise NotAPlan
    if marked.take(nouns.ANYTHING, leaving="@x"):
        draft.noun = draft.plural = True
        draft.measure = Measure.LIST
    if marked.take(nouns.INVOICES, leaving="@x"):
        draft.noun = draft.plural = True
    elif match := marked.take(nouns.INVOICE, leaving="@x1"):
        # "total facture Dupont": without an article it is not one invoice.
        draft.noun, draft.plural = True, draft.number is None and match["one"] is None and marked.has(measures.TOTAL)


def _is_superlative(marked: Marked) -> bool:
    superlatives = (groups.RANKING, groups.TOP, groups.LARGEST, groups.SMALLEST, groups.MOST, groups.LEAST)
    return any(marked.has(pattern) for pattern in superlatives)


def _read_order(marked: Marked, draft: Draft) -> None:
    """Superlatives: of invoices a maximum or the first of a list, of suppliers or months the first group."""
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
        if draft.group is not None:
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
            if draft.group is not None:
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


def _read_amounts(marked: Marked, draft: Draft) -> None:
    """Words for sums and amounts; what a question of amounts measures where nothing before said it."""
    if marked.take(measures.TURNOVER):
        if draft.ours == "buyers":
            raise NotAPlan
        draft.amount, draft.spent, draft.ours = draft.amount or Amount.NET, True, "sellers"
    if marked.take(filters.VAT):
        if draft.amount not in (None, Amount.VAT):
            raise NotAPlan
        draft.amount, draft.spent = Amount.VAT, True
    while marked.take(measures.SPENT) or marked.take(measures.SPEND):
        draft.spent, draft.ours = True, draft.ours or "buyers"
    if marked.take(measures.PAID):
        draft.paid, draft.ours = True, draft.ours or "buyers"
    summed = False
    while (total := marked.take(measures.TOTAL)) or marked.take(measures.HOW_MUCH):
        summed = draft.summed = True
        draft.totalled |= total is not None
    listed = marked.has(measures.SHOW) and not summed
    # "The sum of the five latest": a plan works out figures of all that fit.
    if summed and draft.measure is Measure.LIST and draft.plural:
        raise NotAPlan
    amounts = marked.take(measures.AMOUNT) is not None
    if draft.measure is not None:
        return
    if draft.noun and not draft.plural and not draft.pair:
        # One invoice: its amount stands beside it in the list, and two of the same number are never added.
        draft.measure = Measure.LIST
    elif summed or (amounts and not listed) or draft.spent or draft.paid or draft.group is not None or draft.pair:
        draft.measure = Measure.SUM
    elif draft.noun:
        draft.measure = Measure.LIST
    elif draft.amount is not None:
        draft.measure = Measure.SUM
