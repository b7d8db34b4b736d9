"""A real HTTP server in Ollama's protocol whose model answers the questions of the tiny suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.eval import tiny
from tests.support.model_servers import OllamaServer

NAME = "tiny:1b"
DIGEST = "ab" * 32


class AnsweringServer(OllamaServer):
    """Sourcier's prompts get the right claim with its quote; a plain chat that holds the documents the right sentence;
    one that does not hold them a refusal. ``before`` is called with the number of each question (from 1) first."""

    def __init__(self, before: Callable[[int], None] = lambda _: None) -> None:
        super().__init__()
        self.before = before
        model = {"model": NAME, "name": NAME, "digest": DIGEST}
        self.listing = json.dumps({"models": [model]}).encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        sent = self.received[-1]
        self.before(len(self.received))
        for piece in self.says(said_to(sent)):
            if isinstance(piece, bytes):
                handler.wfile.write(piece)


def said_to(sent: dict[str, Any]) -> str:
    """What the model says to a request."""
    asked = sent["messages"][-1]["content"]
    right = next((tiny.GOLD.get(each.id) for each in tiny.QUESTIONS if each.question in asked), None)
    if sent.get("format"):
        return json.dumps({"claims": [{"source": 1, "quote": right, "text": right}] if right else []})
    return right if right and right in asked else "Je ne sais pas. / I do not know."
