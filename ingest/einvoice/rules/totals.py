"""Do the document's totals add up (EN 16931-1, 6.4.3: BR-CO-10 to BR-CO-16), and does each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ingest.einvoice.rules.saying import EXTENDED, MINIMUM, Findings, claims_en16931, rank, warning, written
from ingest.einvoice.tree import currency_decimals
from rag.domain.invoice import Invoice, InvoiceLine

CENT = Decimal("0.01")
_ZERO = Decimal(0)

_DECIMALS = {
    "lines": ("BR-DEC-09", "BT-106", "totals.lines"),
    "allowances": ("BR-DEC-10", "BT-107", "totals.allowances"),
    "charges": ("BR-DEC-11", "BT-108", "totals.charges"),
    "net": ("BR-DEC-12", "BT-109", "net"),
    "vat": ("BR-DEC-13", "BT-110", "vat"),
    "gross": ("BR-DEC-14", "BT-112", "gross"),
    "prepaid": ("BR-DEC-16", "BT-113", "totals.prepaid"),
    "rounding": ("BR-DEC-17", "BT-114", "totals.rounding"),
    "payable": ("BR-DEC-18", "BT-115", "payable"),
}


def total_rules(invoice: Invoice) -> Findings:
    """The warnings about totals that are not what their parts make."""
    yield from _sums(invoice)
    yield from _chain(invoice)
    yield from _decimals(invoice)
    if claims_en16931(invoice):
        for number, line in enumerate(invoice.lines, 1):
            yield from _line(invoice, number, line)


def summed(amounts: Iterable[Decimal | None], currency: str | None) -> Decimal:
    """The sum with the decimals of the currency, half up, as the rules round it."""
    total = sum((amount for amount in amounts if amount is not None), _ZERO)
    return total.quantize(Decimal(1).scaleb(-currency_decimals(currency)), ROUND_HALF_UP)


def slack(invoice: Invoice, parts: int) -> Decimal:
    """What a sum of so many parts may be off by: nothing, or a cent a part in the extended profiles
    (BR-FXEXT-CO-10 and its like)."""
    return CENT * parts if rank(invoice) == EXTENDED else _ZERO


def _sums(invoice: Invoice) -> Findings:
    totals, currency = invoice.totals, invoice.currency
    counted = [line for line in invoice.lines if line.counts]
    if counted and totals.lines is not None and all(line.net is not None for line in counted):
        total = summed((line.net for line in counted), currency)
        if abs(total - totals.lines) > slack(invoice, len(counted)):
            yield warning(
                "BR-CO-10",
                f"The sum of line net amounts (BT-106) is {written(totals.lines, currency)}, but the {len(counted)} "
                f"lines (BT-131) add up to {written(total, currency)}.",
                ("BT-106", "BT-131"),
                ("totals.lines",),
            )
    for code, charge, stated, term, part, name in (
        ("BR-CO-11", False, totals.allowances, "BT-107", "BT-92", "allowances"),
        ("BR-CO-12", True, totals.charges, "BT-108", "BT-99", "charges"),
    ):
        parts = [each.amount for each in invoice.adjustments if each.charge is charge]
        total = summed(parts, currency)
        if None not in parts and abs(total - (stated or _ZERO)) > slack(invoice, len(parts)):
            yield warning(
                code,
                f"The sum of {name} ({term}) is {written(stated, currency)}, but the {len(parts)} document level "
                f"{name} ({part}) add up to {written(total, currency)}.",
                (term, part),
                (f"totals.{name}",),
            )
    if invoice.vat_breakdown and all(each.amount is not None for each in invoice.vat_breakdown):
        total = summed((each.amount for each in invoice.vat_breakdown), currency)
        if total != (totals.vat or _ZERO):
            yield warning(
                "BR-CO-14",
                f"The total VAT (BT-110) is {written(totals.vat, currency)}, but the VAT breakdown (BT-117) adds up to "
                f"{written(total, currency)}.",
                ("BT-110", "BT-117"),
                ("vat",),
            )


def _chain(invoice: Invoice) -> Findings:
    """Lines to net, net to gross, gross to payable."""
    totals, currency = invoice.totals, invoice.currency
    parts = len(invoice.lines) + len(invoice.adjustments)

    def made(plus: Sequence[Decimal | None], minus: Sequence[Decimal | None] = ()) -> Decimal:
        return summed((*plus, *(-amount for amount in minus if amount is not None)), currency)

    if totals.net is not None and totals.lines is not None:
        total = made((totals.lines, totals.charges), (totals.allowances,))
        if abs(total - totals.net) > slack(invoice, parts):
            yield warning(
                "BR-CO-13",
                f"The total without VAT (BT-109) is {written(totals.net, currency)}, but lines − allowances + charges "
                f"(BT-106 − BT-107 + BT-108) make {written(total, currency)}.",
                ("BT-109", "BT-106", "BT-107", "BT-108"),
                ("net", "totals.lines"),
            )
    if totals.gross is not None and totals.net is not None:
        total = made((totals.net, totals.vat))
        if abs(total - totals.gross) > slack(invoice, parts):
            yield warning(
                "BR-CO-15",
                f"The total with VAT (BT-112) is {written(totals.gross, currency)}, but the total without VAT and the "
                f"VAT (BT-109 + BT-110) make {written(total, currency)}.",
                ("BT-112", "BT-109", "BT-110"),
                ("gross", "net", "vat"),
            )
    if totals.payable is not None and totals.gross is not None and rank(invoice) > MINIMUM:
        total = made((totals.gross, totals.rounding, totals.third_party), (totals.prepaid,))
        if total != totals.payable:
            yield warning(
                "BR-CO-16",
                f"The amount due for payment (BT-115) is {written(totals.payable, currency)}, but total with VAT "
                f"− paid + rounding (BT-112 − BT-113 + BT-114) make {written(total, currency)}.",
                ("BT-115", "BT-112", "BT-113", "BT-114"),
                ("payable", "gross"),
            )


def _decimals(invoice: Invoice) -> Findings:
    allowed, currency = currency_decimals(invoice.currency), invoice.currency
    stated = [(*_DECIMALS[name], getattr(invoice.totals, name)) for name in _DECIMALS]
    for number, line in enumerate(invoice.lines, 1):
        stated.append(("BR-DEC-23", "BT-131", f"lines.{number}.net", line.net))
    for number, each in enumerate(invoice.vat_breakdown, 1):
        stated.append(("BR-DEC-19", "BT-116", f"vat_breakdown.{number}.base", each.base))
        stated.append(("BR-DEC-20", "BT-117", f"vat_breakdown.{number}.amount", each.amount))
    for adjustment in invoice.adjustments:
        code, term = ("BR-DEC-05", "BT-99") if adjustment.charge else ("BR-DEC-01", "BT-92")
        stated.append((code, term, "", adjustment.amount))
    for code, term, field, amount in stated:
        if amount is not None and -int(amount.as_tuple().exponent) > allowed:
            yield warning(
                code,
                f"{term} is {written(amount, currency)}: more than the {allowed} decimals of the currency. "
                "It is kept as it stands.",
                (term,),
                (field,) if field else (),
            )


def _line(invoice: Invoice, number: int, line: InvoiceLine) -> Findings:
    """BT-131 = BT-129 × BT-146 ÷ BT-149 + charges − allowances (as in PEPPOL-EN16931-R120).

    EN 16931 itself has no such rule, and a price is often shown rounded: what half of its last decimal makes over
    the quantity is let pass, and the 2 cents that PEPPOL allows.
    """
    if line.quantity is None or line.price is None or line.net is None or not line.counts:
        return
    if line.base_quantity is not None and line.base_quantity <= 0:
        return
    units = line.quantity / (line.base_quantity or Decimal(1))
    total = units * line.price
    for adjustment in line.adjustments:
        amount = adjustment.amount or _ZERO
        total += amount if adjustment.charge else -amount
    decimals = max(-int(line.price.as_tuple().exponent), currency_decimals(invoice.currency))
    allowed = 2 * CENT + abs(units) * Decimal(5).scaleb(-decimals - 1)
    # a return may be written with a positive quantity and a negative amount
    if min(abs(total - line.net), abs(total + line.net)) > allowed:
        yield warning(
            "line_net",
            f"Line {line.id or number}: the net amount (BT-131) is {written(line.net, invoice.currency)}, but quantity "
            f"× price (BT-129 × BT-146{' ÷ BT-149' if line.base_quantity else ''}) with its allowances and charges "
            f"makes {written(summed((total,), invoice.currency), invoice.currency)}.",
            ("BT-131", "BT-129", "BT-146"),
            (f"lines.{number}.net",),
        )
