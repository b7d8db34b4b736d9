"""What a language model is, whichever server it runs on."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

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
    """A model that writes JSON under a schema."""

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
        """


class ServedModel:
    """What models of all kinds of servers have in common."""

    def __init__(self, settings: ModelServer, name: str) -> None:
        self._server = settings
        self._name = name

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


def is_in_house(url: str) -> bool:
    """True for an address of this machine, of a private network (RFC 1918, RFC 4193), or a name without a dot, as the
    machines and containers of one network have. Whatever else has a dot may be anywhere.
    """
    try:
        host = urlsplit(url).hostname or ""
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".localhost", ".internal", ".local")))
