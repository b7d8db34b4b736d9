"""Routes about typed invoices."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from rag.service.identity import EngineOf, ReaderOf

router = APIRouter(prefix="/v1", tags=["invoices"])


@router.get("/invoices/{document_id}")
def show(engine: EngineOf, reader: ReaderOf, document_id: str) -> dict[str, Any]:
    """The typed invoice of a document: EN 16931 terms, warnings, and where each figure stands on its page."""
    return {"document_id": document_id, **engine.store.catalogue.invoice(reader, document_id).to_json()}
