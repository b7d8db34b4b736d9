"""Routes that hand tables over as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from rag.domain.facts import Deadline, ListedInvoice
from rag.domain.rights import Reader
from rag.errors import RequestError
from rag.opening import QueryEngine
from rag.service.contracts import FirstDay, LastDay
from rag.service.facts import TodayOf
from rag.service.facts_schemas import InvoiceRowOut, Language
from rag.service.identity import EngineOf, ReaderOf
from rag.service.invoice_filters import Filters, FiltersOf, period_of
from rag.service.sheets import CSV_TYPE, XLSX_TYPE, Amount, Row, csv_lines, xlsx_file

router = APIRouter(prefix="/v1", tags=["exports"])

_CHUNK = 500
_MOST = 50_000
"""Rows of a workbook: it is made in memory. CSV has no such bound."""
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
_XLSX: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX_TYPE: {}}}}
_INVOICES = {
    "fr": (
        "Factures",
        ("Date", "Échéance", "Numéro", "Type", "Fournisseur", "Client", "Devise", "HT", "TVA", "TTC", "État", "Fichier",
         "Document"),
    ),
    "en": (
        "Invoices",
        ("Date", "Due", "Number", "Type", "Supplier", "Customer", "Currency", "Net", "VAT", "Gross", "State", "File",
         "Document"),
    ),
}  # fmt: skip
_DEADLINES = {
    "fr": (
        "Échéances",
        ("Contrat", "Parties", "Fin de la période", "Reconduction tacite", "Dernier jour pour dénoncer", "Calcul",
         "Ce qui manque", "Fichier", "Document"),
    ),
    "en": (
        "Deadlines",
        ("Contract", "Parties", "End of the term", "Renews itself", "Last day to give notice", "How worked out",
         "What is missing", "File", "Document"),
    ),
}  # fmt: skip
_WORDS = {
    "fr": {
        "invoice": "facture", "credit_note": "avoir", "corrective": "rectificative", "prepayment": "acompte",
        "counted": "compté", "duplicate": "doublon", "replaced": "remplacée", "other_currency": "autre devise",
        "settled": "repris en facture de solde",
        "doubtful_amount": "montant douteux",
        "unreadable": "valeur absente ou illisible", "True": "oui", "False": "non",
    },
    "en": {
        "invoice": "invoice", "credit_note": "credit note", "corrective": "corrective", "prepayment": "prepayment",
        "counted": "counted", "duplicate": "duplicate", "replaced": "replaced", "other_currency": "another currency",
        "settled": "in its final invoice",
        "doubtful_amount": "doubtful amount", "unreadable": "value missing or unreadable", "True": "yes", "False": "no",
    },
}  # fmt: skip


@router.get("/invoices.csv", response_class=StreamingResponse, responses=_CSV)
def invoices_csv(
    engine: EngineOf, reader: ReaderOf, today: TodayOf, filters: FiltersOf, language: Language = "en"
) -> StreamingResponse:
    """The list of invoices as CSV in UTF-8 with its mark; `;` and decimal commas in French. Texts that begin like a
    formula get an apostrophe before them."""
    _, header = _INVOICES[language]
    return _as_csv("invoices", header, _invoice_rows(engine, reader, today, filters, language), language)


@router.get("/invoices.xlsx", response_class=Response, responses=_XLSX)
def invoices_xlsx(
    engine: EngineOf, reader: ReaderOf, today: TodayOf, filters: FiltersOf, language: Language = "en"
) -> Response:
    """The list of invoices as a workbook: amounts are numbers with their currency's format, days are dates."""
    name, header = _INVOICES[language]
    return _as_xlsx("invoices", name, header, _invoice_rows(engine, reader, today, filters, language), today)


@router.get("/deadlines.csv", response_class=StreamingResponse, responses=_CSV)
def deadlines_csv(
    engine: EngineOf,
    reader: ReaderOf,
    today: TodayOf,
    first: FirstDay = None,
    last: LastDay = None,
    language: Language = "en",
) -> StreamingResponse:
    """The deadlines as CSV, as that of invoices."""
    found = engine.facts.deadlines(reader, today, language, period=period_of(first, last))
    return _as_csv("deadlines", _DEADLINES[language][1], (_deadline_row(one, language) for one in found), language)


@router.get("/deadlines.xlsx", response_class=Response, responses=_XLSX)
def deadlines_xlsx(
    engine: EngineOf,
    reader: ReaderOf,
    today: TodayOf,
    first: FirstDay = None,
    last: LastDay = None,
    language: Language = "en",
) -> Response:
    """The deadlines as a workbook."""
    found = engine.facts.deadlines(reader, today, language, period=period_of(first, last))
    name, header = _DEADLINES[language]
    return _as_xlsx("deadlines", name, header, (_deadline_row(one, language) for one in found), today)


def _as_csv(name: str, header: tuple[str, ...], rows: Iterator[Row], language: str) -> StreamingResponse:
    lines = csv_lines(header, rows, language)
    # What goes wrong at the beginning is then a problem response and not a file that breaks off.
    first = list(_taken(lines, 2))
    return StreamingResponse(chain(first, lines), media_type=CSV_TYPE, headers=_saved_as(f"{name}.csv"))


def _as_xlsx(name: str, sheet: str, header: tuple[str, ...], rows: Iterator[Row], today: date) -> Response:
    content = xlsx_file(sheet, header, _bounded(rows), today)
    return Response(content, media_type=XLSX_TYPE, headers=_saved_as(f"{name}.xlsx"))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _taken(lines: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _, line in zip(range(count), lines, strict=False):
        yield line


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > _MOST:
            raise RequestError(f"There are more than {_MOST} rows.", "Narrow the list, or ask for CSV.")
        yield row


def _invoice_rows(engine: QueryEngine, reader: Reader, today: date, filters: Filters, language: str) -> Iterator[Row]:
    cursor: str | None = None
    while True:
        page = filters.page(engine, reader, today, cursor, _CHUNK)
        yield from (_invoice_row(one, language) for one in page.invoices)
        cursor = page.next_cursor
        if cursor is None:
            return


def _invoice_row(listed: ListedInvoice, language: str) -> Row:
    say, one = _WORDS[language], InvoiceRowOut.of(listed)

    def amount(value: Decimal | None) -> Amount | None:
        return None if value is None else Amount(value, one.currency)

    return (
        one.issue_date,
        one.due_date,
        one.number,
        say[one.type],
        one.seller.name,
        one.buyer.name,
        one.currency,
        amount(one.net),
        amount(one.vat),
        amount(one.gross),
        say[one.state],
        one.filename,
        one.document_id,
    )


def _deadline_row(one: Deadline, language: str) -> Row:
    return (
        one.title,
        ", ".join(one.parties),
        one.term_end,
        None if one.tacit is None else _WORDS[language][str(one.tacit)],
        one.notice_by,
        " ".join(one.steps),
        one.problem,
        one.filename,
        one.document_id,
    )
