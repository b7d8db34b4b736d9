"""Routes about contracts and their deadlines, and the calendar that other programs fetch."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from rag.domain.rights import Reader
from rag.errors import UnauthenticatedError
from rag.service.calendar_feed import MEDIA_TYPE, calendar_of
from rag.service.facts import TodayOf
from rag.service.facts_schemas import (
    ContractOut,
    ContractsOut,
    CorrectionIn,
    CorrectionOut,
    CorrectionsOut,
    DeadlinesOut,
    FeedOut,
    Language,
)
from rag.service.identity import EngineOf, ReaderOf, possible_reader_of
from rag.service.invoice_filters import period_of
from rag.store.corrections import may_correct

router = APIRouter(prefix="/v1", tags=["contracts"])

FirstDay = Annotated[date | None, Query(alias="from", description="First last day to give notice.")]
LastDay = Annotated[date | None, Query(alias="to", description="Last last day to give notice.")]


@router.get("/contracts")
def list_contracts(engine: EngineOf, reader: ReaderOf) -> ContractsOut:
    """The contracts that the key may read, corrections applied: who, from when, until when, how they end."""
    return ContractsOut(contracts=[ContractOut.of(row) for row in engine.facts.contracts(reader)])


@router.get("/contracts/{document_id}")
def show_contract(engine: EngineOf, reader: ReaderOf, document_id: str) -> ContractOut:
    """One contract; ``fields`` tells where its text says each thing."""
    return ContractOut.of(engine.facts.contract(reader, document_id))


@router.get("/contracts/{document_id}/corrections")
def corrections(engine: EngineOf, reader: ReaderOf, document_id: str) -> CorrectionsOut:
    """What people said the contract's fields really are, oldest first: value, what stood there before, who, when."""
    engine.facts.contract(reader, document_id)
    made = engine.facts.corrections(reader, document_id)
    return CorrectionsOut(corrections=[CorrectionOut.of(one) for one in made], may_correct=may_correct(reader))


@router.post("/contracts/{document_id}/corrections", status_code=status.HTTP_201_CREATED)
def correct(engine: EngineOf, reader: ReaderOf, document_id: str, body: CorrectionIn) -> CorrectionOut:
    """Corrects a field: the reading is kept, deadlines are worked out with the correction from now on. Needs an
    administrator's key, or one of the group `corrections`."""
    engine.facts.contract(reader, document_id)
    return CorrectionOut.of(engine.facts.correct(reader, document_id, body.field, body.value))


@router.get("/deadlines")
def deadlines(
    engine: EngineOf,
    reader: ReaderOf,
    today: TodayOf,
    first: FirstDay = None,
    last: LastDay = None,
    language: Language = "en",
) -> DeadlinesOut:
    """Running terms of contracts, the nearest last day to give notice first, with the arithmetic; those of which it
    cannot be worked out come last, with what is missing."""
    found = engine.facts.deadlines(reader, today, language, period=period_of(first, last))
    return DeadlinesOut(today=today, deadlines=found)


@router.get("/deadlines.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
def calendar(
    engine: EngineOf,
    today: TodayOf,
    reader: Annotated[Reader | None, Depends(possible_reader_of)],
    feed: Annotated[str | None, Query(max_length=100, description="The token of `POST /v1/deadlines/feed`.")] = None,
    language: Language = "en",
) -> Response:
    """The deadlines as an iCalendar feed: titles and days, nothing else. With a key, or by an address with a token."""
    if reader is None:
        if feed is None:
            raise UnauthenticatedError("Neither an API key nor the calendar's token came with the request.")
        reader = engine.store.feeds.reader(feed)
    found = engine.facts.deadlines(reader, today, language)
    return Response(calendar_of(found, today, language), media_type=MEDIA_TYPE)


@router.get("/deadlines/feed")
def feed(engine: EngineOf, reader: ReaderOf) -> FeedOut:
    """Whether the key has a calendar address in force, and since when."""
    return FeedOut(created_at=engine.store.feeds.created_at(reader))


@router.post("/deadlines/feed", status_code=status.HTTP_201_CREATED)
def make_feed(engine: EngineOf, reader: ReaderOf, language: Language = "en") -> FeedOut:
    """Makes the calendar's address: it reads the key's deadlines and nothing else. The one before stops working."""
    token = engine.store.feeds.create(reader)
    path = f"/v1/deadlines.ics?feed={token}&language={language}"
    return FeedOut(created_at=engine.store.feeds.created_at(reader), path=path)


@router.delete("/deadlines/feed")
def withdraw_feed(engine: EngineOf, reader: ReaderOf) -> FeedOut:
    """Makes the calendar's address stop working."""
    engine.store.feeds.revoke(reader)
    return FeedOut(created_at=None)
