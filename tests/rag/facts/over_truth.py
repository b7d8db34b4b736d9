"""Runs a plan over the ledger's truth in plain Python: the grammar is tested without a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from eval.ledger.making import Ledger
from eval.ledger.suppliers import BUYER, BUYER_SIREN
from eval.ledger.truth import Bill
from rag.domain.facts import FactDocument, FactsResult, Figure
from rag.domain.invoice import InvoiceType
from rag.domain.plan import DateBasis, DueState, Grouping, Measure, Order, Plan
from rag.facts.parties import KnownParty

_GROUPS: dict[Grouping, Callable[[Bill], str]] = {
    Grouping.SELLER: lambda bill: bill.supplier.name,
    Grouping.MONTH: lambda bill: f"{bill.issued:%Y-%m}",
    Grouping.QUARTER: lambda bill: f"{bill.issued.year}-Q{(bill.issued.month + 2) // 3}",
    Grouping.YEAR: lambda bill: str(bill.issued.year),
}
_WORK: dict[Measure, Callable[[Sequence[Decimal]], Decimal]] = {
    Measure.SUM: lambda values: sum(values, Decimal(0)),
    Measure.AVERAGE: lambda values: sum(values, Decimal(0)) / len(values),
    Measure.MINIMUM: min,
    Measure.MAXIMUM: max,
}


def known_sellers(ledger: Ledger) -> list[KnownParty]:
    """The suppliers as the store would know them."""
    return [KnownParty(one.name, (one.name,), (f"siren:{one.siren}",)) for one in ledger.suppliers]


def known_buyers() -> list[KnownParty]:
    """The one company that all invoices go to."""
    return [KnownParty(BUYER, (BUYER,), (f"siren:{BUYER_SIREN}",))]


def run_over(ledger: Ledger, plan: Plan, today: date) -> FactsResult:
    """The result of a plan, without words and without what is left out."""
    bills = [bill for bill in ledger.readable if _fits(bill, plan, today)]
    if plan.measure is Measure.LIST:
        if plan.order is not None:
            key = (
                (lambda bill: getattr(bill, plan.amount)) if plan.order is Order.AMOUNT else (lambda bill: bill.issued)
            )
            bills.sort(key=key, reverse=plan.descending)
        bills = bills[: plan.limit]
        included = tuple(
            FactDocument(
                document_id=bill.number, version_id="", title="", filename="", number=bill.number,
                party=bill.supplier.name, amount=getattr(bill, plan.amount), currency=bill.currency,
            )
            for bill in bills
        )  # fmt: skip
        return FactsResult(plan=plan, words="", included=included, included_count=len(bills))
    return FactsResult(plan=plan, words="", figures=tuple(_figures(bills, plan)), included_count=len(bills))


def _fits(bill: Bill, plan: Plan, today: date) -> bool:
    day = bill.due if plan.basis is DateBasis.DUE else bill.issued
    kind = InvoiceType.CREDIT_NOTE if bill.credit else InvoiceType.INVOICE
    value: Decimal = getattr(bill, plan.amount)
    return (
        (not plan.sellers or any(f"siren:{bill.supplier.siren}" in choice.keys for choice in plan.sellers))
        and not plan.buyers
        and (plan.period is None or plan.period.start is None or day >= plan.period.start)
        and (plan.period is None or plan.period.end is None or day <= plan.period.end)
        and not (plan.basis is DateBasis.DUE and bill.credit)
        and (not plan.types or kind in plan.types)
        and plan.currency in (None, bill.currency)
        and plan.number in (None, bill.number)
        and (plan.vat_rate is None or plan.vat_rate in bill.nets)
        and (plan.due is None or (bill.due < today) == (plan.due is DueState.OVERDUE))
        and (plan.at_least is None or value >= plan.at_least)
        and (plan.at_most is None or value <= plan.at_most)
    )


def _figures(bills: Sequence[Bill], plan: Plan) -> list[Figure]:
    values: dict[tuple[str | None, str | None], list[Decimal]] = {}
    for bill in bills:
        for group, value in _shares(bill, plan):
            values.setdefault((group, None if plan.measure is Measure.COUNT else bill.currency), []).append(value)
    if plan.measure is Measure.COUNT and plan.group_by is None:
        values.setdefault((None, None), [])
    figures = [
        Figure(
            group=group,
            currency=currency,
            value=Decimal(len(found)) if plan.measure is Measure.COUNT else _WORK[plan.measure](found),
            documents=len(found),
        )
        for (group, currency), found in values.items()
    ]
    if plan.order is Order.AMOUNT:
        figures.sort(key=lambda figure: figure.value, reverse=plan.descending)
    if plan.limit is None:
        return figures
    currencies = {figure.currency for figure in figures}
    return [one for code in currencies for one in [each for each in figures if each.currency == code][: plan.limit]]


def _shares(bill: Bill, plan: Plan) -> list[tuple[str | None, Decimal]]:
    if plan.vat_rate is not None or plan.group_by is Grouping.VAT_RATE:
        rates = [plan.vat_rate] if plan.vat_rate is not None else list(bill.nets)
        worth = {rate: bill.sign * (bill.nets[rate] if plan.amount == "net" else bill.vat_of(rate)) for rate in rates}
        grouped = plan.group_by is Grouping.VAT_RATE
        return [(str(rate.quantize(Decimal("0.01"))) if grouped else None, value) for rate, value in worth.items()]
    group = _GROUPS[plan.group_by](bill) if plan.group_by else None
    return [(group, getattr(bill, plan.amount))]
