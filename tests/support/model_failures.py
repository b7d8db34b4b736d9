"""All the ways in which a server of language models fails while it answers, and what the asker is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rag.errors import ModelAnswerError, ModelUnreachableError
from tests.support.model_servers import ScriptedServer, Step

PROOF = "La cantine du site ferme le vendredi à quinze heures."
"""Stands in a passage, and is what the model claims before it fails."""
CLAIM = json.dumps({"source": 1, "quote": PROOF, "text": PROOF}, ensure_ascii=False)
BEGUN = '{"claims": [' + CLAIM
WHOLE = BEGUN + "]}"
_SOON = {"first_token_timeout_s": 0.4, "total_timeout_s": 0.8}
"""Seconds; a test that hangs has found a limit that does not hold."""


@dataclass(frozen=True)
class Failure:
    """``script`` sets up a server so that it fails after it has written the text it is given (which may be nothing)."""

    name: str
    script: Callable[[ScriptedServer, list[Step]], None]
    note: str = ModelUnreachableError.code
    limits: dict[str, Any] = field(default_factory=dict)
    later: bool = True
    """Whether it can fail so in the middle of an answer, too."""

    @property
    def hangs(self) -> bool:
        """Whether the client has to end it."""
        return self.limits == _SOON

    def set_up(self, server: ScriptedServer, written: str = "") -> dict[str, Any]:
        """Makes ``server`` fail so; the limits to ask it with."""
        self.script(server, [server.part(written)] if written else [])
        return self.limits


def _then(*more: Callable[[ScriptedServer], list[Step]]) -> Callable[[ScriptedServer, list[Step]], None]:
    def script(server: ScriptedServer, before: list[Step]) -> None:
        server.chat = before + [step for make in more for step in make(server)]

    return script


def _refuses(status: int, words: str) -> Callable[[ScriptedServer, list[Step]], None]:
    def script(server: ScriptedServer, _: list[Step]) -> None:
        server.status = status
        server.chat = [json.dumps({"error": {"message": words}, "message": words}).encode()]

    return script


FAILURES = [
    Failure("goes away when asked", lambda server, _: server.close(), later=False),
    Failure("is silent", _then(lambda server: [server.until_left]), limits=_SOON),
    Failure("makes signs of life only", _then(lambda server: [lambda: server.trickles(server.noise)]), limits=_SOON),
    Failure("writes for ever", _then(lambda server: [lambda: server.trickles(server.part(" "))]), limits=_SOON),
    Failure("dies", _then(lambda server: [server.hangs_up])),
    Failure("ends without a word", _then(lambda _: [])),
    Failure("breaks off in a line of its protocol", _then(lambda server: [server.part("x")[:-12]])),
    Failure("speaks another protocol", _then(lambda _: [b"<html>Bad gateway</html>\n\n"])),
    Failure("nests without end", _then(lambda server: [server.part("x").replace(b'"x"', b"[" * 200_000)])),
    Failure("breaks off in the claims", _then(lambda server: server.says(' {"source": 1')), ModelAnswerError.code),
    Failure("reaches its length", _then(lambda server: server.end("length")), ModelAnswerError.code),
    Failure("has another model", _refuses(404, "model 'mistral:latest' not found"), later=False),
    Failure("refuses", _refuses(500, "out of memory"), later=False),
    Failure("writes prose", _then(lambda server: server.says("Bien sûr ! Voici [la] réponse.")), ModelAnswerError.code),
    Failure(
        "cut the prompt silently",
        _then(lambda server: server.says("]}", prompt=2048)),
        ModelAnswerError.code,
        {"num_ctx": 2048, "max_tokens": 50},
    ),
    Failure(
        "was given too small a window", _then(lambda server: server.says("]}")), ModelAnswerError.code,
        {"num_ctx": 1024, "max_tokens": 1000}, later=False,
    ),
]  # fmt: skip
