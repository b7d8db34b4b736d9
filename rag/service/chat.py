"""The route for programs that speak OpenAI's protocol: the same verified answers, as a chat."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.sse import format_sse_event
from starlette.exceptions import HTTPException

from rag.answering.answer import Question, answer
from rag.domain.answer import Answer
from rag.domain.rights import Reader
from rag.errors import NotFoundError, RequestError, SourcierError, UnusableQuestionError, classify
from rag.opening import QueryEngine
from rag.service.chat_schemas import ChatIn, ChatMessageIn, ChatMessageOut, ChatOut, ChoiceOut, UsageOut
from rag.service.chat_text import marks, pieces, whole
from rag.service.identity import EngineOf, ReaderOf
from rag.service.questions import remember, wanted_model
from rag.service.schemas import IN_FORCE
from rag.service.streaming import AnswerStream

log = structlog.get_logger()


class _OpenAIRoute(APIRoute):
    """A route whose errors have OpenAI's form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return _refusal(error)

        return answered


router = APIRouter(prefix="/v1", tags=["questions"], route_class=_OpenAIRoute)


@router.post(
    "/chat/completions",
    response_model=ChatOut,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The answer; with `stream`, its chunks."}},
)
def complete(engine: EngineOf, reader: ReaderOf, body: ChatIn) -> ChatOut | Response:
    """Answers the last user message, as OpenAI's API does; `sourcier` in the message holds the same as `/v1/ask`."""
    _check_supported(body)
    try:
        model = wanted_model(engine, body.model)
    except RequestError as error:
        raise NotFoundError(error.detail, error.remedy) from error
    question = Question(question_of(body.messages))
    confidential = engine.settings.confidential
    events = answer(question, reader, engine.retriever, model, confidential, engine.facts, engine.entailment)
    chat = _Chat(model.name if model else IN_FORCE)
    if body.stream:
        usage = body.stream_options is not None and body.stream_options.include_usage
        # The first event is awaited here, so that a bad question is an error response and not a broken stream.
        next(events)
        return AnswerStream(chat.chunks(engine, reader, pieces(events), usage), model)
    text, given = whole(events)
    remember(engine, reader, given)
    return chat.whole(text, given)


def question_of(messages: Sequence[ChatMessageIn]) -> str:
    """What is asked: the text of the last user message. What came before it is not read.

    Raises:
        UnusableQuestionError: there is no user message.
        RequestError: it holds something other than text.
    """
    asked = next((message.content for message in reversed(messages) if message.role == "user"), None)
    if asked is None:
        raise UnusableQuestionError("There is no user message.")
    if isinstance(asked, str):
        return asked
    texts = [part.get("text") for part in asked if part.get("type") == "text"]
    if len(texts) < len(asked) or not all(isinstance(text, str) for text in texts):
        raise RequestError(
            "The question holds something other than text.", "Send text only: no images, sound or files."
        )
    return "\n".join(map(str, texts))


def _check_supported(body: ChatIn) -> None:
    if body.n not in (None, 1):
        raise RequestError("There is one answer to a question.", "Leave `n` out.")
    if body.tools or body.functions:
        raise RequestError("Tools are never called here.", "Leave `tools` and `functions` out.")
    if body.response_format and body.response_format.get("type") != "text":
        raise RequestError("Answers are text.", "Leave `response_format` out; `sourcier` in the message is JSON.")


class _Chat:
    """One answer in OpenAI's form."""

    def __init__(self, model: str) -> None:
        self._id, self._created, self._model = f"chatcmpl-{uuid.uuid4()}", int(time.time()), model

    def whole(self, text: str, given: Answer) -> ChatOut:
        message = ChatMessageOut(content=text, annotations=marks(text, given), sourcier=given)
        return ChatOut(
            id=self._id,
            created=self._created,
            model=self._model,
            choices=[ChoiceOut(message=message)],
            usage=UsageOut.of(given),
        )

    def chunks(
        self, engine: QueryEngine, reader: Reader, parts: Iterator[str | Answer], usage: bool
    ) -> Generator[bytes]:
        text = ""
        try:
            yield self._chunk({"role": "assistant", "content": ""})
            for part in parts:
                if isinstance(part, str):
                    text += part
                    yield self._chunk({"content": part})
                    continue
                remember(engine, reader, part)
                noted = [mark.model_dump(mode="json") for mark in marks(text, part)]
                extra = {"annotations": noted, "sourcier": part.model_dump(mode="json")}
                yield self._chunk(extra, "stop")
                if usage:
                    yield self._event({"choices": [], "usage": UsageOut.of(part).model_dump()})
            yield format_sse_event(data_str="[DONE]")
        except Exception as error:
            log.warning("answer_failed", code=classify(error).code)
            yield format_sse_event(data_str=json.dumps(_error_body(classify(error))))

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> bytes:
        return self._event({"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]})

    def _event(self, more: dict[str, Any]) -> bytes:
        head = {"id": self._id, "object": "chat.completion.chunk", "created": self._created, "model": self._model}
        return format_sse_event(data_str=json.dumps(head | more))


def _refusal(error: Exception) -> JSONResponse:
    """An error in OpenAI's form; what was sent is left out: it may be a question."""
    match error:
        case RequestValidationError():
            fields = [f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()]
            known: SourcierError = RequestError("; ".join(fields) + ".")
        case HTTPException():
            known, status = RequestError(str(error.detail)), error.status_code
            return JSONResponse(_error_body(known), status)
        case SourcierError():
            known = error
        case _:
            log.error("unexpected_error", path="/v1/chat/completions", type=type(error).__name__)
            return JSONResponse(_error_body(classify(error)), 500)
    status = 400 if known.status == 422 else known.status
    return JSONResponse(_error_body(known), status, {"WWW-Authenticate": "Bearer"} if status == 401 else None)


def _error_body(error: SourcierError) -> dict[str, Any]:
    kind = "server_error" if error.status >= 500 else "invalid_request_error"
    return {"error": {"message": str(error), "type": kind, "param": None, "code": error.code}}
