"""The index, for other processes of this machine (see :mod:`rag.store.index.remote`). Administrator's key only."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from rag.errors import ForbiddenError
from rag.service.identity import EngineOf, admin_of
from rag.settings import is_loopback
from rag.store.index.base import IndexHit, IndexPoint, IndexQuery


def _from_this_machine(request: Request) -> None:
    if request.client is not None and not is_loopback(request.client.host) and request.client.host != "testclient":
        raise ForbiddenError("The internal routes answer to this machine only.")


router = APIRouter(
    prefix="/internal/index",
    include_in_schema=False,
    dependencies=[Depends(_from_this_machine), Depends(admin_of)],
)


class OneVersion(BaseModel):
    """A version."""

    version_id: str


class LiveVersion(OneVersion):
    """A version and the groups that may read it."""

    allow: list[str]


class OneDocument(BaseModel):
    """A document."""

    document_id: str


@router.post("/insert")
def insert(engine: EngineOf, points: list[IndexPoint]) -> dict[str, int]:
    """Adds staged passages."""
    engine.index.insert(points)
    return {"count": len(points)}


@router.post("/count")
def count(engine: EngineOf, body: OneVersion) -> dict[str, int]:
    """Counts a version's passages."""
    return {"count": engine.index.count(body.version_id)}


@router.post("/count_document")
def count_document(engine: EngineOf, body: OneDocument) -> dict[str, int]:
    """Counts a document's passages."""
    return {"count": engine.index.count_document(body.document_id)}


@router.post("/go_live")
def go_live(engine: EngineOf, body: LiveVersion) -> dict[str, str]:
    """Makes a version's passages findable."""
    engine.index.go_live(body.version_id, body.allow)
    return {"version_id": body.version_id}


@router.post("/delete_version")
def delete_version(engine: EngineOf, body: OneVersion) -> dict[str, str]:
    """Removes a version's passages."""
    engine.index.delete_version(body.version_id)
    return {"version_id": body.version_id}


@router.post("/delete_document")
def delete_document(engine: EngineOf, body: OneDocument) -> dict[str, str]:
    """Removes a document's passages."""
    engine.index.delete_document(body.document_id)
    return {"document_id": body.document_id}


@router.post("/search")
def search(engine: EngineOf, query: IndexQuery) -> list[IndexHit]:
    """Searches."""
    return engine.index.search(query)


@router.post("/info")
def info(engine: EngineOf) -> dict[str, Any]:
    """Tells what the index holds."""
    return engine.index.info()
