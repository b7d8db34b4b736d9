"""Answers as they are written, for as long as somebody listens."""

from __future__ import annotations

from collections.abc import Generator

from fastapi.sse import EventSourceResponse
from starlette.types import Receive, Scope, Send

from rag.models.language_model import LanguageModel


class AnswerStream(EventSourceResponse):
    """Server-sent events that ``content`` makes; the model stops when the asker goes away.

    Starlette gives up ``content`` only between two events, and minutes may lie between them.
    """

    def __init__(self, content: Generator[bytes], model: LanguageModel | None) -> None:
        super().__init__(content)
        self._content, self._model = content, model

    async def listen_for_disconnect(self, receive: Receive) -> None:
        """See Starlette."""
        await super().listen_for_disconnect(receive)
        if self._model is not None:
            self._model.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See Starlette; what ``content`` holds open is closed at once, not when it is collected."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._content.close()
