"""Reads every word of a question about invoices: who, which, when, what of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from rag.domain.invoice import NOT_CREDIT, InvoiceType
from rag.domain.plan import Amount, DateBasis, DueState, Grouping, Measure, Order
from rag.facts.grammar import comparison_phrases, comparisons, details, filters, groups, measures, nouns
from rag.facts.grammar.asked import NotAPlan, take_parties, take_period, unknown_name
from rag.facts.grammar.draft import IN_TIME, SIDES, Draft, Reading
from rag.facts.grammar.marking import Marked
from rag.facts.grammar.narrowing import read_filters
from rag.facts.grammar.ordering import first_by_amount, is_superlative, read_order

_ASKED = re.compile(r"(?<!\S)(?:combien|how (?:much|many))(?!\S)")
_WHAT_FOR = re.compile(r"^(?:what|which)(?!\S).*(?<!\S)(?:for|about|from)$|(?<!\S)(?:pour|sur|de) quoi$")
_FURTHER = re.compile(r"(?<!\S)nous (a|ont) (le plus|le moins) (factur\w+)(?!\S)")
"""The superlative after its verb: "lequel nous a le plus facturé"."""
_LAST_OF_TIME = re.compile(r"(@t\d+) dernier(?:e?s|e)?(?!\S)")
"""Of months: "novembre et décembre derniers"; it is no "latest" of invoices."""
_JUST = re.compile(r"(?<!\S)nous (?:ait|aient) (?:jamais )?(?=factur)")
_PARTIES_BETWEEN = re.compile(r"(?<!\S)(?:entre|between)(?= @p\d+ (?:et|and) @p\d+)")
_NOUN = re.compile(r"@x1?(?!\S)")


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
    read_filters(marked, draft)
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
    # "Évolution mensuelle en janvier et février" is one stretch, told apart by month.
    moved = marked.has(comparison_phrases.CHANGED) and not any(marked.has(by) for by in groups.IN_TIME)
    draft.pair = comparisons.take_two_times(marked, asked or moved)
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
        if not is_superlative(marked) and marked.take(pattern):
            draft.ours = draft.ours or ours
    read_order(marked, draft)
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
        first_by_amount(draft)
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
