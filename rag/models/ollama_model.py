"""Ollama's models.

The plain ``ollama`` client is used, with ``num_ctx`` in every call: without it Ollama takes a small default window
and cuts a longer prompt silently, system prompt first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import ollama

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.language_model import Completion, Message, ServedModel
from rag.settings import OllamaSettings

_LIST_TIMEOUT_S = 5
_NOT_OLLAMA = (ValueError, TypeError, AttributeError)
"""What the client raises for lines that are not JSON, or not that of Ollama."""


class OllamaModel(ServedModel):
    """A model of an Ollama server."""

    def __init__(self, settings: OllamaSettings, name: str) -> None:
        super().__init__(settings, name)
        self._settings = settings

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        """See the protocol."""
        started = time.monotonic()
        options = {
            "num_ctx": self._settings.num_ctx,
            "num_predict": self._settings.max_tokens,
            "temperature": 0,
            "seed": 0,
        }
        try:
            with _client(self._settings, self._settings.first_token_timeout_s) as client:
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
                    if time.monotonic() - started > self._settings.total_timeout_s:
                        raise ModelUnreachableError("The language model took too long to finish its answer.")
                    if part.message.content:
                        if completion.first_token_ms is None:
                            completion.first_token_ms = round(1000 * (time.monotonic() - started))
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
            raise ModelUnreachableError(f"Ollama answered: {error.error[:200]}") from error
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
        with _client(settings, _LIST_TIMEOUT_S) as client:
            return {item.model: item.digest or "" for item in client.list().models if item.model}
    except (ollama.ResponseError, httpx.HTTPError, httpx.InvalidURL, ConnectionError, *_NOT_OLLAMA):
        return {}


def ollama_licence(settings: OllamaSettings, name: str) -> str:
    """The licence text that came with a model; empty when Ollama has none of it."""
    try:
        with _client(settings, _LIST_TIMEOUT_S) as client:
            return client.show(name).license or ""
    except (ollama.ResponseError, httpx.HTTPError, httpx.InvalidURL, ConnectionError, *_NOT_OLLAMA):
        return ""


def _client(settings: OllamaSettings, timeout_s: float) -> ollama.Client:
    """A client for one call; to be closed, so that no connection is left behind."""
    timeout = httpx.Timeout(timeout_s, connect=settings.connect_timeout_s)
    return ollama.Client(host=settings.url, timeout=timeout, trust_env=False, follow_redirects=False)
