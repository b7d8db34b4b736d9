"""OpenAI's protocol, spoken by a small real server in this process; and which server answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from rag.errors import ModelAnswerError, ModelUnreachableError
from rag.models.choosing import find_model, list_models
from rag.models.language_model import Completion, Message, is_in_house
from rag.models.openai_model import OpenAIModel, list_openai_models
from rag.settings import OllamaSettings, OpenAISettings, Settings
from tests.support.model_servers import OpenAIServer, scripted
from tests.support.processes import free_port

MESSAGES = [Message("system", "Sois bref."), Message("user", "Combien ?")]
SCHEMA = {"type": "object", "properties": {"claims": {"type": "array"}}}
DONE, part = OpenAIServer.done, OpenAIServer.part
NO_OLLAMA = OllamaSettings(enabled=False)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with scripted(OpenAIServer) as started:
        started.names = ["mistral", "qwen"]
        yield started


def _written(settings: OpenAISettings, completion: Completion | None = None) -> list[str]:
    return list(OpenAIModel(settings, "mistral").stream(MESSAGES, SCHEMA, completion or Completion()))


def test_pieces_come_as_they_are_written_with_what_they_cost(server: OpenAIServer) -> None:
    arrived: list[str] = []
    go_on = threading.Event()
    server.chat.insert(1, lambda: go_on.wait(5) and None)
    completion = Completion()
    for piece in OpenAIModel(server.limits(), "mistral").stream(MESSAGES, SCHEMA, completion):
        arrived.append(piece)
        if len(arrived) == 1:
            assert not go_on.is_set() and completion.first_token_ms is not None
            go_on.set()
    assert arrived == ["Six ", "mois."]
    assert (completion.prompt_tokens, completion.completion_tokens) == (120, 3)


def test_schema_length_and_key_are_in_every_call(server: OpenAIServer) -> None:
    settings = server.limits(num_ctx=2048, max_tokens=77, api_key="secret")
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


def test_a_slow_first_token_and_an_answer_that_never_ends(server: OpenAIServer) -> None:
    server.chat = [server.until_left, DONE]
    with pytest.raises(ModelUnreachableError):
        _written(server.limits(first_token_timeout_s=0.2))
    assert server.left.wait(10)
    server.chat = [step for _ in range(60) for step in (part("x"), lambda: time.sleep(0.05))]
    with pytest.raises(ModelUnreachableError, match="too long"):
        _written(server.limits(total_timeout_s=0.3))


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
def test_a_server_that_dies_in_the_middle_or_talks_nonsense(server: OpenAIServer, chat: list[Any]) -> None:
    server.chat = chat
    with pytest.raises(ModelUnreachableError):
        _written(server.limits())


def test_an_answer_cut_at_its_length_and_a_prompt_over_the_window(server: OpenAIServer) -> None:
    server.chat = [part("Six "), part("", "length"), DONE]
    with pytest.raises(ModelAnswerError, match="cut"):
        _written(server.limits())
    server.chat = server.says("Six", prompt=2000)
    with pytest.raises(ModelAnswerError, match="window"):
        _written(server.limits(num_ctx=2048))


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
def test_a_refusal_is_not_tried_again(server: OpenAIServer, status: int) -> None:
    server.status, server.chat = status, [b'{"error": {"message": "no"}}']
    with pytest.raises(ModelUnreachableError):
        _written(server.limits())
    assert server.paths == ["/v1/chat/completions"]


def test_proxies_and_keys_of_the_environment_are_left_alone(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("OPENAI_API_KEY", "of another program")
    monkeypatch.setenv("OPENAI_ORG_ID", "of another program")
    assert _written(server.limits()) == ["Six ", "mois."]
    assert server.keys == ["Bearer none"]
    assert list_openai_models(server.limits()) == ["mistral", "qwen"]


@pytest.mark.parametrize("models", [b"<html>", b"[]", b"", b'{"data": 3}'])
def test_another_server_at_the_address_has_no_models(server: OpenAIServer, models: bytes) -> None:
    server.listing = models
    assert list_openai_models(server.limits()) == []


@pytest.mark.parametrize(
    ("named", "wanted", "found"),
    [("", None, "mistral"), ("qwen", None, "qwen"), ("gpt", None, None), ("gpt", "qwen", "qwen"), ("", "gpt", None)],
)
def test_which_model_answers(server: OpenAIServer, named: str, wanted: str | None, found: str | None) -> None:
    settings = Settings(ollama=NO_OLLAMA, openai=server.limits(model=named))
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
