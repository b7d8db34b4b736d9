"""Routes that search and answer."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from datetime import UTC, date, datetime

import structlog
from fastapi import APIRouter, Response, status
from fastapi.sse import format_sse_event
from sqlalchemy import insert, select

from rag.answering.answer import Event, Question, Rewritten, Shown, Sources, answer, last_answer
from rag.answering.conversing import converse
from rag.answering.rewriting import WINDOW
from rag.answering.wording import changes_of, passages_in_force_first
from rag.domain.answer import Answer, Withheld
from rag.domain.rights import Reader
from rag.errors import NotFoundError, RequestError, classify
from rag.models.choosing import find_model, list_models
from rag.models.language_model import LanguageModel
from rag.opening import QueryEngine
from rag.service.conversations import keeping
from rag.service.identity import EngineOf, ReaderOf
from rag.service.problems import problem
from rag.service.schemas import IN_FORCE, AskIn, FeedbackIn, ModelOut, ModelsOut, SearchIn, SearchOut
from rag.service.streaming import AnswerStream
from rag.store.tables import answers, feedback

router = APIRouter(prefix="/v1", tags=["questions"])
log = structlog.get_logger()


@router.post("/search")
def search(engine: EngineOf, reader: ReaderOf, body: SearchIn) -> SearchOut:
    """The passages nearest to a query that the key may read. ``amended`` of a passage of a contract names the amendment
    that changed one of its articles; where that answers too, it comes first."""
    ranked = engine.retriever.search(body.query, reader, body.limit, body.collections, body.document_ids, body.only)
    changes = changes_of(ranked, reader, engine.facts, date.today())
    return SearchOut.of(passages_in_force_first(body.query, ranked, changes))


@router.post(
    "/ask",
    response_model=Answer,
    responses={200: {"content": {"text/event-stream": {}}, "description": "An Answer; with `stream`, its events."}},
)
def ask(engine: EngineOf, reader: ReaderOf, body: AskIn) -> Answer | Response:
    """Answers a question; with ``stream``, as events ``sources``, ``claim``, ``withheld``, ``answer``, ``error``.

    In a conversation the question is first made to stand by itself: ``question`` of the answer, and an event
    ``rewritten`` at the beginning where that is not what was typed; ``as_typed`` takes it as it is.
    """
    model = wanted_model(engine, body.model)
    events = _events(engine, reader, body, model)
    if not body.stream:
        result = last_answer(events)
        remember(engine, reader, result)
        return result
    # The first event is awaited here, so that a bad question is a problem response and not a broken stream.
    first = next(events)
    return AnswerStream(_stream(engine, reader, first, events), model)


@router.post("/feedback", status_code=status.HTTP_201_CREATED)
def give_feedback(engine: EngineOf, reader: ReaderOf, body: FeedbackIn) -> dict[str, str]:
    """Says whether an answer was right; only the one who asked can."""
    with engine.store.database.write() as connection:
        mine = select(answers.c.id).where(answers.c.id == body.answer_id, answers.c.key_name == reader.name)
        if connection.execute(mine).one_or_none() is None:
            raise NotFoundError(f"There is no answer {body.answer_id} of yours.")
        connection.execute(
            insert(feedback).values(
                answer_id=body.answer_id,
                key_name=reader.name,
                verdict=body.verdict,
                comment=body.comment,
                created_at=datetime.now(UTC),
            )
        )
    return {"answer_id": body.answer_id, "verdict": body.verdict}


@router.get("/models")
def models(engine: EngineOf, reader: ReaderOf) -> ModelsOut:
    """The language models that can be asked for; `sourcier` is the one in force, or none for extractive answers."""
    active, found = find_model(engine.settings, None, engine.box), list_models(engine.settings, engine.box)
    data = [ModelOut(id=model.name, local=model.local) for model in found]
    in_force = ModelOut(id=IN_FORCE, local=active.local if active else True)
    coming = engine.box.share_fetched() if engine.box and active is None else None
    return ModelsOut(data=[in_force, *data], active=active.name if active else None, coming=coming)


def wanted_model(engine: QueryEngine, wanted: str | None) -> LanguageModel | None:
    """The model of that name, or the one in force; None for extractive answers.

    Raises:
        RequestError: there is no model of that name.
    """
    if wanted == IN_FORCE:
        wanted = None
    model = find_model(engine.settings, wanted, engine.box)
    if wanted and model is None:
        raise RequestError(f"There is no language model {wanted!r} here.", "GET /v1/models lists those there are.")
    return model


def _events(engine: QueryEngine, reader: Reader, body: AskIn, model: LanguageModel | None) -> Iterator[Event]:
    question = Question(body.question, body.collections, body.document_ids, body.only)
    confidential = engine.settings.confidential
    if body.conversation_id is None:
        return answer(question, reader, engine.retriever, model, confidential, engine.facts, engine.entailment)
    turns = engine.store.conversations.turns(reader, body.conversation_id, WINDOW)
    events = converse(
        question, turns, reader, engine.retriever, model, confidential, engine.facts, engine.entailment,
        as_typed=body.as_typed,
    )  # fmt: skip
    return keeping(engine, reader, body.conversation_id, events)


def _stream(engine: QueryEngine, reader: Reader, first: Event, rest: Iterator[Event]) -> Generator[bytes]:
    try:
        yield _encode(first)
        for event in rest:
            if isinstance(event, Answer):
                remember(engine, reader, event)
            yield _encode(event)
    except Exception as error:
        log.warning("answer_failed", code=classify(error).code)
        yield format_sse_event(event="error", data_str=json.dumps(problem(classify(error))))


def _encode(event: Event) -> bytes:
    match event:
        case Rewritten():
            name, data = "rewritten", json.dumps({"asked": event.asked, "question": event.question})
        case Sources():
            name, data = "sources", SearchOut.of(event.passages).model_dump_json()
        case Shown():
            cited = [citation.model_dump(mode="json") for citation in event.citations]
            name, data = "claim", json.dumps(event.claim.model_dump(mode="json") | {"cited": cited})
        case Withheld():
            name, data = "withheld", event.model_dump_json()
        case Answer():
            name, data = "answer", event.model_dump_json()
    return format_sse_event(event=name, data_str=data)


def remember(engine: QueryEngine, reader: Reader, result: Answer) -> None:
    """Keeps that an answer was given, for feedback: neither the question nor the answer's text."""
    row = {
        "id": result.answer_id,
        "key_name": reader.name,
        "kind": result.kind.value,
        "created_at": datetime.now(UTC),
    }
    with engine.store.database.write() as connection:
        connection.execute(insert(answers).values(row))
    log.info("answered", kind=result.kind.value, claims=len(result.claims), ms=result.timings_ms.total)
