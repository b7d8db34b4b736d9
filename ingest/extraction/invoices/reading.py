"""An ordinary document -> the :class:`~rag.domain.invoice.Invoice` that its page shows, or None."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import takewhile

from ingest.einvoice.printed import Figure, PrintedLine, PrintedPages
from ingest.einvoice.rules.dates import date_rules
from ingest.einvoice.rules.identifiers import confirmed_identifiers, identifier_rules
from ingest.einvoice.terms import fields_of
from ingest.einvoice.tree import CURRENCIES, in_currency
from ingest.extraction.invoices.captions import captioned
from ingest.extraction.invoices.checking import check_totals, confirmed_totals
from ingest.extraction.invoices.day_order import in_order
from ingest.extraction.invoices.figures import Amount, Day, Figures
from ingest.extraction.invoices.items import Item, Items, read_items
from ingest.extraction.invoices.kinds import Heading, document_kind
from ingest.extraction.invoices.labels import Labels
from ingest.extraction.invoices.parties import read_parties
from ingest.extraction.invoices.payment import accounts, payment_terms
from ingest.extraction.invoices.prepayments import Prepayment, prepayments, with_deducted
from ingest.extraction.invoices.references import (
    Text,
    invoice_number,
    issue_day,
    labelled_day,
    preceding,
    printed_again,
    reference,
)
from ingest.extraction.invoices.settling import Settled, settle
from ingest.extraction.invoices.sheet import Cell, Sheet
from ingest.extraction.invoices.taxes import taxes
from ingest.extraction.invoices.totals import candidates
from ingest.parsing.document import ParsedDocument
from rag.domain.invoice import (
    FieldState,
    Invoice,
    InvoiceLine,
    InvoiceType,
    InvoiceWarning,
    PaymentMeans,
    PrecedingInvoice,
    VatBreakdown,
)

_LONGEST_TERM = 366
_AT_EACH_END = 1_500
_MAIL_HEAD = re.compile(
    r"(?:from|to|cc|bcc|date|sent|subject|reply-to|de|à|objet|envoyé|von|an|betreff|gesendet|datum) ?:", re.IGNORECASE
)


@dataclass
class _Draft:
    """The invoice's values by name, where each stands, and which a second witness bears out."""

    values: dict[str, object] = field(default_factory=dict)
    places: dict[str, Figure] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    warnings: list[InvoiceWarning] = field(default_factory=list)

    def put(self, key: str, found: Text | Day | None) -> None:
        if found is not None:
            self.values[key], self.places[key] = found.value, found.figure


def extract_invoice(parsed: ParsedDocument) -> Invoice | None:
    """The invoice that a document without invoice XML shows on its page; None for a document that is none.

    Each value stands on the page; ``fields`` has its page and box. Two may be worked out from what stands there, and
    have no place: a due date of plain payment terms, and a VAT total of which only the parts are printed. What
    arithmetic, check digits or a second printing bear out is ``confirmed``, what they contradict ``doubtful``.
    """
    heading = document_kind(parsed)
    if heading is None or not isinstance(heading.kind, InvoiceType):
        return None
    sheet = Sheet.of(_bounded(_without_mail_head(PrintedPages(parsed).lines)))
    labels = Labels(sheet)
    sheet.captions = captioned(sheet, labels)
    figures = Figures(sheet, labels)
    items = read_items(sheet, labels, figures)
    by_rate = taxes(sheet, labels, figures, items.rows)
    number = invoice_number(sheet, labels, heading, heading.kind)
    before = prepayments(sheet, figures, number) if heading.kind is InvoiceType.INVOICE else []
    named = with_deducted(candidates(sheet, labels, figures, items.rows), before)
    settled = settle(named, by_rate, items, sheet)
    draft = _Draft()
    draft.put("number", number)
    draft.put("issue_date", issue_day(sheet, labels, figures, number))
    if settled.gross is None and settled.net is None:
        return None
    if number is None and "issue_date" not in draft.values:
        return None
    if number is not None and printed_again(number.value, number, sheet.cells):
        draft.confirmed.add("number")
    _days(draft, sheet, labels, figures)
    _references(draft, sheet, labels, figures, number, heading.kind)
    _prepaid_by(draft, before)
    _pay(draft, sheet, labels)
    _parties(draft, sheet, labels, items)
    currency = _currency(draft, settled, sheet, labels, figures)
    return _assembled(draft, heading, settled, items, currency)


def _bounded(lines: Sequence[PrintedLine]) -> Sequence[PrintedLine]:
    """The first and the last lines of a very long document: its head and its totals stand there."""
    return lines if len(lines) <= 2 * _AT_EACH_END else [*lines[:_AT_EACH_END], *lines[-_AT_EACH_END:]]


def _without_mail_head(lines: Sequence[PrintedLine]) -> Sequence[PrintedLine]:
    """The lines without a mail's sender, receiver and day, which are not the invoice's."""
    head = list(takewhile(lambda line: _MAIL_HEAD.match(line.text), lines[:10]))
    return lines[len(head) :] if any("@" in line.text for line in head) else lines


def _days(draft: _Draft, sheet: Sheet, labels: Labels, figures: Figures) -> None:
    draft.put("due_date", labelled_day("due_date", labels, figures))
    draft.put("delivery_date", labelled_day("delivery_date", labels, figures))
    issued = issue_day(sheet, labels, figures, None) if "issue_date" not in draft.values else None
    draft.put("issue_date", issued)
    days, warnings = in_order(draft.values, draft.places, sheet, figures)
    draft.values.update(days)
    draft.warnings.extend(warnings)


def _references(
    draft: _Draft, sheet: Sheet, labels: Labels, figures: Figures, number: Text | None, kind: InvoiceType
) -> None:
    draft.put("order_reference", reference("order", sheet, labels, number))
    draft.put("contract_reference", reference("contract", sheet, labels, number))
    before, day = preceding(sheet, labels, figures, number, kind)
    if before is not None:
        draft.values["preceding"] = (
            PrecedingInvoice(number=before.value, issue_date=day.value if day is not None else None),
        )
        draft.places["preceding.1.number"] = before.figure
        if day is not None:
            draft.places["preceding.1.issue_date"] = day.figure


def _prepaid_by(draft: _Draft, named: Sequence[Prepayment]) -> None:
    """The prepayment invoices, for these are what a final invoice refers to."""
    if not named:
        return
    draft.values["preceding"] = tuple(
        PrecedingInvoice(number=each.number.value, issue_date=each.day.value if each.day is not None else None)
        for each in named
    )
    for number, each in enumerate(named, 1):
        draft.places[f"preceding.{number}.number"] = each.number.figure
        draft.places.pop(f"preceding.{number}.issue_date", None)
        if each.day is not None:
            draft.places[f"preceding.{number}.issue_date"] = each.day.figure


def _pay(draft: _Draft, sheet: Sheet, labels: Labels) -> None:
    means = []
    for account in accounts(sheet):
        if account.debited:
            means.append(PaymentMeans(debited_iban=account.iban.value))
            continue
        draft.places.setdefault("iban", account.iban.figure)
        means.append(PaymentMeans(iban=account.iban.value, bic=account.bic))
    draft.values["payments"] = tuple(means)
    terms = payment_terms(sheet, labels)
    if terms is None:
        return
    draft.values["payment_terms"], draft.places["payment_terms"] = terms.text, terms.figure
    issued, due = draft.values.get("issue_date"), draft.values.get("due_date")
    if terms.days is None or issued is None or terms.days > _LONGEST_TERM:
        return
    reckoned = issued + timedelta(days=terms.days)  # type: ignore[operator]
    if due is None:
        draft.values["due_date"] = reckoned
    elif due == reckoned:
        draft.confirmed |= {"issue_date", "due_date"}


def _parties(draft: _Draft, sheet: Sheet, labels: Labels, items: Items) -> None:
    for role, found in zip(("seller", "buyer"), read_parties(sheet, labels, items.rows), strict=True):
        draft.values[role] = found.party()
        draft.places.update({f"{role}.{name}": figure for name, figure in found.places.items()})
        draft.confirmed |= {f"{role}.{name}" for name in found.confirmed}


def _currency(draft: _Draft, settled: Settled, sheet: Sheet, labels: Labels, figures: Figures) -> str | None:
    """The currency that stands beside the total, else beside most amounts, else behind its label."""
    chosen = [amount for amount in (settled.gross, settled.payable, settled.net, settled.vat) if amount is not None]
    beside = [amount for amount in chosen if amount.currency]
    everywhere = Counter(
        amount.currency for cell in sheet.cells for amount in figures.amounts(cell) if amount.currency is not None
    )
    named = _named_currency(labels)
    if beside:
        currency = beside[0].currency
        draft.places["currency"] = beside[0].figure
    elif named is not None:
        currency, draft.places["currency"] = named
    elif everywhere and (everywhere.total() > 1 or not any("€" in cell.text for cell in sheet.cells)):
        currency = everywhere.most_common(1)[0][0]
    else:
        codes = Counter(
            word
            for cell in sheet.cells
            for word in cell.text.replace("(", " ").replace(")", " ").split()
            if word in CURRENCIES and len(word) == 3 and word in ("EUR", "USD", "GBP", "CHF", "CAD", "INR")
        )
        found = codes.most_common(1)
        currency = found[0][0] if found else "EUR" if any("€" in cell.text for cell in sheet.cells) else None
    others = {amount.currency for amount in beside} - {currency}
    if currency and ((named is not None and named[0] == currency) or everywhere[currency] >= 3) and not others:
        draft.confirmed.add("currency")
    if others:
        draft.warnings.append(
            InvoiceWarning(
                code="several_currencies",
                message=f"The totals are printed in {currency} and {', '.join(sorted(str(each) for each in others))}.",
                terms=("BT-5",),
                fields=("currency",),
            )
        )
    return currency


def _named_currency(labels: Labels) -> tuple[str, Figure] | None:
    for label in labels.of("currency"):
        start, end = label.cell.unfolded(label.end, label.until)
        for word in label.cell.text[start:end].replace("(", " ").replace(")", " ").replace(":", " ").split():
            if word in CURRENCIES:
                place = label.cell.text.find(word, start)
                return word, label.cell.figure(place, place + 3)
    return None


def _assembled(draft: _Draft, heading: Heading, settled: Settled, items: Items, currency: str | None) -> Invoice:
    credit = heading.kind is InvoiceType.CREDIT_NOTE
    lines = tuple(
        _line(number, item, items, settled, draft, currency, credit) for number, item in enumerate(items.items, 1)
    )
    breakdown = []
    for number, tax in enumerate(settled.by_rate, 1):
        values = {}
        for name, amount in (("base", tax.base), ("amount", tax.amount)):
            if amount is not None:
                values[name] = in_currency(_signed(amount, credit), currency)
                draft.places[f"vat_breakdown.{number}.{name}"] = amount.figure
        draft.places[f"vat_breakdown.{number}.rate"] = tax.cell.figure(0, len(tax.cell.text))
        breakdown.append(VatBreakdown(rate=tax.rate, **values))
    totals = settled.totals(currency, credit)
    for key, amount in settled.named.items():
        draft.places[key] = amount.figure
    invoice = Invoice.model_validate(
        {
            **draft.values,
            "type": heading.kind,
            "currency": currency,
            "lines": lines,
            "vat_breakdown": tuple(breakdown),
            "adjustments": settled.adjustments(currency),
            "totals": totals,
            "source": "page",
        }
    )
    confirmed = draft.confirmed | set(confirmed_identifiers(invoice)) | set(confirmed_totals(invoice, settled, items))
    fields = fields_of(invoice)
    for key in fields:
        update: dict[str, object] = {}
        if (figure := draft.places.get(key)) is not None:
            update = {"page": figure.line.page, "box": figure.box}
        elif key == "type":
            update = {"page": heading.page, "box": heading.box}
        if key in confirmed:
            update["state"] = FieldState.CONFIRMED
        fields[key] = fields[key].model_copy(update=update)
    invoice = invoice.model_copy(update={"fields": fields})
    return invoice.with_warnings(tuple(dict.fromkeys(_warnings(invoice, draft, settled, items))))


def _line(
    number: int, item: Item, items: Items, settled: Settled, draft: _Draft, currency: str | None, credit: bool
) -> InvoiceLine:
    place = f"lines.{number}"
    draft.places[f"{place}.name"] = item.name_cell.figure(0, len(item.name_cell.text))
    values: dict[str, object] = {
        "name": item.name or None,
        "quantity": item.quantity,
        "unit": item.unit,
        "vat_rate": item.rate,
    }
    row: Cell = item.name_cell
    for name in ("quantity", "unit", "vat_rate"):
        draft.places[f"{place}.{name}"] = (
            Figure(item.net.cell.line, 0, len(item.net.cell.line.text))
            if item.net.cell.line is row.line
            else item.net.figure
        )
    # where tax is in the lines, they state no net amounts
    if not settled.lines_with_tax:
        values["net"] = in_currency(_signed(item.net, settled.flips_lines or credit), currency)
        draft.places[f"{place}.net"] = item.net.figure
        if item.price is not None:
            values["price"] = item.price.value
            draft.places[f"{place}.price"] = item.price.figure
        if item.proved or settled.lines_sum_fits:
            draft.confirmed.add(f"{place}.net")
    return InvoiceLine.model_validate(values)


def _signed(amount: Amount, credit: bool) -> Decimal:
    return -amount.value if amount.negative and not credit else amount.value


def _warnings(invoice: Invoice, draft: _Draft, settled: Settled, items: Items) -> Iterator[InvoiceWarning]:
    yield from draft.warnings
    yield from check_totals(invoice, settled)
    yield from date_rules(invoice)
    yield from identifier_rules(invoice)
