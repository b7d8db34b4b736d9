"""Invoices as a list, page by page."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, or_, select

from rag.domain.facts import InvoicePage, Left, ListedAmount, ListedInvoice
from rag.domain.geometry import Box
from rag.domain.invoice import InvoiceType
from rag.domain.plan import Plan
from rag.domain.rights import Reader
from rag.errors import RequestError
from rag.store.invoice_rows import COUNTS
from rag.store.judging import judged
from rag.store.plan_conditions import values
from rag.store.tables import documents, invoice_facts


def list_invoices(
    connection: Connection,
    plan: Plan,
    reader: Reader,
    today: date,
    cursor: str | None,
    limit: int,
    state: Left | Literal["counted"] | None = None,
) -> InvoicePage:
    """The invoices that fit a plan's filters, latest first; those without a day last. ``state`` keeps those that count,
    or those left out for one reason.

    Raises:
        RequestError: ``cursor`` is none that the list gave.
    """
    fits = judged(plan, reader)
    day = fits.c.day
    query = (
        select(invoice_facts, documents.c.title, documents.c.filename, fits.c.left_for, day.label("day"))
        .join(fits, fits.c.version_id == invoice_facts.c.version_id)
        .join(documents, documents.c.id == invoice_facts.c.document_id)
        .order_by(day.desc().nulls_last(), invoice_facts.c.version_id)
        .limit(limit + 1)
    )
    if state is not None:
        query = query.where(fits.c.left_for.is_(None) if state == "counted" else fits.c.left_for == state)
    if cursor is not None:
        last_day, last = _read(cursor)
        behind = invoice_facts.c.version_id > last
        same = and_(day.is_(None) if last_day is None else day == last_day, behind)
        query = query.where(same if last_day is None else or_(same, day < last_day, day.is_(None)))
    rows = connection.execute(query, values(plan, today)).all()
    found = tuple(_listed(row) for row in rows[:limit])
    more = len(rows) > limit
    return InvoicePage(invoices=found, next_cursor=_write(rows[limit - 1].day, found[-1].version_id) if more else None)


def _listed(row: Row[Any]) -> ListedInvoice:
    return ListedInvoice(
        document_id=row.document_id,
        version_id=row.version_id,
        title=row.title,
        filename=row.filename,
        source=row.source,
        number=row.number,
        type=InvoiceType(row.type),
        currency=row.currency,
        issue_date=_day(row.issue_date),
        due_date=_day(row.due_date),
        seller=row.seller_name or None,
        buyer=row.buyer_name or None,
        net=_amount(row, "net"),
        vat=_amount(row, "vat"),
        gross=_amount(row, "gross"),
        left=Left(row.left_for) if row.left_for else None,
    )


def _amount(row: Row[Any], name: str) -> ListedAmount | None:
    minor = getattr(row, f"{name}_minor")
    if minor is None:
        return None
    page, *box = row.places.get(name) or [None]
    counts = getattr(row, f"{name}_state") == COUNTS
    return ListedAmount(
        value=Decimal(minor).scaleb(-row.decimals), counts=counts, page=page, box=Box(*box) if box else None
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _write(day: str | None, version_id: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([day, version_id]).encode()).decode()


def _read(cursor: str) -> tuple[str | None, str]:
    try:
        day, last = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, binascii.Error, TypeError):
        day, last = 0, 0
    if not isinstance(last, str) or not (day is None or isinstance(day, str)):
        raise RequestError("This is not a cursor that the list gave.", "Begin again without one.")
    return day, last
