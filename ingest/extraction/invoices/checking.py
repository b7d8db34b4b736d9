"""What bears the totals of a printed invoice out, and what speaks against them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ingest.einvoice.rules.saying import warning, written
from ingest.einvoice.rules.totals import total_rules
from ingest.extraction.invoices.items import Items
from ingest.extraction.invoices.settling import Settled
from ingest.extraction.invoices.taxes import fits
from rag.domain.invoice import Invoice, InvoiceWarning

_UNEXPLAINED = "BR-CO-16"
_LEFT_OUT = frozenset({"BR-CO-10", "BR-CO-11", "BR-CO-12", "BR-CO-13", _UNEXPLAINED})
"""Rules about parts that a page need not print: here they are judged by :class:`Settled`."""


def confirmed_totals(invoice: Invoice, settled: Settled, items: Items) -> Iterator[str]:
    """The totals with a second witness.

    net + VAT = gross is one where the VAT is not nought. Without VAT it says nothing: then the lines, what is payable,
    or a total printed both without and with VAT beside a VAT said to be nought must bear the total out.
    """
    solution = settled.solution
    gross = settled.gross
    if gross is None or solution.rivals or solution.contradicted:
        return
    certain = False
    if solution.proved:
        certain = True
        yield "net"
        yield "vat"
    elif settled.vat is not None and settled.vat.value:
        base = gross.value - settled.vat.value
        certain = settled.net is None and any(fits(base, tax.rate, settled.vat.value) for tax in settled.by_rate)
        if certain:
            yield "vat"
    elif not _rated(settled):
        certain = _witnessed(settled, items)
        if certain and settled.net is not None and settled.net.value == gross.value:
            yield "net"
            if settled.vat is not None:
                yield "vat"
    if certain:
        yield "gross"
        if settled.payable is not None and settled.explained:
            yield "payable"
            if settled.prepaid:
                yield "totals.prepaid"
    for number, tax in enumerate(settled.by_rate, 1):
        if (
            tax.base is not None
            and tax.amount is not None
            and tax.rate
            and fits(tax.base.value, tax.rate, tax.amount.value)
        ):
            yield from (f"vat_breakdown.{number}.{name}" for name in ("base", "amount", "rate"))
    if settled.lines is not None and settled.lines_sum_fits:
        yield "totals.lines"


def _rated(settled: Settled) -> bool:
    """Whether a rate above nought is printed though no VAT is: then the total may be without it."""
    return any(tax.rate for tax in settled.by_rate)


def _witnessed(settled: Settled, items: Items) -> bool:
    gross = settled.gross
    if gross is None:
        return False
    if settled.net is not None and settled.net.value != gross.value:
        return False
    if settled.lines_contradict:
        return False
    nought = settled.exempt or _nought_printed(settled)
    if settled.lines_sum_fits and (nought or len(items.items) > 1 or items.items[0].proved):
        return True
    if settled.payable is not None and settled.payable is not gross and settled.explained:
        return True
    printed = {
        id(each.amount): each.words
        for kind in ("gross", "total", "payable")
        for each in settled.solution.others.get(kind, [])
        if each.value == gross.value
    }
    if len(set(printed.values())) > 1:
        return True
    return nought and _printed_without_and_with(settled)


def _nought_printed(settled: Settled) -> bool:
    """Whether the page prints a VAT of nought, and none that is more."""
    printed = settled.solution.others.get("vat", [])
    return bool(printed) and not any(each.value for each in printed)


def _printed_without_and_with(settled: Settled) -> bool:
    """Whether one total is printed twice, as that without VAT and as that with it, and no other as either. Where no
    mention says why there is no VAT, each must be named as what it is, for "Total" and "Sous-total" may both be
    without VAT."""
    net, gross = settled.solution.net, settled.solution.gross
    if net is None or gross is None or net.amount is gross.amount or net.amount.negative != gross.amount.negative:
        return False
    named = [each for kind in ("net", "gross") for each in settled.solution.others.get(kind, [])]
    if any(each.value != gross.value for each in named):
        return False
    return settled.exempt or (net.kind == "net" and gross.kind in ("gross", "payable"))


def check_totals(invoice: Invoice, settled: Settled) -> Iterator[InvoiceWarning]:
    """The warnings about totals that do not fit each other."""
    currency = invoice.currency
    for found in total_rules(invoice):
        if found.code not in _LEFT_OUT:
            yield found
    if settled.solution.rivals:
        others = ", ".join(written(value, currency) for value in settled.solution.rivals[:3])
        yield warning(
            "several_totals",
            f"The page has several totals that add up: {written(invoice.gross, currency)}, and {others}.",
            ("BT-112",),
            ("gross", "net", "vat"),
        )
    if settled.solution.contradicted and not _sums_said(invoice):
        yield warning(
            "totals_unproved",
            f"The total {written(invoice.gross, currency)} (BT-112) does not fit the VAT "
            f"{written(invoice.vat, currency)} (BT-110) and the total without VAT "
            f"{written(invoice.net, currency)} (BT-109) that the page shows.",
            ("BT-112", "BT-110", "BT-109"),
            ("gross", "net", "vat"),
        )
    if not settled.explained:
        yield warning(
            "payable_unexplained",
            f"The amount due for payment (BT-115) is {written(invoice.payable, currency)}, which the total with VAT "
            f"{written(invoice.gross, currency)} (BT-112) and what was paid before do not make.",
            ("BT-115", "BT-112"),
            ("payable",),
        )
    yield from _rates(invoice)


def _sums_said(invoice: Invoice) -> bool:
    return None not in (invoice.net, invoice.gross) and invoice.vat is not None


def _rates(invoice: Invoice) -> Iterator[InvoiceWarning]:
    for number, each in enumerate(invoice.vat_breakdown, 1):
        base = each.base
        if base is None and len(invoice.vat_breakdown) == 1:
            base = invoice.net
        if base is None or each.amount is None or each.rate is None or fits(abs(base), each.rate, abs(each.amount)):
            continue
        made = (base * each.rate / 100).quantize(Decimal("0.01"))
        yield warning(
            "BR-CO-17",
            f"VAT breakdown {number}: the tax amount (BT-117) is {written(each.amount, invoice.currency)}, but "
            f"{each.rate.normalize():f} % of {written(base, invoice.currency)} is {written(made, invoice.currency)}.",
            ("BT-117", "BT-116", "BT-119"),
            ("vat", f"vat_breakdown.{number}.amount"),
        )
