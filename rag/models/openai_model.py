"""Models of a server that speaks OpenAI's protocol: vLLM, LMDeploy, LM Studio, LocalAI, llama.cpp.

The ``openai`` client is used, without its retries, telemetry or proxies. The schema goes as ``response_format`` of type
``json_schema`` (OpenAI, "Structured model outputs"), which these servers share.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.calling import Call
from rag.models.language_model import Completion, Message, ServedModel, refusal
from rag.settings import OpenAISettings

if TYPE_CHECKING:
    from openai import OpenAI

_LIST_TIMEOUT_S = 5
_NOT_OPENAI = (ValueError, TypeError, AttributeError, IndexError, RecursionError)
"""What the client raises for lines that are not JSON, or not that of the protocol."""


class OpenAIModel(ServedModel):
    """A :class:`rag.models.language_model.LanguageModel` of an OpenAI-compatible server."""

    def __init__(self, settings: OpenAISettings, name: str) -> None:
        super().__init__(settings, name)
        self._settings = settings

    def _pieces(
        self, messages: list[Message], schema: dict[str, Any], completion: Completion, transport: httpx.BaseTransport
    ) -> Iterator[str]:
        # The client takes a second to load: only where such a server is asked.
        import openai

        ended = None
        try:
            with _client(self._settings, transport, self._settings.first_token_timeout_s) as client:
                chat: Any = client.chat.completions
                answer = chat.create(
                    model=self._name,
                    messages=[{"role": message.role, "content": message.content} for message in messages],
                    response_format={
                        "type": "json_schema",
                        "json_schema": {"name": "answer", "strict": True, "schema": schema},
                    },
                    max_tokens=self._settings.max_tokens,
                    temperature=0,
                    seed=0,
                    stream=True,
                    stream_options={"include_usage": True},
                )
                for part in answer:
                    if part.usage is not None:
                        completion.prompt_tokens = part.usage.prompt_tokens or 0
                        completion.completion_tokens = part.usage.completion_tokens or 0
                    if not part.choices:
                        continue
                    ended = part.choices[0].finish_reason or ended
                    if part.choices[0].delta.content:
                        yield part.choices[0].delta.content
        except openai.APIStatusError as error:
            raise refusal(error.status_code, error.message) from error
        except openai.APIConnectionError as error:
            raise ModelUnreachableError(f"The language model's server does not answer ({_cause(error)}).") from error
        except (httpx.HTTPError, openai.APIError) as error:
            raise ModelUnreachableError(f"The language model's server failed ({type(error).__name__}).") from error
        except _NOT_OPENAI as error:
            raise ModelUnreachableError("What answers at openai.url does not speak OpenAI's protocol.") from error
        if ended is None:
            raise ModelUnreachableError("The language model's server stopped in the middle of an answer.")
        if ended == "length":
            raise ModelAnswerError("The language model's answer was cut at its length limit.")
        if completion.prompt_tokens > self.prompt_budget:
            raise ModelAnswerError("The prompt did not fit the model's window.", "Raise openai.num_ctx.")


def list_openai_models(settings: OpenAISettings) -> list[str]:
    """The names of the models that the server has; empty when none is set or it does not answer."""
    if not settings.url:
        return []
    import openai

    try:
        with (
            Call(_LIST_TIMEOUT_S, _LIST_TIMEOUT_S) as call,
            _client(settings, call.transport, _LIST_TIMEOUT_S) as client,
        ):
            return [model.id for model in client.models.list() if model.id]
    except (openai.OpenAIError, httpx.HTTPError, httpx.InvalidURL, *_NOT_OPENAI):
        return []


def _client(settings: OpenAISettings, transport: httpx.BaseTransport, timeout_s: float) -> OpenAI:
    """A client for one call; to be closed, so that no connection is left behind."""
    from openai import OpenAI

    timeout = httpx.Timeout(timeout_s, connect=settings.connect_timeout_s)
    return OpenAI(
        base_url=settings.url,
        # Servers without a key take any; the client asks for one.
        api_key=settings.api_key.get_secret_value() or "none",
        # Of these the client would take others from the environment.
        organization="",
        project="",
        max_retries=0,
        http_client=httpx.Client(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False),
    )


def _cause(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__
