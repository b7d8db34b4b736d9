"""From the totals that add up to the invoice's own: VAT by rate, what is deducted, what remains to be paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from ingest.einvoice.tree import in_currency
from ingest.extraction.invoices.figures import Amount
from ingest.extraction.invoices.items import Items
from ingest.extraction.invoices.sheet import Sheet
from ingest.extraction.invoices.taxes import EXEMPT, Tax, fits
from ingest.extraction.invoices.totals import Candidate, Solution, solve
from rag.domain.invoice import Adjustment, Totals

_ZERO = Decimal(0)


@dataclass
class Settled:
    """The document's totals with what bears them out.

    ``named`` holds the figure of each by its key in the invoice's fields. ``explained`` tells that gross, what was
    paid before and what is payable fit; ``exempt`` that a mention says why no VAT is charged; ``lines_sum_fits`` that
    the lines make the net total (with tax in them: the gross one).
    """

    solution: Solution
    by_rate: list[Tax]
    net: Amount | None = None
    vat: Amount | None = None
    gross: Amount | None = None
    payable: Amount | None = None
    vat_sum: Decimal | None = None
    prepaid: list[Amount] = field(default_factory=list)
    allowances: list[Candidate] = field(default_factory=list)
    charges: list[Candidate] = field(default_factory=list)
    lines: Amount | None = None
    rounding: Amount | None = None
    explained: bool = True
    exempt: bool = False
    lines_sum_fits: bool = False
    lines_with_tax: bool = False
    lines_contradict: bool = False
    flips_lines: bool = False
    named: dict[str, Amount] = field(default_factory=dict)

    def totals(self, currency: str | None, credit: bool) -> Totals:
        """The totals as values; those of a credit note without their sign."""

        def value(amount: Amount | None) -> Decimal | None:
            if amount is None:
                return None
            return in_currency(-amount.value if amount.negative and not credit else amount.value, currency)

        def summed(amounts: Iterable[Amount]) -> Decimal | None:
            listed = [amount.value for amount in amounts]
            return in_currency(sum(listed, _ZERO), currency) if listed else None

        vat = value(self.vat)
        if vat is None and self.vat_sum is not None:
            negative = self.gross is not None and self.gross.negative and not credit
            vat = in_currency(-self.vat_sum if negative else self.vat_sum, currency)
        return Totals(
            lines=value(self.lines),
            allowances=summed(each.amount for each in self.allowances),
            charges=summed(each.amount for each in self.charges),
            net=value(self.net),
            vat=vat,
            gross=value(self.gross),
            prepaid=summed(self.prepaid),
            rounding=value(self.rounding),
            payable=value(self.payable),
        )

    def adjustments(self, currency: str | None) -> tuple[Adjustment, ...]:
        """Allowances and charges of the whole document."""
        return tuple(
            Adjustment(charge=charge, amount=in_currency(each.value, currency), reason=each.words)
            for charge, each in chain(
                ((False, each) for each in self.allowances), ((True, each) for each in self.charges)
            )
        )


def settle(found: dict[str, list[Candidate]], by_rate: Sequence[Tax], items: Items, sheet: Sheet) -> Settled:
    """The totals of a document from all figures that labels name."""
    allowances, charges = _positive(found.get("allowance", [])), _positive(found.get("charge", []))
    adjusted = _adjusted(items.total, allowances, charges)
    solution = solve(found, by_rate, items.total, list(adjusted))
    settled = Settled(solution, list(by_rate))
    settled.net = solution.net.amount if solution.net else None
    settled.vat = solution.vat.amount if solution.vat else None
    settled.gross = solution.gross.amount if solution.gross else None
    settled.vat_sum = solution.vat_sum
    settled.exempt = any(EXEMPT.search(cell.folded) for cell in sheet.cells)
    _lines(settled, found, items, adjusted, allowances, charges)
    _payable(settled, found)
    _rates(settled)
    for key, amount in (
        ("net", settled.net),
        ("vat", settled.vat),
        ("gross", settled.gross),
        ("payable", settled.payable),
        ("totals.lines", settled.lines),
        ("totals.rounding", settled.rounding),
        ("totals.prepaid", settled.prepaid[0] if len(settled.prepaid) == 1 else None),
        ("totals.allowances", settled.allowances[0].amount if len(settled.allowances) == 1 else None),
        ("totals.charges", settled.charges[0].amount if len(settled.charges) == 1 else None),
    ):
        if amount is not None:
            settled.named[key] = amount
    return settled


def _positive(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in candidates if each.value]


def _adjusted(
    total: Decimal | None, allowances: Sequence[Candidate], charges: Sequence[Candidate]
) -> dict[Decimal, tuple[bool, bool]]:
    """What the lines make without and with allowances and charges: the sum, and which of the two are in it."""
    if total is None:
        return {}
    less, more = sum((each.value for each in allowances), _ZERO), sum((each.value for each in charges), _ZERO)
    made: dict[Decimal, tuple[bool, bool]] = {total - less + more: (True, True)}
    made[total + more] = (False, True)
    made[total - less] = (True, False)
    made[total] = (False, False)
    return made


def _lines(
    settled: Settled,
    found: dict[str, list[Candidate]],
    items: Items,
    adjusted: dict[Decimal, tuple[bool, bool]],
    allowances: list[Candidate],
    charges: list[Candidate],
) -> None:
    """Whether the lines make the net total, or the gross one, and with which allowances and charges."""
    settled.flips_lines = bool(items.items) and all(item.net.negative for item in items.items if item.net.value)
    net, gross = settled.net, settled.gross
    parts = None
    if net is not None and net.value in adjusted:
        parts = adjusted[net.value]
    elif gross is not None and gross.value in adjusted:
        parts = adjusted[gross.value]
        settled.lines_with_tax = net is not None and net.value != gross.value
    if net is None and settled.vat is not None and settled.vat.value:
        settled.lines_with_tax = settled.lines_with_tax or parts is not None
    if parts is not None:
        settled.lines_sum_fits = True
        settled.allowances = allowances if parts[0] else []
        settled.charges = charges if parts[1] else []
    elif items.total is not None:
        settled.lines_contradict = True
        settled.lines_with_tax = items.with_tax
    total = items.total
    if total is not None and not settled.lines_with_tax:
        settled.lines = next(
            (each.amount for each in found.get("subtotal", []) if each.value == total and each.amount is not net), None
        )
    if settled.flips_lines and not (gross is not None and gross.negative):
        # lines with a sign under totals without: the sign says that money goes back
        settled.flips_lines = settled.lines_sum_fits


def _payable(settled: Settled, found: dict[str, list[Candidate]]) -> None:
    gross = settled.gross
    payables = found.get("payable", [])
    prepaid = [each.amount for each in _positive(found.get("prepaid", []))]
    roundings = [each.amount for each in _positive(found.get("rounding", []))]
    if gross is None or not payables:
        chosen = payables[-1].amount if payables else None
        settled.payable = chosen
        return
    deductions: list[tuple[Decimal, list[Amount]]] = [(_ZERO, [])]
    if len(prepaid) > 1:
        deductions.append((sum((each.value for each in prepaid), _ZERO), prepaid))
    deductions.extend((each.value, [each]) for each in prepaid)
    for paid, parts in reversed(deductions):
        for each in reversed(payables):
            if each.value == abs(gross.value - paid) and (paid or not prepaid or each.value == gross.value):
                settled.payable, settled.prepaid = each.amount, parts
                return
    for rounding in roundings:
        for each in payables:
            if abs(each.value - gross.value) == rounding.value:
                settled.payable, settled.rounding = each.amount, rounding
                return
    settled.payable = max(payables, key=lambda each: each.strength).amount if payables else None
    settled.explained = False
    settled.prepaid = []


def _rates(settled: Settled) -> None:
    """VAT by rate, as far as it makes the VAT total; a lone rate without its base takes the net total."""
    vat = settled.solution.vat_value
    taxed = [tax for tax in settled.by_rate if tax.amount is not None and (tax.rate or tax.amount.value == 0)]
    proved = [tax for tax in taxed if tax.base is not None]
    for chosen in (taxed, proved):
        if chosen and vat is not None and sum((tax.amount.value for tax in chosen if tax.amount), _ZERO) == vat:
            settled.by_rate = chosen
            break
    else:
        bases = sum((tax.base.value for tax in proved if tax.base), _ZERO)
        keep = bool(proved) and settled.net is not None and bases == settled.net.value
        settled.by_rate = proved if keep else []
    if len(settled.by_rate) == 1:
        tax = settled.by_rate[0]
        if (
            tax.base is None
            and settled.net is not None
            and tax.amount
            and fits(settled.net.value, tax.rate, tax.amount.value)
        ):
            settled.by_rate = [Tax(tax.rate, settled.net, tax.amount, tax.cell)]
