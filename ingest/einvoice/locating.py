"""Finds an invoice's figures on its printed page, and tells where page and XML differ."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ingest.einvoice.differing import differences
from ingest.einvoice.labels import LABELS
from ingest.einvoice.printed import Figure, PrintedPages, find_text, squeeze
from ingest.parsing.document import ParsedDocument
from rag.domain.invoice import Field, FieldState, Invoice, Party

_AMOUNTS = ("net", "vat", "gross", "payable")
_TOTALS = ("lines", "allowances", "charges", "vat_accounting", "prepaid", "rounding")
_DATES = ("issue_date", "due_date", "delivery_date", "tax_point_date")
_TEXTS = (
    *("number", "buyer_reference", "order_reference", "sales_order_reference", "contract_reference"),
    *("project_reference", "payment_reference", "iban"),
)
_PARTY_TEXTS = ("name", "trading_name", "siren", "siret", "vat_id", "tax_number", "electronic_address")
_DECIMALS = re.compile(r"[.,][0-9]{2}(?![0-9])")
_NAME_SHOWN = 20
_ROWS_OF_A_LINE = 8


def locate(invoice: Invoice, parsed: ParsedDocument) -> Invoice:
    """The invoice with page and box of each figure that is printed, and a warning where the page says otherwise.

    ``parsed`` is the PDF that the invoice's XML was in. A figure is found by its value; of several the one beside its
    label is taken. Its box is that of its printed line, or of its cell in a table. What is found becomes ``confirmed``,
    unless a warning made it doubtful.
    """
    if not parsed.pages or not parsed.blocks:
        return invoice
    pages = PrintedPages(parsed)
    fields = dict(invoice.fields)
    for key, figure in _figures(invoice, pages).items():
        if key in fields:
            fields[key] = _placed(fields[key], figure)
    located = invoice.model_copy(update={"fields": fields})
    return located.with_warnings(tuple(differences(located, pages, parsed)))


def _placed(known: Field, figure: Figure) -> Field:
    state = known.state if known.state is FieldState.DOUBTFUL else FieldState.CONFIRMED
    return known.model_copy(update={"page": figure.line.page, "box": figure.box, "state": state})


def _figures(invoice: Invoice, pages: PrintedPages) -> dict[str, Figure]:
    found: dict[str, Figure | None] = {}
    for key in _AMOUNTS:
        found[key] = _amount(pages, getattr(invoice, key), key)
    for key in _TOTALS:
        found[f"totals.{key}"] = _amount(pages, getattr(invoice.totals, key), f"totals.{key}")
    for key in _DATES:
        day: date | None = getattr(invoice, key)
        found[key] = _best(pages.days(day), key) if day else None
    for key in _TEXTS:
        text: str | None = getattr(invoice, key)
        found[key] = _best(pages.texts(text), key) if text else None
    for role in ("seller", "buyer", "payee", "tax_representative"):
        found.update(_party(role, getattr(invoice, role), pages))
    for number, reference in enumerate(invoice.preceding, 1):
        if reference.number:
            found[f"preceding.{number}.number"] = _best(pages.texts(reference.number), "preceding")
    found.update(_lines(invoice, pages))
    return {key: figure for key, figure in found.items() if figure is not None}


def _party(role: str, party: Party | None, pages: PrintedPages) -> dict[str, Figure | None]:
    """A party's name and, of equal hits, those nearest to it: seller and tax representative may share a number."""
    found: dict[str, Figure | None] = {}
    for key in _PARTY_TEXTS if party else ():
        text: str | None = getattr(party, key)
        if text and len(squeeze(text)) > 2:
            hits = pages.texts(text)
            if name := found.get("name"):
                hits.sort(key=lambda hit, near=name.line.index: abs(hit.line.index - near))  # type: ignore[misc]
            found[key] = _best(hits, f"{role}.name" if key == "name" else key)
    return {f"{role}.{key}": figure for key, figure in found.items()}


def _amount(pages: PrintedPages, value: Decimal | None, key: str) -> Figure | None:
    """Without its label an amount must be written with its decimals, and a nought or a lesser total is not looked for:
    any 0 or code could be it."""
    if value is None:
        return None
    hits = pages.amounts(value)
    return _best(hits, key, labelled=not value or key not in _AMOUNTS, last=True)


def _best(hits: list[Figure], key: str, *, labelled: bool = False, last: bool = False) -> Figure | None:
    """The hit beside its label; without any the first, or the last for totals, which stand at the end."""
    label = LABELS.get(key)
    scored = [(_score(label, hit), hit) for hit in hits]
    if last:
        scored = [
            (score, hit) for score, hit in scored if score or _DECIMALS.search(hit.line.text[hit.start : hit.end])
        ]
    best = max((score for score, _ in scored), default=0)
    if not scored or (labelled and best == 0):
        return None
    chosen = [hit for score, hit in scored if score == best]
    return chosen[-1 if last else 0]


def _score(label: re.Pattern[str] | None, hit: Figure) -> int:
    if label is None:
        return 0
    line = hit.line
    if label.search(line.label(hit.start)):
        return 4
    if label.search(line.header(hit.start)):
        return 3
    if line.before is not None and line.before.page == line.page and label.search(line.before.squeezed):
        return 1
    return 0


def _lines(invoice: Invoice, pages: PrintedPages) -> dict[str, Figure | None]:
    """Name and net amount of each line, looked for in order: the amount stands in the row of the name or soon after."""
    found: dict[str, Figure | None] = {}
    position = 0
    for number, line in enumerate(invoice.lines, 1):
        wanted = squeeze(line.name or "")[:_NAME_SHOWN]
        rows = [row for row in pages.lines[position:] if wanted and wanted in row.squeezed]
        for row in rows:
            amounts = [
                figure
                for near in pages.lines[row.index : row.index + _ROWS_OF_A_LINE]
                for values, figure in near.numbers
                if line.net is not None and line.net in values
            ]
            if amounts or row is rows[-1]:
                found[f"lines.{number}.name"] = found[f"lines.{number}.description"] = find_text(
                    row, wanted, whole=False
                )
                in_row = [figure for figure in amounts if figure.line is amounts[0].line]
                found[f"lines.{number}.net"] = in_row[-1] if in_row else None
                position = (in_row[-1].line if in_row else row).index
                break
        if line.description and squeeze(line.description)[:_NAME_SHOWN] not in _near(pages, position):
            found.pop(f"lines.{number}.description", None)
    return found


def _near(pages: PrintedPages, position: int) -> str:
    return "".join(line.squeezed for line in pages.lines[max(0, position - 2) : position + _ROWS_OF_A_LINE])
