"""The model server of the settings, asked by a plain chat call: no schema, the same window, length and temperature."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import ollama

from eval.systems.models import SEED, TEMPERATURE
from rag.errors import ModelUnreachableError
from rag.models.language_model import Completion, LanguageModel, Message
from rag.models.ollama_model import OllamaModel
from rag.settings import OllamaSettings, OpenAISettings, Settings

Chat = Callable[[list[Message], Completion], str]
"""Messages to the whole answer, filling in what it used; raises ModelUnreachableError."""


def plain_chat(settings: Settings, model: LanguageModel) -> Chat:
    """A chat call of the server that has the model."""

    def chat(messages: list[Message], call: Completion) -> str:
        started = time.monotonic()
        pieces = (
            _ollama(settings.ollama, model.name, messages, call)
            if isinstance(model, OllamaModel)
            else _openai(settings.openai, model.name, messages, call)
        )
        written = []
        for piece in pieces:
            if call.first_token_ms is None:
                call.first_token_ms = round(1000 * (time.monotonic() - started))
            written.append(piece)
        return "".join(written)

    return chat


def _ollama(server: OllamaSettings, name: str, messages: list[Message], call: Completion) -> Iterator[str]:
    timeout = httpx.Timeout(server.total_timeout_s, connect=server.connect_timeout_s)
    options = {
        "num_ctx": server.num_ctx,
        "num_predict": server.max_tokens,
        "temperature": TEMPERATURE,
        "seed": SEED,
    }
    try:
        client = ollama.Client(host=server.url, timeout=timeout, trust_env=False, follow_redirects=False)
        with client:
            for part in client.chat(
                model=name,
                messages=_written(messages),
                options=options,
                keep_alive=server.keep_alive,
                stream=True,
            ):
                if part.message.content:
                    yield part.message.content
                if part.done:
                    call.prompt_tokens = part.prompt_eval_count or 0
                    call.completion_tokens = part.eval_count or 0
    except (ollama.ResponseError, httpx.HTTPError, ConnectionError, ValueError) as error:
        raise ModelUnreachableError(f"Ollama does not answer ({type(error).__name__}).") from error


def _openai(server: OpenAISettings, name: str, messages: list[Message], call: Completion) -> Iterator[str]:
    # The client takes a second to load: only where such a server is asked.
    import openai

    timeout = httpx.Timeout(server.total_timeout_s, connect=server.connect_timeout_s)
    try:
        with openai.OpenAI(
            base_url=server.url,
            api_key=server.api_key.get_secret_value() or "none",
            max_retries=0,
            http_client=httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False),
        ) as client:
            chat: Any = client.chat.completions
            for part in chat.create(
                model=name,
                messages=_written(messages),
                max_tokens=server.max_tokens,
                temperature=TEMPERATURE,
                seed=SEED,
                stream=True,
                stream_options={"include_usage": True},
            ):
                if part.usage is not None:
                    call.prompt_tokens = part.usage.prompt_tokens or 0
                    call.completion_tokens = part.usage.completion_tokens or 0
                if part.choices and part.choices[0].delta.content:
                    yield part.choices[0].delta.content
    except (openai.OpenAIError, httpx.HTTPError, IndexError, ValueError) as error:
        raise ModelUnreachableError(f"The language model's server failed ({type(error).__name__}).") from error


def _written(messages: list[Message]) -> Any:
    return [{"role": message.role, "content": message.content} for message in messages]
