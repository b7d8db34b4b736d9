"""Servers of language models that do what a test tells them: small real HTTP servers in this process."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from rag.models.language_model import LanguageModel
from rag.models.ollama_model import OllamaModel
from rag.models.openai_model import OpenAIModel
from rag.settings import ModelServer, OllamaSettings, OpenAISettings, Settings

Step = bytes | Callable[[], None]
_HANG_S = 20


class ScriptedServer:
    """A server whose answers are what ``chat`` does step by step: bytes are written, functions called.

    ``received`` are the bodies of questions, ``listing`` is sent in place of the list of ``names`` if set,
    ``busiest`` is the most questions that were under way at a time.
    """

    content_type: ClassVar[str]
    noise: ClassVar[bytes]
    """Bytes that tell the client nothing."""

    def __init__(self) -> None:
        self.names = ["mistral:latest"]
        self.chat: list[Step] = self.says("Six ", "mois.")
        self.status = 200
        self.listing: bytes | None = None
        self.received: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.left = threading.Event()
        """Set when a client closed its connection while ``until_left`` waited for it."""
        self.busiest = self._busy = 0
        self._mutex = threading.Lock()
        self._here = threading.local()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Nobody answers at the address any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def says(self, *texts: str, **end: Any) -> list[Step]:
        """The steps of a whole answer in these pieces."""
        return [*(self.part(text) for text in texts), *self.end(**end)]

    def hangs_up(self) -> None:
        """Step: closes the connection in the middle."""
        self._here.connection.shutdown(socket.SHUT_RDWR)
        raise OSError

    def until_left(self) -> None:
        """Step: waits until the client closes the connection."""
        ready, _, _ = select.select([self._here.connection], [], [], _HANG_S)
        try:
            if ready and self._here.connection.recv(1, socket.MSG_PEEK) == b"":
                self.left.set()
        except ConnectionResetError:
            self.left.set()

    def trickles(self, bytes_of: bytes) -> None:
        """Step: sends the same again and again until the client closes the connection."""
        for _ in range(_HANG_S * 50):
            self._here.output.write(bytes_of)
            self._here.output.flush()
            ready, _, _ = select.select([self._here.connection], [], [], 0.02)
            if ready:
                self.left.set()
                return

    @staticmethod
    def part(text: str) -> bytes:
        """A piece of an answer."""
        raise NotImplementedError

    @staticmethod
    def end(reason: str = "stop", prompt: int = 120, written: int = 3) -> list[Step]:
        """How an answer ends, with what it used."""
        raise NotImplementedError

    def listed(self) -> dict[str, Any]:
        raise NotImplementedError

    def limits(self, **more: Any) -> ModelServer:
        """Settings with this server's address."""
        raise NotImplementedError

    def model(self, name: str = "mistral:latest", **more: Any) -> LanguageModel:
        """A model of this server."""
        raise NotImplementedError

    def settings(self, **more: Any) -> Settings:
        """Settings of a service that knows this server only."""
        raise NotImplementedError

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Does what ``chat`` says."""
        with self._mutex:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        self._here.connection, self._here.output = handler.connection, handler.wfile
        try:
            for step in list(self.chat):
                if isinstance(step, bytes):
                    handler.wfile.write(step)
                    handler.wfile.flush()
                else:
                    step()
        except OSError:
            pass
        finally:
            with self._mutex:
                self._busy -= 1


class OllamaServer(ScriptedServer):
    """Ollama's protocol (ollama/docs/api.md): ``/api/tags`` and ``/api/chat``, a line of JSON a piece."""

    content_type = "application/x-ndjson"
    noise = b" "

    @staticmethod
    def part(text: str) -> bytes:
        return _line({"model": "m", "message": {"role": "assistant", "content": text}, "done": False})

    @staticmethod
    def end(reason: str = "stop", prompt: int = 120, written: int = 3) -> list[Step]:
        end = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason}
        return [_line(end | {"prompt_eval_count": prompt, "eval_count": written})]

    def listed(self) -> dict[str, Any]:
        return {"models": [{"model": name, "name": name} for name in self.names]}

    def limits(self, **more: Any) -> OllamaSettings:
        return OllamaSettings(url=self.url, **more)

    def model(self, name: str = "mistral:latest", **more: Any) -> LanguageModel:
        return OllamaModel(self.limits(**more), name)

    def settings(self, **more: Any) -> Settings:
        return Settings(ollama=self.limits(**more))


class OpenAIServer(ScriptedServer):
    """OpenAI's protocol: ``/v1/models`` and ``/v1/chat/completions``, an event a piece."""

    content_type = "text/event-stream"
    noise = b": still here\n\n"
    done = b"data: [DONE]\n\n"

    @staticmethod
    def part(text: str, reason: str | None = None) -> bytes:
        return _event([{"index": 0, "delta": {"content": text}, "finish_reason": reason}])

    @staticmethod
    def end(reason: str = "stop", prompt: int = 120, written: int = 3) -> list[Step]:
        counted = {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}
        return [OpenAIServer.part("", reason), _event([], counted), OpenAIServer.done]

    def listed(self) -> dict[str, Any]:
        data = [{"id": name, "object": "model", "created": 1, "owned_by": "x"} for name in self.names]
        return {"object": "list", "data": data}

    def limits(self, **more: Any) -> OpenAISettings:
        return OpenAISettings(url=f"{self.url}/v1", **more)

    def model(self, name: str = "mistral:latest", **more: Any) -> LanguageModel:
        return OpenAIModel(self.limits(**more), name)

    def settings(self, **more: Any) -> Settings:
        return Settings(ollama=OllamaSettings(enabled=False), openai=self.limits(**more))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _event(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> bytes:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
    return f"data: {json.dumps(chunk | ({'usage': usage} if usage else {}))}\n\n".encode()


def _handler_of(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections stay open until the client closes them

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            server.paths.append(self.path)
            body = json.dumps(server.listed()).encode() if server.listing is None else server.listing
            self._start(200, "application/json", {"Content-Length": str(len(body))})
            self.wfile.write(body)

        def do_POST(self) -> None:
            server.paths.append(self.path)
            server.keys.append(self.headers["Authorization"])
            server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            kind = server.content_type if server.status == 200 else "application/json"
            self._start(server.status, kind, {"Connection": "close"})
            server.answer(self)

        def _start(self, status: int, kind: str, more: dict[str, str]) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            for name, value in {"Content-Type": kind, **more}.items():
                self.send_header(name, value)
            self.end_headers()

    return Handler


@contextmanager
def scripted(kind: type[ScriptedServer]) -> Iterator[Any]:
    """A server of a kind, ended afterwards."""
    server = kind()
    try:
        yield server
    finally:
        server.close()


SERVERS = (OllamaServer, OpenAIServer)
