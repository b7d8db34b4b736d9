"""What must be there, and the code lists (EN 16931-1, 6.4.2: BR-01 to BR-65, and BR-CL)."""

from __future__ import annotations

from ingest.einvoice.codes import COUNTRIES, CREDIT_TRANSFERS, TYPE_CODES
from ingest.einvoice.rules.saying import BASIC, BASIC_WL, MINIMUM, Findings, rank, warning
from ingest.einvoice.tree import CURRENCIES
from rag.domain.invoice import Invoice, InvoiceType, Party


def mandatory_rules(invoice: Invoice) -> Findings:
    """The warnings about what is absent though the invoice's profile carries it."""
    yield from _header(invoice)
    yield from _totals(invoice)
    if rank(invoice) >= BASIC:
        if not invoice.lines:
            yield warning("BR-16", "The invoice has no line (BG-25).", ("BG-25",))
        yield from _lines(invoice)
    elif invoice.lines:
        yield warning(
            "profile_content",
            f"The invoice names the profile {(invoice.level or '').upper()} (BT-24), which carries no lines, but it "
            f"has {len(invoice.lines)} (BG-25).",
            ("BT-24", "BG-25"),
            ("profile",),
        )
    if rank(invoice) >= BASIC_WL:
        yield from _adjustments(invoice)
        yield from _payment(invoice)
    yield from _codes(invoice)


def _header(invoice: Invoice) -> Findings:
    seller, buyer = invoice.seller, invoice.buyer
    full = rank(invoice) > MINIMUM
    for code, value, what, term in (
        ("BR-01", invoice.profile, "specification identifier", "BT-24"),
        ("BR-02", invoice.number, "number", "BT-1"),
        ("BR-03", invoice.issue_date, "issue date", "BT-2"),
        ("BR-04", invoice.type_code, "type code", "BT-3"),
        ("BR-05", invoice.currency, "currency", "BT-5"),
        ("BR-06", seller.name, "seller's name", "BT-27"),
        ("BR-07", buyer.name, "buyer's name", "BT-44"),
        ("BR-08", seller.address, "seller's address", "BG-5"),
        ("BR-09", seller.address is None or seller.address.country, "country in the seller's address", "BT-40"),
        ("BR-10", buyer.address or not full, "buyer's address", "BG-8"),
        ("BR-11", _has_country(buyer) or not full, "country in the buyer's address", "BT-55"),
    ):
        if not value:
            yield warning(code, f"The invoice has no {what} ({term}).", (term,))
    if not (seller.ids or seller.legal_id or seller.vat_id):
        yield warning(
            "BR-CO-26",
            "The seller has no identifier: none of its own, no legal one, no VAT number (BT-29, BT-30, BT-31).",
            ("BT-29", "BT-30", "BT-31"),
        )
    for each in invoice.preceding:
        if not each.number:
            yield warning("BR-55", "A reference to a preceding invoice (BG-3) has no number (BT-25).", ("BT-25",))


def _has_country(party: Party) -> bool:
    """True also where the whole address is absent: that is another rule's."""
    return party.address is None or bool(party.address.country)


def _totals(invoice: Invoice) -> Findings:
    totals = invoice.totals
    for code, value, what, term in (
        ("BR-12", totals.lines if rank(invoice) > MINIMUM else totals.net, "sum of line net amounts", "BT-106"),
        ("BR-13", totals.net, "total without VAT", "BT-109"),
        ("BR-14", totals.gross, "total with VAT", "BT-112"),
        ("BR-15", totals.payable, "amount due for payment", "BT-115"),
    ):
        if value is None and (code != "BR-12" or rank(invoice) > MINIMUM):
            yield warning(code, f"The invoice has no {what} ({term}).", (term,))
    if invoice.vat_currency and invoice.vat_currency != invoice.currency and totals.vat_accounting is None:
        yield warning(
            "BR-53",
            f"The invoice names {invoice.vat_currency[:3]} as VAT accounting currency (BT-6), but gives no VAT total "
            "in it (BT-111).",
            ("BT-6", "BT-111"),
        )


def _lines(invoice: Invoice) -> Findings:
    for number, line in enumerate(invoice.lines, 1):
        if not line.counts:
            continue
        called = f"Line {line.id or number}"
        for code, value, what, term in (
            ("BR-21", line.id, "identifier", "BT-126"),
            ("BR-22", line.quantity, "quantity", "BT-129"),
            ("BR-23", line.unit, "unit of quantity", "BT-130"),
            ("BR-24", line.net, "net amount", "BT-131"),
            ("BR-25", line.name, "name of the item", "BT-153"),
            ("BR-26", line.price, "net price", "BT-146"),
        ):
            if value is None:
                yield warning(code, f"{called} has no {what} ({term}).", (term,))
        for code, price, what, term in (
            ("BR-27", line.price, "net price", "BT-146"),
            ("BR-28", line.gross_price, "gross price", "BT-148"),
        ):
            if price is not None and price < 0:
                yield warning(
                    code, f"{called}: the {what} ({term}) is {price:f}, below 0.", (term,), (f"lines.{number}.price",)
                )
        for each in line.adjustments:
            kind, term = ("charge", "BT-141") if each.charge else ("allowance", "BT-136")
            if each.amount is None:
                code = "BR-43" if each.charge else "BR-41"
                yield warning(code, f"{called}: a line {kind} has no amount ({term}).", (term,))
            if not (each.reason or each.reason_code):
                code = "BR-CO-24" if each.charge else "BR-CO-23"
                terms = ("BT-144", "BT-145") if each.charge else ("BT-139", "BT-140")
                yield warning(code, f"{called}: a line {kind} has no reason ({terms[0]} or {terms[1]}).", terms)


def _adjustments(invoice: Invoice) -> Findings:
    for each in invoice.adjustments:
        kind = "charge" if each.charge else "allowance"
        amount, category, reason, reason_code = (
            ("BT-99", "BT-102", "BT-104", "BT-105") if each.charge else ("BT-92", "BT-95", "BT-97", "BT-98")
        )
        if each.amount is None:
            yield warning("BR-36" if each.charge else "BR-31", f"A document level {kind} has no {amount}.", (amount,))
        if each.vat_category is None:
            yield warning(
                "BR-37" if each.charge else "BR-32",
                f"A document level {kind} has no VAT category ({category}).",
                (category,),
            )
        if not (each.reason or each.reason_code):
            yield warning(
                "BR-CO-22" if each.charge else "BR-CO-21",
                f"A document level {kind} has no reason ({reason} or {reason_code}).",
                (reason, reason_code),
            )


def _payment(invoice: Invoice) -> Findings:
    payable, credited = invoice.totals.payable, invoice.type is InvoiceType.CREDIT_NOTE
    if not credited and payable is not None and payable > 0 and not invoice.due_date and not invoice.payment_terms:
        yield warning(
            "BR-CO-25",
            f"The amount due (BT-115) is {payable:f}, but there is neither a due date (BT-9) nor payment terms "
            "(BT-20).",
            ("BT-115", "BT-9", "BT-20"),
        )
    for means in invoice.payments:
        if means.code is None:
            yield warning("BR-49", "A payment instruction has no payment means code (BT-81).", ("BT-81",))
        elif means.code in CREDIT_TRANSFERS and not (means.iban or means.account):
            yield warning(
                "BR-61", f"Payment by credit transfer (BT-81 is {means.code}) has no account (BT-84).", ("BT-84",)
            )


def _codes(invoice: Invoice) -> Findings:
    if invoice.type_code and invoice.type_code not in TYPE_CODES:
        yield warning(
            "BR-CL-01",
            f"“{invoice.type_code[:10]}” is no type code of an invoice (BT-3).",
            ("BT-3",),
            ("type_code", "type"),
        )
    for code, value, term, field in (
        ("BR-CL-04", invoice.currency, "BT-5", "currency"),
        ("BR-CL-05", invoice.vat_currency, "BT-6", "vat_currency"),
    ):
        if value and value not in CURRENCIES:
            yield warning(code, f"“{value[:10]}” is no currency code of ISO 4217 ({term}).", (term,), (field,))
    for party, term, field in (
        (invoice.seller, "BT-40", "seller.address"),
        (invoice.buyer, "BT-55", "buyer.address"),
        (invoice.tax_representative, "BT-69", "tax_representative.address"),
    ):
        country = party.address.country if party and party.address else None
        if country and country not in COUNTRIES:
            yield warning("BR-CL-14", f"“{country[:10]}” is no country code of ISO 3166-1 ({term}).", (term,), (field,))
