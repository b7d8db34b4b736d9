"""What a language model is, whichever server it runs on."""

from __future__ import annotations

import ipaddress
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from rag.errors import ModelAnswerError, ModelUnreachableError, TransientError
from rag.models.calling import Call
from rag.models.queueing import queue_of
from rag.settings import ModelServer


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; ``role`` is ``system``, ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(slots=True)
class Completion:
    """What a call used, filled in while its text streams: tokens, and milliseconds to the first token."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    first_token_ms: int | None = None


class LanguageModel(Protocol):
    """A model that writes JSON under a schema; each question has an object of its own."""

    @property
    def name(self) -> str:
        """The model's name, as its server knows it."""

    @property
    def local(self) -> bool:
        """True when its server is on this machine or in the house's own network: nothing leaves the building."""

    @property
    def prompt_budget(self) -> int:
        """How many tokens a prompt may have."""

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        """Pieces of the answer as they are written.

        Raises:
            ModelUnreachableError: the server is away, too slow, or went away.
            ModelAnswerError: the answer was cut, or the prompt did not fit.
            ModelBusyError: other questions kept the server busy for too long.
        """

    def stop(self) -> None:
        """Ends what the model writes or is about to write, from another thread: nobody waits for it any more."""


class ServedModel(ABC):
    """What models of all kinds of servers have in common."""

    def __init__(self, settings: ModelServer, name: str) -> None:
        self._server = settings
        self._name = name
        self._queue = queue_of(settings.url, settings.at_once)
        self._call: Call | None = None
        self._stopped = False

    @property
    def name(self) -> str:
        """See :class:`LanguageModel`."""
        return self._name

    @property
    def local(self) -> bool:
        """See :class:`LanguageModel`."""
        return is_in_house(self._server.url)

    @property
    def prompt_budget(self) -> int:
        """See :class:`LanguageModel`."""
        return self._server.num_ctx - self._server.max_tokens

    def stream(self, messages: list[Message], schema: dict[str, Any], completion: Completion) -> Iterator[str]:
        """See :class:`LanguageModel`."""
        started, limits = time.monotonic(), self._server
        with (
            self._queue.turn(limits.first_token_timeout_s, lambda: self._stopped),
            Call(limits.first_token_timeout_s, limits.total_timeout_s) as call,
        ):
            self._call = call
            if self._stopped:
                call.end()
            try:
                for piece in self._pieces(messages, schema, completion, call.transport):
                    if completion.first_token_ms is None:
                        completion.first_token_ms = round(1000 * (time.monotonic() - started))
                        call.first_token()
                    yield piece
            except ModelUnreachableError as error:
                if call.late:
                    raise ModelUnreachableError("The language model took too long to answer.") from error
                raise

    def stop(self) -> None:
        """See :class:`LanguageModel`."""
        self._stopped = True
        self._queue.wake()
        if self._call is not None:
            self._call.end()

    @abstractmethod
    def _pieces(
        self, messages: list[Message], schema: dict[str, Any], completion: Completion, transport: httpx.BaseTransport
    ) -> Iterator[str]:
        """What ``stream`` promises, by the server's protocol, over ``transport``; first token and times are not its
        business."""


def refusal(status: int, words: object) -> TransientError:
    """What it means that a server refused a prompt with an HTTP status and some words: too long for it, or else."""
    said = " ".join(str(words).split())[:200]
    if status in (400, 413) and "context" in said.lower():
        return ModelAnswerError(f"The prompt did not fit the model's window: {said}", "Set num_ctx to that window.")
    return ModelUnreachableError(f"The language model's server answered {status}: {said}")


def is_in_house(url: str) -> bool:
    """True for an address of this machine, of a private network (RFC 1918, RFC 4193), or a name without a dot, as the
    machines and containers of one network have. Whatever else has a dot may be anywhere.
    """
    try:
        host = urlsplit(url).hostname or ""
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".localhost", ".internal", ".local")))
