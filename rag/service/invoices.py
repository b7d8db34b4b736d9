"""Routes about typed invoices: list, show, correct."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, status

from rag.service.facts import TodayOf
from rag.service.facts_schemas import (
    CorrectionIn,
    CorrectionOut,
    CorrectionsOut,
    InvoiceOut,
    InvoiceRowOut,
    InvoicesOut,
)
from rag.service.identity import EngineOf, ReaderOf
from rag.service.invoice_filters import FiltersOf
from rag.store.corrections import may_correct

router = APIRouter(prefix="/v1/invoices", tags=["invoices"])


@router.get("")
def list_invoices(
    engine: EngineOf,
    reader: ReaderOf,
    today: TodayOf,
    filters: FiltersOf,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> InvoicesOut:
    """The invoices that the key may read, the latest first, each marked with whether figures count it or why not. One
    of which it cannot be told whether it fits the filters (a due date that is not stated) is listed too, and marked."""
    page = filters.page(engine, reader, today, cursor, limit)
    return InvoicesOut(invoices=[InvoiceRowOut.of(one) for one in page.invoices], next_cursor=page.next_cursor)


@router.get("/{document_id}", response_model=InvoiceOut)
def show(engine: EngineOf, reader: ReaderOf, document_id: str) -> dict[str, Any]:
    """The typed invoice of a document, corrections applied: EN 16931 terms, warnings, and where each figure stands on
    its page."""
    return {"document_id": document_id, **engine.facts.invoice(reader, document_id).to_json()}


@router.get("/{document_id}/corrections")
def corrections(engine: EngineOf, reader: ReaderOf, document_id: str) -> CorrectionsOut:
    """What people said the invoice's fields really are, oldest first: value, what stood there before, who, when."""
    engine.facts.invoice(reader, document_id)
    made = engine.facts.corrections(reader, document_id)
    return CorrectionsOut(corrections=[CorrectionOut.of(one) for one in made], may_correct=may_correct(reader))


@router.post("/{document_id}/corrections", status_code=status.HTTP_201_CREATED)
def correct(engine: EngineOf, reader: ReaderOf, document_id: str, body: CorrectionIn) -> CorrectionOut:
    """Corrects a field: the reading is kept, the correction counts from now on. Needs an administrator's key, or one of
    the group `corrections`."""
    engine.facts.invoice(reader, document_id)
    return CorrectionOut.of(engine.facts.correct(reader, document_id, body.field, body.value))
