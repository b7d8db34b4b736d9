"""What is wrong with an invoice: the rules of EN 16931-1 and a few of our own.

Rules of EN 16931 keep their official names. What its profile does not carry, an invoice is not asked for. ZUGFeRD 1.0
and UBL that names no specification are older than EN 16931 or apart from it: only their sums, days and identifiers
are checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.einvoice.rules.dates import date_rules
from ingest.einvoice.rules.identifiers import confirmed_identifiers, identifier_rules
from ingest.einvoice.rules.mandatory import mandatory_rules
from ingest.einvoice.rules.saying import Findings, claims_en16931, warning
from ingest.einvoice.rules.totals import total_rules
from ingest.einvoice.rules.vat import vat_rules
from rag.domain.invoice import Invoice


def check(invoice: Invoice) -> Findings:
    """The warnings about an invoice, none for one that keeps to the rules."""
    if claims_en16931(invoice):
        yield from mandatory_rules(invoice)
        yield from vat_rules(invoice)
    else:
        yield from _basics(invoice)
    yield from total_rules(invoice)
    yield from date_rules(invoice)
    yield from identifier_rules(invoice)


def confirmed(invoice: Invoice) -> Iterator[str]:
    """The fields that the rules bear out: totals that make each other, identifiers whose check digits hold."""
    totals = invoice.totals
    if totals.net is not None and totals.gross is not None and invoice.vat_breakdown:
        yield from ("net", "vat", "gross")
        if totals.payable is not None:
            yield "payable"
    yield from confirmed_identifiers(invoice)


def _basics(invoice: Invoice) -> Findings:
    if invoice.syntax == "ubl" and invoice.profile is None:
        yield warning(
            "BR-01",
            "The invoice names no specification (BT-24): beyond its sums, dates and identifiers nothing was checked.",
            ("BT-24",),
        )
    for code, value, what, term in (
        ("BR-02", invoice.number, "number", "BT-1"),
        ("BR-03", invoice.issue_date, "issue date", "BT-2"),
        ("BR-05", invoice.currency, "currency", "BT-5"),
        ("BR-14", invoice.totals.gross, "total with VAT", "BT-112"),
    ):
        if not value and value != 0:
            yield warning(code, f"The invoice has no {what} ({term}).", (term,))
