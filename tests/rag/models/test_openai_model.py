"""OpenAI's protocol, spoken by a small real server in this process; and which server answers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.choosing import find_model, list_models
from rag.models.language_model import Completion, Message, is_in_house
from rag.models.openai_model import OpenAIModel, list_openai_models
from rag.settings import OllamaSettings, OpenAISettings, Settings
from tests.support.processes import free_port

Part = dict[str, Any]
MESSAGES = [Message("system", "Sois bref."), Message("user", "Combien ?")]
SCHEMA = {"type": "object", "properties": {"claims": {"type": "array"}}}
DONE = b"data: [DONE]\n\n"
NO_OLLAMA = OllamaSettings(enabled=False)


def part(text: str, reason: str | None = None) -> Part:
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"} | {
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]
    }


def usage(prompt: int = 120, written: int = 3) -> Part:
    counted = {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": counted}


class Server:
    """A server whose answers are what ``chat`` writes: dicts as events, bytes as they are, calls for their effect."""

    def __init__(self) -> None:
        self.names = ["mistral", "qwen"]
        self.chat: list[Part | bytes | Callable[[], None]] = [
            part("Six "),
            part("mois."),
            part("", "stop"),
            usage(),
            DONE,
        ]
        self.status, self.received, self.paths, self.keys = 200, list[Part](), list[str](), list[str | None]()
        self.models: bytes | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                outer.paths.append(self.path)
                data = [{"id": name, "object": "model", "created": 1, "owned_by": "x"} for name in outer.names]
                body = (
                    outer.models if outer.models is not None else json.dumps({"object": "list", "data": data}).encode()
                )
                self._start(200, "application/json")
                self.wfile.write(body)

            def do_POST(self) -> None:
                outer.paths.append(self.path)
                outer.keys.append(self.headers["Authorization"])
                outer.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._start(outer.status, "text/event-stream" if outer.status == 200 else "application/json")
                try:
                    for piece in outer.chat:
                        if callable(piece):
                            piece()
                        else:
                            line = piece if isinstance(piece, bytes) else f"data: {json.dumps(piece)}\n\n".encode()
                            self.wfile.write(line)
                            self.wfile.flush()
                except OSError:
                    pass

            def _start(self, status: int, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def settings(self, **more: Any) -> OpenAISettings:
        return OpenAISettings(url=f"http://127.0.0.1:{self.server.server_address[1]}/v1", **more)


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.server.shutdown()
    started.server.server_close()
    started.thread.join()


def _written(settings: OpenAISettings, completion: Completion | None = None) -> list[str]:
    return list(OpenAIModel(settings, "mistral").stream(MESSAGES, SCHEMA, completion or Completion()))


def test_pieces_come_as_they_are_written_with_what_they_cost(server: Server) -> None:
    arrived: list[str] = []
    go_on = threading.Event()
    server.chat.insert(1, lambda: go_on.wait(5) and None)
    completion = Completion()
    for piece in OpenAIModel(server.settings(), "mistral").stream(MESSAGES, SCHEMA, completion):
        arrived.append(piece)
        if len(arrived) == 1:
            assert not go_on.is_set() and completion.first_token_ms is not None
            go_on.set()
    assert arrived == ["Six ", "mois."]
    assert (completion.prompt_tokens, completion.completion_tokens) == (120, 3)


def test_schema_length_and_key_are_in_every_call(server: Server) -> None:
    settings = server.settings(num_ctx=2048, max_tokens=77, api_key="secret")
    assert OpenAIModel(settings, "mistral").prompt_budget == 2048 - 77
    _written(settings)
    (sent,) = server.received
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (sent["model"], sent["max_tokens"], sent["temperature"], sent["seed"]) == ("mistral", 77, 0, 0)
    assert sent["messages"][0] == {"role": "system", "content": "Sois bref."}
    assert server.paths == ["/v1/chat/completions"] and server.keys == ["Bearer secret"]
    assert "secret" not in repr(settings)


def test_nobody_there() -> None:
    settings = OpenAISettings(url=f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(ModelUnreachableError):
        _written(settings)
    assert list_openai_models(settings) == []


def test_a_slow_first_token_and_an_answer_that_never_ends(server: Server) -> None:
    server.chat = [lambda: time.sleep(1.5), DONE]
    started = time.monotonic()
    with pytest.raises(ModelUnreachableError):
        _written(server.settings(first_token_timeout_s=0.2))
    assert time.monotonic() - started < 1.2
    server.chat = [step for _ in range(60) for step in (part("x"), lambda: time.sleep(0.05))]
    with pytest.raises(ModelUnreachableError, match="too long"):
        _written(server.settings(total_timeout_s=0.3))


def _die() -> None:
    raise OSError("the server dies")


@pytest.mark.parametrize(
    "chat",
    [
        [part("Six "), _die],
        [part("Six "), DONE],
        [DONE],
        [],
        [part("Six "), b'data: {"id": "c", "choi\n\n'],
        [part("Six "), b"<html>Bad gateway</html>\n"],
        [part("Six "), b"data: [1]\n\n"],
        [part("Six "), b'data: {"choices": 3}\n\n'],
        [part("Six "), b'data: {"error": {"message": "out of memory"}}\n\n'],
    ],
    ids=["closed", "no reason", "only the end", "nothing", "half", "html", "list", "wrong types", "error"],
)
def test_a_server_that_dies_in_the_middle_or_talks_nonsense(server: Server, chat: list[Any]) -> None:
    server.chat = chat
    with pytest.raises(ModelUnreachableError):
        _written(server.settings())


def test_an_answer_cut_at_its_length_and_a_prompt_over_the_window(server: Server) -> None:
    server.chat = [part("Six "), part("", "length"), DONE]
    with pytest.raises(ModelAnswerError, match="cut"):
        _written(server.settings())
    server.chat = [part("Six"), part("", "stop"), usage(prompt=2000), DONE]
    with pytest.raises(ModelAnswerError, match="window"):
        _written(server.settings(num_ctx=2048))


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
def test_a_refusal_is_not_tried_again(server: Server, status: int) -> None:
    server.status, server.chat = status, [b'{"error": {"message": "no"}}']
    with pytest.raises(ModelUnreachableError):
        _written(server.settings())
    assert server.paths == ["/v1/chat/completions"]


def test_proxies_and_keys_of_the_environment_are_left_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OPENAI_API_KEY", "of another program")
    monkeypatch.setenv("OPENAI_ORG_ID", "of another program")
    assert _written(server.settings()) == ["Six ", "mois."]
    assert server.keys == ["Bearer none"]
    assert list_openai_models(server.settings()) == ["mistral", "qwen"]


@pytest.mark.parametrize("models", [b"<html>", b"[]", b"", b'{"data": 3}'])
def test_another_server_at_the_address_has_no_models(server: Server, models: bytes) -> None:
    server.models = models
    assert list_openai_models(server.settings()) == []


@pytest.mark.parametrize(
    ("named", "wanted", "found"),
    [("", None, "mistral"), ("qwen", None, "qwen"), ("gpt", None, None), ("gpt", "qwen", "qwen"), ("", "gpt", None)],
)
def test_which_model_answers(server: Server, named: str, wanted: str | None, found: str | None) -> None:
    settings = Settings(ollama=NO_OLLAMA, openai=server.settings(model=named))
    model = find_model(settings, wanted)
    assert (model.name if model else None) == found
    assert [model.name for model in list_models(settings)] == ["mistral", "qwen"]


def test_without_an_address_nobody_is_asked() -> None:
    assert list_models(Settings(ollama=NO_OLLAMA)) == [] and find_model(Settings(ollama=NO_OLLAMA)) is None


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost:8080", True),
        ("http://ollama:11434", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.1.7/v1", True),
        ("http://[fd00::7]/v1", True),
        ("http://gpu.internal/v1", True),
        ("https://api.example.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("https://10.1.2.3.example.com/v1", False),
        ("https://localhost.example.com", False),
        ("https://user@api.example.com", False),
        ("https://127.0.0.1@api.example.com/v1", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_what_is_in_the_house(url: str, inside: bool) -> None:
    assert is_in_house(url) is inside
