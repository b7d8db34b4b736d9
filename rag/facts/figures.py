"""From what the store tallied to figures: minor units to amounts, keys to names, months to quarters and halves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from babel.numbers import get_currency_precision

from rag.domain.facts import FactDocument, FactsResult, Figure
from rag.domain.geometry import Box
from rag.domain.invoice import InvoiceType
from rag.domain.plan import Grouping, Measure, Order, Plan
from rag.facts.parties import KnownParty
from rag.store.facts import FoundInvoice, Ran, Tally

_EXACT = Context(prec=60)


@dataclass(slots=True)
class _Sum:
    documents: int = 0
    total: int = 0
    least: int | None = None
    greatest: int | None = None

    def add(self, tally: Tally) -> None:
        self.documents += tally.documents
        self.total += tally.total or 0
        self.least = min((one for one in (self.least, tally.least) if one is not None), default=None)
        self.greatest = max((one for one in (self.greatest, tally.greatest) if one is not None), default=None)


def result_of(plan: Plan, ran: Ran, figures: Sequence[Figure]) -> FactsResult:
    """The result without words, of these figures (see :func:`all_figures`): a plan's limit keeps the first groups."""
    counts = {left: 0 for left, _ in ran.counts}
    for (left, _), count in ran.counts.items():
        counts[left] += count
    included = counts.pop(None, 0)
    return FactsResult(
        plan=plan,
        words="",
        figures=tuple(_first(figures, plan.limit if plan.group_by is not None else None)),
        included=tuple(_document(plan, one) for one in ran.included),
        included_count=included,
        excluded=tuple(_document(plan, one) for one in ran.excluded),
        excluded_count=sum(counts.values()),
    )


def money(minor: int, currency: str) -> Decimal:
    """Minor units as an amount with the currency's decimals."""
    return Decimal(minor).scaleb(-get_currency_precision(currency), _EXACT)


def all_figures(plan: Plan, ran: Ran, parties: Mapping[str, KnownParty]) -> list[Figure]:
    """The figures of all groups, ordered as the plan says, each currency apart."""
    counting = plan.measure in (Measure.COUNT, Measure.LIST)
    sums: dict[tuple[str | None, str | None], _Sum] = {}
    for tally in ran.tallies:
        # No two parties are shown by one name (rag.facts.parties).
        group = label(plan, tally.group, parties)
        sums.setdefault((group, None if counting else tally.currency), _Sum()).add(tally)
    if not sums and counting and plan.group_by is None:
        sums[None, None] = _Sum()
    figures = [Figure(group=group, currency=currency, value=_value(plan, one, currency), documents=one.documents)
               for (group, currency), one in sums.items()]  # fmt: skip
    figures.sort(key=lambda figure: (figure.currency or "", figure.group or ""))
    by_amount = plan.order is Order.AMOUNT
    if by_amount:
        figures.sort(key=lambda figure: -figure.value if plan.descending else figure.value)
    elif plan.descending:
        figures.reverse()
    figures.sort(key=lambda figure: figure.currency or "")
    return figures


def _first(figures: Sequence[Figure], limit: int | None) -> Sequence[Figure]:
    """The first groups of each currency."""
    if limit is None:
        return figures
    kept: list[Figure] = []
    for figure in figures:
        if sum(one.currency == figure.currency for one in kept) < limit:
            kept.append(figure)
    return kept


def _value(plan: Plan, one: _Sum, currency: str | None) -> Decimal:
    if currency is None:
        return Decimal(one.documents)
    match plan.measure:
        case Measure.AVERAGE:
            return _EXACT.divide(money(one.total, currency), Decimal(one.documents))
        case Measure.MINIMUM:
            return money(one.least or 0, currency)
        case Measure.MAXIMUM:
            return money(one.greatest or 0, currency)
    return money(one.total, currency)


def label(plan: Plan, group: str | None, parties: Mapping[str, KnownParty]) -> str | None:
    """What a figure's group is called, of what the store groups by."""
    if group is None:
        return None
    if plan.group_by in (Grouping.SELLER, Grouping.BUYER):
        return parties[group].name if group in parties else group
    if plan.group_by is Grouping.QUARTER:
        return f"{group[:4]}-Q{(int(group[5:7]) + 2) // 3}"
    if plan.group_by is Grouping.HALF:
        return f"{group[:4]}-H{(int(group[5:7]) + 5) // 6}"
    return group


def _document(plan: Plan, one: FoundInvoice) -> FactDocument:
    page, *box = one.places.get(plan.amount.value) or [None]
    role = "buyer" if plan.buyers or plan.group_by is Grouping.BUYER else "seller"
    amount = None if one.value is None or one.currency is None else money(one.value, one.currency)
    return FactDocument(
        document_id=one.document_id,
        version_id=one.version_id,
        title=one.title,
        filename=one.filename,
        number=one.number,
        type=InvoiceType(one.type),
        party=getattr(one, f"{role}_name") or None,
        issue_date=date.fromisoformat(one.issue_date) if one.issue_date else None,
        due_date=date.fromisoformat(one.due_date) if one.due_date else None,
        amount=amount,
        currency=one.currency,
        page=page,
        box=Box(*box) if box else None,
        left=one.left,
    )
