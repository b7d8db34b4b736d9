"""Ollama's models.

The plain ``ollama`` client is used, with ``num_ctx`` in every call: without it Ollama takes a small default window
and cuts a longer prompt silently, system prompt first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import ollama

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.calling import Call
from rag.models.language_model import Completion, Message, ServedModel, refusal
from rag.settings import OllamaSettings

_LIST_TIMEOUT_S = 5
_NOT_OLLAMA = (ValueError, TypeError, AttributeError, RecursionError)
"""What the client raises for lines that are not JSON, or not that of Ollama."""


class OllamaModel(ServedModel):
    """A model of an Ollama server."""

    def __init__(self, settings: OllamaSettings, name: str) -> None:
        super().__init__(settings, name)
        self._settings = settings

    def _pieces(
        self, messages: list[Message], schema: dict[str, Any], completion: Completion, transport: httpx.BaseTransport
    ) -> Iterator[str]:
        options = {
            "num_ctx": self._settings.num_ctx,
            "num_predict": self._settings.max_tokens,
            "temperature": 0,
            "seed": 0,
        }
        try:
            with _client(self._settings, transport, self._settings.first_token_timeout_s) as client:
                parts = client.chat(
                    model=self._name,
                    messages=[{"role": message.role, "content": message.content} for message in messages],
                    format=schema,
                    options=options,
                    keep_alive=self._settings.keep_alive,
                    stream=True,
                )
                ended = False
                for part in parts:
                    if part.message.content:
                        yield part.message.content
                    if part.done:
                        ended = True
                        completion.prompt_tokens = part.prompt_eval_count or 0
                        completion.completion_tokens = part.eval_count or 0
                        if part.done_reason == "length":
                            raise ModelAnswerError("The language model's answer was cut at its length limit.")
                if not ended:
                    raise ModelUnreachableError("The language model's server stopped in the middle of an answer.")
        except ollama.ResponseError as error:
            raise refusal(error.status_code, error.error) from error
        except (httpx.HTTPError, ConnectionError) as error:
            raise ModelUnreachableError(f"Ollama does not answer ({type(error).__name__}).") from error
        except _NOT_OLLAMA as error:
            raise ModelUnreachableError("What answers at Ollama's address does not speak as Ollama does.") from error
        if completion.prompt_tokens >= self._settings.num_ctx:
            raise ModelAnswerError("The prompt did not fit the model's window.", "Raise ollama.num_ctx.")


def list_ollama_models(settings: OllamaSettings) -> list[str]:
    """The names of the models Ollama has; empty when it is switched off or does not answer."""
    return list(ollama_digests(settings))


def ollama_digests(settings: OllamaSettings) -> dict[str, str]:
    """The models Ollama has, each with the digest of its manifest (empty where it tells none)."""
    if not settings.enabled:
        return {}
    try:
        with (
            Call(_LIST_TIMEOUT_S, _LIST_TIMEOUT_S) as call,
            _client(settings, call.transport, _LIST_TIMEOUT_S) as client,
        ):
            return {item.model: item.digest or "" for item in client.list().models if item.model}
    except (ollama.ResponseError, httpx.HTTPError, httpx.InvalidURL, ConnectionError, *_NOT_OLLAMA):
        return {}


def ollama_licence(settings: OllamaSettings, name: str) -> str:
    """The licence text that came with a model; empty when Ollama has none of it."""
    try:
        with (
            Call(_LIST_TIMEOUT_S, _LIST_TIMEOUT_S) as call,
            _client(settings, call.transport, _LIST_TIMEOUT_S) as client,
        ):
            return client.show(name).license or ""
    except (ollama.ResponseError, httpx.HTTPError, httpx.InvalidURL, ConnectionError, *_NOT_OLLAMA):
        return ""


def _client(settings: OllamaSettings, transport: httpx.BaseTransport, timeout_s: float) -> ollama.Client:
    """A client for one call; to be closed, so that no connection is left behind."""
    timeout = httpx.Timeout(timeout_s, connect=settings.connect_timeout_s)
    return ollama.Client(
        host=settings.url, transport=transport, timeout=timeout, trust_env=False, follow_redirects=False
    )
