"""The JSON of ``POST /v1/chat/completions``, as OpenAI's API reference has it ("Chat"), with our own answer in it.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from rag.domain.answer import Answer
from rag.service.schemas import IN_FORCE


class ChatMessageIn(BaseModel):
    """A message of the conversation; ``content`` is a text, or parts of which only those of type ``text`` are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None


class StreamOptionsIn(BaseModel):
    """How to stream."""

    include_usage: bool = False


class ChatIn(BaseModel):
    """Body of ``POST /v1/chat/completions``. Other members of OpenAI's (``temperature``, ``max_tokens``, …) are taken
    and change nothing."""

    model: str = IN_FORCE
    messages: list[ChatMessageIn] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptionsIn | None = None
    n: int | None = None
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    response_format: dict[str, Any] | None = None


class UrlCitation(BaseModel):
    """What a mark ``[n]`` at ``start_index`` of the text stands for; ``url`` is a path of this service."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A mark in the text."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ChatMessageOut(BaseModel):
    """The answer: its text, its marks, and ``sourcier``, the same :class:`rag.domain.answer.Answer` as ``/v1/ask``."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]
    sourcier: Answer


class ChoiceOut(BaseModel):
    """The only choice there is."""

    index: Literal[0] = 0
    message: ChatMessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(BaseModel):
    """Tokens as counted by the model's server; 0 without a model."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, answer: Answer) -> UsageOut:
        """What an answer used."""
        prompt, written = answer.usage.prompt_tokens, answer.usage.completion_tokens
        return cls(prompt_tokens=prompt, completion_tokens=written, total_tokens=prompt + written)


class ChatOut(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
