"""The model server of the settings, asked by a plain chat call: no schema, the same window, length and temperature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import ollama

from rag.errors import ModelUnreachableError
from rag.models.language_model import LanguageModel, Message
from rag.models.ollama_model import OllamaModel
from rag.settings import OllamaSettings, OpenAISettings, Settings

Chat = Callable[[list[Message]], str]
"""Messages to the whole answer; raises ModelUnreachableError."""


def plain_chat(settings: Settings, model: LanguageModel) -> Chat:
    """A chat call of the server that has the model."""
    if isinstance(model, OllamaModel):
        return lambda messages: _ollama(settings.ollama, model.name, messages)
    return lambda messages: _openai(settings.openai, model.name, messages)


def _ollama(server: OllamaSettings, name: str, messages: list[Message]) -> str:
    timeout = httpx.Timeout(server.total_timeout_s, connect=server.connect_timeout_s)
    try:
        client = ollama.Client(host=server.url, timeout=timeout, trust_env=False, follow_redirects=False)
        with client:
            answer = client.chat(
                model=name,
                messages=_written(messages),
                options={"num_ctx": server.num_ctx, "num_predict": server.max_tokens, "temperature": 0, "seed": 0},
                keep_alive=server.keep_alive,
            )
        return answer.message.content or ""
    except (ollama.ResponseError, httpx.HTTPError, ConnectionError, ValueError) as error:
        raise ModelUnreachableError(f"Ollama does not answer ({type(error).__name__}).") from error


def _openai(server: OpenAISettings, name: str, messages: list[Message]) -> str:
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
            answer = client.chat.completions.create(
                model=name, messages=_written(messages), max_tokens=server.max_tokens, temperature=0, seed=0
            )
        return answer.choices[0].message.content or ""
    except (openai.OpenAIError, httpx.HTTPError, IndexError, ValueError) as error:
        raise ModelUnreachableError(f"The language model's server failed ({type(error).__name__}).") from error


def _written(messages: list[Message]) -> Any:
    return [{"role": message.role, "content": message.content} for message in messages]
