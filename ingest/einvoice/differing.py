"""Where the printed page says otherwise than the XML: people read the one, machines book the other.

Silent when unsure: a figure that is merely not found is no difference, but for the total and the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from ingest.einvoice.labels import A_TOTAL, NAMING, PRINTED_IDENTIFIERS, PRINTED_NUMBER
from ingest.einvoice.printed import Figure, PrintedPages, squeeze
from ingest.parsing.document import ParsedDocument
from rag.domain.invoice import Invoice, InvoiceWarning, Party
from rag.language import find_identifiers, fold

CODE = "xml_differs_from_page"
_AMOUNTS = {
    "gross": ("total with VAT", "BT-112"),
    "net": ("total without VAT", "BT-109"),
    "vat": ("total VAT", "BT-110"),
    "payable": ("amount due", "BT-115"),
}
_LENGTHS = {"siret": 14, "siren": 9}
_IDENTIFIER_TERMS = {"seller": {"vat_id": "BT-31"}, "buyer": {"vat_id": "BT-48"}}
_LEGAL_TERMS = {"seller": "BT-30", "buyer": "BT-47"}
_LONG_NAME, _NAME_START, _NAME_END = 200, 24, 24


def differences(invoice: Invoice, pages: PrintedPages, parsed: ParsedDocument) -> Iterator[InvoiceWarning]:
    """The warnings about what page and XML say differently."""
    # what OCR misread, or a page without text may hold, is no difference
    whole = not parsed.pages_without_text and all(page.confidence is None for page in parsed.pages)
    if not whole or len(pages.squeezed) < 20:
        return
    yield from _number(invoice, pages, parsed)
    for key, (name, term) in _AMOUNTS.items():
        yield from _amount(invoice, pages, key, name, term)
    yield from _day(pages, "issue_date", "issue date", "BT-2", invoice.issue_date)
    yield from _day(pages, "due_date", "due date", "BT-9", invoice.due_date)
    yield from _iban(invoice, pages, parsed)
    yield from _identifiers(invoice, pages)
    yield from _cut_names(invoice, pages)


def _differs(name: str, term: str, xml: str, page: str, field: str) -> InvoiceWarning:
    return InvoiceWarning(
        code=CODE, message=f"The {name} ({term}) is {xml} in the XML, but {page}.", terms=(term,), fields=(field,)
    )


def _number(invoice: Invoice, pages: PrintedPages, parsed: ParsedDocument) -> Iterator[InvoiceWarning]:
    number = invoice.number
    if not number or squeeze(number) in pages.squeezed:
        return
    printed = {
        found["number"].upper() for line in pages.lines if (found := PRINTED_NUMBER.search(fold(line.text))) is not None
    }
    if len(printed) == 1:
        page = f"the page shows “{printed.pop()}”"
    elif len(parsed.pages) == 1:
        page = "is nowhere on the page"
    else:
        # a number that heads every page is left out of the text with the other running heads
        return
    yield _differs("invoice number", "BT-1", f"“{number[:40]}”", page, "number")


def _amount(invoice: Invoice, pages: PrintedPages, key: str, name: str, term: str) -> Iterator[InvoiceWarning]:
    value: Decimal | None = getattr(invoice, key)
    if value is None:
        return
    shown = pages.amounts(value) or _written_otherwise(value, pages)
    named = _named_amounts(key, pages)
    if shown:
        beside_total = shown is True or any(A_TOTAL.search(_around(figure)) for figure in shown)
        if beside_total or key != "gross":
            return
    if len(named) == 1:
        page = f"the page shows {next(iter(named)):f}"
    elif key == "gross" and not shown and value:
        page = "is nowhere on the page"
    else:
        return
    yield _differs(name, term, f"{value:f} {invoice.currency or ''}".strip(), page, key)


def _around(figure: Figure) -> str:
    line = figure.line
    before = line.before.text if line.before is not None and line.above is None else ""
    return f"{fold(before)} {line.header(figure.start)} {fold(line.text[: figure.start])}"


def _written_otherwise(value: Decimal, pages: PrintedPages) -> bool:
    """Whether the digits of an amount stand on the page in a form that was not read as one number."""
    digits = f"{abs(value):.2f}"
    return any(form in pages.spaceless for form in (digits, digits.replace(".", ","), f"{abs(value):,.2f}"))


def _named_amounts(key: str, pages: PrintedPages) -> set[Decimal]:
    """The distinct amounts that stand right behind an unmistakable label, or below it in a table of one row."""
    found = set()
    for line in pages.lines:
        for values, figure in line.numbers:
            if len(values) != 1:
                continue
            value = next(iter(values))
            heads_one_row = line.above is not None and line.above.above is None and line.last_row
            header = line.header(figure.start) if heads_one_row else ""
            if NAMING[key].search(line.label(figure.start)) or (header and NAMING[key].search(header)):
                found.add(abs(value))
    return found


def _day(pages: PrintedPages, key: str, name: str, term: str, value: date | None) -> Iterator[InvoiceWarning]:
    if value is None or pages.days(value):
        return
    named = {
        days
        for line in pages.lines
        for days, figure in line.days
        if NAMING[key].search(line.label(figure.start)) and all(len(day) == 10 for day in days)
    }
    if len(named) == 1:
        page = f"the page shows {' or '.join(sorted(named.pop()))}"
        yield _differs(name, term, value.isoformat(), page, key)


def _iban(invoice: Invoice, pages: PrintedPages, parsed: ParsedDocument) -> Iterator[InvoiceWarning]:
    known = {squeeze(means.iban) for means in invoice.payments if means.iban}
    known |= {squeeze(means.debited_iban) for means in invoice.payments if means.debited_iban}
    if invoice.iban is None or any(iban in pages.squeezed for iban in known):
        return
    printed = {each.value for each in find_identifiers(parsed.text) if each.kind == "iban" and each.valid}
    if printed:
        page = f"the page shows {', '.join(sorted(printed)[:3])}"
        yield _differs("IBAN to pay to", "BT-84", invoice.iban[:34], page, "iban")


def _identifiers(invoice: Invoice, pages: PrintedPages) -> Iterator[InvoiceWarning]:
    """A SIRET, SIREN or VAT number on the page that is all but that of a party in the XML."""
    for kind, pattern in PRINTED_IDENTIFIERS.items():
        printed = {
            re.sub(r"[ .]", "", match["number"]).upper()
            for line in pages.lines
            for match in pattern.finditer(fold(line.text))
        }
        for role in ("seller", "buyer"):
            known = _known(kind, getattr(invoice, role))
            if not known or any(squeeze(value) in pages.squeezed for value in known):
                continue
            for shown in sorted(printed):
                closest = min(known, key=lambda value: Levenshtein.distance(value, shown))
                if 0 < Levenshtein.distance(closest, shown) <= 2:
                    yield _identifier(role, kind, closest, shown)


def _known(kind: str, party: Party) -> list[str]:
    """The identifiers of a kind that the XML gives for a party, its electronic address among them: in France it begins
    with the SIREN or SIRET."""
    value: str | None = getattr(party, kind)
    found = [value] if value else []
    electronic = re.sub(r"[^0-9].*", "", party.electronic_address or "")
    if kind in _LENGTHS and len(electronic) == _LENGTHS[kind] and (not party.siren or electronic[:9] == party.siren):
        found.append(electronic)
    return found


def _identifier(role: str, kind: str, known: str, shown: str) -> InvoiceWarning:
    name = {"siret": "SIRET", "siren": "SIREN", "vat_id": "VAT number"}[kind]
    length = _LENGTHS.get(kind)
    digits = f" ({len(shown)} digits; a {name} has {length})" if length and len(shown) != length else ""
    term = _IDENTIFIER_TERMS[role].get(kind, _LEGAL_TERMS[role])
    return _differs(f"{role}'s {name}", term, known, f"the page shows {shown}{digits}", f"{role}.{kind}")


def _cut_names(invoice: Invoice, pages: PrintedPages) -> Iterator[InvoiceWarning]:
    for number, line in enumerate(invoice.lines, 1):
        name = squeeze(line.name or "")
        start, end = name[:_NAME_START], name[-_NAME_END:]
        if len(line.name or "") <= _LONG_NAME or start not in pages.squeezed:
            continue
        printed = pages.squeezed[pages.squeezed.index(start) :]
        if end not in printed[_NAME_START:]:
            shown = next(index for index, char in enumerate(name) if not printed.startswith(char, index))
            yield InvoiceWarning(
                code="text_cut_on_page",
                message=(
                    f"Line {line.id or number}: the item's name (BT-153) has {len(line.name or '')} characters in the "
                    f"XML; the page prints only its first {shown} letters and digits."
                ),
                terms=("BT-153",),
                fields=(f"lines.{number}.name",),
            )
