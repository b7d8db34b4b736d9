"""Routes about figures and the parties that they are asked about."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from rag.domain.facts import FactsResult
from rag.errors import RequestError
from rag.service.facts_schemas import FactsIn, PartiesOut, PartyOut
from rag.service.identity import EngineOf, ReaderOf

router = APIRouter(prefix="/v1", tags=["figures"])


def today() -> date:
    """The day on which a request is answered: what is due, and what "last year" means, hang on it."""
    return date.today()


TodayOf = Annotated[date, Depends(today)]


@router.post("/facts/query")
def query(engine: EngineOf, reader: ReaderOf, today: TodayOf, body: FactsIn) -> FactsResult:
    """Works out figures from typed invoices or contracts: of a plan, or of a question that is read as one.

    The same plan gives the same figures; the model has no part in them. ``choices`` asks back which party is meant.
    A question that no plan says is a ``bad_request``: ``POST /v1/ask`` looks for passages.
    """
    if body.plan is not None:
        return engine.facts.run(body.plan, reader, today, body.language)
    found = engine.facts.ask(body.question or "", reader, today, body.language)
    if found is None:
        raise RequestError("This is no question about figures or deadlines that can be worked out.", "POST /v1/ask.")
    return found


@router.get("/parties")
def parties(engine: EngineOf, reader: ReaderOf) -> PartiesOut:
    """Who sells and who buys in the invoices that the key may read: what the filters may be set to."""
    sellers, buyers = (
        [PartyOut.of(party) for party in engine.facts.known_parties(reader, role)] for role in ("seller", "buyer")
    )
    return PartiesOut(sellers=sellers, buyers=buyers)
